"""The part of the Store about the students of a course."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from classroom.roster.types import RosterChange, RosterEntry, RosterStep, Student
from classroom.storage import participants, roster, users
from classroom.storage.engine import Database


class RosterStore:
    """Lists that are looked at, kept and taken away; one method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan_roster(
        self, course: str, entries: Sequence[RosterEntry], *, owner: str | None = None
    ) -> tuple[RosterStep, ...]:
        """What `import_roster` would do with each entry now, in the entries' order; nothing is changed.

        Raises:
            DataError: a name or the course is empty.
        """
        with self._database.read() as connection:
            return roster.plan_import(connection, course, entries, owner)

    def import_roster(
        self, course: str, entries: Sequence[RosterEntry], *, owner: str | None = None, actor: str, now: datetime
    ) -> RosterChange:
        """Adds the new students of a course and updates the known ones; nobody is removed.

        Args:
            course: compared without regard to case and spaces.
            entries: known by the school's id, else by e-mail address, else by an unambiguous name.
            owner: the account whose students they are; None = everyone's.

        Raises:
            DataError: a name or the course is empty.
        """
        with self._database.write() as connection:
            change = roster.import_roster(connection, course, entries, owner)
            participants.link_course(connection, course, owner)
            users.add_audit(connection, now, actor, "roster imported", course)
            return change

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]:
        """By course and name; of one course or of all, those a teacher sees (own and everyone's) or all (None)."""
        with self._database.read() as connection:
            return roster.list_students(connection, course, visible_to)

    def remove_students(self, students: Collection[UUID], *, actor: str, now: datetime) -> int:
        """How many were there; recorded participants stay, without their link."""
        with self._database.write() as connection:
            for student in students:
                users.add_audit(connection, now, actor, "student removed from roster", student.hex)
            return roster.remove_students(connection, students)
