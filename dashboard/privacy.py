"""What a user may read, keep and erase: policies, the consent register, retention, one student's rights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from classroom.config import PolicySettings, RetentionSettings
from classroom.domain import Role, User
from classroom.errors import DataError
from classroom.privacy.consent_list import parse_consents
from classroom.privacy.consents import Consent, ConsentChange, ConsentEntry, Decision, consent_key
from classroom.privacy.law import class_notice
from classroom.privacy.policies import GENERAL, Place, Policy, Ruling, find_ruling, read_answer
from classroom.privacy.retention import Expired, Purged, keep_since
from classroom.privacy.student_data import Erasure, StudentTable, StudentTraces
from classroom.roster.keys import plain_key
from classroom.roster.types import Student
from classroom.student_report import student_json, student_zip
from dashboard.access import scope
from dashboard.file_names import file_slug
from dashboard.queries import Queries
from dashboard.running import is_running
from dashboard.texts import privacy as texts
from dashboard.views import Download

MAX_LIST = 2_000_000  # bytes of a list of decisions
LOG_LENGTH = 50


class PrivacyStore(Protocol):
    """What privacy needs of `classroom.storage.Store`."""

    def policies(self, *, visible_to: str | None = None) -> tuple[Policy, ...]: ...

    def save_policy(self, policy: Policy) -> None: ...

    def remove_policy(self, course: str, *, owner: str | None, actor: str, now: datetime) -> bool: ...

    def save_consents(
        self, course: str, entries: Sequence[ConsentEntry], *, owner: str | None, actor: str, now: datetime
    ) -> ConsentChange: ...

    def consents(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Consent, ...]: ...

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]: ...

    def expired(
        self, before: datetime, *, visible_to: str | None = None, now: datetime | None = None
    ) -> tuple[Expired, ...]: ...

    def purged(self, *, visible_to: str | None = None, most: int = 100) -> tuple[Purged, ...]: ...

    def find_student(self, name: str, *, course: str | None = None, visible_to: str | None = None) -> StudentTraces: ...

    def export_student(
        self, name: str, *, course: str | None = None, visible_to: str | None = None, actor: str, now: datetime
    ) -> tuple[StudentTable, ...]: ...

    def erase_student(
        self, name: str, *, course: str | None = None, visible_to: str | None = None, actor: str, now: datetime
    ) -> Erasure: ...

    def compact(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One student of a course, with what is known of the decision."""

    name: str
    decision: Decision | None  # None = unknown
    given_at: datetime | None
    given_by: str | None


@dataclass(frozen=True, slots=True)
class RetentionState:
    """What is deleted, when."""

    days: float  # 0 = nothing is
    next: tuple[Expired, ...]  # what the next purge deletes
    soon: tuple[Expired, ...]  # what it will delete within a week
    log: tuple[Purged, ...]  # newest first


class Privacy:
    """For one user at a time; safe to share between threads.

    A teacher's answers and register hold for the own classes, an administrator's for everyone's. All raise
    StorageError when the database does not answer.
    """

    def __init__(
        self,
        store: PrivacyStore,
        queries: Queries,
        *,
        policy: PolicySettings,
        retention: RetentionSettings,
        to_server: bool = False,
        retains_here: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`to_server`: what is seen of a class leaves the computer that sees it; `retains_here`: `retention` is what
        ends it there."""
        self._store = store
        self._queries = queries
        self._to_server = to_server
        self._retains_here = retains_here
        self.settings = policy
        self._retention = retention
        self._now = now

    # ------------------------------------------------------------ expressions

    def policy(self, user: User, course: str = GENERAL) -> Ruling:
        """Whether expressions are read in that course; `reads_expressions` None = ask, and then `answer`."""
        return find_ruling(self._store.policies(visible_to=scope(user)), self.settings.emotions, _owner(user), course)

    def answer(self, user: User, place: Place) -> Ruling:
        """Remembers where the classes take place; it holds for every course without an answer of its own."""
        self._save(user, GENERAL, read_answer(place), place)
        return self.policy(user)

    def switch(self, user: User, course: str, *, reads_expressions: bool) -> None:
        """For one course, or (`GENERAL`) for every course without an answer of its own. Raises: DataError."""
        self._save(user, course, reads_expressions, Place.NOT_ASKED)

    def is_recorded(self, user: User) -> bool:
        """Whether a class that this user sees is being recorded now."""
        return any(is_running(one) for one in self._queries.sessions(user))

    def follow_general(self, user: User, course: str) -> None:
        """Forgets the course's own answer."""
        for one in self.policies(user):
            if plain_key(one.course) == plain_key(course) and one.owner == _owner(user):
                self._store.remove_policy(course, owner=one.owner, actor=user.name, now=self._now())

    def policies(self, user: User) -> tuple[Policy, ...]:
        """The answers that this user sees, the general one first."""
        return self._store.policies(visible_to=scope(user))

    def courses(self, user: User) -> tuple[str, ...]:
        """The courses that anything is known of, as they were written last; by name."""
        told = [one.course for one in self._store.policies(visible_to=scope(user)) if one.course]
        told += [one.course for one in self._store.consents(visible_to=scope(user))]
        told += [one.course for one in self._store.students(visible_to=scope(user))]
        told += [one.course for one in reversed(self._queries.sessions(user)) if not one.is_demo]
        return tuple(sorted({plain_key(name): name for name in told}.values(), key=plain_key))

    def notice(self, user: User, course: str = GENERAL, place: Place | None = None) -> str:
        """What to tell the class, ready for the chat.

        Args:
            place: the answer about the law that is about to be given, where nobody has answered yet.
        """
        known = self.policy(user, course).reads_expressions
        reads = known is not False if place is None or known is not None else read_answer(place)
        days = self._retention.days if self._retains_here else None
        return class_notice(reads_expressions=reads, retention_days=days, to_server=self._to_server)

    # ------------------------------------------------------------ consent
    # The register is made of names, as is the search for a student: who hides names is told so (DataError).

    def consents(self, user: User, course: str) -> tuple[ConsentLine, ...]:
        """The course's students: those of the register and of the roster, by name."""
        _require_names(user)
        lines: dict[str, ConsentLine] = {}
        for student in self._store.students(course, visible_to=scope(user)):
            lines[consent_key(student.name)] = ConsentLine(student.name, None, None, None)
        for one in self._store.consents(course, visible_to=scope(user)):
            known = lines.get(consent_key(one.name))
            if known is None or known.decision is not Decision.NO:  # a no counts before a yes
                name = one.name if known is None else known.name
                lines[consent_key(one.name)] = ConsentLine(name, one.decision, one.given_at, one.given_by)
        return tuple(lines[key] for key in sorted(lines))

    def save_consent(self, user: User, course: str, name: str, decision: Decision | None) -> ConsentChange:
        """Writes one decision down; None = unknown.

        An administrator's is in place of all under the name. A teacher's is the own alone: everyone's stays.

        Raises:
            DataError: the course or the name cannot be one.
        """
        _require_names(user)
        changes = [
            self._store.save_consents(
                course, [ConsentEntry(name, decision)], owner=owner, actor=user.name, now=self._now()
            )
            for owner in self._owners(user, course, name)
        ]
        return changes[0]

    def import_consents(self, user: User, course: str, data: bytes, file_name: str) -> ConsentChange:
        """Writes the decisions of a CSV list down.

        Raises:
            DataError: it is too large, no list, or has no column of decisions.
        """
        _require_names(user)
        if len(data) > MAX_LIST:
            raise DataError(f"the list is larger than {MAX_LIST // 1_000_000} MB: it is no list of a course")
        entries = parse_consents(data, file_name[:80])
        if entries is None:
            raise DataError('the list has no column of decisions: call it "Consent", and write yes or no')
        return self._store.save_consents(course, entries, owner=_owner(user), actor=user.name, now=self._now())

    # ------------------------------------------------------------ retention

    def retention(self, user: User) -> RetentionState:
        """What is deleted next, and what was deleted."""
        days, now, visible_to = self._retention.days, self._now(), scope(user)
        before, in_a_week = keep_since(now, days), keep_since(now, days - 7)
        due = () if before is None else self._store.expired(before, visible_to=visible_to, now=now)
        if in_a_week is None:  # it is kept for less than a week
            soon = () if before is None else self._store.expired(now, visible_to=visible_to, now=now)
        else:
            soon = self._store.expired(in_a_week, visible_to=visible_to, now=now)
        log = self._store.purged(visible_to=visible_to, most=LOG_LENGTH)
        return RetentionState(days, due, tuple(one for one in soon if one not in due), log)

    # ------------------------------------------------------------ one student

    def find_student(self, user: User, name: str, course: str | None) -> StudentTraces:
        """Where a student is found.

        Raises:
            DataError: two students of one course have the name.
            NotFoundError: nowhere that this user may look.
        """
        _require_names(user)
        return self._store.find_student(name, course=course or None, visible_to=scope(user))

    def export_student(self, user: User, name: str, course: str | None, kind: str) -> Download:
        """All that is kept of a student, as "json" or "zip"; noted in the audit log. Raises: as `find_student`."""
        _require_names(user)
        now = self._now()
        tables = self._store.export_student(
            name, course=course or None, visible_to=scope(user), actor=user.name, now=now
        )
        content = student_zip(tables, now) if kind == "zip" else student_json(name, tables, now).encode()
        return Download(f"{file_slug(name)}.{'zip' if kind == 'zip' else 'json'}", content)

    def erase_student(self, user: User, name: str, course: str | None, *, typed: str) -> Erasure:
        """Erases all that is kept of a student.

        Args:
            typed: the name again, as a confirmation.

        Raises:
            DataError: it is not the same, or as `find_student`; the student is in a class that is being recorded.
            NotFoundError: nothing is kept that this user may erase.
        """
        _require_names(user)
        if plain_key(typed) != plain_key(name) or not typed.strip():
            raise DataError("the name typed to confirm is not the one to be erased: nothing was erased")
        done = self._store.erase_student(
            name, course=course or None, visible_to=scope(user), actor=user.name, now=self._now()
        )
        self._store.compact()
        return done

    def _owners(self, user: User, course: str, name: str) -> list[str | None]:
        """Whose lines of the register this user writes on under the name."""
        if user.role is not Role.ADMIN:
            return [_owner(user)]
        known = self._store.consents(course)
        owners = {one.owner for one in known if consent_key(one.name) == consent_key(name)}
        return sorted(owners or {_owner(user)}, key=str)

    def _save(self, user: User, course: str, reads: bool, place: Place) -> None:
        name = course.strip()
        self._store.save_policy(Policy(name, reads, place, _owner(user), self._now(), user.name))


def _owner(user: User) -> str | None:
    """Whose classes a user's word is about: an administrator's about everyone's."""
    return None if user.role is Role.ADMIN else user.name


def _require_names(user: User) -> None:
    if user.hides_names:
        raise DataError(texts.NAMES_HIDDEN)
