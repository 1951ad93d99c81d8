"""`classroom sessions move` corrects a course; refused arguments say what there is."""

import json

import pytest

from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
from classroom.roster.types import RosterEntry
from tests.cli.conftest import Cli
from tests.cli.recorded import COURSE, START, record_class

RIGHT = "Physics 102"


@pytest.fixture
def session(home: object) -> str:
    with open_default_store(load_settings()) as store:
        for course, names in ((COURSE, ("Ann Lee", "Bob")), (RIGHT, ("Ann Lee",))):
            store.import_roster(course, [RosterEntry(name) for name in names], actor="x", now=START)
    return record_class(("Ann Lee", 0, 20), ("Bob", 0, 60)).hex


def courses(cli: Cli) -> list[str]:
    return [one["course"] for one in json.loads(cli("sessions", "--json").out)]


def test_a_session_is_moved_and_its_people_follow(cli: Cli, session: str) -> None:
    moved = cli("sessions", "move", session[:13], RIGHT.lower())

    assert (moved.code, moved.err) == (0, "")
    assert f'Moved {session[:13]}  {COURSE}  2026-03-02 09:00 to "physics 102".' in moved.out
    assert "2 links to the list of the old course are gone; 1 participant is linked to the new one's" in moved.out
    assert courses(cli) == ["physics 102"]


def test_a_course_that_was_not_there_is_called_new(cli: Cli, session: str) -> None:
    assert 'to the new course "Phisics 103".' in cli("sessions", "move", "latest", "Phisics 103").out
    assert "the new course" not in cli("sessions", "move", "latest", COURSE).out
    assert "Nothing to do" in cli("sessions", "move", "latest", COURSE).out


def test_the_move_is_told_as_json(cli: Cli, session: str) -> None:
    told = json.loads(cli("sessions", "move", "latest", RIGHT, "--json").out)

    assert told.pop("session").replace("-", "") == session
    assert told == {"before": COURSE, "course": RIGHT, "unlinked": 2, "linked": 1}


@pytest.mark.parametrize("name", ["", " ", "x" * 100_000, "\u202eevil", "two\nlines\x1b[31m"])
def test_a_hostile_course_is_refused_in_one_short_line(cli: Cli, session: str, name: str) -> None:
    refused = cli("sessions", "move", "latest", name)

    assert refused.code != 0
    assert refused.out == ""
    assert refused.err.startswith("error: ")
    assert refused.err.count("\n") == 1
    assert "cannot be a course's name: use 1 to 200 printable characters" in refused.err
    assert len(refused.err) < 200
    assert courses(cli) == [COURSE]


def test_a_session_that_is_not_there_is_told(cli: Cli, session: str) -> None:
    assert "there is no session 'ffff'" in cli("sessions", "move", "ffff", RIGHT).err


def test_a_name_in_place_of_a_number_is_answered_with_the_numbers(cli: Cli, session: str) -> None:
    refused = cli("participants", "rename", "latest", "Nobody", "X")

    assert refused.code == 2
    assert "'Nobody' is no participant's number: give 1 (Ann Lee), 2 (Bob)" in refused.err
    assert "`classroom participants list SESSION`" in cli("participants", "rename", "ffff", "0", "X").err


def test_a_session_beside_a_course_is_refused_and_the_course_told(cli: Cli, session: str) -> None:
    known = cli("export", "latest", "--course", COURSE.upper())
    unknown = cli("export", "latest", "--course", "Chemistry")

    assert f'give a SESSION or --course, not both: the course "{COURSE}" has 1 session' in known.err
    assert "no session is of a course 'Chemistry'" in unknown.err
