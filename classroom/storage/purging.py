"""Deletes sessions whose time is over, and keeps a log of it; a transaction is given."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from classroom.domain import SessionStatus
from classroom.privacy.retention import Expired, Purged
from classroom.storage.ids import new_id
from classroom.storage.policies import owner_key
from classroom.storage.privacy_tables import PurgeRow
from classroom.storage.sessions import AHEAD, delete_session
from classroom.storage.tables import AuditRow, SessionRow
from classroom.storage.users import add_audit

_NOTED = "session dated in the future"  # in the audit log
_TOLD = ("course", "started_at", "participant_count", "observation_count")


def find_expired(connection: Connection, before: datetime, *, visible_to: str | None) -> tuple[Expired, ...]:
    """Sessions that were both over and written before that moment, oldest first; one that is recorded never is.

    A recording of last year that was analysed today was written today.

    Args:
        visible_to: of a teacher (own, everyone's and demo sessions); None = all.
    """
    over_at = func.coalesce(SessionRow.ended_at, SessionRow.last_frame_at, SessionRow.started_at)
    where: list[ColumnElement[bool]] = [
        over_at < before,
        SessionRow.id < _first_id(before),
        SessionRow.status != SessionStatus.LIVE,
    ]
    return _list(connection, where, visible_to)


def find_future(connection: Connection, now: datetime, *, visible_to: str | None) -> tuple[Expired, ...]:
    """Sessions that began, ended or were made more than `AHEAD` from now: their time is never over by itself."""
    latest = now + AHEAD
    times = (SessionRow.started_at, SessionRow.last_frame_at, SessionRow.ended_at)
    return _list(connection, [or_(SessionRow.id >= _first_id(latest), *(time > latest for time in times))], visible_to)


def note_future(connection: Connection, found: Sequence[Expired], *, actor: str, now: datetime) -> None:
    """Writes down, once, since when it is known that they are dated in the future."""
    for session in {one.session for one in found} - _find_noted(connection, found).keys():
        add_audit(connection, now, actor, _NOTED, session.hex)


def is_all_noted(connection: Connection, found: Sequence[Expired]) -> bool:
    return len(_find_noted(connection, found)) == len(found)


def find_noted_before(connection: Connection, found: Sequence[Expired], before: datetime) -> tuple[Expired, ...]:
    """Of sessions dated in the future those that are over and were noted before that moment: since then they are old,
    whenever they were made."""
    noted = _find_noted(connection, found)
    overdue = tuple(one for one in found if noted.get(one.session, before) < before)
    if not overdue:
        return ()
    live = set(connection.scalars(select(SessionRow.id).where(SessionRow.status == SessionStatus.LIVE)))
    return tuple(one for one in overdue if one.session not in live)


def _find_noted(connection: Connection, found: Sequence[Expired]) -> dict[UUID, datetime]:
    """Since when each is known to be dated in the future."""
    if not found:  # as always: the log is not searched
        return {}
    ids = {one.session.hex: one.session for one in found}
    wanted = select(AuditRow.subject, func.min(AuditRow.at)).where(AuditRow.action == _NOTED)
    rows = connection.execute(wanted.group_by(AuditRow.subject))
    return {ids[subject]: at for subject, at in rows if subject in ids}


def _list(connection: Connection, where: list[ColumnElement[bool]], visible_to: str | None) -> tuple[Expired, ...]:
    if visible_to is not None:
        mine = SessionRow.owner_key == owner_key(visible_to)
        where.append(or_(mine, SessionRow.owner_key.is_(None), SessionRow.is_demo))
    columns = [getattr(SessionRow, name) for name in _TOLD]
    rows = connection.execute(select(SessionRow.id, *columns).where(*where).order_by(SessionRow.id))
    return tuple(Expired(*row) for row in rows)


def purge_session(connection: Connection, expired: Expired, *, actor: str, now: datetime) -> None:
    """Deletes the session with all that belongs to it, and notes that. Raises: NotFoundError."""
    owner = connection.scalar(select(SessionRow.owner_key).where(SessionRow.id == expired.session))
    delete_session(connection, expired.session)
    row = {name: getattr(expired, name) for name in (*_TOLD, "session")}
    connection.execute(insert(PurgeRow), {**row, "owner_key": owner or "", "at": now, "actor": actor})
    add_audit(connection, now, actor, "session purged", expired.session.hex)


def list_purged(connection: Connection, visible_to: str | None, most: int) -> tuple[Purged, ...]:
    """The log, newest first; of a teacher and everyone's, or all (None)."""
    columns = [getattr(PurgeRow, name) for name in _TOLD]
    wanted = select(PurgeRow.at, PurgeRow.actor, PurgeRow.session, *columns)
    if visible_to is not None:
        wanted = wanted.where(PurgeRow.owner_key.in_(("", owner_key(visible_to))))
    rows = connection.execute(wanted.order_by(PurgeRow.at.desc(), PurgeRow.session.desc()).limit(most))
    return tuple(Purged(Expired(*rest), at, actor) for at, actor, *rest in rows)


def _first_id(moment: datetime) -> UUID:
    """No id made from that moment on is smaller."""
    made = new_id(max(0, int(moment.timestamp() * 1e3)) * 1_000_000)
    return UUID(int=made.int >> 80 << 80)
