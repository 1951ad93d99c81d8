from contextlib import closing
from pathlib import Path

import cv2
import pytest

from classroom.errors import CaptureError
from classroom.vision.sources import open_webcam
from classroom.vision.sources.captures import open_capture
from tests.vision.sources.conftest import HandClock
from tests.vision.sources.recordings import HEIGHT, WIDTH, read_number, write_video


def test_a_camera_is_described_by_number_and_size(tmp_path: Path, clock: HandClock) -> None:
    path = write_video(tmp_path / "camera.avi", frames=20, fps=10, codec="MJPG")

    with closing(open_webcam(3, clock=clock, opener=lambda _number: open_capture(str(path)))) as source:
        assert source.description == f"webcam 3 ({WIDTH}x{HEIGHT})"


def test_pictures_kept_by_the_driver_are_thrown_away(tmp_path: Path, clock: HandClock) -> None:
    path = write_video(tmp_path / "camera.avi", frames=20, fps=10, codec="MJPG")

    with closing(open_webcam(0, clock=clock, opener=lambda _number: open_capture(str(path)))) as source:
        numbers = [read_number(source.grab().image) for _ in range(2)]

    # 0 was read to see whether the camera works; four old ones go before each picture.
    assert numbers == [5, 10]


def test_a_camera_that_stops_is_an_error(tmp_path: Path, clock: HandClock) -> None:
    path = write_video(tmp_path / "camera.avi", frames=7, fps=10, codec="MJPG")

    with closing(open_webcam(0, clock=clock, opener=lambda _number: open_capture(str(path)))) as source:
        source.grab()
        with pytest.raises(CaptureError, match="webcam 0 gives no picture"):
            source.grab()


@pytest.mark.parametrize("number", [-5, -1, 100, 10**12])
def test_a_number_no_camera_can_have_is_refused(clock: HandClock, number: int) -> None:
    with pytest.raises(CaptureError, match=f"webcam {number} does not exist"):
        open_webcam(number, clock=clock)


def test_a_camera_that_is_not_there_is_refused(clock: HandClock) -> None:
    with pytest.raises(CaptureError, match="webcam 63 cannot be opened") as caught:
        open_webcam(63, clock=clock)

    assert "\n" not in str(caught.value)


def test_a_camera_that_opens_and_gives_nothing_is_refused_and_freed(tmp_path: Path, clock: HandClock) -> None:
    path = write_video(tmp_path / "camera.avi", frames=1, fps=10, codec="MJPG")
    capture = cv2.VideoCapture(str(path))
    capture.grab()

    with pytest.raises(CaptureError, match="gives no picture"):
        open_webcam(0, clock=clock, opener=lambda _number: capture)

    assert not capture.isOpened()
