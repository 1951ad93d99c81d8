"""Column types that look the same to the program on SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, LargeBinary, SmallInteger, String, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from classroom.errors import StorageError

WORD_LENGTH = 32  # characters; the longest value of any enumeration that is stored as a word


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite (SQLAlchemy's own type would store 32 letters), native on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    @property
    def python_type(self) -> type[UUID]:
        return UUID

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any | None, dialect: Dialect) -> UUID | None:
        return value if value is None or isinstance(value, UUID) else UUID(bytes=value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite drops the zone, so that it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise StorageError(f"time {value} has no zone: times are stored in UTC, give an aware time")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class CleanText(TypeDecorator[str]):
    """Free text of at most `length` characters that every database accepts, and every terminal may be shown.

    PostgreSQL refuses NUL, and no database stores a lone surrogate (an undecodable byte of a file name):
    NUL is removed, surrogates become `?`, and what is longer is cut. So are the characters that command a terminal
    (a name sent by an agent is printed by an administrator); tabs and ends of lines stay.
    """

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        return str

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        clean = _CONTROLS.sub("", value).encode("utf-8", "replace").decode("utf-8")
        return clean[: self.length]


class Word(TypeDecorator[StrEnum]):
    """A member of an enumeration, stored as its word.

    No CHECK constraint and no native enum lists the members, so that a new one needs no migration.
    """

    impl = String(WORD_LENGTH)
    cache_ok = True

    @property
    def python_type(self) -> type[StrEnum]:
        return StrEnum

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        try:
            return None if value is None else self.members(value)
        except ValueError as error:
            raise StorageError(
                f"the database holds {value!r}, which this version does not know: update classroom"
            ) from error


class Code(TypeDecorator[StrEnum]):
    """A member of an enumeration, stored as its place in the declaration, in a small integer.

    For the two columns with a row per participant and frame. The enumeration may grow at its end without
    a migration; it must never be reordered (a test pins the places).
    """

    impl = SmallInteger
    cache_ok = True

    @property
    def python_type(self) -> type[StrEnum]:
        return StrEnum

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = tuple(members)

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> int | None:
        return None if value is None else self.members.index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> StrEnum | None:
        if value is None:
            return None
        if not 0 <= value < len(self.members):
            raise StorageError(f"the database holds code {value}, which this version does not know: update classroom")
        return self.members[value]
