"""The part of the Store about facts per participant and minute, and about who was where."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from classroom.facts import KeptTotals, SessionFacts
from classroom.storage import edits, facts, lesson, people
from classroom.storage.engine import Database


class FactsStore:
    """What lists of many sessions need, without their observations; one method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_facts(self, session: UUID, made: SessionFacts) -> bool:
        """Keeps the facts in place of those kept before; False = participants were merged or split meanwhile.

        Raises:
            NotFoundError: the session is gone.
        """
        with self._database.write() as connection:
            return facts.save_facts(connection, session, made)

    def load_facts(self, session: UUID) -> SessionFacts | None:
        """Those kept, which may be out of date (`SessionFacts.basis` tells); None = there are none."""
        with self._database.read() as connection:
            return facts.load_facts(connection, session)

    def load_totals(self, sessions: Sequence[UUID]) -> Mapping[UUID, KeptTotals]:
        """The facts of whole sessions, of those for which some are kept."""
        with self._database.read() as connection:
            return facts.load_totals(connection, sessions)

    def sum_participants(
        self, participants: Sequence[tuple[UUID, int]]
    ) -> Mapping[tuple[UUID, int], tuple[float, ...]]:
        """The facts of these participants (session, number), summed over their sessions, in the order of `FACTS`."""
        with self._database.read() as connection:
            return facts.sum_participants(connection, participants)

    def layout(self, session: UUID) -> str:
        """`SessionRecords.layout` without the records."""
        with self._database.read() as connection:
            exclusions = lesson.load_exclusions(connection, session)
            return edits.describe_layout(edits.load_edits(connection, session), exclusions)

    def find_appearances(self, student: UUID) -> tuple[tuple[UUID, int], ...]:
        """Session and number of each participant that is shown as this student."""
        with self._database.read() as connection:
            return people.find_appearances(connection, student)
