"""Everything that is kept of one student: found, handed out, erased."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from classroom.counting import Count
from classroom.privacy.consents import Consent
from classroom.roster.types import Student

Cell = str | int | float | bool | None
LONGEST_NAME = 60  # letters of a name in a line
MOST_LINES = 60  # sessions that are told one by one


@dataclass(frozen=True, slots=True)
class TracedParticipant:
    """One participant of a session that is the student, as it was recorded or split off."""

    number: int  # Participant.number
    name: str
    merged_into: int | None = None
    split_from: int | None = None

    def describe(self) -> str:
        """A few words for people: name, number, and whether it was merged or split off."""
        clean = "".join(letter for letter in self.name if letter.isprintable())
        name = clean if len(clean) <= LONGEST_NAME else f"{clean[: LONGEST_NAME - 1]}…"
        split = "" if self.split_from is None else f", split off from no. {self.split_from}"
        merged = "" if self.merged_into is None else f", merged into no. {self.merged_into}"
        return f"{name} (no. {self.number}{split}{merged})"


@dataclass(frozen=True, slots=True)
class Appearance:
    """One session that the student was in."""

    session: UUID
    course: str
    numbers: tuple[int, ...]  # Participant.number as shown
    names: tuple[str, ...]  # as shown
    is_live: bool
    started_at: datetime  # in the class's zone
    people: tuple[TracedParticipant, ...]  # those of `numbers`, and all that is merged into them

    def describe(self) -> str:
        """One line for people: which class it was, and under which names the student is in it."""
        people = "; ".join(one.describe() for one in self.people)
        return f"{self.course}, {self.started_at:%Y-%m-%d %H:%M}: {people}"


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

    def describe_people(self) -> tuple[str, ...]:
        """A line a session, oldest first: every participant that an erasure deletes, by number and name."""
        known = sorted(self.appearances, key=lambda one: one.started_at)
        lines = [one.describe() for one in known[:MOST_LINES]]
        more = len(known) - len(lines)
        return (*lines, f"and in {Count(more):more session|more sessions}") if more else tuple(lines)

    def describe(self) -> str:
        """One line for people: what there is, without a name."""
        people = sum(len(one.people) for one in self.appearances)
        parts = (
            (len(self.students), "line of the roster", "lines of the roster"),
            (people, "participant", "participants"),
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
