"""The part of the Store about what would happen to a course's list of students."""

from collections.abc import Sequence

from classroom.roster.types import RosterEntry, RosterStep
from classroom.storage import roster
from classroom.storage.engine import Database


class RosterStore:
    """Lists looked at before they are kept; one method is one transaction."""

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
