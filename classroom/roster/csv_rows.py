"""A file of any spreadsheet or platform -> rows of clean cells; pure but for reading the file."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from classroom.csv_cells import restore
from classroom.errors import DataError

MAX_BYTES = 10_000_000
MAX_CELL = 200  # characters; a name or address that is longer is none
MAX_ROWS = 100_000
_DELIMITERS = ",;\t"
_SAMPLE_LINES = 30
_BINARY = ((b"PK\x03\x04", "an Excel or ZIP file"), (b"%PDF", "a PDF"), (b"\xd0\xcf\x11\xe0", "an Excel file"))

Rows = tuple[tuple[str, ...], ...]


def read_rows(path: Path) -> Rows:
    """The file's rows of cells, without outer spaces and signs that cannot be shown; empty lines are empty rows.

    Raises:
        DataError: it cannot be read, is no text, or is too large.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(f"{path} has {size / 1e6:.0f} MB: a list of students has less than {MAX_BYTES // 10**6} MB")
        return parse_rows(path.read_bytes(), str(path))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}; check the path and its rights") from error


def parse_rows(data: bytes, name: str) -> Rows:
    """As `read_rows`; `name` is the file's, for messages.

    Raises:
        DataError: no text, too many rows, or no table.
    """
    text = _decode(data, name)
    delimiter = _find_delimiter(text)
    try:
        # An odd quote is often only an inch; where it swallows the lines below, strict reading says so.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=text.count('"') % 2 == 1)
        rows: list[tuple[str, ...]] = []
        for row in reader:
            if len(rows) >= MAX_ROWS:
                raise DataError(f"{name} has more than {MAX_ROWS} lines: that is no list of one course")
            cells = tuple(clean_cell(cell) for cell in row)
            rows.append(cells if any(cells) else ())
    except csv.Error as error:
        raise DataError(f"{name} is no table that can be read ({error}): save it as CSV, UTF-8") from error
    return tuple(rows)


def clean_cell(cell: str) -> str:
    """One line that can be shown, at most `MAX_CELL` characters.

    A `'` before a formula sign, as our own exports write it, is taken off.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in restore(cell))
    clean = " ".join(shown.split())
    return clean[:MAX_CELL].strip()


def _decode(data: bytes, name: str) -> str:
    for start, what in _BINARY:
        if data.startswith(start):
            raise DataError(f"{name} is {what}, not CSV: open it and save it as CSV (UTF-8)")
    encoding = _guess_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace") if encoding == "utf-8" else data.decode(encoding, "replace")
    if "\0" in text or sum(not (one.isprintable() or one.isspace()) for one in text[:4000]) > 20:
        raise DataError(f"{name} is no text file: export the list as CSV and import that")
    return text.removeprefix("\ufeff")


def _guess_encoding(data: bytes) -> str:
    """By the byte order mark, else UTF-16 by its many zero bytes, else UTF-8 (Latin-1 when that fails)."""
    if data.startswith(BOM_UTF8):
        return "utf-8"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and even == 0:
        return "utf-16-le"
    if even > len(head) // 4 and odd == 0:
        return "utf-16-be"
    return "utf-8"


def _find_delimiter(text: str) -> str:
    """The sign that parts most lines outside quotes; a list of names alone has none."""
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE_LINES]
    counts = {sign: sum(_count_outside_quotes(line, sign) > 0 for line in lines) for sign in _DELIMITERS}
    totals = {sign: sum(_count_outside_quotes(line, sign) for line in lines) for sign in _DELIMITERS}
    tab_leads = counts["\t"] * 2 > len(lines)
    return "\t" if tab_leads else max(_DELIMITERS, key=lambda sign: (counts[sign], totals[sign]))


def _count_outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[0::2])
