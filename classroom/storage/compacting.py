"""Makes deleted rows unreadable in the database's files, and gives their space back."""

import sqlite3

from classroom.errors import StorageError
from classroom.storage.engine import Database


def compact(database: Database) -> bool:
    """Rewrites the database without what was deleted; False = somebody else is using it, nothing was done.

    SQLite overwrites deleted rows at once (`secure_delete`), but what was deleted before that was switched on, or waits
    in the write-ahead log, is gone only now. PostgreSQL keeps deleted rows until VACUUM.

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
        driver.execute("VACUUM")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return False
        raise StorageError(f"{database.place} cannot be compacted: {error}; free some space and try again") from error
    finally:
        connection.close()
    return not busy


def _compact_postgres(database: Database) -> None:
    with database.failures(), database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
