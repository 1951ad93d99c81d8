"""A list of decisions: the column "consent" of a course's CSV list -> entries for the register."""

from pathlib import Path

from classroom.errors import DataError
from classroom.privacy.consents import ConsentEntry, Decision, consent_key
from classroom.roster.csv_rows import Rows, parse_rows, read_rows
from classroom.roster.headers import cell_of
from classroom.roster.keys import plain_key
from classroom.roster.reading import find_header, read_name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words("yes y ja j oui o sí si s tak da true 1 x ✓ ✔ ok given granted agreed erteilt zugestimmt einverstanden")
_NO = _words("no n nein non nie ne false 0 - ✗ ✘ refused declined withdrawn denied verweigert abgelehnt widerrufen")


def read_consents(path: Path) -> tuple[ConsentEntry, ...]:
    """The decisions of a CSV file; students whose cell is empty are left out.

    Raises:
        DataError: it cannot be read, has no column of names or of consent, or a cell that is neither yes nor no.
    """
    found = find_consents(read_rows(path), str(path))
    if found is None:
        raise DataError(f'{path} has no column of decisions: call it "Consent", and write yes or no')
    return found


def parse_consents(data: bytes, name: str) -> tuple[ConsentEntry, ...] | None:
    """As `find_consents`, of bytes; `name` is the file's, for messages."""
    return find_consents(parse_rows(data, name), name)


def find_consents(rows: Rows, name: str) -> tuple[ConsentEntry, ...] | None:
    """The decisions in a course's list, one a name; None = it has no column of them.

    A name that is listed with yes and no has said no.

    Raises:
        DataError: no column of names, or a cell that is neither yes nor no.
    """
    start, columns = find_header(rows, name)
    if "consent" not in columns:
        return None
    entries: dict[str, ConsentEntry] = {}
    for number, row in enumerate(rows[start + 1 :], start + 2):
        student, cell = read_name(row, columns) if row else "", plain_key(cell_of(row, columns, "consent"))
        if student and cell:
            entry = ConsentEntry(student, _read_decision(cell, f"{name}, line {number}"))
            if entries.setdefault(consent_key(student), entry).decision is not Decision.NO:
                entries[consent_key(student)] = entry
    return tuple(entries.values())


def _read_decision(cell: str, place: str) -> Decision:
    if cell in _YES:
        return Decision.YES
    if cell in _NO:
        return Decision.NO
    raise DataError(f"{place}: {cell[:20]!r} is no decision: write yes or no, or leave the cell empty")
