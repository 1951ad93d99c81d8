"""A webcam as a frame source: each grab is what the camera sees now."""

from collections.abc import Callable
from datetime import datetime

import cv2
import numpy as np

from classroom.domain import Frame, Image
from classroom.errors import CaptureError
from classroom.vision.sources.captures import Capture, open_capture, retrieve_image

# Drivers keep pictures taken since the last grab (Video4Linux: 4) and hand out the oldest first.
_STALE_FRAMES = 4

# OpenCV takes hundreds for another driver, and crashes on some negative numbers.
_MAX_NUMBER = 99


def open_webcam(
    number: int, *, clock: Callable[[], datetime], opener: Callable[[int], Capture] = open_capture
) -> "WebcamSource":
    """The camera with this number (0 = the first) as a live source.

    Args:
        number: as OpenCV counts cameras.
        clock: the time now, aware UTC.
        opener: opens the device; another one plays a file as if it were a camera.

    Raises:
        CaptureError: no such camera, or it gives no pictures.
    """
    if not 0 <= number <= _MAX_NUMBER:
        raise CaptureError(f"webcam {number} does not exist: the first is 0, the last possible {_MAX_NUMBER}")
    capture = opener(number)
    if not capture.isOpened():
        capture.release()
        raise CaptureError(
            f"webcam {number} cannot be opened: plug it in, close other programs that use it, or name another number"
        )
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # not every driver obeys, hence `_STALE_FRAMES`
    try:
        return WebcamSource(capture, number, clock)
    except CaptureError:
        capture.release()
        raise


class WebcamSource:
    """The newest picture of one camera at each grab; older ones the driver kept are thrown away."""

    live = True
    frame_count = None

    def __init__(self, capture: Capture, number: int, clock: Callable[[], datetime]) -> None:
        self._capture = capture
        self._number = number
        self._clock = clock
        self._closed = False
        height, width = self._read().shape[:2]  # a camera that opens may still give nothing
        self._size = f"{width}x{height}"

    @property
    def description(self) -> str:
        return f"webcam {self._number} ({self._size})"

    def grab(self) -> Frame:
        """What the camera sees now.

        Raises:
            CaptureError: unplugged, or taken by another program; a later grab may succeed.
        """
        if self._closed:
            raise CaptureError(f"{self.description} is closed: open it again")
        for _ in range(_STALE_FRAMES):
            self._capture.grab()
        taken_at = self._clock()
        return Frame(self._read(), taken_at)

    def close(self) -> None:
        self._capture.release()
        self._closed = True

    def _read(self) -> Image:
        image = retrieve_image(self._capture) if self._capture.grab() else None
        if image is None:
            raise CaptureError(
                f"webcam {self._number} gives no picture: check its cable and close other programs that use it"
            )
        return np.ascontiguousarray(image)
