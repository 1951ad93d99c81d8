"""Times that a browser sends, in the class's own clock -> aware times."""

import re
from datetime import UTC, datetime, timedelta

from classroom.domain import Session
from classroom.errors import DataError
from dashboard import formats
from dashboard.texts import lesson as texts

LONGEST = 40  # characters of a time; what is longer is none
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
ASIDE = timedelta(hours=1)  # how far beside the class a typed time is still taken for one of it


def read_moment(text: object, session: Session) -> datetime:
    """A wall clock with its day, as figures name moments (`2026-03-10 10:05:23.4`), in UTC.

    Raises:
        DataError: it is none.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise DataError(texts.NO_TIME)
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        return found.replace(tzinfo=formats.zone(session.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise DataError(texts.NO_TIME) from error


def read_clock(text: object, session: Session, end: datetime) -> datetime:
    """A wall clock without a day (`10:05` or `10:05:30`), in UTC, on that day on which the class was.

    Args:
        text: as typed.
        session: whose clock it is.
        end: of the session, or now.

    Raises:
        DataError: it is none.
    """
    match = CLOCK.fullmatch(text.strip()) if isinstance(text, str) and len(text) <= LONGEST else None
    if match is None:
        raise DataError(texts.NO_TIME)
    hour, minute, second = (int(part or 0) for part in match.groups())
    zone = formats.zone(session.time_zone)
    day = session.started_at.astimezone(zone).replace(hour=hour, minute=minute, second=second, microsecond=0)
    moments = [day + timedelta(days=days) for days in range(-1, (end - session.started_at).days + 3)]
    fitting = [one for one in moments if session.started_at - ASIDE <= one.astimezone(UTC) <= end + ASIDE]
    return (fitting[0] if fitting else day).astimezone(UTC)


def write_moment(moment: datetime, session: Session) -> str:
    """The class's wall clock as figures name moments."""
    return formats.local(moment, session.time_zone).isoformat(timespec="milliseconds")


def to_key(moment: datetime) -> str:
    """A moment to the microsecond, fit for a component's id."""
    return str((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))


def from_key(key: object) -> datetime:
    """The moment of `to_key`. Raises: DataError."""
    try:
        if not isinstance(key, str) or len(key) > LONGEST:
            raise DataError(texts.NO_TIME)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(key))
    except (ValueError, OverflowError) as error:
        raise DataError(texts.NO_TIME) from error
