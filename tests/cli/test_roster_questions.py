"""At a terminal every pair that is not sure is asked about by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.recorded import COURSE, record_class

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


def answer(*arguments: str, answers: str) -> str:
    """What the command prints when a person at a terminal types the answers."""
    person, terminal = pty.openpty()
    program = "from classroom.cli import main; main()"
    os.write(person, answers.encode())
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(terminal)
        os.close(person)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def session(cli: Cli, home: Path) -> str:
    (home / "list.csv").write_text("Name\nAnn Lee\nBob Fisher\nCarla Diaz\nAlexandra Kowalski\n", encoding="utf-8")
    assert cli("roster", "import", str(home / "list.csv"), "--course", COURSE, "--yes").code == 0
    people = [("Ann L.", 0, 60), ("Bob", 0, 60), ("Alexandr…", 0, 60), ("iPhone", 20, 39)]
    return record_class(*people).hex


def people(cli: Cli, session: str) -> dict[int, tuple[str, str | None]]:
    listed = json.loads(cli("participants", "list", session, "--json").out)["participants"]
    return {one["number"]: (one["name"], one["student"] and one["student"]["name"]) for one in listed}


def test_sure_pairs_are_asked_about_together_and_unsure_ones_each(cli: Cli, session: str) -> None:
    printed = answer("roster", "match", session, answers="y\nn\ny\n")

    assert "Link 1 exact or likely pair?" in printed
    assert "Is participant 2 (Bob) the student Bob Fisher?" in printed
    found = people(cli, session)
    assert [found[number][1] for number in (1, 2, 3, 4)] == ["Ann Lee", None, "Alexandra Kowalski", None]


def test_a_device_gets_name_and_student_of_the_listed_person_when_confirmed(cli: Cli, session: str, home: Path) -> None:
    file = home / "meet.csv"
    rows = "Ann,Lee,,60 min,9:00 AM,10:00 AM\nCarla,Diaz,,19 min,9:20 AM,9:39 AM\n"
    file.write_text("First name,Last name,Email,Duration,Time joined,Time exited\n" + rows, encoding="utf-8")

    printed = answer("roster", "attendance", session, str(file), answers="y\ny\n")

    assert "Participant 4 (iPhone) came and went with Carla Diaz: the same person?" in printed
    assert people(cli, session)[4] == ("Carla Diaz", "Carla Diaz")
    assert people(cli, session)[1] == ("Ann L.", "Ann Lee")
