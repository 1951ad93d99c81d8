"""The part of the Store about what may be read, what is deleted in time, and the rights of one student."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from classroom.counting import Count
from classroom.errors import NotFoundError
from classroom.privacy.consents import Consent, ConsentChange, ConsentEntry, ConsentRegister
from classroom.privacy.policies import Policy
from classroom.privacy.pseudonyms import KnownNames
from classroom.privacy.retention import Expired, Purged
from classroom.privacy.student_data import Erasure, StudentTable, StudentTraces
from classroom.roster.types import Student
from classroom.storage import consents, erasing, policies, purging, student_export, student_search, users
from classroom.storage.compacting import compact
from classroom.storage.engine import Database
from classroom.storage.people import Group, group_people, load_people
from classroom.storage.roster import load_students
from classroom.storage.sessions import list_sessions


class PrivacyStore:
    """One method is one transaction; changes are noted in the audit log without a student's name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ may expressions be read

    def policies(self, *, visible_to: str | None = None) -> tuple[Policy, ...]:
        """The answers of a teacher and everyone's, or all (None); by course, the general one first."""
        with self._database.read() as connection:
            return policies.list_policies(connection, visible_to)

    def save_policy(self, policy: Policy) -> None:
        """In place of an earlier answer about the same course. Raises: DataError."""
        with self._database.write() as connection:
            policies.save_policy(connection, policy)
            what = "on" if policy.reads_expressions else "off"
            action = f"policy: expressions {what} ({policy.place})"
            users.add_audit(connection, policy.decided_at, policy.decided_by, action, policy.course or "every course")

    def remove_policy(self, course: str, *, owner: str | None, actor: str, now: datetime) -> bool:
        """Whether there was one; the course then follows the general answer."""
        with self._database.write() as connection:
            removed = policies.remove_policy(connection, course, owner)
            if removed:
                users.add_audit(connection, now, actor, "policy: as in general", course or "every course")
            return removed

    # ------------------------------------------------------------ consent

    def save_consents(
        self, course: str, entries: Sequence[ConsentEntry], *, owner: str | None, actor: str, now: datetime
    ) -> ConsentChange:
        """Writes decisions down; an entry without one is taken out of the register.

        Raises:
            DataError: a name or the course cannot be one.
        """
        with self._database.write() as connection:
            change = consents.save_consents(connection, course, entries, owner=owner, given_by=actor, now=now)
            done = change.added + change.changed + change.removed
            if done:
                users.add_audit(connection, now, actor, f"consent register: {done} changed", course)
            return change

    def consents(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Consent, ...]:
        """By course and name; those of a teacher and everyone's, or all (None)."""
        with self._database.read() as connection:
            return consents.list_consents(connection, course, visible_to)

    def consent_register(self, course: str, *, owner: str | None, session: UUID | None = None) -> ConsentRegister:
        """What the register says for a class of that course; `session` is the one being recorded."""
        with self._database.read() as connection:
            return consents.load_register(connection, course, owner, session)

    def class_rules(
        self, course: str, *, owner: str | None, session: UUID | None = None
    ) -> tuple[tuple[Policy, ...], ConsentRegister]:
        """`policies` of its teacher and everyone's, and `consent_register`, as they were at one moment."""
        with self._database.read() as connection:
            register = consents.load_register(connection, course, owner, session)
            return policies.list_policies(connection, owner), register

    # ------------------------------------------------------------ retention

    def expired(
        self, before: datetime, *, visible_to: str | None = None, now: datetime | None = None
    ) -> tuple[Expired, ...]:
        """Sessions that were over and written before that moment, oldest first; never one that is recorded.

        With `now` also those dated in the future that were noted (by `purge`) before that moment.
        """
        with self._database.read() as connection:
            expired = purging.find_expired(connection, before, visible_to=visible_to)
            future = () if now is None else purging.find_future(connection, now, visible_to=visible_to)
            overdue = purging.find_noted_before(connection, future, before)
        return (*expired, *(one for one in overdue if one not in expired))

    def purge(
        self, before: datetime, *, actor: str, now: datetime, visible_to: str | None = None
    ) -> tuple[Expired, ...]:
        """Deletes those of `expired` with all that belongs to them, one transaction each, and logs them.

        A session that is found to be dated in the future is noted in the audit log.
        """
        purged = []
        for one in self.expired(before, visible_to=visible_to, now=now):
            try:
                with self._database.write() as connection:
                    purging.purge_session(connection, one, actor=actor, now=now)
            except NotFoundError:  # somebody else was faster
                continue
            purged.append(one)
        self._note_future(actor, now, visible_to)
        return tuple(purged)

    def _note_future(self, actor: str, now: datetime, visible_to: str | None) -> None:
        with self._database.read() as connection:
            found = purging.find_future(connection, now, visible_to=visible_to)
            if purging.is_all_noted(connection, found):
                return
        with self._database.write() as connection:
            purging.note_future(connection, found, actor=actor, now=now)

    def future(self, now: datetime, *, visible_to: str | None = None) -> tuple[Expired, ...]:
        """Sessions dated more than a day from now, by a clock that was wrong; also one that is recorded."""
        with self._database.read() as connection:
            return purging.find_future(connection, now, visible_to=visible_to)

    def purged(self, *, visible_to: str | None = None, most: int = 100) -> tuple[Purged, ...]:
        """The log, newest first."""
        with self._database.read() as connection:
            return purging.list_purged(connection, visible_to, most)

    def compact(self) -> bool:
        """Overwrites what was deleted and gives its space back; False = the database is in use, it was left."""
        return compact(self._database)

    # ------------------------------------------------------------ one student

    def find_student(self, name: str, *, course: str | None = None, visible_to: str | None = None) -> StudentTraces:
        """All that is kept of the student of that name, school's id or e-mail address.

        Raises:
            DataError: two students of one course have the name.
            NotFoundError: nothing is kept.
        """
        with self._database.read() as connection:
            return student_search.find_student(connection, name, course, visible_to)

    def export_student(
        self, name: str, *, course: str | None = None, visible_to: str | None = None, actor: str, now: datetime
    ) -> tuple[StudentTable, ...]:
        """Every row that is kept of the student, by table. Raises: as `find_student`."""
        with self._database.read() as connection:
            traces = student_search.find_student(connection, name, course, visible_to)
            sessions = [one.id for one in list_sessions(connection, visible_to, None)]
            tables = student_export.export_student(connection, traces, sessions, visible_to)
        with self._database.write() as connection:
            users.add_audit(connection, now, actor, "student exported", traces.describe())
        return tables

    def erase_student(
        self, name: str, *, course: str | None = None, visible_to: str | None = None, actor: str, now: datetime
    ) -> Erasure:
        """Deletes every row about the student, in all tables; call `compact` behind it.

        The audit log says that somebody was erased, not who.

        Raises:
            DataError: two students have the name, or the student is in a class that is being recorded.
            NotFoundError: nothing is kept.
        """
        with self._database.write() as connection:
            done = erasing.erase_student(connection, name, course, visible_to)
            subject = f"{Count(done.sessions):session|sessions}, {Count(done.observations):observation|observations}"
            users.add_audit(connection, now, actor, "student erased", subject)
            return done

    def known_names(self, session: UUID) -> dict[int, KnownNames]:
        """Participant.number (as shown) -> all that the participant is known by."""
        with self._database.read() as connection:
            groups = group_people(load_people(connection, session))
            linked = {one.student_id for one in groups if one.student_id is not None}
            students = {one.id: one for one in load_students(connection, linked)}
            return {one.root.number: _names(one, students) for one in groups}


def _names(group: Group, students: Mapping[UUID, Student]) -> KnownNames:
    people = (group.root, *group.members)
    own = [one.display_name for one in people if one.name_is_read]
    own += [one.given_name for one in people if one.given_name is not None]
    student = None if group.student_id is None else students.get(group.student_id)
    if student is None:
        return KnownNames(None, tuple(own))
    email = () if student.email is None else (student.email,)
    return KnownNames(student.name, (*own, *student.aliases, *email))
