"""Rows as the tables' rules have them; a database file that was damaged holds anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from classroom.errors import StorageError
from classroom.storage.failures import RESTORE_HINT

Columns = tuple[InstrumentedAttribute[Any], ...]


def sound_rows(rows: Iterable[Sequence[Any]], columns: Columns) -> Iterator[Sequence[Any]]:
    """The rows, each value of its column's type and present where it must be.

    Raises:
        StorageError: one is not.
    """
    kinds = _kinds(columns)
    for row in rows:
        for value, kind in zip(row, kinds, strict=True):
            if not isinstance(value, kind):
                raise StorageError(f"the database holds values that nobody wrote: {RESTORE_HINT}")
        yield row


def require_roots(parents: Mapping[int, int | None]) -> None:
    """Raises: StorageError (following the parents, one of the numbers leads nowhere, or round and round)."""
    sound: set[int] = set()
    for number in parents:
        path: set[int] = set()
        step: int | None = number
        while step is not None and step not in sound:
            if step in path or step not in parents:
                raise StorageError(f"the database holds people that were merged into nobody: {RESTORE_HINT}")
            path.add(step)
            step = parents[step]
        sound |= path


@cache
def _kinds(columns: Columns) -> tuple[tuple[type, ...], ...]:
    return tuple(_kind(one) for one in columns)


def _kind(attribute: InstrumentedAttribute[Any]) -> tuple[type, ...]:
    column = attribute.property.columns[0]
    kind = column.type.python_type
    kinds = (kind, int) if kind is float else (kind,)
    return (*kinds, type(None)) if column.nullable else kinds
