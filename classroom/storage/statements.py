"""INSERTs that may be repeated, in the words of the connected database."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from classroom.storage.tables import Base

Insert = sqlite.Insert | postgresql.Insert


def insert_new(connection: Connection, table: type[Base]) -> Insert:
    """An INSERT that leaves a row alone whose key is there already; `rowcount` tells."""
    return _new(connection.dialect.name, table)


def insert_or_update(connection: Connection, table: type[Base], changing: Sequence[str]) -> Insert:
    """An INSERT that sets the columns `changing` of a row whose key is there already."""
    return _changing(connection.dialect.name, table, tuple(changing))


@cache  # making one takes longer than running it
def _new(dialect: str, table: type[Base]) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _changing(dialect: str, table: type[Base], changing: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=[column.name for column in table.__mapper__.primary_key],
        set_={name: insert.excluded[name] for name in changing},
    )


def _insert(dialect: str, table: type[Base]) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
