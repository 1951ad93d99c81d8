"""The part of the Store about what the teacher says of a lesson."""

from datetime import datetime
from uuid import UUID

from classroom.domain import Exclusion, Marker, SessionNote
from classroom.storage import lesson, users
from classroom.storage.engine import Database


class LessonStore:
    """Markers, parts that do not count and the note of a session, each edit with its audit line.

    One method is one transaction; an edit made a second time changes nothing. All raise NotFoundError when the session
    is gone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def place_marker(self, session: UUID, marker: Marker, *, actor: str, now: datetime) -> None:
        """Raises: DataError when another marker is at that moment, or the text is empty or too long."""
        with self._database.write() as connection:
            if lesson.place_marker(connection, session, marker):
                users.add_audit(connection, now, actor, "marker set", session.hex)

    def rename_marker(self, session: UUID, at: datetime, text: str, *, actor: str, now: datetime) -> None:
        """Raises: NotFoundError (no marker there), DataError (the text is empty or too long)."""
        with self._database.write() as connection:
            if lesson.rename_marker(connection, session, at, text):
                users.add_audit(connection, now, actor, "marker renamed", session.hex)

    def remove_marker(self, session: UUID, at: datetime, *, actor: str, now: datetime) -> Marker:
        """The marker that was there: setting it again undoes this. Raises: NotFoundError."""
        with self._database.write() as connection:
            marker = lesson.remove_marker(connection, session, at)
            users.add_audit(connection, now, actor, "marker removed", session.hex)
            return marker

    def exclusions(self, session: UUID) -> tuple[Exclusion, ...]:
        """The parts that do not count, as they were said, by start; they may overlap."""
        with self._database.read() as connection:
            return lesson.load_exclusions(connection, session)

    def exclude(self, session: UUID, exclusion: Exclusion, *, actor: str, now: datetime) -> None:
        """Nothing of that part counts any more; of the very same part, the text is changed.

        `Session.revision` grows. Raises: DataError when it ends before it starts, or the text is too long.
        """
        with self._database.write() as connection:
            if lesson.exclude(connection, session, exclusion):
                users.add_audit(connection, now, actor, "part excluded", session.hex)

    def include(self, session: UUID, start: datetime, end: datetime, *, actor: str, now: datetime) -> Exclusion:
        """The part of that very start and end, which counts again. `Session.revision` grows. Raises: NotFoundError."""
        with self._database.write() as connection:
            exclusion = lesson.include(connection, session, start, end)
            users.add_audit(connection, now, actor, "part included again", session.hex)
            return exclusion

    def session_note(self, session: UUID) -> SessionNote | None:
        """What the teachers noted on the session; None = nothing was ever written."""
        with self._database.read() as connection:
            return lesson.load_note(connection, session)

    def write_session_note(
        self, session: UUID, text: str, *, seen: datetime | None, actor: str, now: datetime
    ) -> SessionNote | None:
        """The note as it is kept now; None = it was changed since, and nothing was written.

        Args:
            seen: `SessionNote.changed_at` of the note that the writer has changed; None = there was none.

        Raises:
            DataError: the text is too long.
        """
        with self._database.write() as connection:
            before = lesson.load_note(connection, session)
            kept = lesson.write_note(connection, session, SessionNote(text, now, actor), seen)
            if kept is not None and kept.text != (before.text if before else ""):
                users.add_audit(connection, now, actor, "note changed", session.hex)
            return kept
