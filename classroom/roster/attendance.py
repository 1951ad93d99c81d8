"""The attendance lists of Zoom, Meet and Teams -> who was in the call, as the platform saw it.

Forms read: Zoom's participants report with the meeting's block above or without, one row per stay or per person;
Meet's attendance report; Teams' report in sections (the activities count before the summary per participant), its
older form of one table, and its "Joined"/"Left" log.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from classroom.errors import DataError
from classroom.roster.csv_rows import Rows, parse_rows, read_rows
from classroom.roster.headers import EMAIL, FIRST, LAST, NAME, cell_of, find_columns
from classroom.roster.keys import name_key, plain_key
from classroom.roster.times import LocalClock, find_clock, read_minutes
from classroom.roster.types import AttendanceEntry, Interval, Platform

_ZOOM_NAME = frozenset({"name (original name)"})
_JOIN = frozenset({"join time", "time joined", "first join", "first join time"})
_LEAVE = frozenset({"leave time", "time exited", "last leave", "last leave time"})
_DURATION = frozenset(
    {"duration (minutes)", "total duration (minutes)", "duration", "in-meeting duration", "time in meeting"}
)
_WANTED = {
    "name": NAME | _ZOOM_NAME,
    "first": FIRST,
    "last": LAST,
    "email": EMAIL,
    "join": _JOIN,
    "leave": _LEAVE,
    "duration": _DURATION,
    "guest": frozenset({"guest"}),
    "waiting": frozenset({"in waiting room"}),
    "action": frozenset({"user action"}),
    "timestamp": frozenset({"timestamp"}),
    "upn": frozenset({"participant id (upn)"}),
}


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file: its heading's columns and the rows below, up to the next heading or empty row."""

    columns: dict[str, int]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Person:
    name: str
    other_names: list[str] = field(default_factory=list)
    email: str | None = None
    stays: list[Interval] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)
    joined_at: datetime | None = None  # of a log: joined, and not left yet


def read_attendance(path: Path, zone: ZoneInfo, started_at: datetime | None) -> tuple[AttendanceEntry, ...]:
    """Who the platform says was in the call, in the file's order.

    Args:
        path: the platform's CSV.
        zone: of the file's times, which name none.
        started_at: the session's start, aware; tells days from months where the file leaves it open.

    Raises:
        DataError: it cannot be read, or is no attendance list of Zoom, Meet or Teams.
    """
    return find_attendance(read_rows(path), str(path), zone, started_at)


def parse_attendance(
    data: bytes, name: str, zone: ZoneInfo, started_at: datetime | None
) -> tuple[AttendanceEntry, ...]:
    """As `read_attendance`, of bytes; `name` is the file's, for messages."""
    return find_attendance(parse_rows(data, name), name, zone, started_at)


def find_attendance(rows: Rows, name: str, zone: ZoneInfo, started_at: datetime | None) -> tuple[AttendanceEntry, ...]:
    """Raises: DataError when no table of the file lists people with times or durations."""
    tables = [table for table in _find_tables(rows) if _lists_people(table)]
    if not tables:
        raise DataError(f"{name} is no attendance list of Zoom, Meet or Teams: its columns are {_describe(rows)}")
    platform = _find_platform(tables, rows)
    clock = find_clock([text for table in tables for text in _times(table)], zone, started_at)
    people: dict[str, _Person] = {}
    for index, table in enumerate(sorted(tables, key=_has_no_stays)):
        _read_table(table, people, clock, is_first=index == 0)
    if not people:
        raise DataError(f"{name} lists nobody: the table below its heading is empty")
    return tuple(_finish(person, platform) for person in people.values())


def _find_tables(rows: Rows) -> Iterator[_Table]:
    starts = [index for index, row in enumerate(rows) if len(find_columns(row, _WANTED)) >= 2]
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(rows)
        body = rows[start + 1 : end]
        yield _Table(find_columns(rows[start], _WANTED), rows[start], tuple(_until_gap(body)))


def _until_gap(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The rows up to the first empty one behind a row with cells."""
    begun = False
    for row in rows:
        if row:
            begun = True
            yield row
        elif begun:
            return


def _lists_people(table: _Table) -> bool:
    columns = set(table.columns)
    return bool(columns & {"name", "first", "last"}) and bool(columns & {"join", "duration", "timestamp"})


def _find_platform(tables: Sequence[_Table], rows: Rows) -> Platform:
    words = {plain_key(cell) for table in tables for cell in table.heading}
    if words & {"time joined", "time exited"} or ("first" in tables[0].columns and "name" not in tables[0].columns):
        return Platform.MEET
    if words & {"first join", "last leave", "in-meeting duration", "user action", "participant id (upn)", "role"}:
        return Platform.TEAMS
    first = next((row[0] for row in rows if row), "")
    return Platform.TEAMS if first.startswith("1.") or plain_key(first) == "meeting summary" else Platform.ZOOM


def _times(table: _Table) -> Iterator[str]:
    for row in table.rows:
        for meaning in ("join", "leave", "timestamp"):
            if text := cell_of(row, table.columns, meaning):
                yield text


def _has_no_stays(table: _Table) -> bool:
    """True for a table of one row per person: "First join" hides what lay between."""
    return any(plain_key(cell).startswith("first join") for cell in table.heading) or "join" not in table.columns


def _read_table(table: _Table, people: dict[str, _Person], clock: LocalClock, *, is_first: bool) -> None:
    """Adds the table's rows; of a further table only people and addresses that the first has not."""
    known = set(people)
    for row in table.rows:
        name, others = _read_name(row, table.columns)
        if not name or cell_of(row, table.columns, "waiting").casefold() == "yes":
            continue
        email = _read_email(row, table.columns)
        key = _find_key(people, name, email)
        person = people.setdefault(key, _Person(name))
        person.email = person.email or email
        person.other_names += [other for other in others if other not in person.other_names]
        if is_first or key not in known:
            _read_stay(row, table.columns, person, clock)


def _read_name(row: Sequence[str], columns: dict[str, int]) -> tuple[str, list[str]]:
    """The name shown, and Zoom's original one in brackets behind it."""
    whole = cell_of(row, columns, "name")
    if not whole:
        parts = (cell_of(row, columns, "first"), cell_of(row, columns, "last"))
        return " ".join(part for part in parts if part and part != "-"), []
    shown, bracket, rest = whole.partition(" (")
    original = rest.removesuffix(")").strip()
    if bracket and rest.endswith(")") and shown.strip() and name_key(whole) != name_key(shown):
        return shown.strip(), [original]
    return whole, []


def _read_email(row: Sequence[str], columns: dict[str, int]) -> str | None:
    cells = (cell_of(row, columns, "email"), cell_of(row, columns, "upn"))
    return next((cell.lower() for cell in cells if "@" in cell), None)


def _find_key(people: dict[str, _Person], name: str, email: str | None) -> str:
    """One person is one address; without one, one name."""
    named = f"name {name_key(name) or plain_key(name)}"
    if email is None:
        return next((key for key, person in people.items() if _named(person) == named), named)
    known = people.get(named)
    return named if known is not None and known.email in (None, email) else f"email {email}"


def _named(person: _Person) -> str:
    return f"name {name_key(person.name) or plain_key(person.name)}"


def _read_stay(row: Sequence[str], columns: dict[str, int], person: _Person, clock: LocalClock) -> None:
    if "timestamp" in columns:
        _read_log_line(row, columns, person, clock)
        return
    minutes = read_minutes(cell_of(row, columns, "duration"))
    if minutes is not None:
        person.minutes.append(minutes)
    start = clock.read(cell_of(row, columns, "join"))
    end = clock.read(cell_of(row, columns, "leave"))
    if start is not None and end is not None and end >= start:
        person.stays.append(Interval(start, end))


def _read_log_line(row: Sequence[str], columns: dict[str, int], person: _Person, clock: LocalClock) -> None:
    """Teams' old log: a line when somebody joins and one when he or she leaves; who stays has no end."""
    at = clock.read(cell_of(row, columns, "timestamp"))
    if at is None:
        return
    if cell_of(row, columns, "action").casefold().startswith("joined"):
        person.joined_at = person.joined_at or at
    elif person.joined_at is not None and at >= person.joined_at:
        person.stays.append(Interval(person.joined_at, at))
        person.joined_at = None


def _finish(person: _Person, platform: Platform) -> AttendanceEntry:
    stays = _join_stays(person.stays)
    minutes = sum(person.minutes) if person.minutes else None
    is_whole = person.joined_at is None
    if stays and is_whole and (minutes is None or len(stays) < len(person.stays)):  # two devices at once count once
        minutes = sum(stay.minutes for stay in stays)
    return AttendanceEntry(person.name, tuple(person.other_names), person.email, stays, minutes, platform)


def _join_stays(stays: Iterable[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for stay in sorted(stays, key=lambda one: (one.start, one.end)):
        if joined and stay.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, stay.end))
        else:
            joined.append(stay)
    return tuple(joined)


def _describe(rows: Rows) -> str:
    widest = max(rows[:20], key=len, default=())
    return ", ".join(repr(cell[:40]) for cell in widest[:12] if cell) or "missing"
