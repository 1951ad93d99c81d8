"""The schema fits a distribution by session (Citus): nothing of a session is unique, or points on, without its id.

On such an engine a unique key, and a foreign key between two distributed tables, must hold the column by which both are
distributed; see "Past one server" in docs/deploy.md.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, ForeignKeyConstraint, Table, UniqueConstraint, inspect

from classroom.config import StorageSettings
from classroom.storage.engine import open_database
from classroom.storage.privacy_tables import ConsentRow, PolicyRow, PurgeRow
from classroom.storage.schema import upgrade_schema
from classroom.storage.tables import Base

KEY = "session_id"
ROOT = "sessions"  # distributed by its own id
SHARED = {"students", "student_aliases", "consents", "users"}  # as docs/deploy.md says: reference tables, on every node
LOCAL = {"policies", "purges", "api_tokens", "ended_logins", "audit"}  # of one node; a purge outlives its session

OF_A_SESSION = [table for table in Base.metadata.tables.values() if KEY in table.columns]


@pytest.fixture
def migrated(storage_settings: StorageSettings, tmp_path: Path) -> Iterator[Engine]:
    """A database as the migrations make it: SQLite, and PostgreSQL with its partitions."""
    database = open_database(storage_settings, tmp_path)
    upgrade_schema(database)
    yield database.engine
    database.engine.dispose()


def unique_keys(table: Table) -> list[set[str]]:
    """The columns of each unique key of a model."""
    constraints = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one for one in table.indexes if one.unique]
    columns = [table.primary_key.columns, *(one.columns for one in constraints), *(one.columns for one in indexes)]
    return [{column.name for column in key} for key in columns]


def misplaced(table: str, columns: list[str], target: str, target_columns: list[str], sessions: set[str]) -> bool:
    """Whether a foreign key leaves the session, or enters one from outside."""
    if target == ROOT:
        return (columns, target_columns) != ([KEY], ["id"])
    if target in sessions:
        pairs = dict(zip(columns, target_columns, strict=True))
        return table not in sessions or pairs.get(KEY) != KEY
    return table in sessions and target not in SHARED


def test_every_table_is_known_to_the_distribution() -> None:
    assert {row.__tablename__ for row in (ConsentRow, PolicyRow, PurgeRow)} <= SHARED | LOCAL
    assert set(Base.metadata.tables) == {table.name for table in OF_A_SESSION} | SHARED | LOCAL | {ROOT}


@pytest.mark.parametrize("table", OF_A_SESSION, ids=str)
def test_nothing_of_a_session_is_unique_without_its_id(table: Table) -> None:
    assert [key for key in unique_keys(table) if KEY not in key] == []


@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=str)
def test_no_key_leaves_its_session_but_to_what_every_node_has(table: Table) -> None:
    names = {one.name for one in OF_A_SESSION}
    keys = [one for one in table.constraints if isinstance(one, ForeignKeyConstraint)]

    def is_misplaced(one: ForeignKeyConstraint) -> bool:
        targets = [element.column.name for element in one.elements]
        return misplaced(table.name, list(one.column_keys), one.referred_table.name, targets, names)

    assert [str(one.name) for one in keys if is_misplaced(one)] == []


def test_the_migrated_database_fits_too(migrated: Engine) -> None:
    found = inspect(migrated)
    tables = found.get_table_names()
    sessions = {name for name in tables if any(one["name"] == KEY for one in found.get_columns(name))}
    wrong = []
    for name in tables:
        keys = [found.get_pk_constraint(name)["constrained_columns"]]
        keys += [one["column_names"] for one in found.get_unique_constraints(name)]
        keys += [one["column_names"] for one in found.get_indexes(name) if one["unique"]]
        wrong += [(name, key) for key in keys if name in sessions and KEY not in key]
        for one in found.get_foreign_keys(name):
            where = one["constrained_columns"], one["referred_table"], one["referred_columns"]
            wrong += [(name, one)] if misplaced(name, *where, sessions) else []

    assert sessions >= {table.name for table in OF_A_SESSION}
    assert wrong == []


@pytest.mark.parametrize(
    ("table", "columns", "target", "targets", "wrong"),
    [
        ("observations", [KEY, "frame"], "frames", [KEY, "number"], False),
        ("observations", ["frame"], "frames", ["number"], True),
        ("observations", ["frame", KEY], "frames", [KEY, "number"], True),
        ("observations", ["student_id"], "students", ["id"], False),
        ("observations", ["user"], "audit", ["id"], True),
        ("students", ["seen_in", "number"], "frames", [KEY, "number"], True),
        ("frames", [KEY], "sessions", ["id"], False),
        ("students", ["first_seen"], "sessions", ["id"], True),
    ],
)
def test_a_key_that_would_not_fit_is_found(
    table: str, columns: list[str], target: str, targets: list[str], wrong: bool
) -> None:
    assert misplaced(table, columns, target, targets, {"observations", "frames"}) is wrong
