"""SQLite as the Store needs it: a private file, the same from start to end, read also where it cannot be written."""

import contextlib
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import OperationalError

from classroom.errors import StorageError
from classroom.storage.sqlite_companions import watch_companions

WRITES = "classroom_writes"  # an execution option: the transaction is going to write
_RECORDS = ("-wal", "-journal")  # beside the file: changes that are not in it yet

# Primary result codes, https://www.sqlite.org/rescode.html. IOERR and FULL: on a full disk SQLite cannot make the
# shared index that it needs beside the file even to read.
_UNWRITABLE = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}

Identity = tuple[int, int]  # device and number of a file


def make_private(file: Path, *, ours: bool) -> None:
    """Makes folder (0700) and file (0600) before SQLite would make them readable for everyone.

    A folder or file of the user's own choice keeps its rights.

    Raises:
        StorageError: something else than a file has that name; opening a pipe would wait for ever.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists():
        if not file.is_file():
            raise StorageError(f"the database {file} is no file but a folder, a pipe or a device: correct storage.url")
        if ours:
            with contextlib.suppress(OSError):  # somebody else's, or a disk that may only be read: reading goes on
                file.chmod(0o600)
        return
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def identify_file(file: Path) -> Identity | None:
    """By what the system knows the file, wherever it is moved; None = this file system does not number files."""
    found = file.stat()
    return (found.st_dev, found.st_ino) if found.st_ino else None


def require_same_file(file: Path, opened: Identity | None) -> None:
    """Returns when the file that was opened still lies at its path.

    SQLite itself goes on writing into a file that was deleted, and says that all is well.

    Raises:
        StorageError: it was moved, deleted or replaced.
    """
    if opened is None:
        return
    try:
        same = identify_file(file) in {opened, None}
    except (FileNotFoundError, NotADirectoryError):
        same = False
    if not same:
        raise StorageError(f"the database file {file} was moved or deleted while in use: put it back or start again")


def open_sqlite(url: URL, file: Path, opened: Identity | None, busy_timeout_s: float) -> Engine:
    """An engine that reads and writes the file that was opened, and no other that appears in its place."""

    def connect() -> sqlite3.Connection:
        require_same_file(file, opened)
        return _connect(file, "mode=rw", busy_timeout_s)  # rw: never makes an empty file where ours is gone

    engine = create_engine(url, creator=connect, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    watch_companions(engine, file)
    return engine


def open_sqlite_to_read(url: URL, file: Path, opened: Identity | None, busy_timeout_s: float) -> Engine:
    """An engine for a file that cannot be written (rights, full disk); each transaction opens it anew.

    Beside a database in WAL mode SQLite has to make files even to read, unless it may take the file as
    immutable. That is right only when no changes wait beside it, and not for long: nothing is pooled.
    """

    def connect() -> sqlite3.Connection:
        require_same_file(file, opened)
        try:
            return _connect_checked(file, "mode=ro", busy_timeout_s)
        except sqlite3.OperationalError:
            if _has_records(file):
                raise
            return _connect_checked(file, "mode=ro&immutable=1", busy_timeout_s)

    engine = create_engine(url, creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def is_unwritable(error: OperationalError) -> bool:
    """True = the file may still be readable, only nothing can be written to it or beside it."""
    return _primary_code(error) in _UNWRITABLE


def is_locked(error: OperationalError) -> bool:
    return _primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def detach(connection: Connection) -> None:
    """Takes a connection out of the pool, so that foreign keys can be off in it alone."""
    driver = connection.connection.driver_connection  # asked before: a detached one does not tell it any more
    connection.detach()
    if isinstance(driver, sqlite3.Connection):
        driver.execute("PRAGMA foreign_keys=OFF")  # before the transaction: inside it has no effect


def file_uri(file: Path) -> str:
    """The file as SQLite's URI wants it: also a network share of Windows, whose `as_uri` it refuses."""
    path = file.absolute().as_posix()
    return f"file://{'' if path.startswith('/') else '/'}{quote(os.fsencode(path), safe='/:')}"


def _connect(file: Path, how: str, busy_timeout_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file_uri(file)}?{how}",
        uri=True,
        timeout=busy_timeout_s,
        check_same_thread=False,  # the pool's threads share
    )
    connection.isolation_level = None  # the driver starts no transactions of its own, `_begin` does
    connection.execute("PRAGMA temp_store=MEMORY")  # what is sorted holds names: it must not lie in the system's folder
    return connection


def _connect_checked(file: Path, how: str, busy_timeout_s: float) -> sqlite3.Connection:
    connection = _connect(file, how, busy_timeout_s)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Sets what SQLite forgets between connections.

    synchronous=NORMAL: in WAL mode a commit is in the operating system's hands when it returns, so that
    a killed process (kill -9) loses nothing; only a power cut may lose the last commits, and it never
    damages the file. FULL would cost a disk flush per frame.
    """
    try:
        for setting in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()  # the pool has not got it yet
        raise


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _has_records(file: Path) -> bool:
    beside = (file.with_name(file.name + ending) for ending in _RECORDS)
    return any(path.exists() and path.stat().st_size > 0 for path in beside)


def _primary_code(error: OperationalError) -> int:
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF  # the low byte
