"""Opens OpenCV's video captures without letting OpenCV or FFmpeg write to stderr."""

from typing import Any, Protocol

import cv2

from classroom.domain import Image
from classroom.vision.opencv_log import silence_opencv


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that the sources use."""

    # OpenCV's own names, which are no snake case.
    def isOpened(self) -> bool: ...  # noqa: N802
    def grab(self) -> bool: ...
    def retrieve(self) -> tuple[bool, Any]: ...
    def get(self, propId: int, /) -> float: ...  # noqa: N803
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803
    def release(self) -> None: ...


def open_capture(target: int | str) -> Capture:
    """A capture of a device number or of a file, perhaps not opened (ask `isOpened`)."""
    silence_opencv()
    # Files by FFmpeg alone: OpenCV's other readers would be tried on damaged ones, and write to stderr.
    backend = cv2.CAP_FFMPEG if isinstance(target, str) else cv2.CAP_ANY
    capture: Capture = cv2.VideoCapture(target, backend)
    return capture


def retrieve_image(capture: Capture) -> Image | None:
    """The picture just grabbed, (h, w, 3) uint8 BGR, or None when it cannot be decoded."""
    ok, image = capture.retrieve()
    return image if ok and image is not None and image.size else None
