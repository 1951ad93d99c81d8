"""A class of three hours, in fast motion: memory, handles and threads stay as they are, and the pace does not drift.

Run the full one with: pytest -m soak -s tests/faults/test_long_class.py
"""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from classroom.agent import Outcome, Pace, Parts, record
from classroom.config import Settings, StorageSettings
from classroom.control import run_controlled
from classroom.domain import Frame, Image, LiveStatus, NewSession
from classroom.engagement import ClassMonitor
from classroom.storage import Store, open_store
from classroom.storage.ids import new_id
from classroom.synthetic import ZOOM_DARK, draw_gallery
from classroom.transport.delivery import Delivery
from classroom.transport.messages import Begin
from classroom.transport.recorder import record_messages
from classroom.vision.pipeline import build_pipeline
from classroom.vision.tracks import ParticipantTracker
from tests.synthetic.scenes import make_scene
from tests.test_agent import SimulatedClock
from tests.vision.galleries import shipped_settings

INTERVAL_S = 3.0
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
MB = 2**20


@dataclass(frozen=True, slots=True)
class Use:
    """What the process takes at one moment."""

    memory_mb: float
    handles: int
    threads: int


def measure() -> Use:
    gc.collect()
    process = psutil.Process(os.getpid())
    handles = process.num_handles() if os.name == "nt" else process.num_fds()
    return Use(process.memory_info().rss / MB, handles, process.num_threads())


@dataclass
class Screen:
    """A drawn class whose light changes from frame to frame; a simulated clock tells when each is grabbed."""

    clock: SimulatedClock
    pictures: tuple[Image, ...]
    grabs: list[float] = field(default_factory=list)
    live: bool = True
    description: str = "drawn"
    frame_count: int | None = None

    def grab(self) -> Frame:
        taken_at = START + timedelta(seconds=self.clock.seconds)
        picture = self.pictures[len(self.grabs) % len(self.pictures)]
        self.grabs.append(self.clock.seconds)
        self.clock.seconds += 0.4 + 0.3 * (len(self.grabs) % 7)  # seconds of work, less than an interval
        return Frame(picture, taken_at)

    def close(self) -> None: ...


def draw_pictures() -> tuple[Image, ...]:
    drawing = draw_gallery(make_scene(9, ZOOM_DARK))
    pictures = []
    for number in range(24):
        picture = drawing.image.copy()
        for tile in drawing.truth:
            x, y = (round(value) for value in tile.box.center)
            picture[y - 20 : y + 20, x - 20 : x + 20] = np.roll(picture[y - 20 : y + 20, x - 20 : x + 20], number, 1)
        pictures.append(picture)
    return tuple(pictures)


def hold_class(store: Store, folder: Path, settings: Settings, frames: int, look: Callable[[int], None]) -> Screen:
    """A class of so many frames through all real parts; `look` is called after each with its number."""
    clock = SimulatedClock()
    screen = Screen(clock, draw_pictures())
    pipeline = build_pipeline(settings)
    tracker = ParticipantTracker(settings.tracking, ())
    monitor = ClassMonitor(settings.engagement, settings.flags, INTERVAL_S)
    begin = Begin(new_id(), NewSession("Physics", START, "drawn", INTERVAL_S, "Europe/Vienna"), "host:1:1")
    delivery = Delivery(partial(record_messages, store), begin, folder / "spool", note=lambda _: None)
    delivery.begin()
    with run_controlled(folder / "agent", "Physics") as agent:

        def report(status: LiveStatus) -> None:
            agent.report(status)
            look(status.frame_number)

        parts = Parts(screen, pipeline, tracker, monitor, delivery.save, report, agent.note)
        outcome: Outcome = record(parts, Pace(INTERVAL_S, frames * INTERVAL_S, 60.0, clock.monotonic), clock)
    assert outcome.frames == frames
    delivery.finish(START + timedelta(seconds=frames * INTERVAL_S))
    return screen


@pytest.mark.parametrize(
    ("frames", "warm_up", "growth_mb"),
    [(120, 40, 30), pytest.param(3600, 300, 30, marks=pytest.mark.soak)],
)
def test_a_long_class_takes_no_more_than_a_short_one(
    tmp_path: Path, frames: int, warm_up: int, growth_mb: float
) -> None:
    settings = shipped_settings()
    uses: dict[int, Use] = {}

    def look(number: int) -> None:
        if number in {warm_up, frames - 1} or number % 600 == 0:
            uses[number] = measure()

    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=tmp_path) as store:
        screen = hold_class(store, tmp_path, settings, frames, look)
        session = store.find_session("latest")

    first, last = uses[warm_up], uses[frames - 1]
    print(
        f"\n{frames} frames ({frames * INTERVAL_S / 3600:.1f} h):",
        *(f"{at}: {use}" for at, use in uses.items()),
        sep="\n  ",
    )
    assert last.memory_mb - first.memory_mb < growth_mb
    assert last.handles <= first.handles + 3  # other parts of this process may hold a file for a moment
    assert last.threads <= first.threads
    assert screen.grabs == pytest.approx([INTERVAL_S * number for number in range(frames)], abs=1e-6)  # no drift
    assert session.frame_count == frames
    assert session.participant_count == 9
