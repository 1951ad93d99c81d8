"""What a teacher says about who was in a class: names, merges, splits, students of the roster; and its deletion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Protocol
from uuid import UUID

from classroom.domain import Participant, Role, Session, SessionStatus, User
from classroom.errors import DataError, NotFoundError
from classroom.roster.keys import name_key
from classroom.roster.seen import Overlap, find_overlap
from classroom.roster.types import ParticipantDetails, RosterChange, RosterEntry, Student
from dashboard import formats
from dashboard.queries import Queries
from dashboard.texts import people as texts


class PeopleStore(Protocol):
    """What the edits need of `classroom.storage.Store`."""

    def rename_participant(
        self, session: UUID, number: int, name: str | None, *, actor: str, now: datetime
    ) -> None: ...

    def merge_participants(self, session: UUID, keep: int, other: int, *, actor: str, now: datetime) -> None: ...

    def unmerge_participant(self, session: UUID, number: int, *, actor: str, now: datetime) -> None: ...

    def split_participant(
        self, session: UUID, number: int, at: datetime, *, actor: str, now: datetime
    ) -> Participant: ...

    def link_participant(
        self, session: UUID, number: int, student: UUID | None, *, actor: str, now: datetime
    ) -> None: ...

    def import_roster(
        self, course: str, entries: tuple[RosterEntry, ...], *, owner: str | None = None, actor: str, now: datetime
    ) -> RosterChange: ...

    def remove_students(self, students: tuple[UUID, ...], *, actor: str, now: datetime) -> int: ...

    def find_appearances(self, student: UUID) -> tuple[tuple[UUID, int], ...]: ...

    def remove_session(self, session: UUID, *, actor: str, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Added:
    """A student who was put into the roster and linked."""

    student: UUID
    is_new: bool  # False = the roster had the student already
    before: UUID | None  # who the participant was linked to


@dataclass(frozen=True, slots=True)
class Absence:
    """Who of a course's roster was not seen."""

    students: tuple[Student, ...]  # by name
    roster: int  # how many students there are


class PeopleEdits:
    """The edits of one user at a time; safe to share between threads.

    All raise NotFoundError (no such session, participant or student, or not this user's), DataError (the edit cannot
    be made, or somebody else has changed the same meanwhile) and StorageError (the database does not answer). What a
    user has not seen is never overwritten: `seen` is what the page showed when the edit was begun.
    """

    def __init__(
        self, store: PeopleStore, queries: Queries, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now
        self._lock = Lock()  # what was looked at must still be so when it is written

    # ------------------------------------------------------------ who is who

    def person(self, user: User, reference: str, number: int) -> ParticipantDetails:
        """One participant as the teacher's edits show it."""
        return _find(self._queries.people(user, reference), number)

    def rename(self, user: User, reference: str, number: int, name: str | None, *, seen: str) -> str | None:
        """The teacher's name before (None = there was none), which undoes this; None as `name` = the read one again.

        Args:
            seen: the name that the page showed.
        """
        session = self._queries.session(user, reference).id
        _require_names(user)
        with self._lock:
            person = self.person(user, reference, number)
            shown = person.participant.display_name
            if formats.plain(shown, 200) != formats.plain(seen, 200) and shown != name:
                raise DataError(texts.RENAMED_MEANWHILE.format(name=formats.plain(shown)))
            self._store.rename_participant(session, number, name, actor=user.name, now=self._now())
            return shown if person.name_is_given else None

    def merge(self, user: User, reference: str, keep: int, other: int) -> None:
        """Shows `other` as `keep` from now on; `unmerge` undoes it."""
        session = self._queries.session(user, reference).id
        with self._lock:
            people = self._queries.people(user, reference)
            first, second = _find(people, keep), _find(people, other)
            if keep == other:
                raise DataError(texts.MERGE_ITSELF)
            if first.student is not None and second.student is not None and first.student.id != second.student.id:
                raise DataError(texts.TWO_STUDENTS.format(first=_name(first), second=_name(second)))
            self._store.merge_participants(session, keep, other, actor=user.name, now=self._now())

    def overlap(self, user: User, reference: str, keep: int, other: int) -> Overlap:
        """How often both were on one picture: to be asked about before they are merged."""
        return find_overlap(self._queries.view(user, reference).records, keep, other)

    def unmerge(self, user: User, reference: str, keep: int, other: int) -> None:
        """Shows `other`, merged into `keep`, by itself again; `merge` undoes it."""
        session = self._queries.session(user, reference).id
        with self._lock:
            person = self.person(user, reference, keep)
            if all(one.number != other for one in person.merged):
                raise DataError(texts.UNMERGED_MEANWHILE)
            self._store.unmerge_participant(session, other, actor=user.name, now=self._now())

    def split(self, user: User, reference: str, number: int, at: datetime) -> Participant:
        """The new participant who has all of `number` from then on; merging it into `number` undoes it."""
        session = self._queries.session(user, reference).id
        with self._lock:
            person = self.person(user, reference, number)
            self._require_both_sides(user, reference, person, at)
            return self._store.split_participant(session, number, at, actor=user.name, now=self._now())

    def _require_both_sides(self, user: User, reference: str, person: ParticipantDetails, at: datetime) -> None:
        """Says it in the page's words, which know names and no numbers."""
        view = self._queries.view(user, reference)
        summary, zone = view.summaries.get(person.participant.number), view.session.time_zone
        if summary is None or summary.first_seen is None or summary.last_seen is None:
            return  # all of it is left out of the figures: the Store looks at what was recorded
        if not summary.first_seen < at <= summary.last_seen:
            first, last, wanted = (
                f"{formats.local(one, zone):%H:%M:%S}" for one in (summary.first_seen, summary.last_seen, at)
            )
            raise DataError(texts.SPLIT_OUTSIDE.format(name=_name(person), first=first, last=last, time=wanted))

    # ------------------------------------------------------------ the roster

    def candidates(self, user: User, reference: str) -> tuple[Student, ...]:
        """The students of the course's roster whom a participant of this session may be, by name."""
        return self._candidates(user, self._queries.session(user, reference))

    def absence(self, user: User, reference: str) -> Absence:
        """The course's students of whom nobody was seen: neither linked nor by name."""
        details = self._queries.people(user, reference)
        linked = {one.student.id for one in details if one.student is not None}
        names = {name_key(one.participant.display_name) for one in details if one.student is None} - {""}
        roster = self.candidates(user, reference)
        unseen = tuple(
            one
            for one in roster
            if one.id not in linked and not names & {name_key(name) for name in (one.name, *one.aliases)}
        )
        return Absence(unseen, len(roster))

    def link(self, user: User, reference: str, number: int, student: UUID | None, *, seen: UUID | None) -> None:
        """Says which student a participant is; None = nobody of the roster. Linking to `seen` undoes it.

        Args:
            seen: who the page said it was.
        """
        session = self._queries.session(user, reference)
        _require_names(user)
        with self._lock:
            people = self._queries.people(user, reference)
            person = _find(people, number)
            now = person.student.id if person.student is not None else None
            if now not in (seen, student):
                raise DataError(texts.LINKED_MEANWHILE)
            if student is not None:
                self._require_free(user, session, people, number, student)
            self._store.link_participant(session.id, number, student, actor=user.name, now=self._now())

    def link_all(self, user: User, reference: str, links: Mapping[int, UUID]) -> None:
        """Says which students several participants are of whom nobody has said it; `unlink_all` undoes it.

        Args:
            links: students by Participant.number; when one of them cannot be linked none is.
        """
        session = self._queries.session(user, reference)
        _require_names(user)
        with self._lock:
            people = self._queries.people(user, reference)
            taken = {one.student.id for one in people if one.student is not None}
            free = {one.id for one in self._candidates(user, session)} - taken
            for number, student in links.items():
                if _find(people, number).student is not None or student not in free:
                    raise DataError(texts.LINKED_MEANWHILE)
                free.discard(student)
            for number, student in links.items():
                self._store.link_participant(session.id, number, student, actor=user.name, now=self._now())

    def unlink_all(self, user: User, reference: str, links: Mapping[int, UUID]) -> int:
        """How many of these links were taken back: those that are still as they were made."""
        session = self._queries.session(user, reference)
        _require_names(user)
        with self._lock:
            people = self._queries.people(user, reference)
            now = {one.participant.number: one.student.id for one in people if one.student is not None}
            made = [number for number, student in links.items() if now.get(number) == student]
            for number in made:
                self._store.link_participant(session.id, number, None, actor=user.name, now=self._now())
            return len(made)

    def add_student(self, user: User, reference: str, number: int, name: str) -> Added:
        """Puts a student of that name into the course's roster and links the participant; `remove_added` undoes it."""
        session = self._queries.session(user, reference)
        _require_names(user)
        clean = " ".join(name.split())
        if not clean or len(clean) > texts.LONGEST_NAME or not clean.isprintable():
            raise DataError(texts.NO_STUDENT_NAME.format(most=texts.LONGEST_NAME))
        person = self.person(user, reference, number)
        before = {one.id for one in self._candidates(user, session)}
        entry = RosterEntry(clean)
        self._store.import_roster(session.course, (entry,), owner=session.owner, actor=user.name, now=self._now())
        known = {one.id: one for one in self._candidates(user, session)}
        student = next((one for one in known if one not in before), None) or next(
            (one.id for one in known.values() if name_key(one.name) == name_key(clean)), None
        )
        if student is None:
            raise NotFoundError(texts.NO_STUDENT)
        was = person.student.id if person.student is not None else None
        self.link(user, reference, number, student, seen=was)
        return Added(student, student not in before, was)

    def remove_added(self, user: User, reference: str, number: int, added: Added) -> None:
        """The participant is linked as before; a student who was new and is in no other class leaves the roster."""
        session = self._queries.session(user, reference)
        self.link(user, reference, number, added.before, seen=added.student)
        mine = any(one.id == added.student for one in self._candidates(user, session))
        if added.is_new and mine and not self._store.find_appearances(added.student):
            self._store.remove_students((added.student,), actor=user.name, now=self._now())

    # ------------------------------------------------------------ the whole session

    def delete_session(self, user: User, reference: str) -> Session:
        """The session that is gone with all that belonged to it; nothing brings it back.

        An administrator may delete every session; a teacher the own ones, nobody's and the own or nobody's demos.
        """
        session = self._queries.session(user, reference)
        if not may_delete(user, session):
            raise DataError(texts.NOT_YOURS)
        if session.status is SessionStatus.LIVE:
            raise DataError(texts.STILL_RECORDED)
        self._store.remove_session(session.id, actor=user.name, now=self._now())
        return session

    def _candidates(self, user: User, session: Session) -> tuple[Student, ...]:
        return find_candidates(self._queries, user, session)

    def _require_free(
        self, user: User, session: Session, people: tuple[ParticipantDetails, ...], number: int, student: UUID
    ) -> None:
        if all(one.id != student for one in self._candidates(user, session)):
            raise NotFoundError(texts.NO_STUDENT)
        for one in people:
            if one.student is not None and one.student.id == student and one.participant.number != number:
                raise DataError(texts.STUDENT_TAKEN.format(student=_text(one.student.name), name=_name(one)))


def find_candidates(queries: Queries, user: User, session: Session) -> tuple[Student, ...]:
    """The students of the course's roster whom a participant of the session may be, by name."""
    students = queries.students(user, session.course)
    if session.owner is None:
        return students
    owner = session.owner.casefold()  # an administrator sees the rosters of all teachers
    return tuple(one for one in students if one.owner is None or one.owner.casefold() == owner)


def may_delete(user: User, session: Session) -> bool:
    """Whether the user may delete a session that the user sees."""
    if user.role is Role.ADMIN or session.owner is None:
        return True
    return session.owner.casefold() == user.name.casefold()


def _require_names(user: User) -> None:
    """Who sees pseudonyms must not write them down as names."""
    if user.hides_names:
        raise DataError(texts.NAMES_HIDDEN)


def _find(people: tuple[ParticipantDetails, ...], number: int) -> ParticipantDetails:
    found = next((one for one in people if one.participant.number == number), None)
    if found is None:
        raise NotFoundError(texts.NOBODY)
    return found


def _name(person: ParticipantDetails) -> str:
    return _text(person.participant.display_name)


def _text(name: str) -> str:
    return formats.plain(name)
