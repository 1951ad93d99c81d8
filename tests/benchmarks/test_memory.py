"""Memory stays flat over a long class. Run: pytest -m soak -s tests/benchmarks"""

import gc
import os
from collections.abc import Iterator
from datetime import timedelta

import cv2
import numpy as np
import psutil
import pytest

from classroom.config import load_settings
from classroom.domain import Frame, Image
from classroom.vision.pipeline import build_pipeline
from classroom.vision.tracks import ParticipantTracker
from tests.benchmarks.child import INTERVAL_S, START
from tests.benchmarks.frames import draw_frame

FRAMES = int(os.environ.get("SOAK_FRAMES", "10000"))
WARM_UP = min(500, FRAMES // 4)  # frames after which everything that is kept should be there
GROWTH_MB = 30
LAYOUTS = (6, 9, 12)  # people come and go: other grids, other labels
STEPS = 6
STAY = 25  # frames until the layout changes
pytestmark = pytest.mark.soak


def play() -> Iterator[Image]:
    """A class of changing size in which no two frames are the same."""
    drawn = {faces: [draw_frame(faces, step, 1280, 720)[0] for step in range(STEPS)] for faces in LAYOUTS}
    noise = np.empty((720, 1280, 3), np.int8)
    for number in range(FRAMES):
        image = drawn[LAYOUTS[number // STAY % len(LAYOUTS)]][number % STEPS]
        cv2.randn(noise, 0, 2)
        yield np.asarray(cv2.add(image, noise, dtype=cv2.CV_8U), np.uint8)


def handles(process: psutil.Process) -> int:
    return process.num_fds() if hasattr(process, "num_fds") else process.num_handles()


def test_memory_is_flat_over_a_long_class(capsys: pytest.CaptureFixture[str]) -> None:
    settings = load_settings()
    pipeline, tracker = build_pipeline(settings), ParticipantTracker(settings.tracking)
    process = psutil.Process()
    told: list[tuple[int, float, int]] = []

    for number, image in enumerate(play()):
        analysis = pipeline.analyze(Frame(image, START + timedelta(seconds=number * INTERVAL_S)))
        tracker.observe(analysis)
        if (number >= WARM_UP and (number - WARM_UP) % max(1, FRAMES // 20) == 0) or number == FRAMES - 1:
            gc.collect()
            told.append((number, process.memory_info().rss / 1024**2, handles(process)))

    with capsys.disabled():
        print(f"\n{FRAMES} frames:", ", ".join(f"{number}: {mb:.0f} MB, {open_}" for number, mb, open_ in told))
    assert told[-1][1] - told[0][1] < GROWTH_MB
    assert told[-1][2] <= told[0][2]
