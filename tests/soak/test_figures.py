"""The figures we report: start-up, first record, a ten-minute recording. Run: pytest -m soak -s tests/soak."""

import json
import math
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from classroom.synthetic import ZOOM_DARK, Person, Pose, Scene, SceneTile, draw_gallery, load_portraits
from tests.e2e.test_real_screen import call_on
from tests.xvfb import virtual_screen

MINUTES, FPS, TILES = 10, 25, 9
pytestmark = pytest.mark.soak


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return dict(os.environ) | folders


def classroom(environment: dict[str, str], *arguments: str) -> tuple[str, float]:
    """Standard output and wall seconds of one command."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "classroom", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    assert done.returncode == 0, done.stderr
    return done.stdout, seconds


def test_help_is_quick(environment: dict[str, str]) -> None:
    seconds = sorted(classroom(environment, "--help")[1] for _ in range(7))[3]

    print(f"\nclassroom --help: {seconds:.2f} s (median of 7)")


def test_the_first_record_of_a_live_class(environment: dict[str, str]) -> None:
    with virtual_screen(1280, 720) as display, call_on(display):
        shown = environment | {"DISPLAY": display}
        arguments = ("start", "--course", "x", "--duration", "0.1")
        seconds = sorted(classroom(shown, *arguments)[1] for _ in range(3))[1]
    frames = [session["frames"] for session in json.loads(classroom(environment, "sessions", "--json")[0])]

    assert frames == [1, 1, 1]
    print(f"\nfirst record of start: the whole command, self-test to summary, takes {seconds:.1f} s (median of 3)")


def test_a_ten_minute_recording(environment: dict[str, str], tmp_path: Path) -> None:
    video = write_recording(tmp_path / "class.mp4")

    out, seconds = classroom(environment, "analyze", str(video), "--course", "Physics", "--interval", "2")

    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    frames = MINUTES * 30
    print(f"\n{out}\nanalyze {MINUTES} min 1080p {TILES} tiles at 2 s: {seconds:.0f} s wall,", end=" ")
    print(f"{seconds * 1000 / frames:.0f} ms a frame, peak {peak_mb:.0f} MB (largest child process)")
    session = json.loads(classroom(environment, "sessions", "--json")[0])[0]
    assert session["frames"] == pytest.approx(frames, abs=1)
    assert session["participants"] == TILES


def write_recording(path: Path) -> Path:
    """A drawn gallery of moving people, one drawing a second."""
    portraits = load_portraits()
    people = [Person(f"Student {chr(65 + index)}", portraits[index % len(portraits)]) for index in range(TILES)]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (1920, 1080))
    for second in range(MINUTES * 60):
        tiles = []
        for index, person in enumerate(people):
            sway = math.sin(second / 3 + index)
            tiles.append(SceneTile(person, pose=replace(Pose(), x=0.5 + 0.03 * sway, noise_seed=second * 50 + index)))
        image = draw_gallery(Scene(1920, 1080, tuple(tiles), ZOOM_DARK)).image
        for _ in range(FPS):
            writer.write(image)
    writer.release()
    return path
