"""Bad input gets one clear line, a non-zero exit code, no traceback, and loses nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.cli.conftest import Cli, Result


def assert_one_clear_line(result: Result, code: int, words: str) -> None:
    assert result.code == code, result.err
    lines = result.err.strip().splitlines()
    assert lines[-1].lower().startswith("error: ")
    assert len(lines) == 1, result.err
    assert words in lines[-1]
    assert "Traceback" not in result.err
    assert result.out == ""


def make_empty(folder: Path) -> str:
    (folder / "empty.png").touch()
    return str(folder / "empty.png")


def make_text(folder: Path, name: str = "notes.mp4") -> str:
    (folder / name).write_text("this is no film\n" * 50, encoding="utf-8")
    return str(folder / name)


def make_truncated(folder: Path, ending: str) -> str:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    data = cv2.imencode(ending, noise)[1].tobytes()
    path = folder / f"cut{ending}"
    path.write_bytes(data[: len(data) // 2])
    return str(path)


PICTURES: list[tuple[Callable[[Path], str], str]] = [
    (lambda folder: str(folder / "missing.png"), "missing.png"),
    (str, "folder"),
    (make_empty, "empty"),
    (lambda folder: make_text(folder, "text.png"), "text.png"),
    (lambda folder: make_truncated(folder, ".png"), "cut.png"),
    (lambda folder: make_truncated(folder, ".jpg"), "cut.jpg"),
]


@pytest.mark.parametrize(("make", "words"), PICTURES)
def test_a_picture_that_cannot_be_read_is_refused(
    cli: Cli, home: Path, make: Callable[[Path], str], words: str
) -> None:
    assert_one_clear_line(cli("inspect", make(home), "--json"), 3, words)


VIDEOS: list[tuple[Callable[[Path], str], str]] = [
    (lambda folder: str(folder / "missing.mp4"), "missing.mp4"),
    (make_text, "notes.mp4"),
    (make_empty, "empty"),
]


@pytest.mark.parametrize(("make", "words"), VIDEOS)
def test_a_video_that_cannot_be_read_is_refused_and_leaves_no_session(
    cli: Cli, home: Path, make: Callable[[Path], str], words: str
) -> None:
    assert_one_clear_line(cli("analyze", make(home), "--course", "Physics"), 3, words)

    assert cli("sessions", "--json").out.strip() == "[]"


def test_an_empty_folder_is_refused(cli: Cli, home: Path) -> None:
    (home / "pictures").mkdir()

    assert_one_clear_line(cli("analyze", str(home / "pictures"), "--course", "Physics"), 3, "pictures")


def test_starting_without_a_display_says_so(cli: Cli) -> None:
    assert_one_clear_line(cli("start", "--course", "Physics", "--duration", "1"), 3, "display")


def test_a_webcam_that_is_not_there_is_refused(cli: Cli) -> None:
    assert_one_clear_line(cli("start", "--course", "Physics", "--webcam", "42"), 3, "42")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("start",), "--course"),
        (("start", "--course", " "), "course"),
        (("start", "--course", "x\x00y"), "printable"),
        (("start", "--course", "x", "--region", "1,2,3"), "LEFT,TOP,WIDTH,HEIGHT"),
        (("start", "--course", "x", "--region", "0,0,0,5"), "at least 1"),
        (("start", "--course", "x", "--interval", "nan"), "--interval"),
        (("start", "--course", "x", "--duration", "nan"), "--duration"),
        (("start", "--course", "x", "--duration", "inf"), "--duration"),
        (("analyze", "", "--course", "x"), "name a recording"),
        (("analyze", "x.mp4", "--course", "x", "--started-at", "9999-12-31T23:59:59Z"), "2200"),
        (("start", "--course", "x", "--interval", "0"), "--interval"),
        (("start", "--course", "x", "--webcam", "0", "--monitor", "1"), "--webcam"),
        (("analyze", "x.mp4", "--course", "x", "--started-at", "soon"), "ISO 8601"),
        (("export", "latest", "--what", "all"), "--what"),
        (("sessions", "delete"), "--demo"),
        (("nonsense",), "nonsense"),
        (("dashboard", "--port", "0"), "--port"),
    ],
)
def test_a_wrong_option_is_refused_by_its_name(cli: Cli, arguments: tuple[str, ...], words: str) -> None:
    result = cli(*arguments)

    assert_one_clear_line(result, 2, words)


def test_control_characters_do_not_reach_the_terminal(cli: Cli) -> None:
    result = cli("inspect", "\x1b]0;title\x07\x1b[31mred.png")

    assert result.code == 3
    assert "\x1b" not in result.err
    assert "\x07" not in result.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["--help", "sessions", "doctor"])
def test_a_full_disk_behind_standard_output_is_one_line(home: Path, command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "classroom", command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert done.returncode == 7
    assert done.stderr.startswith("error: standard output cannot be written")
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_is_reported_to_the_maker_of_a_library(cli: Cli, home: Path) -> None:
    picture = home / "grey.png"
    picture.write_bytes(cv2.imencode(".png", np.full((200, 300, 3), 90, np.uint8))[1].tobytes())

    assert cli("inspect", str(picture)).code == 0

    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    assert not list(home.rglob("*icrosoft*"))


def test_an_owner_must_have_an_account(cli: Cli, home: Path) -> None:
    (home / "pictures").mkdir()
    picture = home / "pictures" / "grey.png"
    picture.write_bytes(cv2.imencode(".png", np.full((200, 300, 3), 90, np.uint8))[1].tobytes())

    assert_one_clear_line(cli("analyze", str(picture.parent), "--course", "x", "--owner", "nobody"), 6, "nobody")


def test_deleting_without_a_terminal_names_the_option(cli: Cli) -> None:
    assert_one_clear_line(cli("db", "restore", "copy.db"), 2, "--yes")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("capture: {intervall: 3}", "capture.intervall: unknown key"),
        ("capture: {interval_s: soon}", "capture.interval_s"),
        ("capture: [", "not valid YAML"),
        ("capture: {time_zone: Mars/Base}", "Mars/Base"),
    ],
)
def test_wrong_settings_are_refused_with_the_key(cli: Cli, home: Path, text: str, words: str) -> None:
    path = home / "own.yaml"
    path.write_text(text, encoding="utf-8")
    video = make_text(home)

    assert_one_clear_line(cli("--config", str(path), "analyze", video, "--course", "x"), 2, words)


@pytest.mark.parametrize("command", [("sessions",), ("export", "latest")])
def test_a_database_that_is_no_database_is_refused_and_kept(cli: Cli, home: Path, command: tuple[str, ...]) -> None:
    folder = home / "home" / "classroom"
    folder.mkdir(parents=True)
    content = b"not a database at all" * 100
    (folder / "classroom.db").write_bytes(content)

    assert_one_clear_line(cli(*command), 5, "classroom.db")
    assert (folder / "classroom.db").read_bytes() == content


def test_a_postgres_server_that_is_down_is_named_without_the_password(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLASSROOM_STORAGE__URL", "postgresql://teacher:hunter2@127.0.0.1:9/classroom")

    result = cli("sessions")

    assert_one_clear_line(result, 5, "127.0.0.1")
    assert "hunter2" not in result.err


def test_a_database_url_that_is_nonsense_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_STORAGE__URL", "mongodb://x")

    assert_one_clear_line(cli("sessions"), 5, "mongodb")


@pytest.mark.parametrize(
    "command", [("export", "abc123"), ("export", "latest"), ("sessions", "delete", "abc", "--yes")]
)
def test_an_unknown_session_is_named(cli: Cli, command: tuple[str, ...]) -> None:
    result = cli(*command)

    assert_one_clear_line(result, 6, "session")


def test_an_unknown_user_is_named(cli: Cli) -> None:
    assert_one_clear_line(cli("users", "remove", "nobody"), 6, "nobody")


def test_the_dashboard_refuses_other_computers_without_a_proxy(cli: Cli) -> None:
    assert_one_clear_line(cli("dashboard", "--host", "0.0.0.0"), 2, "TLS proxy")


def test_a_wrong_port_variable_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")

    assert_one_clear_line(cli("dashboard"), 2, "PORT")


@pytest.mark.parametrize(
    ("card", "words"),
    [(None, "card"), ("{}", "card"), ('{"labels": ["happy"]}', "card"), ("not json", "card")],
)
def test_a_model_without_a_fitting_card_is_refused(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, card: str | None, words: str
) -> None:
    model = home / "own.onnx"
    model.write_bytes(b"no model")
    if card is not None:
        model.with_suffix(".json").write_text(card, encoding="utf-8")
    monkeypatch.setenv("CLASSROOM_EMOTIONS__MODEL", str(model))
    picture = home / "grey.png"
    picture.write_bytes(cv2.imencode(".png", np.full((200, 300, 3), 90, np.uint8))[1].tobytes())

    assert_one_clear_line(cli("inspect", str(picture)), 4, words)
