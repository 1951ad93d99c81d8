"""What SQLite, PostgreSQL and the file system say when they fail -> one line: what happened, what to do."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError as ValueRefused
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from classroom.errors import RefusedError, StorageError

RESTORE_HINT = "restore a backup with `classroom db restore FILE`, or move the file away and a new one is made"

CHECK_HINT = "run `classroom db check`, and restore a backup with `classroom db restore FILE`"
# What rows do to those who read them when bytes of the file were changed: no number, no date, no word of ours.
_ODD_CONTENT = (ValueError, TypeError, LookupError, ArithmeticError)

# Primary result codes, https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_BUSY: "is locked by another program: close what uses it (a backup? a second agent?) and try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program: close what uses it (a backup? a second agent?) and try again",
    sqlite3.SQLITE_READONLY: "may only be read: give yourself the right to write to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that its folder exists and that you may write there",
    sqlite3.SQLITE_PERM: "cannot be opened: give yourself the right to read and write the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: free some space; what was saved before is safe",
    sqlite3.SQLITE_NOTADB: f"is not a database file: {RESTORE_HINT}",
    sqlite3.SQLITE_CORRUPT: f"is damaged: {RESTORE_HINT}",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk is full or failing: check the disk and try again",
}

# SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "28P01": "refuses the password: correct it in storage.url (CLASSROOM_STORAGE__URL) or in ~/.pgpass",
    "28000": "refuses the login: ask its administrator for access to this database (pg_hba.conf)",
    "3D000": "does not exist on the server: create it (createdb) or correct the name in storage.url",
    "42501": "refuses the right to do this: ask its administrator to make you the owner of the database",
    "25006": "accepts no writing (read only or a standby): name the primary server in storage.url",
    "53100": "cannot grow, the server's disk is full: free some space there; what was saved before is safe",
    "53300": "accepts no more connections: close other programs or raise max_connections",
    "55P03": "is locked by another program: try again",
    "57P01": "was shut down while we worked: start the server and try again",
    "57P03": "is just starting or stopping: try again in a moment",
    "40P01": "was blocked by another program: try again",
    "42P01": "lacks a table: run `classroom db check`, then `classroom db upgrade`",
}

# libpq gives no SQLSTATE before a connection stands; parts of its messages -> the same answers.
_NO_CONNECTION = (
    ("password authentication failed", _POSTGRES["28P01"]),
    ("no password supplied", "asks for a password: give one in storage.url (CLASSROOM_STORAGE__URL) or in ~/.pgpass"),
    ("no pg_hba.conf entry", _POSTGRES["28000"]),
    ("authentication failed", _POSTGRES["28000"]),
    ("role ", "does not know this user: correct the user in storage.url, or create it (createuser)"),
    ("too many", _POSTGRES["53300"]),
    ("starting up", _POSTGRES["57P03"]),
    ("shutting down", _POSTGRES["57P03"]),
    ("translate host name", "is on a host that nobody knows: correct the host in storage.url, check the network"),
    ("resolve host", "is on a host that nobody knows: correct the host in storage.url, check the network"),
    ("refused", "does not answer: start the server, or correct host and port in storage.url"),
    ("no such file", "does not answer: start the server, or correct host and port in storage.url"),
    ("timeout", "does not answer in time: check the network, and host and port in storage.url"),
    ("unreachable", "cannot be reached: check the network, and host and port in storage.url"),
    ("does not exist", _POSTGRES["3D000"]),
    ("closed the connection", "closed the connection: check that the server runs, and try again"),
    ("connection", "lost the connection: check that the server runs, and try again"),
)


@contextmanager
def translate_failures(place: str, secret: str | None = None) -> Iterator[None]:
    """Turns the failures of databases and files inside the block into `StorageError`.

    Args:
        place: the database in words, without a password: what the message is about.
        secret: a password to keep out of the message.

    Raises:
        RefusedError: what was to be written contradicts what is there, or fits no column.
        StorageError: one line that says what happened and what to do.
    """
    try:
        yield
    except (IntegrityError, ValueRefused) as error:
        reason = _first_line(error if error.orig is None else error.orig)
        raise RefusedError(f"{place} refuses what does not fit what is stored there ({reason})") from error
    except SQLAlchemyError as error:
        raise StorageError(_hide(f"{place} {_explain(error)}", secret)) from error
    except sqlite3.Error as error:
        raise StorageError(f"{place} {_explain_sqlite(error)}") from error
    except OSError as error:
        raise StorageError(f"{place} {explain_os(error)}") from error
    except _ODD_CONTENT as error:
        raise StorageError(f"{place} holds what no program of ours has written: {CHECK_HINT}") from error


def explain_os(error: OSError) -> str:
    """What a file's failure means and what to do, as the end of a sentence about the file."""
    reason = (error.strerror or type(error).__name__).lower()
    return f"cannot be used ({reason}): check the path, its rights and the free space"


def _explain(error: SQLAlchemyError) -> str:
    if isinstance(error, PoolTimeoutError):
        return "has no free connection: too many requests at once, try again"
    if isinstance(error, NoSuchModuleError):
        return "is of an unknown kind: use sqlite:/// or postgresql:// in storage.url"
    if not isinstance(error, DBAPIError) or error.orig is None:
        return f"cannot be used: {_first_line(error)}; check storage.url"
    if isinstance(error.orig, sqlite3.Error):
        return _explain_sqlite(error.orig)
    return _explain_postgres(error.orig)


def _explain_sqlite(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _SQLITE.get(code & 0xFF)  # the low byte is the primary code
    return known or f"refused the work ({_first_line(error)}): run `classroom db check`"


def _explain_postgres(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    text = str(error).lower()
    known = _POSTGRES.get(state) if state else next((said for part, said in _NO_CONNECTION if part in text), None)
    return known or f"refused the work ({_first_line(error)}): run `classroom db check`"


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _hide(text: str, secret: str | None) -> str:
    hidden = text.replace(secret, "***") if secret else text
    return re.sub(r"(://[^:/@\s]+:)[^@\s]+@", r"\1***@", hidden)
