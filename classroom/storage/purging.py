"""Deletes sessions whose time is over, and keeps a log of it; a transaction is given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from classroom.domain import SessionStatus
from classroom.privacy.retention import Expired, Purged
from classroom.storage.ids import new_id
from classroom.storage.policies import owner_key
from classroom.storage.privacy_tables import PurgeRow
from classroom.storage.sessions import delete_session
from classroom.storage.tables import SessionRow
from classroom.storage.users import add_audit

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
