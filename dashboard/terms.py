"""Courses over a term and students across classes, for one user at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event
from typing import Protocol
from uuid import UUID

from classroom.counting import Count
from classroom.course_report import of_course
from classroom.domain import FlagVerdict, Session, SessionStatus, User
from classroom.engagement import join_verdicts
from classroom.errors import DataError, NotFoundError
from classroom.roster.keys import plain_key
from classroom.roster.types import Student
from dashboard.cache import Recent
from dashboard.file_names import file_slug
from dashboard.hints import HintBook, HintStore, state_of
from dashboard.history_csv import history_csv
from dashboard.overviews import StudentHistory
from dashboard.queries import Queries
from dashboard.term_views import (
    Attendance,
    ClassOfStudent,
    ClassOfTerm,
    CourseEntry,
    CourseTerm,
    SessionHints,
    StudentTerm,
    find_baseline,
)
from dashboard.texts import terms as texts
from dashboard.views import Download

HISTORIES_KEPT = 100  # some 0.1 MB each
NO_COURSE = "there is no such course: the list of courses shows them"


class TermStore(HintStore, Protocol):
    """What is needed of `classroom.storage.Store`."""

    def load_verdicts(self, sessions: Sequence[UUID]) -> Mapping[UUID, tuple[FlagVerdict, ...]]: ...

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None: ...


class Terms:
    """Safe to share between threads. All raise StorageError when the database does not answer."""

    def __init__(
        self, store: TermStore, queries: Queries, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now
        self.book = HintBook(store, queries)
        self._histories: Recent[tuple[object, ...], StudentHistory] = Recent(HISTORIES_KEPT)

    def courses(self, user: User) -> tuple[CourseEntry, ...]:
        """The user's courses, that of the newest session first; those with a roster alone come last, by name."""
        sessions: dict[str, list[Session]] = defaultdict(list)
        for session in self._queries.sessions(user):
            sessions[plain_key(session.course)].append(session)
        students: dict[str, list[Student]] = defaultdict(list)
        for student in self._queries.students(user):
            students[plain_key(student.course)].append(student)
        rosters_alone = sorted(set(students) - set(sessions))
        return tuple(_enter(sessions.get(key, []), students.get(key, [])) for key in [*sessions, *rosters_alone])

    def course_name(self, user: User, course: str) -> str:
        """The course as its newest session, or else its roster, writes it.

        Raises:
            NotFoundError: there is neither a session nor a student of that course for this user.
        """
        sessions = _of_course(self._queries.sessions(user), course)
        known = sessions[-1:] or self._queries.students(user, course)[:1]
        if not known:
            raise NotFoundError(NO_COURSE)
        return known[0].course

    def course(self, user: User, course: str) -> CourseTerm:
        """A course's sessions and students.

        Raises:
            NotFoundError: there is neither a session nor a student of that course for this user.
        """
        students = self._queries.students(user, course)
        sessions = _of_course(self._queries.sessions(user), course)
        if not sessions and not students:
            raise NotFoundError(NO_COURSE)
        trend = self._queries.course(user, course) if sessions else None
        rows = () if trend is None else trend.rows
        hints = self._hints([row.session for row in rows])
        classes = tuple(ClassOfTerm(row, hints.get(row.session.id)) for row in rows)
        live = tuple(one for one in sessions if one.status is SessionStatus.LIVE)
        return CourseTerm(
            name=sessions[-1].course if sessions else students[0].course,
            ended=len(sessions) - len(live),
            classes=classes,
            live=live,
            students=_attend(students, classes),
        )

    def find_student(self, user: User, student: UUID) -> Student:
        """The student of that id in a roster that the user sees. Raises: NotFoundError."""
        found = next((one for one in self._queries.students(user) if one.id == student), None)
        if found is None:
            raise NotFoundError(texts.NO_STUDENT)
        return found

    def student(self, user: User, student: UUID) -> StudentTerm:
        """A student in all classes of the course that have ended, and in all others where he or she was seen.

        Raises:
            NotFoundError: no such student, or not this user's.
        """
        history = self._history(user, student)
        sessions = {one.id: one for one in _of_course(self._queries.sessions(user), history.student.course)}
        ended = [one for one in sessions.values() if one.status is not SessionStatus.LIVE]
        hints = self._hints(list({one.id: one for one in [*ended, *(row.session for row in history.rows)]}.values()))
        classes = _follow(history, ended, hints)
        unknown = sum(one.flags is None for one in classes) + len(
            {one.id for one in ended} - {one.session.id for one in classes}
        )
        return StudentTerm(
            student=history.student,
            classes=classes,
            usual=find_baseline(row.mean_engagement for row in history.rows),
            pending=unknown,
        )

    def history(self, user: User, student: UUID) -> Download:
        """A student's classes as a CSV file; noted in the audit log.

        Raises:
            NotFoundError: no such student, or not this user's.
            DataError: some classes are still to be counted; a file without them would look complete.
        """
        term = self.student(user, student)
        if term.pending:
            raise DataError(texts.HISTORY_EARLY.format(count=Count(term.pending)))
        self._store.add_audit(self._now(), user.name, "download student's history", student.hex)
        return Download(f"{file_slug(term.student.name)}-history.csv", history_csv(term))

    def fill(self, stop: Event) -> int:
        """How many sessions' hints were made of those that pages have asked for; for a thread of its own."""
        return self.book.fill(stop)

    def _hints(self, sessions: Sequence[Session]) -> dict[UUID, SessionHints]:
        """Those known, with the verdicts as they are now."""
        known = self.book.find(sessions)
        verdicts = self._store.load_verdicts(list(known))
        judged = {
            session: replace(known[session], flags=join_verdicts(known[session].flags, given))
            for session, given in verdicts.items()
        }
        return {**known, **judged}

    def _history(self, user: User, student: UUID) -> StudentHistory:
        """As `Queries.student`, which asks the database for each class: once, until something has changed."""
        found = self.find_student(user, student)
        key = (found, self._queries.basis, tuple(map(state_of, self._queries.sessions(user))))
        known = self._histories.get(key)
        if known is None:
            known = self._queries.student(user, student)
            if not known.pending:
                self._histories.put(key, known)
        return known


def _of_course(sessions: Iterable[Session], course: str) -> tuple[Session, ...]:
    """Oldest first; () when there is none."""
    try:
        return of_course(sessions, course)
    except NotFoundError:
        return ()


def _enter(sessions: Sequence[Session], students: Sequence[Student]) -> CourseEntry:
    """Of one course; sessions newest first."""
    newest = sessions[0] if sessions else None
    return CourseEntry(
        name=newest.course if newest else students[0].course,
        sessions=len(sessions),
        live=sum(one.status is SessionStatus.LIVE for one in sessions),
        last_at=newest.started_at if newest else None,
        time_zone=newest.time_zone if newest else None,
        participants=max(
            (one.participant_count for one in sessions if one.status is not SessionStatus.LIVE), default=0
        ),
        students=len(students),
    )


def _attend(students: Sequence[Student], classes: Sequence[ClassOfTerm]) -> tuple[Attendance, ...]:
    """By name. A class in which nobody at all was seen counts for nobody."""
    counted = [one.hints for one in classes if one.hints is not None and one.hints.minutes]
    return tuple(
        _count(student, counted) for student in sorted(students, key=lambda one: (one.name.casefold(), one.id))
    )


def _count(student: Student, counted: Sequence[SessionHints]) -> Attendance:
    numbers = [(hints, hints.students[student.id]) for hints in counted if student.id in hints.students]
    minutes = [hints.minutes.get(number, 0.0) for hints, number in numbers]
    return Attendance(student, sum(value > 0 for value in minutes), len(counted), sum(minutes))


def _follow(
    history: StudentHistory, ended: Iterable[Session], hints: Mapping[UUID, SessionHints]
) -> tuple[ClassOfStudent, ...]:
    """Oldest first; a class of which it is not known yet whether the student was there is left out."""
    classes = []
    for row in history.rows:
        mine = hints.get(row.session.id)
        flags = None if mine is None else tuple(one for one in mine.flags if one.participant == row.participant)
        classes.append(ClassOfStudent(row.session, row, flags))
    seen = {row.session.id for row in history.rows}
    for session in ended:
        known = hints.get(session.id)
        # Linked without a single minute on record is not seen either.
        is_absent = known is not None and (history.student.id not in known.students or history.pending == 0)
        if session.id not in seen and is_absent:
            classes.append(ClassOfStudent(session, None, ()))
    return tuple(sorted(classes, key=lambda one: (one.session.started_at, one.session.id)))
