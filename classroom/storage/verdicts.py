"""Verdicts on flags: withdrawn, and counted over many sessions; a transaction is given."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select

from classroom.domain import FlagReason, FlagVerdict, VerdictCount
from classroom.storage.edits import find_owner, load_edits, lock_session
from classroom.storage.merging import merge_verdicts
from classroom.storage.tables import FlagVerdictRow, SessionRow
from classroom.storage.users import user_key

_AT_ONCE = 400  # sessions asked for in one statement: databases bound the number of values


def delete_verdict(connection: Connection, session: UUID, participant: int, reason: FlagReason, start: datetime) -> int:
    """How many verdicts on that flag were there, also those given when its participant was several.

    Raises:
        NotFoundError: the session is gone.
    """
    lock_session(connection, session)
    row = FlagVerdictRow
    same = (row.session_id == session, row.reason == reason, row.start == start)
    edits = load_edits(connection, session)
    found = connection.scalars(select(row.participant).where(*same)).all()
    meant = [number for number in found if find_owner(edits, number, start) == participant]
    if not meant:
        return 0
    return connection.execute(delete(row).where(*same, row.participant.in_(meant))).rowcount


def count_verdicts(connection: Connection, visible_to: str | None) -> tuple[VerdictCount, ...]:
    """By reason and verdict, over all sessions but demos.

    Args:
        visible_to: a teacher: own and nobody's sessions; None = all.
    """
    row = FlagVerdictRow
    where: list[ColumnElement[bool]] = [SessionRow.is_demo.is_(False)]
    if visible_to is not None:
        where.append(or_(SessionRow.owner_key == user_key(visible_to), SessionRow.owner_key.is_(None)))
    wanted = (
        select(row.reason, row.verdict, func.count())
        .join(SessionRow, SessionRow.id == row.session_id)
        .where(*where)
        .group_by(row.reason, row.verdict)
        .order_by(row.reason, row.verdict)
    )
    return tuple(VerdictCount(*found) for found in connection.execute(wanted))


def load_verdicts(connection: Connection, sessions: Sequence[UUID]) -> dict[UUID, tuple[FlagVerdict, ...]]:
    """Those given in these sessions, on participants as merges and splits show them; only sessions that have any."""
    row = FlagVerdictRow
    columns = (row.participant, row.reason, row.start, row.end, row.rule_version, row.verdict, row.given_at)
    wanted = select(row.session_id, *columns).order_by(row.session_id, row.given_at)
    found: dict[UUID, list[FlagVerdict]] = {}
    for start in range(0, len(sessions), _AT_ONCE):
        part = sessions[start : start + _AT_ONCE]
        for one in connection.execute(wanted.where(row.session_id.in_(part))):
            found.setdefault(one[0], []).append(FlagVerdict(*one[1:]))
    return {session: merge_verdicts(tuple(given), load_edits(connection, session)) for session, given in found.items()}
