"""Whether a session is being recorded now: one that is analysed from a recording is live too, but not now."""

from datetime import UTC, datetime, timedelta

from classroom.domain import Session, SessionStatus, User

OF_RECORDINGS = ("video ", "folder ")  # how the sources of `classroom analyze` describe themselves
CLOCKS_APART = timedelta(minutes=30)  # a class that starts now may wait that long for an answer to a question
SHORTEST_SILENCE = timedelta(seconds=10)
SILENT_INTERVALS = 3
_UUID_7 = 7


def is_running(session: Session) -> bool:
    """True while a class is recorded as it happens."""
    return session.status is SessionStatus.LIVE and not is_of_recording(session)


def is_analysed(session: Session) -> bool:
    """True while a recording (or the demo) is worked through: its clock is that of the recording."""
    return session.status is SessionStatus.LIVE and is_of_recording(session)


def is_of_recording(session: Session) -> bool:
    """True when what was looked at was not on a screen at that time.

    Said by the source; for one that we do not know, by the session's id: it tells when it was made, and the class of a
    recording began at another time.
    """
    if session.is_demo or session.source.startswith(OF_RECORDINGS):
        return True
    made_at = _made_at(session)
    return made_at is not None and abs(made_at - session.started_at) > CLOCKS_APART


def find_running(sessions: tuple[Session, ...], user: User) -> Session | None:
    """The class that the user most likely means: an own one first, else the one begun last."""
    running = [session for session in sessions if is_running(session)]
    own = [session for session in running if session.owner == user.name]
    return next(iter(own or running), None)


def is_silent(session: Session, now: datetime) -> bool:
    """True when the next frame should have come long ago: paused, asleep, or out of reach."""
    last = session.last_frame_at or session.started_at
    return now - last > max(SHORTEST_SILENCE, timedelta(seconds=SILENT_INTERVALS * session.interval_s))


def _made_at(session: Session) -> datetime | None:
    """When the id was made (RFC 9562, section 5.7); None for an id that does not say so."""
    if session.id.version != _UUID_7:
        return None
    return datetime.fromtimestamp((session.id.int >> 80) / 1000, UTC)
