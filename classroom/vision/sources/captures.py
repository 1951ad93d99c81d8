"""Opens OpenCV's video captures without letting OpenCV or FFmpeg write to stderr."""

import os
from typing import Any, Protocol

import cv2
from cv2.utils import logging as cv2_logging

from classroom.domain import Image

_FFMPEG_QUIET = "-8"  # AV_LOG_QUIET


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
    """A capture of a device number or of a file, perhaps not opened (ask `isOpened`).

    Quiet from here on for the whole process: what fails is told by `CaptureError`, in one line.
    """
    # FFmpeg's level is read once, when OpenCV first uses FFmpeg in this process.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _FFMPEG_QUIET)
    cv2_logging.setLogLevel(cv2_logging.LOG_LEVEL_SILENT)
    capture: Capture = cv2.VideoCapture(target)
    return capture


def retrieve_image(capture: Capture) -> Image | None:
    """The picture just grabbed, (h, w, 3) uint8 BGR, or None when it cannot be decoded."""
    ok, image = capture.retrieve()
    return image if ok and image is not None and image.size else None
