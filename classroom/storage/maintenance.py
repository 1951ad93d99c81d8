"""Care of the database: upgrade, check, backup, restore."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from classroom.config import StorageSettings
from classroom.privacy.policies import Policy
from classroom.privacy.retention import Expired
from classroom.storage import postgres_tools, purging, sqlite_files
from classroom.storage.engine import Database, describe_url, find_url, open_database
from classroom.storage.policies import list_policies
from classroom.storage.schema import HEAD, describe_unknown, find_revision, knows_revision, upgrade_schema
from classroom.storage.tables import SessionRow, UserRow


@dataclass(frozen=True, slots=True)
class DatabaseReport:
    """What `check` found."""

    dialect: str  # sqlite or postgresql
    place: str  # in words, without a password
    revision: str | None  # of the schema; None = no tables yet
    head: str = HEAD  # of this program
    counts: Mapping[str, int] = field(default_factory=dict)  # rows by kind; empty without tables
    size_bytes: int = 0
    problems: tuple[str, ...] = ()  # each with what to do

    def lines(self) -> tuple[str, ...]:
        """For people: place, schema, contents; the problems are not among them."""
        if self.revision is None:
            return self.place, "no tables yet: they are made at the first start"
        schema = f"schema {self.revision}" + ("" if self.revision == self.head else f" (this program has {self.head})")
        contents = ", ".join(f"{count} {kind[:-1] if count == 1 else kind}" for kind, count in self.counts.items())
        return self.place, schema, contents, f"{self.size_bytes / 1e6:.1f} MB"


def upgrade(settings: StorageSettings, default_folder: Path) -> None:
    """Makes the database, or brings it to this program's schema.

    Raises:
        StorageError: it cannot be opened, belongs to another program, or is newer than this one.
    """
    database = open_database(settings, default_folder)
    try:
        upgrade_schema(database)
    finally:
        database.engine.dispose()


def check(settings: StorageSettings, default_folder: Path) -> DatabaseReport:
    """The state of the database; nothing is made or changed.

    Raises:
        StorageError: it cannot be opened or read at all.
    """
    url = find_url(settings, default_folder)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        problems = _find_folder_problems(Path(url.database or ""))
        return DatabaseReport("sqlite", describe_url(url), None, problems=problems)
    database = open_database(settings, default_folder)
    try:
        return _check(database)
    finally:
        database.engine.dispose()


def read_policies(settings: StorageSettings, default_folder: Path) -> tuple[Policy, ...]:
    """The answers about expressions; none where there is no database, or an older one. Nothing is made or changed.

    Raises:
        StorageError: it cannot be read.
    """
    with _reading(settings, default_folder) as connection:
        return () if connection is None else list_policies(connection, None)


@contextmanager
def _reading(settings: StorageSettings, default_folder: Path) -> Iterator[Connection | None]:
    """The database to read from, None where there is none of this program's schema. Raises: StorageError."""
    url = find_url(settings, default_folder)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        yield None
        return
    database = open_database(settings, default_folder)
    try:
        if find_revision(database) != HEAD:
            yield None
            return
        with database.read() as connection:
            yield connection
    finally:
        database.engine.dispose()


def find_future(settings: StorageSettings, default_folder: Path, now: datetime) -> tuple[Expired, ...]:
    """Sessions dated more than a day from now; none where there is no database, or an older one. Nothing is changed.

    Raises:
        StorageError: it cannot be read.
    """
    with _reading(settings, default_folder) as connection:
        return () if connection is None else purging.find_future(connection, now, visible_to=None)


def backup(settings: StorageSettings, default_folder: Path, target: Path) -> None:
    """Copies the database to a new file (0600), also while a class is recorded.

    SQLite gives a database file, PostgreSQL an archive of `pg_dump`.

    Raises:
        OutputError: the file is there already or cannot be written.
        StorageError: there is no database, it cannot be read, or `pg_dump` is missing.
    """
    url = find_url(settings, default_folder)
    if url.get_backend_name() == "sqlite":
        sqlite_files.copy_database(Path(url.database or ""), target)
    else:
        postgres_tools.dump_database(url, target)


def restore(settings: StorageSettings, default_folder: Path, source: Path) -> Path | None:
    """Puts a backup in the database's place; the path under which the old one is kept (None = there was none).

    An older backup is upgraded. Nothing is changed unless the backup is healthy and ours.

    Raises:
        StorageError: the backup is damaged, not ours or newer than this program; the database is in use;
            `pg_restore` is missing.
    """
    url = find_url(settings, default_folder)
    if url.get_backend_name() == "sqlite":
        kept = sqlite_files.replace_database(Path(url.database or ""), source)
    else:
        kept = postgres_tools.replace_database(url, source, default_folder)
    upgrade(settings, default_folder)
    return kept


def _check(database: Database) -> DatabaseReport:
    dialect = database.engine.dialect.name
    revision = find_revision(database)
    if revision is None:
        return DatabaseReport(dialect, database.place, None)
    if revision != HEAD and not knows_revision(revision):
        problem = describe_unknown(database.place, revision)
        return DatabaseReport(dialect, database.place, revision, problems=(problem,))
    with database.read() as connection:
        counts, size = _count_rows(connection), _measure(database, connection)
        problems = _find_problems(database, connection, revision)
    return DatabaseReport(dialect, database.place, revision, counts=counts, size_bytes=size, problems=problems)


def _count_rows(connection: Connection) -> dict[str, int]:
    """From the counts kept with the sessions: counting observations would read them all."""
    row = SessionRow
    kept = (row.participant_count, row.frame_count, row.observation_count)
    sums = [func.coalesce(func.sum(count), 0) for count in kept]
    values = connection.execute(select(func.count(row.id), *sums)).one()
    users = connection.scalar(select(func.count(UserRow.key)))
    names = ("sessions", "participants", "frames", "observations", "users")
    return dict(zip(names, map(int, (*values, users or 0)), strict=True))


def _measure(database: Database, connection: Connection) -> int:
    if database.file is None:
        return int(connection.scalar(select(func.pg_database_size(func.current_database()))) or 0)
    return database.file.stat().st_size


def _find_problems(database: Database, connection: Connection, revision: str) -> tuple[str, ...]:
    problems = []
    if revision != HEAD:
        problems.append(f"the schema {revision} is older than this program ({HEAD}): run `classroom db upgrade`")
    if database.file is not None:
        problems += sqlite_files.find_damage(connection)
    return tuple(problems)


def _find_folder_problems(file: Path) -> tuple[str, ...]:
    folder = next(parent for parent in file.parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return ()
    return (f"{folder} is no folder you may write in: correct its rights, or name another place in storage.url",)
