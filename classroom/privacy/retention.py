"""What is deleted when its time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Expired:
    """A session whose time is over."""

    session: UUID
    course: str
    started_at: datetime
    participant_count: int
    observation_count: int


@dataclass(frozen=True, slots=True)
class Purged:
    """A line of the log: a session that was deleted, without anything that was in it."""

    what: Expired
    at: datetime
    actor: str


def keep_since(now: datetime, days: float) -> datetime | None:
    """Sessions that were over before that are deleted; None = all are kept (`retention.days` is 0)."""
    return now - timedelta(days=days) if days > 0 else None
