"""What the pages show of a session: computed once, frozen, shared by all callbacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from classroom.domain import (
    ClassDip,
    Flag,
    Marker,
    Participant,
    Session,
    SessionRecords,
    Summary,
    Timeline,
)


@dataclass(frozen=True, slots=True, eq=False)
class SessionView:
    """Everything the session page shows; `version` changes whenever any of it may have changed."""

    session: Session
    records: SessionRecords
    participants: tuple[Participant, ...]
    names: dict[int, str]  # by Participant.number; the second Maria is "Maria (2)", as in the reports
    timeline: Timeline
    timelines: dict[int, Timeline]  # by Participant.number
    summary: Summary  # the class
    summaries: dict[int, Summary]  # by Participant.number
    flags: tuple[Flag, ...]
    dips: tuple[ClassDip, ...]
    markers: tuple[Marker, ...]
    profile: str
    version: str
    engagement_now: float | None = None  # 0-100, the class at the last frame, smoothed; None = too little was read

    expressions_end: datetime | None = None  # since when they are no longer read: switched off in mid-class
    expressions_read: bool | None = True  # False = heads were, expressions were not; None = no face was read at all

    @property
    def end(self) -> datetime:
        """When the session ended; of a live one, its last frame."""
        return self.session.ended_at or self.session.last_frame_at or self.session.started_at

    @property
    def until(self) -> datetime | None:
        """When the last bin ends: an interval after the last frame; None without frames."""
        times = self.records.frames.taken_at
        if not len(times):
            return None
        return datetime.fromtimestamp(float(times.max()) + self.session.interval_s, UTC)

    @property
    def seconds(self) -> float:
        return max((self.end - self.session.started_at).total_seconds(), 0.0)


@dataclass(frozen=True, slots=True)
class SessionDigest:
    """What the list shows of one session beyond its own row."""

    mean_engagement: float | None  # 0-100
    trend: tuple[float | None, ...]  # 0-100 by bin; None = gap


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the browser."""

    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """A file for the browser that is made while it is sent."""

    file_name: str
    parts: Iterator[bytes]


def flag_key(flag: Flag) -> str:
    """One flag's name within its session, fit for a component id."""
    return f"{flag.participant}:{flag.reason.value}:{round(flag.start.timestamp() * 1000)}"
