"""A screen that goes and comes, changes its size, is locked or stands still: the class shows it and goes on."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from classroom.agent import Pace, Parts, record
from classroom.domain import Face, Frame, FrameStatus, Image
from classroom.synthetic import ZOOM_DARK, draw_gallery
from tests.faults.live_class import (
    agent_state,
    environment_in,
    last_number,
    live_class,
    sessions,
    wait_for_frame,
    wait_until,
)
from tests.synthetic.scenes import make_scene
from tests.test_agent import SimulatedClock, Watch
from tests.vision.galleries import KnownFaces, frame_at, true_faces
from tests.vision.test_pipeline import make_pipeline
from tests.xvfb import NO_SCREEN, paint, virtual_screen

DRAWING = draw_gallery(make_scene(6, ZOOM_DARK))
INTERVAL_S = 3.0


class Screen:
    """A live source that shows a picture for each grab."""

    description, live, frame_count = "drawn", True, None

    def __init__(self, clock: SimulatedClock, pictures: list[Image]) -> None:
        self._clock = clock
        self._pictures = pictures
        self._next = 0

    def grab(self) -> Frame:
        picture = self._pictures[min(self._next, len(self._pictures) - 1)]
        self._next += 1
        return frame_at(picture, self._clock.seconds)

    def close(self) -> None: ...


class FacesOfTheDrawing(KnownFaces):
    """Finds the drawing's faces, on pictures of its size alone."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        return super().detect(image) if image.shape == DRAWING.image.shape and image.std() > 10 else ()


def show(pictures: list[Image]) -> Watch:
    """What is recorded of a class that shows these, one an interval, through the real pipeline."""
    clock, watch = SimulatedClock(), Watch()
    pipeline = make_pipeline(())
    pipeline._detector = FacesOfTheDrawing(true_faces(DRAWING))
    parts = Parts(Screen(clock, pictures), pipeline, watch, watch, watch.save, watch.reports.append, watch.notes.append)
    record(parts, Pace(INTERVAL_S, len(pictures) * INTERVAL_S, 60.0, clock.monotonic), clock)
    return watch


def moving(count: int) -> list[Image]:
    """A gallery in which one participant moves."""
    box = DRAWING.truth[0].box
    x, y = (round(value) for value in box.center)
    pictures = []
    for number in range(count):
        picture = DRAWING.image.copy()
        picture[y - 30 : y + 30, x - 30 : x + 30] = np.roll(
            picture[y - 30 : y + 30, x - 30 : x + 30], 7 * number + 7, 1
        )
        pictures.append(picture)
    return pictures


def statuses(watch: Watch) -> list[FrameStatus]:
    return [frame.status for frame in watch.saved]


def test_a_black_or_locked_screen_is_recorded_as_such_and_noted_once() -> None:
    black = np.zeros_like(DRAWING.image)
    lock = np.full_like(DRAWING.image, 60)

    watch = show([*moving(3), *[black] * 5, *[lock] * 5, *moving(3)])

    kinds = statuses(watch)
    assert kinds[:3] == kinds[-3:] == [FrameStatus.GALLERY] * 3
    assert kinds[3:8] == [FrameStatus.BLACK] * 5
    assert kinds[8:13] == [FrameStatus.NO_GALLERY] * 5
    assert len(watch.notes) == 3
    assert "locked screen" in watch.notes[0]


def test_a_screen_that_stands_still_for_minutes_is_frozen_after_a_minute() -> None:
    watch = show([*moving(2), *[DRAWING.image] * 60, *moving(2)])

    kinds = statuses(watch)
    still = kinds.index(FrameStatus.FROZEN)
    assert 2 + 60 / INTERVAL_S <= still <= 4 + 60 / INTERVAL_S
    assert set(kinds[still:-2]) == {FrameStatus.FROZEN}
    assert kinds[-2:] == [FrameStatus.GALLERY] * 2


@pytest.mark.parametrize("size", [(1, 1), (200, 320), (2160, 3840), (720, 333)])
def test_another_resolution_in_mid_class_is_read_like_any_other(size: tuple[int, int]) -> None:
    watch = show([*moving(2), *[np.full((*size, 3), 60, np.uint8)] * 2, *moving(2)])

    assert statuses(watch) == [
        *[FrameStatus.GALLERY] * 2,
        *[FrameStatus.NO_GALLERY] * 2,
        *[FrameStatus.GALLERY] * 2,
    ]


@pytest.mark.skipif(bool(NO_SCREEN) or sys.platform == "win32", reason=NO_SCREEN or "X11")
@pytest.mark.display
def test_a_class_outlives_its_screen(tmp_path: Path) -> None:
    """The X server is gone for a while and comes back, smaller; then it is resized, and turns black."""
    with virtual_screen(800, 600) as display:
        paint(display, "#406080")
        environment = environment_in(tmp_path) | {"DISPLAY": display}
        with live_class(environment, stderr=subprocess.DEVNULL) as process:
            wait_for_frame(tmp_path, 2)
            stop_server(display)
            wait_until(lambda: noted(tmp_path, "no picture"), "a note that the screen is gone")
            before = last_number(tmp_path)
            with virtual_screen(640, 480, display) as again:
                paint(again, "#804060")
                wait_for_frame(tmp_path, before + 2)
                assert noted(tmp_path, "the picture is back")
                paint(again, "#000000")
                wait_until(lambda: noted(tmp_path, "is black"), "a note that the picture is black")
                process.terminate()
                assert process.wait(30) == 0
    (session,) = sessions(environment)
    assert session["status"] == "finished"
    assert session["frames"] > before + 2


def noted(home: Path, text: str) -> bool:
    state = agent_state(home)
    assert state is not None
    assert state.error is None
    return any(text in note.text for note in state.notes)


def stop_server(display: str) -> None:
    """Ends our X server of a display as a crash would; what it leaves behind goes, too."""
    (server,) = [child for child in psutil.Process().children() if child.name() == "Xvfb"]
    server.kill()
    wait_until(lambda: server.status() == psutil.STATUS_ZOMBIE, "the X server's end")
    number = display.lstrip(":")
    for path in (Path(f"/tmp/.X{number}-lock"), Path(f"/tmp/.X11-unix/X{number}")):
        path.unlink(missing_ok=True)
