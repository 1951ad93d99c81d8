"""What a teacher says about a lesson on the pages: markers, parts that do not count, a note."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from classroom.domain import Exclusion, Marker, Session, SessionNote, SessionRecords, SessionStatus, User
from classroom.errors import DataError
from dashboard.queries import Queries
from dashboard.texts import lesson as texts

SPARE = timedelta(minutes=1)  # a clock may be that far off
LONGEST = timedelta(hours=24)  # of a part ahead in a class that is still recorded


class LessonStore(Protocol):
    """What the edits need of `classroom.storage.Store`."""

    def place_marker(self, session: UUID, marker: Marker, *, actor: str, now: datetime) -> None: ...

    def rename_marker(self, session: UUID, at: datetime, text: str, *, actor: str, now: datetime) -> None: ...

    def remove_marker(self, session: UUID, at: datetime, *, actor: str, now: datetime) -> Marker: ...

    def exclude(self, session: UUID, exclusion: Exclusion, *, actor: str, now: datetime) -> None: ...

    def include(self, session: UUID, start: datetime, end: datetime, *, actor: str, now: datetime) -> Exclusion: ...

    def session_note(self, session: UUID) -> SessionNote | None: ...

    def write_session_note(
        self, session: UUID, text: str, *, seen: datetime | None, actor: str, now: datetime
    ) -> SessionNote | None: ...


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What became of a note that somebody wrote."""

    note: SessionNote | None  # as it is kept now
    is_saved: bool  # False = somebody else has changed it meanwhile; nothing was written


class LessonEdits:
    """The edits of one user at a time; safe to share between threads.

    All raise NotFoundError (no such session, or not this user's) and StorageError (the database does not answer).
    Whoever hides names reads pseudonyms in the texts, and changes none that holds a name (DataError): the pseudonym
    would be kept in the name's place.
    """

    def __init__(
        self, store: LessonStore, queries: Queries, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now

    def mark(self, user: User, reference: str, text: str, at: datetime | None = None) -> Marker:
        """The new marker; `at` is aware, None = now.

        Raises:
            DataError: the time lies outside of the class, another marker is there, or the text is empty or too long.
        """
        session, now = self._queries.session(user, reference), self._now()
        moment = now if at is None else at
        if not session.started_at - SPARE <= moment <= _end(session, now) + SPARE:
            raise DataError("this time is not within the class: choose one between its start and its end")
        marker = Marker(moment, " ".join(text.split()))
        self._store.place_marker(session.id, marker, actor=user.name, now=now)
        return marker

    def rename_mark(self, user: User, reference: str, at: datetime, text: str) -> None:
        """Raises: NotFoundError (no marker at that very moment), DataError (the text is empty or too long)."""
        session = self._queries.session(user, reference).id
        self._require_shown(user, reference, lambda records: [one.text for one in records.markers if one.at == at])
        self._store.rename_marker(session, at, text, actor=user.name, now=self._now())

    def unmark(self, user: User, reference: str, at: datetime) -> Marker:
        """The marker that was at that very moment: `mark` it again to undo this. Raises: NotFoundError."""
        session = self._queries.session(user, reference).id
        self._require_shown(user, reference, lambda records: [one.text for one in records.markers if one.at == at])
        return self._store.remove_marker(session, at, actor=user.name, now=self._now())

    def exclude(self, user: User, reference: str, start: datetime, end: datetime, text: str = "") -> Exclusion:
        """The part from `start` until just before `end`, which does not count any more.

        It is cut to the class. While the class is recorded it may reach into the future.

        Raises:
            DataError: it ends before it starts, lies outside of the class, or the text is too long.
        """
        session, now = self._queries.session(user, reference), self._now()
        latest = now + LONGEST if session.status is SessionStatus.LIVE else _end(session, now) + SPARE
        if start >= end:
            raise DataError("a part that does not count has to end after its start: change one of the times")
        first, after = max(start, session.started_at), min(end, latest)
        if first >= after:
            raise DataError("this part is not within the class: choose times between its start and its end")
        self._require_shown(user, reference, _part_texts(first, after))
        exclusion = Exclusion(first, after, " ".join(text.split()))
        self._store.exclude(session.id, exclusion, actor=user.name, now=now)
        return exclusion

    def include(self, user: User, reference: str, start: datetime, end: datetime) -> Exclusion:
        """The part of that very start and end, which counts again: `exclude` it to undo this. Raises: NotFoundError."""
        session = self._queries.session(user, reference).id
        self._require_shown(user, reference, _part_texts(start, end))
        return self._store.include(session, start, end, actor=user.name, now=self._now())

    def note(self, user: User, reference: str) -> SessionNote | None:
        """The note on the session; None = nothing was ever written."""
        return self._hide(user, reference, self._store.session_note(self._queries.session(user, reference).id))

    def hides_in_note(self, user: User, reference: str) -> bool:
        """Whether this user reads the note with pseudonyms in the place of names, and so cannot change it."""
        if not user.hides_names:
            return False
        note = self._store.session_note(self._queries.session(user, reference).id)
        return note is not None and self._hide(user, reference, note) != note

    def write_note(self, user: User, reference: str, text: str, seen: datetime | None) -> NoteChange:
        """Keeps the text as the session's note, unless somebody has changed the note since.

        Args:
            seen: `SessionNote.changed_at` of the note the user has changed; None = there was none.

        Raises:
            DataError: the text is too long.
        """
        session = self._queries.session(user, reference).id
        if self.hides_in_note(user, reference):
            raise DataError(texts.NAMES_HIDDEN)
        kept = self._store.write_session_note(session, text, seen=seen, actor=user.name, now=self._now())
        if kept is not None:
            return NoteChange(kept, is_saved=True)
        return NoteChange(self._hide(user, reference, self._store.session_note(session)), is_saved=False)

    def _hide(self, user: User, reference: str, note: SessionNote | None) -> SessionNote | None:
        return None if note is None else replace(note, text=self._queries.hide_text(user, reference, note.text))

    def _require_shown(self, user: User, reference: str, find: Callable[[SessionRecords], Sequence[str]]) -> None:
        """Raises: DataError: a text that is to be changed holds a name that this user hides."""
        if not user.hides_names:
            return
        records = self._queries.view(replace(user, hides_names=False), reference).records
        if any(self._queries.hide_text(user, reference, text) != text for text in find(records)):
            raise DataError(texts.NAMES_HIDDEN)


def _part_texts(start: datetime, end: datetime) -> Callable[[SessionRecords], Sequence[str]]:
    return lambda records: [one.text for one in records.exclusions if (one.start, one.end) == (start, end)]


def _end(session: Session, now: datetime) -> datetime:
    """Until when the class goes."""
    if session.status is SessionStatus.LIVE:
        return max(now, session.last_frame_at or session.started_at)
    known = (session.ended_at, session.last_frame_at, session.started_at)
    return max(moment for moment in known if moment is not None)
