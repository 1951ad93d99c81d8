"""The part of the Store about what a teacher takes back or throws away in a review."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from classroom.domain import FlagReason, FlagVerdict, VerdictCount
from classroom.roster.types import CourseMove, KeptLink
from classroom.storage import moving, sessions, users, verdicts
from classroom.storage.engine import Database


class ReviewStore:
    """Verdicts withdrawn and counted, sessions moved and deleted; one method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete_verdict(self, session: UUID, participant: int, reason: FlagReason, start: datetime) -> bool:
        """Whether there was a verdict on that flag; it is withdrawn.

        Args:
            participant: as the teacher's merges and splits show it.

        Raises:
            NotFoundError: the session is gone.
        """
        with self._database.write() as connection:
            return verdicts.delete_verdict(connection, session, participant, reason, start) > 0

    def load_verdicts(self, sessions: Sequence[UUID]) -> Mapping[UUID, tuple[FlagVerdict, ...]]:
        """As `SessionRecords.verdicts`, of those of the sessions in which any was given."""
        with self._database.read() as connection:
            return verdicts.load_verdicts(connection, sessions)

    def count_verdicts(self, *, visible_to: str | None = None) -> tuple[VerdictCount, ...]:
        """How often each verdict was given for each reason, over all sessions (of a teacher) but demos."""
        with self._database.read() as connection:
            return verdicts.count_verdicts(connection, visible_to)

    def move_session(
        self, session: UUID, course: str, *, links: Sequence[KeptLink] | None = None, actor: str, now: datetime
    ) -> CourseMove:
        """Gives the session another course, with its audit line; `Session.revision` grows.

        Links to students of the old course go, and participants link anew where a name of the new course's roster is
        equal. Moving it back with `CourseMove.links` undoes it.

        Args:
            course: compared without regard to case and spaces.
            links: those to restore, in place of equal names; of students who are not in the roster any more none is.

        Raises:
            NotFoundError: the session is gone.
            DataError: it is still recorded, or the course's name is empty, too long or not printable.
        """
        with self._database.write() as connection:
            move = moving.move_session(connection, session, course, links)
            if move.after != move.before:
                said = f"{session.hex} from {move.before} to {move.after}"
                users.add_audit(connection, now, actor, "session moved to another course", said)
            return move

    def remove_session(self, session: UUID, *, actor: str, now: datetime) -> None:
        """`delete_session` with its audit line. Raises: NotFoundError."""
        with self._database.write() as connection:
            sessions.delete_session(connection, session)
            users.add_audit(connection, now, actor, "session deleted", session.hex)
