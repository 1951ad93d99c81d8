"""Opens SQLite or PostgreSQL the way the Store needs them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, func, make_url, select
from sqlalchemy.exc import ArgumentError, OperationalError

from classroom.config import StorageSettings
from classroom.errors import StorageError
from classroom.storage.failures import RESTORE_HINT, translate_failures
from classroom.storage.sqlite_engine import (
    WRITES,
    Identity,
    detach,
    identify_file,
    is_locked,
    is_unwritable,
    make_private,
    open_sqlite,
    open_sqlite_to_read,
    require_same_file,
)

FILE_NAME = "classroom.db"
DEFAULT_URL = "default"
CONNECTIONS = 20  # PostgreSQL: kept once they were needed; more (up to 30) are closed after use
CONNECT_TIMEOUT_S = 5  # PostgreSQL: a server that does not answer is down
RETRY_PAUSE_S = 0.05
MIGRATION_WAIT_S = 60.0  # SQLite: as long as another program may take to make or change the tables
_MIGRATION_LOCK = 7_203_118  # PostgreSQL's advisory lock; any number that is ours
_POSTGRES_NAMES = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """An opened database: where it is and how to start a transaction in it."""

    engine: Engine
    place: str  # for messages; never holds a password
    file: Path | None  # SQLite's file; None = PostgreSQL
    busy_timeout_s: float
    identity: Identity | None = None  # of SQLite's file when it was opened
    read_only: Engine | None = None  # for when SQLite's file cannot be written: reading is tried with it

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout; also where nothing can be written."""
        with self.failures(), self._connect_to_read() as connection:
            if self.file is None:
                connection.execution_options(isolation_level="REPEATABLE READ")  # SQLite's are always so
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds SQLite's write lock from its start, so that it cannot fail half-way."""
        with self.failures(), self._start_writing(self.busy_timeout_s, detached=False) as connection:
            yield connection
            connection.commit()  # on an error, leaving the block rolls back

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A transaction for schema changes, one program at a time.

        SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would delete what
        points to it. They are off here and checked at the end.
        """
        wait_s = max(self.busy_timeout_s, MIGRATION_WAIT_S)
        with self.failures(), self._start_writing(wait_s, detached=True) as connection:
            if self.file is None:
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            yield connection
            if self.file is not None and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StorageError(f"{self.place} holds rows that belong to nothing: {RESTORE_HINT}")
            connection.commit()

    def _connect_to_read(self) -> Connection:
        try:
            return _retry_locked(self.engine.connect, self.busy_timeout_s)
        except OperationalError as error:
            if self.read_only is None or not is_unwritable(error):
                raise
            try:
                return self.read_only.connect()
            except OperationalError:
                raise error from None  # what is wrong with the file, not with the second try

    def _start_writing(self, wait_s: float, *, detached: bool) -> Connection:
        """A connection inside a transaction."""
        return _retry_locked(lambda: self._try_writing(detached=detached), wait_s)

    def _try_writing(self, *, detached: bool) -> Connection:
        if self.file is not None:
            require_same_file(self.file, self.identity)
        connection = self.engine.connect().execution_options(**{WRITES: True})
        try:
            if detached:
                detach(connection)
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turns what the database says when it fails into StorageError."""
        with translate_failures(self.place, self.engine.url.password):
            yield


def _retry_locked(connect: Callable[[], Connection], wait_s: float) -> Connection:
    """What `connect` gives; it is called again for as long as `wait_s` when the database is locked.

    SQLite waits by itself as long as its busy timeout, but in some cases (a recovery, a changing journal)
    it says "locked" at once. A last try may wait once more, so that the sum of both is the bound.
    """
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return connect()
        except OperationalError as error:
            if not is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_PAUSE_S)


def open_database(settings: StorageSettings, default_folder: Path) -> Database:
    """The database that the settings name; nothing is asked of it yet, but SQLite's file is made.

    Raises:
        StorageError: the URL is no database we know, the driver is missing, or the file cannot be made.
    """
    url = find_url(settings, default_folder)
    if url.get_backend_name() == "sqlite":
        return _open_file(url, settings)
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


def _open_file(url: URL, settings: StorageSettings) -> Database:
    file, place, timeout_s = Path(url.database or ""), describe_url(url), settings.busy_timeout_s
    with translate_failures(place):
        make_private(file, ours=settings.url == DEFAULT_URL)
        opened = identify_file(file)
    read_only = open_sqlite_to_read(url, file, opened, timeout_s)
    return Database(open_sqlite(url, file, opened, timeout_s), place, file, timeout_s, opened, read_only)


def _open_postgres(url: URL) -> Engine:
    arguments: dict[str, Any] = {"application_name": "classroom", "connect_timeout": CONNECT_TIMEOUT_S}
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    try:
        return create_engine(
            url, connect_args=arguments, pool_size=CONNECTIONS, pool_pre_ping=True, hide_parameters=True
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs the psycopg driver: install it with pip install 'psycopg[binary]'"
        ) from error
