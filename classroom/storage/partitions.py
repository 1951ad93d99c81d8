"""Observations lie by month on PostgreSQL: old months are searched by nobody, and an index stays as small as a month.

A session's id is a UUID version 7, which begins with its milliseconds since 1970: months are ranges of ids.
https://www.postgresql.org/docs/current/ddl-partitioning.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, text

TABLE = "observations"
REST = "observations_rest"  # what fits no month: sessions of before the months were made
AHEAD = 3  # months made in advance


@dataclass(frozen=True, slots=True)
class Month:
    """One partition."""

    name: str
    first: UUID
    end: UUID  # the first id behind it


def coming_months(now: datetime, count: int = AHEAD) -> Iterator[Month]:
    """This month and those after it."""
    year, month = now.astimezone(UTC).year, now.astimezone(UTC).month
    for _ in range(count + 1):
        start = datetime(year, month, 1, tzinfo=UTC)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        end = datetime(year, month, 1, tzinfo=UTC)
        yield Month(f"{TABLE}_{start:%Y_%m}", first_id(start), first_id(end))


def first_id(moment: datetime) -> UUID:
    """The smallest id that a session made at that moment can have."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def make_partitions(connection: Connection, now: datetime) -> int:
    """How many months got their partition now; a month that has begun in the rest stays there."""
    made = 0
    for month in missing_months(connection, now):
        bounds = {"first": month.first, "end": month.end}
        if _has_begun(connection, bounds):
            continue
        connection.execute(
            text(f"CREATE TABLE {month.name} PARTITION OF {TABLE} FOR VALUES FROM ('{month.first}') TO ('{month.end}')")
        )
        made += 1
    return made


def missing_months(connection: Connection, now: datetime) -> tuple[Month, ...]:
    """Those of `coming_months` that have no partition."""
    return tuple(month for month in coming_months(now) if not _exists(connection, month.name))


def is_partition(name: str) -> bool:
    """Whether a table of that name is a part of another one: models and migrations do not know it."""
    return name.startswith(f"{TABLE}_")


def _exists(connection: Connection, name: str) -> bool:
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None


def _has_begun(connection: Connection, bounds: dict[str, UUID]) -> bool:
    wanted = text(f"SELECT 1 FROM {REST} WHERE session_id >= :first AND session_id < :end LIMIT 1")  # noqa: S608
    return connection.scalar(wanted, bounds) is not None
