"""What the pages of a course and of a student show: frozen and ready to be drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles
from uuid import UUID

from classroom.domain import Flag, Session, Verdict
from classroom.roster.types import Student
from dashboard.overviews import CourseRow, StudentRow

FEWEST = 3  # classes with a value before one is compared with the others


@dataclass(frozen=True, slots=True)
class SessionHints:
    """What needs a session's observations, made once: hints, dips, and who of the roster was there."""

    flags: tuple[Flag, ...]  # by start
    dips: int
    minutes: Mapping[int, float]  # in the call, by Participant.number
    students: Mapping[UUID, int]  # Student.id -> Participant.number


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the teacher said of hints."""

    right: int
    wrong: int
    ignored: int
    undecided: int

    @property
    def count(self) -> int:
        return self.right + self.wrong + self.ignored + self.undecided

    @property
    def judged(self) -> int:
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class ClassOfTerm:
    """One session of a course."""

    row: CourseRow
    hints: SessionHints | None  # None = still to be counted


@dataclass(frozen=True, slots=True)
class Attendance:
    """In how many of a course's classes a student of the roster was seen; not seen is not absent."""

    student: Student
    seen: int
    classes: int  # that were counted and in which anybody was seen
    minutes: float  # in the call, of all classes together


@dataclass(frozen=True, slots=True)
class CourseTerm:
    """A course over a term."""

    name: str
    ended: int  # sessions that have ended
    classes: tuple[ClassOfTerm, ...]  # oldest first; those whose figures are known
    live: tuple[Session, ...]  # still recorded: they are in no figure
    students: tuple[Attendance, ...]  # by name

    @property
    def uncounted(self) -> int:
        """Sessions of which something is still to be made: ask again."""
        return self.ended - sum(one.hints is not None for one in self.classes)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual: half of the values lie between `low` and `high`."""

    middle: float  # median
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ClassOfStudent:
    """One session of a student's course."""

    session: Session
    row: StudentRow | None  # None = not seen
    flags: tuple[Flag, ...] | None  # of this student; None = still to be counted


@dataclass(frozen=True, slots=True)
class StudentTerm:
    """One student across classes."""

    student: Student
    classes: tuple[ClassOfStudent, ...]  # oldest first
    usual: Baseline | None  # None = not enough classes to compare yet
    pending: int  # sessions of which something is still to be made: ask again

    @property
    def seen(self) -> int:
        return sum(one.row is not None for one in self.classes)


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """One line of the list of courses."""

    name: str  # as the newest session, or the roster, writes it
    sessions: int
    live: int  # of them still recorded
    last_at: datetime | None
    time_zone: str | None  # of the newest session
    participants: int  # of the session with most, of those that have ended
    students: int  # in the roster


def judge(flags: Iterable[Flag]) -> Judgement:
    """How many of the flags have which verdict."""
    verdicts = [flag.verdict for flag in flags]
    return Judgement(
        right=verdicts.count(Verdict.RIGHT),
        wrong=verdicts.count(Verdict.WRONG),
        ignored=verdicts.count(Verdict.IGNORE),
        undecided=verdicts.count(None),
    )


def find_baseline(values: Iterable[float | None]) -> Baseline | None:
    """The median and the middle half of the known values; None with fewer than `FEWEST`."""
    known = [value for value in values if value is not None]
    if len(known) < FEWEST:
        return None
    low, _, high = quantiles(known, n=4, method="inclusive")
    return Baseline(median(known), low, high)
