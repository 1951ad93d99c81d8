"""Sessions: made, found, ended, deleted; a transaction is given."""

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from classroom.domain import NewSession, Session, SessionStatus
from classroom.errors import NotFoundError
from classroom.storage.soundness import sound_rows
from classroom.storage.statements import insert_new
from classroom.storage.tables import (
    ExclusionRow,
    FlagVerdictRow,
    FrameRow,
    MarkerRow,
    MinuteFactsRow,
    ObservationRow,
    ParticipantRow,
    SessionFactsRow,
    SessionNoteRow,
    SessionRow,
)
from classroom.storage.users import user_key

LATEST = "latest"
SILENT_S = 60.0  # a session of a computer we cannot ask counts as interrupted after this silence ...
AHEAD = timedelta(days=1)  # later than that from now no class was: it was dated by a wrong clock
SILENT_INTERVALS = 10  # ... or after so many missing frames, whichever is longer

_COLUMNS = tuple(getattr(SessionRow, field.name) for field in fields(Session))
_ONE = select(*_COLUMNS).where(SessionRow.id == bindparam("session"))
# Children first: then no cascade has to search the largest table once for every participant.
_TABLES = (
    MinuteFactsRow,
    SessionFactsRow,
    ObservationRow,
    FlagVerdictRow,
    MarkerRow,
    ExclusionRow,
    SessionNoteRow,
    FrameRow,
    ParticipantRow,
)


def begin_session(connection: Connection, session: UUID, new: NewSession, agent: str) -> bool:
    """Whether it was not there yet."""
    owner_key = None if new.owner is None else user_key(new.owner)
    counts = dict.fromkeys(("frame_count", "gallery_frame_count", "participant_count", "observation_count"), 0)
    row = {**asdict(new), **counts, "id": session, "owner_key": owner_key, "agent": agent}
    return connection.execute(insert_new(connection, SessionRow), {**row, "status": SessionStatus.LIVE}).rowcount == 1


def get_session(connection: Connection, session: UUID) -> Session:
    """Raises: NotFoundError."""
    row = connection.execute(_ONE, {"session": session}).first()
    if row is None:
        raise not_found(session)
    return _sound([row])[0]


def list_sessions(connection: Connection, visible_to: str | None, course: str | None) -> tuple[Session, ...]:
    """Newest recorded first, as `LATEST` counts: a recording of last week that was analysed today leads."""
    wanted = select(*_COLUMNS).where(*_visible(visible_to)).order_by(SessionRow.id.desc())
    if course is not None:
        wanted = wanted.where(SessionRow.course == course)
    return _sound(connection.execute(wanted))


def find_session(connection: Connection, reference: str, visible_to: str | None) -> Session:
    """The session made last ("latest"), or the only one whose id starts with `reference`.

    Raises:
        NotFoundError: none or several.
    """
    wanted = select(*_COLUMNS).where(*_visible(visible_to)).order_by(SessionRow.id.desc()).limit(2)
    if reference.strip().lower() == LATEST:
        rows = connection.execute(wanted.limit(1)).all()
    else:
        first, last = _id_range(reference)
        rows = connection.execute(wanted.where(SessionRow.id.between(first, last))).all()
    if len(rows) > 1:
        raise NotFoundError(
            f"{reference!r} fits several sessions: give more of the id, `classroom sessions` lists them"
        )
    if not rows:
        raise not_found(reference)
    return _sound(rows)[0]


def _sound(rows: Iterable[Sequence[Any]]) -> tuple[Session, ...]:
    """Raises: StorageError."""
    return tuple(Session(*row) for row in sound_rows(rows, _COLUMNS))


def end_session(connection: Connection, session: UUID, ended_at: datetime) -> None:
    """Ends it, not before its last frame: a clock may have been set back meanwhile. Raises: NotFoundError."""
    last = func.coalesce(SessionRow.last_frame_at, SessionRow.started_at)
    at = literal(ended_at, SessionRow.ended_at.type)
    ended = {"status": SessionStatus.FINISHED, "ended_at": case((last > at, last), else_=at)}
    _expect_one(connection.execute(update(SessionRow).where(SessionRow.id == session).values(ended)), session)


def resume_session(connection: Connection, session: UUID, agent: str) -> int:
    """The number of the next frame; the session is live again.

    Raises:
        NotFoundError: it is gone.
    """
    again = {"status": SessionStatus.LIVE, "ended_at": None, "agent": agent}
    _expect_one(connection.execute(update(SessionRow).where(SessionRow.id == session).values(again)), session)
    last = connection.scalar(select(func.max(FrameRow.number)).where(FrameRow.session_id == session))
    return 0 if last is None else int(last) + 1


def find_interrupted(
    connection: Connection, now: datetime, is_alive: Callable[[str], bool | None]
) -> dict[UUID, datetime]:
    """Live sessions whose agent is dead, or cannot be asked and is silent, with the time they ended."""
    live = select(SessionRow).with_only_columns(*_COLUMNS, SessionRow.agent)
    ended: dict[UUID, datetime] = {}
    for row in connection.execute(live.where(SessionRow.status == SessionStatus.LIVE)):
        last = row.last_frame_at or row.started_at
        silence = timedelta(seconds=max(SILENT_S, SILENT_INTERVALS * row.interval_s))
        alive = is_alive(row.agent)
        # Dated a day ahead its silence cannot be told: it would be live for ever, out of reach of retention.
        is_silent = now - last > silence or last - now > AHEAD
        if alive is False or (alive is None and is_silent):
            ended[row.id] = last
    return ended


def interrupt_sessions(connection: Connection, ended: Mapping[UUID, datetime]) -> tuple[Session, ...]:
    """Those that were marked: one that has ended or got a further frame since it was found silent is not."""
    values = {"status": SessionStatus.INTERRUPTED}
    marked = []
    for session, ended_at in ended.items():
        unchanged = (
            SessionRow.id == session,
            SessionRow.status == SessionStatus.LIVE,
            func.coalesce(SessionRow.last_frame_at, SessionRow.started_at) == ended_at,
        )
        change = update(SessionRow).where(*unchanged).values(**values, ended_at=ended_at)
        if connection.execute(change).rowcount:
            marked.append(get_session(connection, session))
    return tuple(marked)


def delete_session(connection: Connection, session: UUID) -> None:
    """Raises: NotFoundError."""
    if _delete(connection, SessionRow.id == session) == 0:
        raise not_found(session)


def delete_demo(connection: Connection) -> int:
    return _delete(connection, SessionRow.is_demo.is_(True))


def not_found(reference: object) -> NotFoundError:
    return NotFoundError(f"there is no session {str(reference)!r}: `classroom sessions` lists them")


def _delete(connection: Connection, which: ColumnElement[bool]) -> int:
    ids = connection.scalars(select(SessionRow.id).where(which)).all()
    for table in _TABLES:
        connection.execute(delete(table).where(table.session_id.in_(ids)))
    return connection.execute(delete(SessionRow).where(SessionRow.id.in_(ids))).rowcount


def _visible(visible_to: str | None) -> tuple[ColumnElement[bool], ...]:
    if visible_to is None:
        return ()
    key = user_key(visible_to)
    return (or_(SessionRow.owner_key == key, SessionRow.owner_key.is_(None), SessionRow.is_demo),)


def _id_range(prefix: str) -> tuple[UUID, UUID]:
    digits = prefix.strip().replace("-", "").lower()
    if not 1 <= len(digits) <= 32 or not set(digits) <= set(string.hexdigits):
        raise not_found(prefix)
    return UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))


def _expect_one(result: CursorResult[object], session: UUID) -> None:
    if result.rowcount == 0:
        raise not_found(session)
