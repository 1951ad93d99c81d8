"""Reading the audit log; a transaction is given."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from classroom.storage.tables import AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to whose data."""

    id: UUID
    at: datetime  # aware UTC
    actor: str
    action: str
    subject: str  # an account, a session's id, a course, ...


def read_audit(connection: Connection, count: int, before: UUID | None) -> tuple[AuditEntry, ...]:
    """The newest `count` entries older than the entry `before`, newest first; none when that one is unknown."""
    row = AuditRow
    wanted = select(row.id, row.at, row.actor, row.action, row.subject).order_by(row.at.desc(), row.id.desc())
    if before is not None:
        at = connection.scalar(select(row.at).where(row.id == before))
        if at is None:
            return ()
        wanted = wanted.where(or_(row.at < at, and_(row.at == at, row.id < before)))
    return tuple(AuditEntry(*found) for found in connection.execute(wanted.limit(count)))
