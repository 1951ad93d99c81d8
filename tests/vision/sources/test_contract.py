"""What every frame source does alike."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from classroom.domain import Box, FrameSource
from classroom.errors import CaptureError
from classroom.vision.sources import open_folder, open_screen, open_video, open_webcam, open_window
from tests.vision.sources.conftest import HandClock
from tests.vision.sources.recordings import LoopingCamera, write_picture, write_video
from tests.x_windows import desktop

STARTED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Opener = Callable[[], FrameSource]


@pytest.fixture
def screen(display: str, clock: HandClock) -> Opener:
    return lambda: open_screen(monitor=1, region=None, clock=clock, display=display)


@pytest.fixture
def window(display: str, clock: HandClock) -> Iterator[Opener]:
    with desktop(display) as opened:
        opened.open("Zoom Meeting", Box(30, 20, 200, 150))
        yield lambda: open_window("zoom", clock=clock, note=print, display=display, environment={})


@pytest.fixture
def video_mp4(tmp_path: Path) -> Opener:
    path = write_video(tmp_path / "class.mp4", frames=30, fps=10)
    return lambda: open_video(path, interval_s=1, started_at=STARTED_AT)


@pytest.fixture
def video_avi(tmp_path: Path) -> Opener:
    path = write_video(tmp_path / "class.avi", frames=30, fps=10, codec="MJPG")
    return lambda: open_video(path, interval_s=1, started_at=STARTED_AT)


@pytest.fixture
def folder(tmp_path: Path) -> Opener:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number, suffix in enumerate((".png", ".jpg", ".webp", ".bmp")):
        write_picture(pictures / f"{number}{suffix}", number)
    return lambda: open_folder(pictures, interval_s=1, started_at=STARTED_AT)


@pytest.fixture
def webcam(tmp_path: Path, clock: HandClock) -> Opener:
    path = write_video(tmp_path / "camera.avi", frames=30, fps=10, codec="MJPG")
    return lambda: open_webcam(0, clock=clock, opener=lambda _number: LoopingCamera(path))


ON_A_SCREEN = tuple(pytest.param(name, marks=pytest.mark.display) for name in ("screen", "window"))
LIVE = (*ON_A_SCREEN, "webcam")
RECORDED = ("video_mp4", "video_avi", "folder")


@pytest.fixture
def opener(request: pytest.FixtureRequest) -> Opener:
    found: Opener = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def source(opener: Opener) -> Iterator[FrameSource]:
    with closing(opener()) as opened:
        yield opened


every_source = pytest.mark.parametrize("opener", [*LIVE, *RECORDED], indirect=True)
live_sources = pytest.mark.parametrize("opener", LIVE, indirect=True)
recorded_sources = pytest.mark.parametrize("opener", RECORDED, indirect=True)


@every_source
def test_a_frame_is_a_contiguous_bgr_picture_with_an_aware_time(source: FrameSource) -> None:
    frame = source.grab()

    assert frame is not None
    assert frame.image.dtype == np.uint8
    assert frame.image.ndim == 3
    assert frame.image.shape[2] == 3
    assert frame.image.flags.c_contiguous
    assert frame.taken_at == STARTED_AT
    assert frame.taken_at.utcoffset() == timedelta(0)


@every_source
def test_the_description_is_one_line(source: FrameSource) -> None:
    assert source.description.strip() == source.description
    assert len(source.description.splitlines()) == 1


@every_source
def test_a_frame_belongs_to_its_caller(source: FrameSource) -> None:
    first, second = source.grab(), source.grab()
    assert first is not None
    assert second is not None
    before = second.image.copy()

    first.image[:] = 7

    assert np.array_equal(second.image, before)


@every_source
def test_a_closed_source_refuses_to_grab(source: FrameSource) -> None:
    source.close()
    source.close()

    with pytest.raises(CaptureError, match="closed"):
        source.grab()


@every_source
def test_a_source_can_be_opened_again(opener: Opener) -> None:
    with closing(opener()) as first:
        once = first.grab()
    with closing(opener()) as second:
        again = second.grab()

    assert once is not None
    assert again is not None
    assert once.image.shape == again.image.shape


@every_source
def test_no_frame_is_written_to_disk(opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    before = sorted(tmp_path.rglob("*"))

    with closing(opener()) as source:
        source.grab()

    assert sorted(tmp_path.rglob("*")) == before


@live_sources
def test_a_live_source_never_ends_and_tells_the_time_of_each_grab(source: FrameSource, clock: HandClock) -> None:
    assert source.live
    assert source.frame_count is None
    for _ in range(3):
        clock.advance(3)
        frame = source.grab()

        assert frame is not None
        assert frame.taken_at == clock.now


@recorded_sources
def test_a_recording_gives_the_frames_it_promised_in_order_and_then_ends(source: FrameSource) -> None:
    promised = source.frame_count
    times = []
    while (frame := source.grab()) is not None:
        times.append(frame.taken_at)

    assert not source.live
    assert len(times) == promised
    assert [(time - STARTED_AT).total_seconds() for time in times] == list(range(len(times)))
    assert source.grab() is None
