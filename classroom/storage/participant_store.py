"""The part of the Store about who is who: names, merges, splits and links that a teacher gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from classroom.domain import Participant
from classroom.storage import participants, people, users
from classroom.storage.engine import Database


class ParticipantStore:
    """One method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Each is one transaction with its audit line; made a second time it changes nothing. All make
    # `Session.revision` grow and raise NotFoundError when session or participant is gone, or the participant is
    # merged into another one.

    def rename_participant(self, session: UUID, number: int, name: str | None, *, actor: str, now: datetime) -> None:
        """The teacher's name outranks every name that the agent reads; None = the read name again.

        Raises:
            DataError: the name is empty, too long or not printable.
        """
        with self._edit(session, actor, now) as (connection, note):
            note(participants.rename(connection, session, number, name), f"participant {number} renamed")

    def merge_participants(self, session: UUID, keep: int, other: int, *, actor: str, now: datetime) -> None:
        """Shows all of `other` as `keep`, what the agent writes later too; `unmerge_participant` undoes it.

        Where both were seen in one frame the better seen counts. Verdicts stay. A name or student of `other`
        shows when `keep` has none.

        Raises:
            DataError: they are one already, or linked to two students.
        """
        with self._edit(session, actor, now) as (connection, note):
            changed = participants.merge(connection, session, keep, other)
            note(changed, f"participant {other} merged into {keep}")

    def unmerge_participant(self, session: UUID, number: int, *, actor: str, now: datetime) -> None:
        """Shows a merged participant by itself again, as it was."""
        with self._edit(session, actor, now) as (connection, note):
            note(participants.unmerge(connection, session, number), f"participant {number} unmerged")

    def split_participant(self, session: UUID, number: int, at: datetime, *, actor: str, now: datetime) -> Participant:
        """A new participant with all of `number` from `at` on, what the agent writes later too.

        Merging it into `number` undoes the split.

        Raises:
            DataError: `number` was not seen both before `at` and from it on.
        """
        with self._edit(session, actor, now) as (connection, note):
            new, changed = participants.split(connection, session, number, at)
            note(changed, f"participant {number} split into {new}")
            return next(one for one in people.load_participants(connection, session) if one.number == new)

    def link_participant(self, session: UUID, number: int, student: UUID | None, *, actor: str, now: datetime) -> None:
        """Says which student a participant is (None = no student); the name shown is remembered for next time.

        Raises:
            NotFoundError: the student is gone.
            DataError: another participant of the session is that student.
        """
        with self._edit(session, actor, now) as (connection, note):
            what = "unlinked" if student is None else f"linked to student {student.hex}"
            note(participants.link(connection, session, number, student), f"participant {number} {what}")

    @contextmanager
    def _edit(
        self, session: UUID, actor: str, now: datetime
    ) -> Iterator[tuple[Connection, Callable[[bool, str], None]]]:
        with self._database.write() as connection:

            def note(changed: bool, what: str) -> None:
                if changed:
                    users.add_audit(connection, now, actor, what, session.hex)

            yield connection, note
