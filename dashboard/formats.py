"""Numbers, times and names as the pages show them; times in the class's own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NAME_LENGTH = 60
DASH = "–"


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC when this computer does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def local(moment: datetime, zone_name: str) -> datetime:
    """The wall clock of the class, without a zone, as Plotly wants it."""
    return moment.astimezone(zone(zone_name)).replace(tzinfo=None)


def clock(moment: datetime, zone_name: str) -> str:
    return f"{local(moment, zone_name):%H:%M}"


def day(moment: datetime, zone_name: str) -> str:
    shown = local(moment, zone_name)
    return f"{shown:%A}, {shown.day} {shown:%B %Y}"


def short_day(moment: datetime, zone_name: str) -> str:
    shown = local(moment, zone_name)
    return f"{shown:%a} {shown.day} {shown:%b %Y}"


def span(start: datetime, end: datetime | None, zone_name: str, *, open_end: str = "now") -> str:
    """`10:00–10:50`, or `10:00–now`."""
    return f"{clock(start, zone_name)}{DASH}{open_end if end is None else clock(end, zone_name)}"


def length(seconds: float) -> str:
    """`45 s`, `52 min`, `1 h 05 min`."""
    if seconds < 60:
        return f"{max(round(seconds), 0)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def bin_name(seconds: float) -> str:
    return "minute" if seconds == 60 else length(seconds)


def minutes(value: float) -> str:
    return f"{value:.0f} min" if value >= 10 or value == 0 else f"{value:.1f} min"


def count(value: float) -> str:
    """A mean number of people: `12`, `9.5`."""
    return f"{value:.1f}".removesuffix(".0")


def percent(share: float | None) -> str:
    return DASH if share is None else f"{share * 100:.0f} %"


def signed(value: float) -> str:
    """A difference in whole points: `+3`, `−2`, `±0`."""
    points = round(value)
    return "±0" if points == 0 else f"+{points}" if points > 0 else f"−{-points}"


def score(value: float | None) -> str:
    return DASH if value is None else f"{value:.0f}"


def plain(name: str, limit: int = NAME_LENGTH) -> str:
    """A name safe to lay out: no control or direction characters, at most `limit` characters."""
    shown = "".join(character for character in name[: limit * 4] if character.isprintable() or character.isspace())
    shown = " ".join(shown.split()) or "?"
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def plotly_text(name: str, limit: int = 32) -> str:
    """A name for Plotly's labels, which read a subset of HTML."""
    return plain(name, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
