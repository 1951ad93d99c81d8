"""Everything that is kept of one student: found, handed out, erased."""

from dataclasses import dataclass
from uuid import UUID

from classroom.privacy.consents import Consent
from classroom.roster.types import Student

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Appearance:
    """One session that the student was in."""

    session: UUID
    course: str
    numbers: tuple[int, ...]  # Participant.number as shown
    names: tuple[str, ...]  # as shown
    is_live: bool


@dataclass(frozen=True, slots=True)
class StudentTraces:
    """Where a student is found."""

    name: str  # as asked for
    keys: frozenset[str]  # the names, as they are compared
    students: tuple[Student, ...]
    appearances: tuple[Appearance, ...]
    consents: tuple[Consent, ...]
    mentions: int  # lines of free text that hold the name: markers, sources, the audit log

    @property
    def is_empty(self) -> bool:
        return not (self.students or self.appearances or self.consents or self.mentions)

    @property
    def courses(self) -> tuple[str, ...]:
        found = {one.course for one in self.students} | {one.course for one in self.appearances}
        return tuple(sorted(found | {one.course for one in self.consents}))

    def describe(self) -> str:
        """One line for people: what there is, without a name."""
        parts = (
            (len(self.students), "line of the roster", "lines of the roster"),
            (len(self.appearances), "session", "sessions"),
            (len(self.consents), "line of the consent register", "lines of the consent register"),
            (self.mentions, "mention in notes", "mentions in notes"),
        )
        return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count) or "nothing"


@dataclass(frozen=True, slots=True)
class StudentTable:
    """The rows of one kind that are kept of a student; times are ISO 8601, None = nothing there."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: numbers of rows."""

    students: int
    sessions: int
    participants: int
    observations: int
    consents: int
    mentions: int
