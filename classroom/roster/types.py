"""The frozen types of rosters and of the teacher's edits of participants."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from classroom.domain import Participant


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One line of a course's list, as a school's system exports it."""

    name: str  # given name first
    external_id: str | None = None  # the school's own number for the student
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Student:
    """One person of one course, whom participants of many sessions may be linked to."""

    id: UUID
    course: str
    name: str
    external_id: str | None
    email: str | None
    aliases: tuple[str, ...]  # display names the student was seen under, by name
    owner: str | None  # username; None = everyone's


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What an import did: numbers of students."""

    added: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class RosterStep:
    """What an import would do with one entry."""

    entry: RosterEntry
    known_as: str | None  # the name of the student who is there already; None = would be added
    changes: tuple[str, ...] = ()  # of RosterEntry's fields that would be another; () = as before


@dataclass(frozen=True, slots=True)
class ParticipantDetails:
    """A participant of the merged view with what the teacher changed."""

    participant: Participant  # with the name shown
    read_name: str  # the name without the teacher's: read from the label, or "Participant 3"
    name_is_given: bool  # True: the teacher wrote the name
    student: Student | None
    merged: tuple[Participant, ...]  # into this one, also by several steps; by number; each can be unmerged
    split_from: int | None = None  # Participant.number this one was split from
    split_at: datetime | None = None  # aware UTC; its observations begin then


@dataclass(frozen=True, slots=True)
class KeptLink:
    """What was known of who a recorded participant is, also of one that is merged."""

    participant: int  # Participant.number
    student: UUID | None  # None = nobody of the roster, as the teacher said
    is_given: bool  # True: by the teacher; False: by an equal name


@dataclass(frozen=True, slots=True)
class CourseMove:
    """What became of a session that was given another course."""

    before: str
    after: str  # equal to `before`: nothing has changed
    links: tuple[KeptLink, ...] = ()  # to the roster of `before`, by number, which are gone; they undo the move
    linked: int = 0  # participants who are now linked to students of `after`


@dataclass(frozen=True, slots=True)
class Interval:
    """A stay in the call; aware UTC, `end` not before `start`."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60


class Platform(StrEnum):
    ZOOM = "zoom"
    MEET = "meet"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True)
class AttendanceEntry:
    """One person of a platform's attendance list, rejoined stays together."""

    name: str
    other_names: tuple[str, ...]  # e.g. Zoom's original name before a rename
    email: str | None
    intervals: tuple[Interval, ...]  # by start, not overlapping; () = the file has no times that can be trusted
    minutes: float | None  # in the call, as the platform counts; None = not said
    platform: Platform


class Confidence(StrEnum):
    """How sure a pair of names is."""

    EXACT = "exact"  # equal but for case, accents, punctuation and pronouns
    LIKELY = "likely"  # clearly alike, and nobody else fits nearly as well
    UNSURE = "unsure"  # might be, or several fit: a person must decide
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What was found for one display name."""

    name: int  # index of the display name
    person: int | None  # index of the person; None = nobody
    score: float  # 0-1; 0 = nobody
    confidence: Confidence
    rivals: tuple[int, ...] = ()  # persons who fit (nearly) as well
