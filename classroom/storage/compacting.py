"""Makes deleted rows unreadable in the database's files, and gives their space back."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from classroom.errors import StorageError
from classroom.storage.engine import Database

MOST_IN_MEMORY = 256 * 2**20  # bytes of a database whose copy is made in memory


def compact(database: Database, *, most_in_memory: int = MOST_IN_MEMORY) -> bool:
    """Rewrites the database without what was deleted; False = somebody else is using it, nothing was done.

    SQLite overwrites deleted rows at once (`secure_delete`), but what was deleted before that was switched on, or waits
    in the write-ahead log, is gone only now. PostgreSQL keeps deleted rows until VACUUM.

    Args:
        most_in_memory: bytes; SQLite's copy of a larger database lies beside it meanwhile.

    Raises:
        StorageError: the database cannot be written.
    """
    if database.file is None:
        _compact_postgres(database)
        return True
    connection = database.engine.raw_connection()
    try:
        # Beside SQLAlchemy's transactions: neither statement may stand inside one.
        driver = connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError("the engine of a file is SQLite's")
        _vacuum(driver, database.file, most_in_memory)
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return False
        raise StorageError(f"{database.place} cannot be compacted: {error}; free some space and try again") from error
    finally:
        connection.close()
    return not busy


def _vacuum(connection: sqlite3.Connection, file: Path, most_in_memory: int) -> None:
    with _copying_near(connection, file) if file.stat().st_size > most_in_memory else contextlib.nullcontext():
        connection.execute("VACUUM")


@contextmanager
def _copying_near(connection: sqlite3.Connection, file: Path) -> Iterator[None]:
    """Meanwhile SQLite's temporary copy lies beside the database, not in the system's folder; it has no name there.

    `temp_store_directory` holds for the process: no other connection of ours makes temporary files.
    """
    folder = str(file.parent.absolute()).replace("'", "''")
    connection.execute("PRAGMA temp_store=FILE")
    connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
    try:
        yield
    finally:
        connection.execute("PRAGMA temp_store_directory = ''")
        connection.execute("PRAGMA temp_store=MEMORY")


def _compact_postgres(database: Database) -> None:
    with database.failures(), database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
