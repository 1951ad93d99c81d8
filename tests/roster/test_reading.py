"""Lists of students are read as schools' systems and spreadsheets write them."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.errors import DataError
from classroom.roster.csv_rows import MAX_BYTES, MAX_CELL, clean_cell, parse_rows
from classroom.roster.reading import parse_roster, read_roster
from classroom.roster.types import RosterEntry


def names(text: str) -> list[str]:
    return [entry.name for entry in parse_roster(text.encode(), "list.csv").entries]


@pytest.mark.parametrize(
    "text",
    [
        "Name\nAnn Lee\n",
        "Full name,Email\nAnn Lee,\n",
        "First name,Last name\nAnn,Lee\n",
        "Surname;Given\nLee;Ann\n",
        "Student\tID\nAnn Lee\t7\n",
        "STUDENT NAME\nAnn Lee\n",
        'Student,ID\n"Lee, Ann",7\n',
        "Nachname;Vorname\nLee;Ann\n",
        "Name;Vorname\nLee;Ann\n",
        "Full Name,First Name\nAnn Lee,Ann\n",
        "Prénom,Nom\nAnn,Lee\n",
        "Physics 101\n\nName,Points\nAnn Lee,3\n",
        "\ufeffName\r\nAnn Lee\r\n\r\n",
        "Name\rAnn Lee\r",
    ],
)
def test_usual_headings_give_the_given_name_first(text: str) -> None:
    assert names(text) == ["Ann Lee"]


def test_ids_and_addresses_are_kept_when_there() -> None:
    text = "Name,Student ID,E-Mail\nAnn Lee,007,ann@school.example\nBob,,none\n"

    read = parse_roster(text.encode(), "list.csv")

    assert read.entries == (RosterEntry("Ann Lee", "007", "ann@school.example"), RosterEntry("Bob", None, None))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_usual_encodings_are_recognised(encoding: str) -> None:
    text = "Name\tID\nJürgen Müller\t1\nChloë Groß\t2\n"

    read = parse_roster(text.encode(encoding), "list.csv")

    assert [entry.name for entry in read.entries] == ["Jürgen Müller", "Chloë Groß"]


def test_double_lines_and_lines_without_a_name_are_told() -> None:
    text = "Name,ID\nAnn Lee,1\nBob,\n,3\nAnn Lee,1\nbob,\nAnn Lee,2\n"

    read = parse_roster(text.encode(), "list.csv")

    assert [(entry.name, entry.external_id) for entry in read.entries] == [
        ("Ann Lee", "1"),
        ("Bob", None),
        ("Ann Lee", "2"),
    ]
    assert (read.duplicates, read.nameless) == (("Ann Lee", "bob"), (4,))


def test_hostile_cells_are_shown_as_harmless_text() -> None:
    text = 'Name\n"=HYPERLINK(""x"")"\n"Ann\x07\x1b[31m\nLee"\n' + "x" * 5000 + "\n"

    formula, broken, long = names(text)

    assert formula.startswith("=HYPERLINK")
    assert broken == "Ann [31m Lee"
    assert len(long) == MAX_CELL


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Points,Group\n1,2\n", r"no column of names \(found: 'Points', 'Group'\)"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"Name\n", "lists no student"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 20, "no text file"),
        (b"Name\n" + b"x" * 200_000 + b"\n", "no table that can be read"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as refused:
        parse_roster(data, "list.csv")

    assert "\n" not in str(refused.value)


def test_a_file_that_is_too_large_or_missing_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(DataError, match="10 MB"):
        read_roster(large)
    with pytest.raises(DataError, match="cannot be read"):
        read_roster(tmp_path / "missing.csv")


people = st.lists(
    st.text(st.characters(categories=["L", "M", "P", "Zs"], codec="utf-8"), min_size=1, max_size=30).filter(
        lambda name: any(letter.isalpha() for letter in name) and clean_cell(name) != ""
    ),
    min_size=1,
    max_size=20,
)


@settings(deadline=None)
@given(
    people,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_spreadsheet_writes_comes_back(
    written: list[str], delimiter: str, encoding: str, ending: str, quoting: int
) -> None:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator=ending, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["ID", "First name", "Email"])
    for number, name in enumerate(written):
        writer.writerow([number, name, f"{number}@school.example"])

    read = parse_roster(target.getvalue().encode(encoding), "list.csv")

    assert [entry.name for entry in read.entries] == [clean_cell(name) for name in written]
    assert [entry.external_id for entry in read.entries] == [str(number) for number in range(len(written))]


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_students_or_one_line(data: bytes) -> None:
    try:
        found = [entry.name for entry in parse_roster(data, "list.csv").entries]
    except DataError as error:
        found = [str(error)]
    assert found
    assert all(text.isprintable() and text for text in found)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_rows_hold_only_clean_cells(text: str) -> None:
    try:
        rows = parse_rows(text.encode("utf-8", "replace"), "list.csv")
    except DataError:
        return
    assert all(cell == cell.strip() and (cell.isprintable() or not cell) for row in rows for cell in row)


def test_an_unquoted_family_name_first_is_one_name() -> None:
    found = parse_roster(b"Name\nLee, Ann\nBob Kim\n", "class.csv")

    assert [entry.name for entry in found.entries] == ["Ann Lee", "Bob Kim"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Name,ID\nAnn Lee,1\nBob Lee,1\n", "'Ann Lee' and 'Bob Lee' have one id, '1'"),
        ("Name,Email\nAnn Lee,a@b.org\nBob Lee,a@b.org\n", "have one e-mail address"),
        ("Name,ID\nLee, Ann, 1\n", "class.csv, line 2 has 3 cells, the heading 2"),
        ('Name,ID\n"Ann Lee,1\nBob Lee,2\n', "class.csv is no table that can be read"),
    ],
)
def test_a_list_that_would_lose_students_is_refused(text: str, message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        parse_roster(text.encode(), "class.csv")
