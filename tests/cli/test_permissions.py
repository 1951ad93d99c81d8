"""The question about expressions: asked once at a terminal, never of a script, and heeded by every command."""

import csv
import io
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classroom.cli.permissions import settle_policy
from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
from classroom.domain import NewSession
from classroom.privacy.policies import GENERAL, Place, Policy
from tests.cli.conftest import Cli
from tests.cli.test_recorded_session import draw_pictures

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


def answer(reads: bool, course: str = GENERAL, owner: str | None = None) -> None:
    with open_default_store(load_settings()) as store:
        store.save_policy(Policy(course, reads, Place.NOT_ASKED, owner, NOW, "mira"))


def analyze(cli: Cli, home: Path, course: str = "Physics 101") -> str:
    """What was said on standard error."""
    pictures = home / "pictures"
    if not pictures.exists():
        draw_pictures(pictures)
    done = cli("analyze", str(pictures), "--course", course, "--interval", "30")
    assert done.code == 0, done.err
    return done.err + done.out


def exported(cli: Cli, what: str) -> list[dict[str, str]]:
    done = cli("export", "latest", "--what", what)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out.removeprefix("\ufeff"))))


def test_a_script_is_not_asked_and_told_in_one_line_that_expressions_are_read(cli: Cli, home: Path) -> None:
    said = analyze(cli, home)

    assert said.count("Art. 5(1)(f)") == 1
    assert any(row["happy"] for row in exported(cli, "observations"))


def test_where_expressions_are_off_seven_values_are_empty_and_the_head_pose_stays(cli: Cli, home: Path) -> None:
    answer(False)

    said = analyze(cli, home)

    seen = [row for row in exported(cli, "observations") if row["state"] == "visible"]
    assert {row[emotion] for row in seen for emotion in EMOTIONS} == {""}
    assert all(row["yaw"] for row in seen)
    assert "Expressions are not read" in said
    assert "presence and facing alone" in said


def test_reports_of_a_class_without_expressions_tell_presence(cli: Cli, home: Path) -> None:
    answer(False)
    analyze(cli, home)

    (whole,) = (row for row in exported(cli, "summary") if row["scope"] == "class")

    assert float(whole["mean_engagement"]) > 0
    assert whole["share_happy"] == ""


@pytest.mark.parametrize(("general", "course", "read"), [(False, True, True), (True, False, False)])
def test_the_courses_own_answer_outranks_the_general_one(
    cli: Cli, home: Path, general: bool, course: bool, read: bool
) -> None:
    answer(general)
    answer(course, "physics  101")

    analyze(cli, home)

    assert any(row["happy"] for row in exported(cli, "observations")) is read


def test_settings_that_switch_off_outrank_every_answer(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_POLICY__EMOTIONS", "off")
    answer(True)
    settings = load_settings()

    with open_default_store(settings) as store:
        by_settings = settle_policy(store, settings, "Maths", None, may_ask=True)
        answer(True, "Maths")
        by_course = settle_policy(store, settings, "Maths", None, may_ask=True)

    assert (by_settings.policy.emotions, by_course.policy.emotions) == ("off", "off")


def test_a_picture_is_inspected_as_the_general_answer_says_and_no_database_is_made(cli: Cli, home: Path) -> None:
    picture = draw_pictures(home / "pictures") / "look0.png"

    first = cli("inspect", str(picture), "--json")
    made = [path.name for path in home.rglob("*.db")]
    answer(False)
    second = cli("inspect", str(picture), "--json")

    assert '"happy": 0.' in first.out
    assert made == []
    assert '"happy": null' in second.out
    assert '"yaw": null' not in second.out


ASK = """
import sys
from classroom.cli.permissions import settle_policy
from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
settings = load_settings()
with open_default_store(settings) as store:
    print("settled", settle_policy(store, settings, "Physics", None, may_ask=True).policy.emotions)
"""


def ask_at_a_terminal(keys: bytes) -> str:
    """What a terminal shows, with those keys pressed."""
    ours, theirs = pty.openpty()
    try:
        child = subprocess.Popen([sys.executable, "-c", ASK], stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        os.write(ours, keys)
        shown = b""
        while part := _read(ours):
            shown += part
        assert child.wait(60) == 0, shown.decode()
    finally:
        os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 10_000)
    except OSError:  # the other side is closed
        return b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize(("key", "settled"), [(b"1\n", "off"), (b"2\n", "on"), (b"3\n", "off"), (b"x\n9\n1\n", "off")])
def test_at_a_terminal_the_law_is_told_and_the_answer_remembered(home: Path, key: bytes, settled: str) -> None:
    first = ask_at_a_terminal(key)
    again = ask_at_a_terminal(b"")

    assert "2024/1689" in first
    assert "Article 5(1)(f)" in first
    assert f"settled {settled}" in first
    assert "Where does the class take place" not in again
    assert f"settled {settled}" in again


def test_no_one_else_is_asked_for_a_demo(cli: Cli, home: Path) -> None:
    settings = load_settings()

    with open_default_store(settings) as store:
        settled = settle_policy(store, settings, "Demo class", None, may_ask=False)
        store.create_session(NewSession("Demo class", NOW, "x", 3.0, "UTC", is_demo=True), agent="a:1:1")

    assert settled.policy.emotions == "on"
