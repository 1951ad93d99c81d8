"""Times and durations as platforms write them, in many languages' forms; never guessed when two readings fit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

_STAMP = re.compile(
    r"^(?:\w{2,10}\.?,?\s+)?(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{1,4})\.?,?[T\s]+(?P<time>\d.*)$"
)
_CLOCK = re.compile(r"^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(.*)$", re.IGNORECASE)
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_AFTERNOON = ("pm", "p.m.", "p. m.")
_MORNING = ("am", "a.m.", "a. m.")
_MAX_OFF = timedelta(days=2)  # a list whose dates are further from the session than this is of another day

_UNITS = {"h": 3600, "m": 60, "s": 1, "g": 3600}  # g: Polish godz.
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?")


class DayOrder(Enum):
    """In which order a list writes its dates."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class LocalClock:
    """How the times of one list are to be read."""

    zone: ZoneInfo
    day: date | None  # of the session, in its zone; for times without a date and for ambiguous dates
    order: DayOrder | None  # None = a date that can be read in two ways is not read

    def read(self, text: str) -> datetime | None:
        """Aware UTC; None = not a time, or one that can be read in two ways."""
        text = text.replace("\u202f", " ").replace("\xa0", " ").strip()
        if _ISO.match(text):
            return self._aware(datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "")))
        stamp = _STAMP.match(text)
        moment = _read_clock(stamp["time"] if stamp else text)
        day = _read_day(stamp, self.order) if stamp else self.day
        if moment is None or day is None:
            return None
        return self._aware(datetime.combine(day, moment))

    def _aware(self, moment: datetime) -> datetime:
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)


def find_clock(texts: Sequence[str], zone: ZoneInfo, started_at: datetime | None) -> LocalClock:
    """How the times are to be read, from all of the list's and the session's start.

    "03/04/2026" may be March or April: one date that can only be read in one way settles it for the list, else
    the reading that falls on the session's day.
    """
    day = None if started_at is None else started_at.astimezone(zone).date()
    stamps = [stamp for text in texts if (stamp := _STAMP.match(text))]
    fits = [order for order in DayOrder if all(_read_day(stamp, order) is not None for stamp in stamps)]
    if len(fits) == 2 and day is not None:
        near = [order for order in fits if all(_is_near(_read_day(stamp, order), day) for stamp in stamps)]
        fits = near if len(near) == 1 else fits
    is_plain = all(_read_day(stamp, DayOrder.DAY_FIRST) == _read_day(stamp, DayOrder.MONTH_FIRST) for stamp in stamps)
    return LocalClock(zone, day, fits[0] if len(fits) == 1 or (fits and is_plain) else None)


def read_minutes(text: str, *, plain_unit_s: int = 60) -> float | None:
    """A duration such as "47", "1h 2m 3s", "1 hr 2 min", "01:02:03", in minutes; None = none of these.

    Args:
        text: the cell.
        plain_unit_s: what a number alone counts, in seconds.
    """
    text = text.strip()
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", ".")) * plain_unit_s / 60
    if clock := re.fullmatch(r"(\d+):(\d{2}):(\d{2})", text):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return hours * 60 + minutes + seconds / 60
    parts = _PART.findall(text)
    seconds_each = [float(number.replace(",", ".")) * _UNITS.get(unit[0].lower(), 0) for number, unit in parts]
    if not parts or 0 in [_UNITS.get(unit[0].lower(), 0) for _, unit in parts]:
        return None
    return sum(seconds_each) / 60


def _read_day(stamp: re.Match[str], order: DayOrder | None) -> date | None:
    first, second, third = stamp["a"], stamp["b"], stamp["c"]
    if len(first) == 4:
        return _make_day(int(first), int(second), int(third))
    year = int(third) if len(third) == 4 else 2000 + int(third)
    if order is None and first == second:
        order = DayOrder.DAY_FIRST
    if order is None:
        return None
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    return _make_day(year, int(month), int(day))


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2200 else None
    except ValueError:
        return None


def _read_clock(text: str) -> time | None:
    found = _CLOCK.match(text.strip())
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    rest = found[4].strip().lower()
    if rest in _AFTERNOON or rest in _MORNING:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if rest in _AFTERNOON else 0)
    elif rest and rest not in ("uhr", "h"):
        return None
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _is_near(day: date | None, other: date) -> bool:
    return day is not None and abs(day - other) <= _MAX_OFF
