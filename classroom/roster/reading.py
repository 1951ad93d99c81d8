"""A course's list as CSV -> its students; whatever a school's system or a spreadsheet exports."""

from dataclasses import dataclass
from pathlib import Path

from classroom.errors import DataError
from classroom.roster.csv_rows import Rows, parse_rows, read_rows
from classroom.roster.headers import CONSENT, EMAIL, EXTERNAL_ID, FIRST, LAST, NAME, cell_of, find_columns
from classroom.roster.keys import name_key, plain_key
from classroom.roster.types import RosterEntry

_WANTED = {"name": NAME, "first": FIRST, "last": LAST, "external_id": EXTERNAL_ID, "email": EMAIL, "consent": CONSENT}
_HEADER_ROWS = 20  # a title and notes may stand above the heading
_SHOWN = 12  # columns named in a message


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a file says."""

    entries: tuple[RosterEntry, ...]  # in the file's order, each student once
    duplicates: tuple[str, ...]  # names of lines that say again what an earlier one said
    nameless: tuple[int, ...]  # line numbers (from 1) that have cells, but no name


def read_roster(path: Path) -> RosterFile:
    """The students of a CSV file.

    Raises:
        DataError: it cannot be read, is no text, has no column of names (those found are named), or no student.
    """
    return find_entries(read_rows(path), str(path))


def parse_roster(data: bytes, name: str) -> RosterFile:
    """As `read_roster`, of bytes; `name` is the file's, for messages."""
    return find_entries(parse_rows(data, name), name)


def find_entries(rows: Rows, name: str) -> RosterFile:
    """Raises: DataError when there is no column of names, or no student."""
    start, columns = find_header(rows, name)
    entries: list[RosterEntry] = []
    duplicates, nameless = [], []
    seen: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if not row:
            continue
        entry = _read_entry(_fitted(row, rows[start], f"{name}, line {number}"), columns)
        if entry is None:
            nameless.append(number)
        elif _is_known(entry, seen):
            duplicates.append(entry.name)
        else:
            entries.append(entry)
    if not entries:
        raise DataError(f"{name} lists no student: below the heading there is no name")
    return RosterFile(tuple(entries), tuple(duplicates), tuple(nameless))


def find_header(rows: Rows, name: str) -> tuple[int, dict[str, int]]:
    """The heading's place, and those of its columns by meaning. Raises: DataError without a column of names."""
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        columns = find_columns(row, _WANTED)
        if "name" in columns or "first" in columns or "last" in columns:
            return index, columns
    first = next((row for row in rows if row), ())
    if not first:
        raise DataError(f"{name} is empty: export the course's list again")
    found = ", ".join(repr(cell[:40]) for cell in first[:_SHOWN] if cell) + (", ..." if len(first) > _SHOWN else "")
    raise DataError(f'{name} has no column of names (found: {found}): call it "Name", or "First name" and "Last name"')


def _read_entry(row: tuple[str, ...], columns: dict[str, int]) -> RosterEntry | None:
    name = read_name(row, columns)
    if not name:
        return None
    email = cell_of(row, columns, "email")
    return RosterEntry(name, cell_of(row, columns, "external_id") or None, email if "@" in email else None)


def read_name(row: tuple[str, ...], columns: dict[str, int]) -> str:
    """The given name first. Beside a given name, "Name" is the family name unless it holds both."""
    first, last, name = (cell_of(row, columns, meaning) for meaning in ("first", "last", "name"))
    if first and name and not last and plain_key(first) not in plain_key(name):
        last = name
    if last or (first and not name):
        return f"{first} {last}".strip()
    return _turn(name)


def _turn(name: str) -> str:
    """ "Lee, Ann" -> "Ann Lee"; other commas stay."""
    last, comma, first = name.partition(",")
    first, last = first.strip(), last.strip()
    return f"{first} {last}" if comma and first and last and "," not in first else name


def _fitted(row: tuple[str, ...], heading: tuple[str, ...], place: str) -> tuple[str, ...]:
    """The row with as many cells as the heading; "Lee, Ann" under one heading is one cell.

    Raises:
        DataError: there are more cells.
    """
    extra = [cell for cell in row[len(heading) :] if cell]
    if not extra:
        return row
    if len(heading) == 1 and len(extra) == 1:
        return (f"{row[0]}, {extra[0]}",)
    raise DataError(f"{place} has {len(row)} cells, the heading {len(heading)}: put names with commas into quotes")


def _is_known(entry: RosterEntry, seen: dict[tuple[str, str], str]) -> bool:
    """Whether an earlier line is the same student: one id, else one address, else one name without either.

    Raises:
        DataError: two names have one id or address.
    """
    name = name_key(entry.name) or entry.name
    if entry.external_id:
        key = ("id", plain_key(entry.external_id))
    elif entry.email:
        key = ("e-mail address", plain_key(entry.email))
    else:
        key = ("name", name)
    if key not in seen:
        seen[key] = entry.name
        return False
    if (name_key(seen[key]) or seen[key]) != name:
        raise DataError(f"{seen[key]!r} and {entry.name!r} have one {key[0]}, {key[1]!r}: mend the list first")
    return True
