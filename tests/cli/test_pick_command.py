"""`classroom pick`: the list, its drawing, its JSON, and what a choice means."""

import json
import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from classroom.capture_targets import CaptureTarget, TargetKind, TargetTile
from classroom.cli.outline import ASCII, draw_grid
from classroom.cli.pick_command import describe, option_of, order_targets, save_choice
from classroom.cli.sources import Choice, choice_of, configured
from classroom.config import load_settings
from classroom.domain import Box
from classroom.errors import ConfigError
from classroom.settings_file import SettingsFile
from classroom.synthetic import draw_gallery
from tests.cli.conftest import Cli
from tests.synthetic.scenes import make_scene
from tests.x_windows import desktop
from tests.xvfb import NO_SCREEN, virtual_screen

needs_screen = pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")


def target(
    kind: TargetKind = TargetKind.WINDOW,
    *,
    number: int = 7,
    title: str = "Zoom Meeting",
    tiles: int = 2,
    faces: int = 2,
) -> CaptureTarget:
    """Something 400x200 with tiles in a row."""
    width = 400 // max(tiles, 1)
    found = tuple(TargetTile(Box(width * n, 0, width, 200), f"P{n}", n < faces) for n in range(tiles))
    shown = title if kind is TargetKind.WINDOW else ""
    return CaptureTarget(kind, number, shown, "zoom", Box(10, 20, 400, 200), 1, 0.0, 400, 200, found)


def test_tiles_are_drawn_to_scale_with_faces_and_names() -> None:
    assert draw_grid(target(faces=1), 24) == [
        "┌──────────────────────┐",
        "│┌─────────┐┌─────────┐│",
        "││    ●    ││         ││",
        "││P0       ││P1       ││",
        "│└─────────┘└─────────┘│",
        "└──────────────────────┘",
    ]


@pytest.mark.parametrize("count", [1, 4, 25, 49])
@pytest.mark.parametrize("name", ["Ada Lovelace", "山田 花子 さくら", "🙂🙂🙂🙂", None])
def test_every_line_of_a_drawing_is_equally_wide(count: int, name: str | None) -> None:
    from rich.cells import cell_len

    columns = max(1, round(count**0.5))
    tiles = tuple(
        TargetTile(
            Box(1280 // columns * (n % columns), 720 // columns * (n // columns), 1280 // columns, 90), name, True
        )
        for n in range(count)
    )
    drawn = CaptureTarget(TargetKind.MONITOR, 1, "", "", Box(0, 0, 1280, 720), 1, 0.0, 1280, 720, tiles)

    lines = draw_grid(drawn, 60)

    assert {cell_len(line) for line in lines} == {60}
    assert sum(line.count("●") for line in lines) == count


def test_a_terminal_without_box_characters_gets_plain_ones() -> None:
    assert all(line.isascii() for line in draw_grid(target(), 30, ASCII))


def test_the_likeliest_target_comes_first() -> None:
    monitor, region = target(TargetKind.MONITOR, number=1), target(TargetKind.REGION, number=1)
    notes, call = target(title="Notes", tiles=0), target()

    assert order_targets((monitor, notes, call, region)) == (call, monitor, region, notes)


@pytest.mark.parametrize(
    ("kind", "choice", "option"),
    [
        (TargetKind.MONITOR, Choice(monitor=7), "--monitor 7"),
        (TargetKind.REGION, Choice(region=Box(10, 20, 400, 200)), "--region 10,20,400,200"),
        (TargetKind.WINDOW, Choice(window="id:7"), "--window 'Zoom Meeting'"),
    ],
)
def test_a_target_is_recorded_by_its_option(kind: TargetKind, choice: Choice, option: str) -> None:
    chosen = target(kind)

    assert choice_of(chosen) == choice
    assert option_of(chosen, (chosen, target(title="Zoom Meeting - Chat"))) == option


def test_a_window_with_a_twin_is_named_by_its_number() -> None:
    assert option_of(target(), (target(), target(number=8))) == "--window id:7"


def test_a_title_is_one_word_for_the_shell() -> None:
    option = option_of(target(title="It's $HOME; `x`"), (target(title="It's $HOME; `x`"),))

    assert shlex.split(option) == ["--window", "It's $HOME; `x`"]


def test_a_target_is_described_in_one_line() -> None:
    assert describe(target(faces=1)) == 'window "Zoom Meeting" (zoom, 400x200) on monitor 1: 2 tiles, 1 face'
    assert describe(target(TargetKind.MONITOR, tiles=0)) == "monitor 7 (400x200): no gallery"


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("{}", Choice(monitor=1)),
        ("{monitor: 2}", Choice(monitor=2)),
        ("{monitor: 2, region: '-100, 20,300,200'}", Choice(region=Box(-100, 20, 300, 200))),
        ("{region: '0,0,300,200', window: Zoom}", Choice(window="Zoom")),
    ],
)
def test_without_an_option_the_settings_tell_what_is_recorded(home: Path, text: str, choice: Choice) -> None:
    path = home / "own.yaml"
    path.write_text(f"capture: {text}", encoding="utf-8")

    assert configured(load_settings(path).capture) == choice


@pytest.mark.parametrize("region", ["1,2,3", "0,0,0,5", "a,b,c,d", "1.5,0,3,4"])
def test_a_region_in_the_settings_is_four_whole_numbers(home: Path, region: str) -> None:
    path = home / "own.yaml"
    path.write_text(f"capture: {{region: '{region}'}}", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"capture\.region"):
        load_settings(path)


@pytest.mark.parametrize(
    "choice",
    [
        Choice(window=" "),
        Choice(window="zoom", monitor=1),
        Choice(window="zoom", region=Box(0, 0, 1, 1)),
        Choice(window="zoom", webcam=0),
        Choice(webcam=0, monitor=0),
    ],
)
def test_options_that_exclude_each_other_are_refused(choice: Choice) -> None:
    with pytest.raises(click.UsageError):
        choice.check()


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        ("# mine\n", TargetKind.WINDOW, {"window": 'Zoom "Meeting" – Physik: #1'}),
        ("capture: {interval_s: 5}  # mine\n", TargetKind.REGION, {"interval_s": 5, "region": "10,20,400,200"}),
        ("# mine\ncapture:\n  window: Teams\n", TargetKind.MONITOR, {"window": "", "monitor": 2}),
        ("# mine\ncapture:\n  region: 1,2,3,4\n", TargetKind.REGION, {"region": "10,20,400,200"}),
    ],
)
def test_a_saved_choice_takes_the_place_of_the_one_before(
    tmp_path: Path, before: str, kind: TargetKind, after: dict[str, Any]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(before, encoding="utf-8")

    save_choice(SettingsFile(path), target(kind, number=2, title='Zoom "Meeting" – Physik: #1'))

    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {"capture": after}
    assert "# mine" in text


def test_a_choice_that_cannot_be_saved_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("capture: [1]\n", encoding="utf-8")

    with pytest.raises(ConfigError):
        save_choice(SettingsFile(path), target())

    assert path.read_text(encoding="utf-8") == "capture: [1]\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("start", "--course", "x", "--window", ""), "--window"),
        (("start", "--course", "x", "--window", "zoom", "--monitor", "1"), "--window"),
        (("start", "--course", "x", "--pick", "--monitor", "1"), "--pick"),
        (("start", "--course", "x", "--pick"), "terminal"),
        (("pick", "--save"), "terminal"),
        (("pick", "--save", "--json"), "--json"),
    ],
)
def test_wrong_use_is_one_clear_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        result = cli(*arguments)

    assert result.code == 2
    assert words in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_picking_without_a_display_says_so(cli: Cli) -> None:
    result = cli("pick", "--json")

    assert result.code == 3
    assert "DISPLAY" in result.err
    assert result.out == ""


@pytest.mark.display
@needs_screen
def test_the_list_as_json_holds_boxes_and_never_a_picture(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with virtual_screen(1000, 600) as display, desktop(display) as opened:
        window = opened.open("Zoom Meeting", Box(20, 10, 960, 540), app="zoom")
        opened.paint(window, draw_gallery(make_scene(4, width=960, height=540)).image)
        monkeypatch.setenv("DISPLAY", display)
        monkeypatch.setenv("CLASSROOM_NAMES__ENABLED", "false")
        result = cli("pick", "--json")

    listed = json.loads(result.out)
    assert result.code == 0
    assert listed["windows_problem"] is None
    assert [(one["kind"], one["title"], one["faces"]) for one in listed["targets"]][:2] == [
        ("monitor", "", 4),
        ("window", "Zoom Meeting", 4),
    ]
    assert listed["targets"][1]["box"] == [20, 10, 960, 540]
    assert listed["targets"][1]["number"] == window
    assert all(len(tile["box"]) == 4 for one in listed["targets"] for tile in one["tiles"])
    assert len(result.out) < 10_000


@pytest.mark.display
@needs_screen
def test_a_choice_typed_in_a_terminal_becomes_the_setting(home: Path) -> None:
    """In a process of its own with a pseudo-terminal: only there is somebody asked."""
    settings = home / "home" / "classroom" / "config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("# mine\ncapture:\n  interval_s: 5  # slow\n", encoding="utf-8")
    keyboard, terminal = pty.openpty()
    with virtual_screen(700, 400) as display, desktop(display) as opened:
        opened.open("Zoom Meeting", Box(20, 10, 300, 200), app="zoom")
        os.write(keyboard, b"1\n")
        done = subprocess.run(
            [sys.executable, "-m", "classroom", "pick", "--save"],
            env=os.environ | {"DISPLAY": display, "CLASSROOM_NAMES__ENABLED": "false"},
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    os.close(keyboard)
    os.close(terminal)

    assert done.returncode == 0, done.stderr
    assert "--window 'Zoom Meeting'" in done.stdout
    assert 'records window "Zoom Meeting" (zoom, 300x200) on monitor 1 from now on' in done.stdout
    text = settings.read_text(encoding="utf-8")
    assert "# mine" in text
    assert "# slow" in text
    assert yaml.safe_load(text)["capture"] == {"interval_s": 5, "window": "Zoom Meeting"}
