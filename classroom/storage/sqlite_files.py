"""SQLite's database file: is it sound, copied, replaced."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from classroom.errors import OutputError, StorageError
from classroom.storage.failures import RESTORE_HINT, explain_os, translate_failures
from classroom.storage.schema import HEAD, describe_unknown, knows_revision
from classroom.storage.sqlite_engine import file_uri

MAX_FINDINGS = 3  # of each kind; more tell nothing new
_COMPANIONS = ("-wal", "-shm")  # files that SQLite keeps beside a database in use


def find_damage(connection: Connection) -> list[str]:
    """What SQLite's own checks find wrong, each with what to do; empty = sound."""
    broken = connection.exec_driver_sql(f"PRAGMA integrity_check({MAX_FINDINGS})").scalars().all()
    problems = [f"the file is damaged ({line}): {RESTORE_HINT}" for line in broken if line != "ok"]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MAX_FINDINGS)
    problems += [f"table {row[0]} holds rows that belong to no {row[2]}: {RESTORE_HINT}" for row in orphans]
    return problems


def copy_database(file: Path, target: Path) -> None:
    """A sound copy in a new file (0600), also while the database is written to.

    Raises:
        OutputError: `target` is there already or cannot be written.
        StorageError: there is no database, or it cannot be read.
    """
    if not file.exists():
        raise StorageError(f"there is no database {file} yet: nothing to back up")
    with create_output(target), translate_failures(f"database {file} or its copy {target}"):
        _copy(file, target)


def replace_database(file: Path, source: Path) -> Path | None:
    """Puts `source` in the place of `file`; the path under which the old file is kept, None = there was none.

    Raises:
        StorageError: `source` is damaged, not ours or newer than this program; `file` is in use.
    """
    _verify(source)
    with translate_failures(f"database {file}"):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists() and source.samefile(file):
            raise StorageError(f"{source} is the database itself: name a backup of it")
        _close_for_all(file)
        fresh = file.with_name(f"{file.name}.restoring")
        fresh.unlink(missing_ok=True)
        with create_output(fresh):
            _copy(source, fresh)
        kept = _set_aside(file)
        fresh.replace(file)
        return kept


@contextmanager
def create_output(target: Path) -> Iterator[None]:
    """Makes the new file (0600) that the block fills; takes it away again when the block fails.

    Raises:
        OutputError: it is there already or cannot be made.
    """
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise OutputError(f"{target} is there already: name a new file") from error
    except OSError as error:
        raise OutputError(f"{target} {explain_os(error)}") from error
    try:
        yield
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    """Copies page by page under one read lock; the copy is one file that needs no companions."""
    with closing(_open_to_read(source)) as old, closing(sqlite3.connect(target, isolation_level=None)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _verify(source: Path) -> None:
    if not source.is_file():
        raise StorageError(f"there is no backup {source}: correct the path")
    with translate_failures(f"backup {source}"), closing(_open_to_read(source)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"alembic_version", "sessions", "observations"} <= tables:
            raise StorageError(f"{source} is no backup of this program: name a file written by `classroom db backup`")
        findings = [line for (line,) in connection.execute(f"PRAGMA integrity_check({MAX_FINDINGS})")]
        if findings != ["ok"]:
            raise StorageError(f"backup {source} is damaged ({findings[0]}): use another one")
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision != HEAD and not knows_revision(revision):
        raise StorageError(describe_unknown(f"backup {source}", revision))


def _open_to_read(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file_uri(file)}?mode=ro", uri=True)


def _close_for_all(file: Path) -> None:
    """Brings what waits in the journal into the file; SQLite allows it only when nobody else has it open."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise StorageError(f"database {file} is in use: end the recording and the dashboard first") from error
        raise
    except sqlite3.DatabaseError:
        return  # damaged: that is why it is replaced; it is kept as it is


def _set_aside(file: Path) -> Path | None:
    if not file.exists():
        return None
    kept = file.with_name(f"{file.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    for ending in _COMPANIONS:  # left behind by a damaged file; beside the new one they would spoil it
        companion = file.with_name(file.name + ending)
        if companion.exists():
            companion.replace(kept.with_name(kept.name + ending))
    kept = file.replace(kept)
    kept.chmod(0o600)  # nobody looks after it any more; the database's own rights may be the user's choice
    return kept
