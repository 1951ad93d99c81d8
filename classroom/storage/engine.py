"""Opens SQLite or PostgreSQL the way the Store needs them."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, OperationalError

from classroom.config import StorageSettings
from classroom.errors import StorageError
from classroom.storage.failures import RESTORE_HINT, translate_failures

FILE_NAME = "classroom.db"
DEFAULT_URL = "default"
CONNECT_TIMEOUT_S = 5  # PostgreSQL: a server that does not answer is down
RETRY_PAUSE_S = 0.05
_MIGRATION_LOCK = 7_203_118  # PostgreSQL's advisory lock; any number that is ours
_WRITES = "classroom_writes"
_POSTGRES_NAMES = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """An opened database: where it is and how to start a transaction in it."""

    engine: Engine
    place: str  # for messages; never holds a password
    file: Path | None  # SQLite's file; None = PostgreSQL
    busy_timeout_s: float

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout."""
        with self._failures(), self.engine.connect() as connection:
            if self.file is None:
                connection.execution_options(isolation_level="REPEATABLE READ")  # SQLite's are always so
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds SQLite's write lock from its start, so that it cannot fail half-way."""
        with self._failures(), self._start_writing(detached=False) as connection:
            yield connection
            connection.commit()  # on an error, leaving the block rolls back

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A transaction for schema changes, one program at a time.

        SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would delete what
        points to it. They are off here and checked at the end.
        """
        with self._failures(), self._start_writing(detached=True) as connection:
            if self.file is None:
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            yield connection
            if self.file is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StorageError(f"{self.place} holds rows that belong to nothing: {RESTORE_HINT}")
            connection.commit()

    def _start_writing(self, *, detached: bool) -> Connection:
        """A connection inside a transaction; tries again for as long as `busy_timeout_s` when locked.

        SQLite waits that long by itself, but in some cases (a recovery, a changing journal) it says
        "locked" at once. A last try may wait once more, so that twice the time is the bound.
        """
        deadline = time.monotonic() + self.busy_timeout_s
        while True:
            try:
                return self._try_writing(detached=detached)
            except OperationalError as error:
                if not _is_locked(error) or time.monotonic() > deadline:
                    raise
                time.sleep(RETRY_PAUSE_S)

    def _try_writing(self, *, detached: bool) -> Connection:
        connection = self.engine.connect().execution_options(**{_WRITES: True})
        try:
            if detached:
                _detach(connection)
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _failures(self) -> Iterator[None]:
        with translate_failures(self.place, self.engine.url.password):
            yield


def open_database(settings: StorageSettings, default_folder: Path) -> Database:
    """The database that the settings name; nothing is asked of it yet, but SQLite's file is made.

    Raises:
        StorageError: the URL is no database we know, the driver is missing, or the file cannot be made.
    """
    url = find_url(settings, default_folder)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        place = f"database {file}"
        with translate_failures(place):
            _make_private(file, ours=settings.url == DEFAULT_URL)
        return Database(_open_sqlite(url, settings.busy_timeout_s), place, file, settings.busy_timeout_s)
    return Database(_open_postgres(url), describe_url(url), None, settings.busy_timeout_s)


def find_url(settings: StorageSettings, default_folder: Path) -> URL:
    """The database's URL with its driver.

    Raises:
        StorageError: it is not one of SQLite (a file) or PostgreSQL.
    """
    if settings.url == DEFAULT_URL:
        return URL.create("sqlite", database=str((default_folder / FILE_NAME).absolute()))
    try:
        url = make_url(settings.url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "storage.url is not a database URL: use default, sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url.set(database=str(Path(url.database).expanduser().absolute()))
    if url.drivername in _POSTGRES_NAMES:
        return url.set(drivername="postgresql+psycopg")
    raise StorageError(
        f"storage.url names {url.drivername!r}: use default, sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def describe_url(url: URL) -> str:
    """The database in words, without a password."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database}"
    host = url.host or url.query.get("host") or "this computer"
    return f"PostgreSQL database {url.database or url.username or ''} on {host}" + (f":{url.port}" if url.port else "")


def _make_private(file: Path, *, ours: bool) -> None:
    """Makes folder (0700) and file (0600) before SQLite would make them readable for everyone.

    A folder or file of the user's own choice keeps its rights.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists():
        if ours:
            file.chmod(0o600)
        return
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _open_sqlite(url: URL, busy_timeout_s: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Sets what SQLite forgets between connections.

    synchronous=NORMAL: in WAL mode a commit is in the operating system's hands when it returns, so that
    a killed process (kill -9) loses nothing; only a power cut may lose the last commits, and it never
    damages the file. FULL would cost a disk flush per frame.
    """
    connection.isolation_level = None  # the driver starts no transactions of its own, `_begin_sqlite` does
    try:
        for setting in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()  # the pool has not got it yet
        raise


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgres(url: URL) -> Engine:
    arguments: dict[str, Any] = {"application_name": "classroom", "connect_timeout": CONNECT_TIMEOUT_S}
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    try:
        return create_engine(url, connect_args=arguments, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs the psycopg driver: install it with pip install 'classroom-analytics[postgres]'"
        ) from error


def _detach(connection: Connection) -> None:
    """Takes a connection out of the pool, so that SQLite's foreign keys can be off in it alone."""
    connection.detach()
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute("PRAGMA foreign_keys=OFF")  # before the transaction: inside it has no effect


def _is_locked(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
