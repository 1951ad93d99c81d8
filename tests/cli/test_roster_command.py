"""`classroom roster` keeps the course's list and links participants, asking before it does."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.recorded import COURSE, record_class

LIST = "First name,Last name,ID,Email\nAnn,Lee,1,ann@school.example\nBob,Fisher,2,\nCarla,Diaz,3,\nDora,Quist,4,\n"
ZOOM = """Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
A. Lee,ann@school.example,03/02/2026 09:00:10 AM,03/02/2026 10:00:10 AM,60,No
Bob Fisher,,03/02/2026 09:00:00 AM,03/02/2026 10:00:00 AM,60,Yes
Carla Diaz,,03/02/2026 09:20:30 AM,03/02/2026 09:39:00 AM,19,Yes
Eve Stone,,03/02/2026 09:30:00 AM,03/02/2026 10:01:00 AM,31,Yes
"""


@pytest.fixture
def roster(cli: Cli, home: Path) -> Path:
    """The imported list."""
    file = home / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    done = cli("roster", "import", str(file), "--course", COURSE, "--yes")
    assert done.code == 0, done.err
    return file


@pytest.fixture
def session(roster: Path) -> str:
    """Bob links by himself; the others have to be matched."""
    people = [
        ("Ann L.", 0, 60),
        ("Bob Fisher", 0, 25),
        ("iPhone", 20, 39),
        ("Bob Fisher (2)", 30, 60),
        ("Zed Qu", 0, 9),
    ]
    return record_class(*people).hex


def students(cli: Cli, session: str) -> dict[int, str | None]:
    people = json.loads(cli("participants", "list", session, "--json").out)["participants"]
    return {person["number"]: person["student"] and person["student"]["name"] for person in people}


def test_an_imported_list_is_listed_and_imported_again_unchanged(cli: Cli, roster: Path) -> None:
    again = cli("roster", "import", str(roster), "--course", "physics 101", "--yes", "--json")

    change = json.loads(again.out)
    assert (change["added"], change["updated"], change["unchanged"]) == (0, 0, 4)
    listed = json.loads(cli("roster", "list", "--course", COURSE, "--json").out)
    assert [(one["name"], one["external_id"], one["email"]) for one in listed][:2] == [
        ("Ann Lee", "1", "ann@school.example"),
        ("Bob Fisher", "2", None),
    ]
    assert "Carla Diaz" in cli("roster", "list").out


def test_nothing_is_imported_without_a_yes(cli: Cli, home: Path) -> None:
    (home / "list.csv").write_text(LIST, encoding="utf-8")

    done = cli("roster", "import", str(home / "list.csv"), "--course", COURSE)

    assert done.code == 2
    assert json.loads(cli("roster", "list", "--json").out) == []


def test_double_and_nameless_lines_are_told(cli: Cli, home: Path) -> None:
    (home / "list.csv").write_text("Name,ID\nAnn Lee,\nann lee,\n,7\n", encoding="utf-8")

    done = cli("roster", "import", str(home / "list.csv"), "--course", COURSE, "--yes", "--json")

    assert json.loads(done.out)["duplicates"] == ["ann lee"]
    assert "listed twice, taken once: ann lee" in done.err
    assert "no name in line 4" in done.err


def test_students_are_removed_by_name_id_or_address(cli: Cli, roster: Path) -> None:
    done = cli("roster", "remove", "ann@school.example", "2", "carla diaz", "--course", COURSE, "--yes", "--json")

    assert json.loads(done.out)["removed"] == 3
    assert [one["name"] for one in json.loads(cli("roster", "list", "--json").out)] == ["Dora Quist"]
    assert cli("roster", "remove", "Ann Lee", "--course", COURSE, "--yes").code == 6
    assert json.loads(cli("roster", "remove", "--all", "--course", COURSE, "--yes", "--json").out)["removed"] == 1


def test_without_a_terminal_matching_shows_the_pairs_and_changes_nothing(cli: Cli, session: str) -> None:
    done = cli("roster", "match", session)

    assert done.code == 0, done.err
    assert "Ann L." in done.out
    assert "likely" in done.out
    assert "Not seen (which is not absent): Carla Diaz, Dora Quist" in done.out
    assert students(cli, session) == {1: None, 2: "Bob Fisher", 3: None, 4: None, 5: None}


def test_yes_links_exact_and_likely_pairs_only(cli: Cli, session: str) -> None:
    found = json.loads(cli("roster", "match", session, "--yes", "--json").out)

    assert [(pair["participant"], pair["student"]["name"], pair["linked"]) for pair in found["pairs"]] == [
        (1, "Ann Lee", True)
    ]
    assert (found["linked_before"], found["not_seen"]) == ([2], ["Carla Diaz", "Dora Quist"])
    assert students(cli, session)[1] == "Ann Lee"


def test_an_attendance_list_is_set_beside_what_was_seen(cli: Cli, session: str, home: Path) -> None:
    (home / "zoom.csv").write_text(ZOOM, encoding="utf-16")

    found = json.loads(cli("roster", "attendance", session, str(home / "zoom.csv"), "--json").out)

    assert found["platform"] == "zoom"
    assert [(one["name"], one["participant"]) for one in found["seen"]] == [("A. Lee", 1), ("Bob Fisher", 2)]
    assert [one["name"] for one in found["not_seen"]] == ["Carla Diaz", "Eve Stone"]
    assert found["unlisted"] == [3, 4, 5]
    assert [(one["kind"], one["participant"], one["entry"], one["keep"]) for one in found["proposals"]] == [
        ("same_person", 4, "Bob Fisher", 2),
        ("times_fit", 3, "Carla Diaz", None),
    ]
    assert [(one["participant"], one["student"]["name"], one["linked"]) for one in found["links"]] == [
        (1, "Ann Lee", False)
    ]


def test_a_list_of_another_day_is_told(cli: Cli, session: str, home: Path) -> None:
    (home / "zoom.csv").write_text(ZOOM, encoding="utf-8")

    same = cli("roster", "attendance", session, str(home / "zoom.csv"), "--json")
    other = cli("roster", "attendance", session, str(home / "zoom.csv"), "--json", "--zone", "Pacific/Auckland")

    assert "warning" not in same.err
    assert "warning: all times of the list are outside this class" in other.err
    assert json.loads(other.out)["session"] == json.loads(same.out)["session"]


def test_the_table_says_not_seen_and_never_absent_of_a_person(cli: Cli, session: str, home: Path) -> None:
    (home / "zoom.csv").write_text(ZOOM, encoding="utf-8")

    done = cli("roster", "attendance", session, str(home / "zoom.csv"))

    assert done.code == 0, done.err
    line = next(line for line in done.out.splitlines() if line.startswith("Carla Diaz"))
    assert "not seen" in line
    assert done.out.count("absent") == done.out.count("Not seen is not absent") == 1
    assert students(cli, session)[3] is None


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("match", "latest"), 6, "has no list of students"),
        (("attendance", "latest", "notes.csv"), 8, "no attendance list of Zoom, Meet or Teams"),
        (("attendance", "latest", "notes.csv", "--zone", "Nowhere"), 2, "no IANA zone name"),
        (("import", "notes.csv", "--course", COURSE), 8, "no column of names (found: 'Points', 'Group')"),
        (("import", "missing.csv", "--course", COURSE), 2, "does not exist"),
        (("import", "notes.csv", "--course", " "), 2, "a course name has"),
        (("remove", "--course", COURSE), 2, "name the students, or give --all"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, message: str
) -> None:
    monkeypatch.chdir(home)
    record_class(("Ann Lee", 0, 9))
    (home / "notes.csv").write_text("Points,Group\n1,2\n", encoding="utf-8")

    done = cli("roster", *arguments)

    assert (done.code, done.err.count("\n")) == (code, 1)
    assert message in done.err
