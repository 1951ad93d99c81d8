"""What the teacher says about a lesson: markers, parts that do not count, a note; a transaction is given.

Each edit returns whether anything has changed; made twice it changes nothing the second time.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from classroom.domain import Exclusion, Marker, SessionNote
from classroom.errors import DataError, NotFoundError
from classroom.storage.edits import begin_edit, lock_session
from classroom.storage.statements import insert_new, insert_or_update
from classroom.storage.tables import LINE_LENGTH, NOTE_LENGTH, ExclusionRow, MarkerRow, SessionNoteRow

_TICK = timedelta(microseconds=1)  # what a database can tell apart


def place_marker(connection: Connection, session: UUID, marker: Marker) -> bool:
    """Raises:
    NotFoundError: the session is gone.
    DataError: another marker is at that moment, or the text is empty or too long.
    """
    lock_session(connection, session)
    row = {"session_id": session, "at": marker.at, "text": _clean_line(marker.text)}
    if connection.execute(insert_new(connection, MarkerRow), row).rowcount == 1:
        return True
    if _get_marker(connection, session, marker.at).text != row["text"]:
        raise DataError("another marker is at that moment: rename that one, or choose another second")
    return False


def rename_marker(connection: Connection, session: UUID, at: datetime, text: str) -> bool:
    """Raises:
    NotFoundError: session or marker is gone.
    DataError: the text is empty or too long.
    """
    lock_session(connection, session)
    line = _clean_line(text)
    if _get_marker(connection, session, at).text == line:
        return False
    connection.execute(update(MarkerRow).where(*_marker(session, at)).values(text=line))
    return True


def remove_marker(connection: Connection, session: UUID, at: datetime) -> Marker:
    """The marker that was there. Raises: NotFoundError."""
    lock_session(connection, session)
    marker = _get_marker(connection, session, at)
    connection.execute(delete(MarkerRow).where(*_marker(session, at)))
    return marker


def load_exclusions(connection: Connection, session: UUID) -> tuple[Exclusion, ...]:
    """As they were said, by start; they may overlap."""
    row = ExclusionRow
    wanted = select(row.start, row.end, row.text).where(row.session_id == session).order_by(row.start, row.end)
    return tuple(Exclusion(*found) for found in connection.execute(wanted))


def exclude(connection: Connection, session: UUID, exclusion: Exclusion) -> bool:
    """Adds the part, or gives the very same part another text.

    Raises:
        NotFoundError: the session is gone.
        DataError: it ends before it starts, or the text is too long.
    """
    lock_session(connection, session)
    if exclusion.start >= exclusion.end:
        raise DataError("a part that does not count has to end after its start")
    row = asdict(exclusion) | {"session_id": session, "text": _clean_line(exclusion.text, may_be_empty=True)}
    known = connection.scalar(select(ExclusionRow.text).where(*_part(session, exclusion.start, exclusion.end)))
    if known == row["text"]:
        return False
    connection.execute(insert_or_update(connection, ExclusionRow, ("text",)), row)
    begin_edit(connection, session)
    return True


def include(connection: Connection, session: UUID, start: datetime, end: datetime) -> Exclusion:
    """The part that counts again. Raises: NotFoundError."""
    lock_session(connection, session)
    which = _part(session, start, end)
    text = connection.scalar(select(ExclusionRow.text).where(*which))
    if text is None:
        raise NotFoundError("this part of the lesson counts already: reload the page")
    connection.execute(delete(ExclusionRow).where(*which))
    begin_edit(connection, session)
    return Exclusion(start, end, text)


def load_note(connection: Connection, session: UUID) -> SessionNote | None:
    """None = none was ever written."""
    row = SessionNoteRow
    found = connection.execute(select(row.text, row.changed_at, row.actor).where(row.session_id == session)).first()
    return None if found is None else SessionNote(*found)


def write_note(connection: Connection, session: UUID, note: SessionNote, seen: datetime | None) -> SessionNote | None:
    """The note as it is kept now; None = somebody has changed it since `seen`, and nothing was written.

    Raises:
        NotFoundError: the session is gone.
        DataError: the text is too long.
    """
    lock_session(connection, session)
    text = note.text.replace("\0", "").strip()
    if len(text) > NOTE_LENGTH:
        raise DataError(f"a note has at most {NOTE_LENGTH} characters, this one has {len(text)}: shorten it")
    known = load_note(connection, session)
    if text == ("" if known is None else known.text):
        return known or note
    if (None if known is None else known.changed_at) != seen:
        return None
    changed_at = note.changed_at if known is None else max(note.changed_at, known.changed_at + _TICK)
    row = {"session_id": session, "text": text, "changed_at": changed_at, "actor": note.actor}
    if known is None:
        connection.execute(insert(SessionNoteRow), row)
    else:
        connection.execute(update(SessionNoteRow).where(SessionNoteRow.session_id == session).values(row))
    return load_note(connection, session)


def _get_marker(connection: Connection, session: UUID, at: datetime) -> Marker:
    text = connection.scalar(select(MarkerRow.text).where(*_marker(session, at)))
    if text is None:
        raise NotFoundError("there is no marker at that moment any more: reload the page")
    return Marker(at, text)


def _marker(session: UUID, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return MarkerRow.session_id == session, MarkerRow.at == at


def _part(session: UUID, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    row = ExclusionRow
    return row.session_id == session, row.start == start, row.end == end


def _clean_line(text: str, *, may_be_empty: bool = False) -> str:
    line = " ".join(text.replace("\0", "").split())
    if not line and not may_be_empty:
        raise DataError("a marker needs a word or two: say what happens at that moment")
    if len(line) > LINE_LENGTH:
        raise DataError(f"a label has at most {LINE_LENGTH} characters, this one has {len(line)}: shorten it")
    return line
