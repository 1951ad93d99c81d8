"""Keeps OpenCV and FFmpeg off stderr: what fails is told by the product's own errors, in one line."""

import os

from cv2.utils import logging as cv2_logging

_FFMPEG_QUIET = "-8"  # AV_LOG_QUIET


def silence_opencv() -> None:
    """Silences both for this process; harmless when called again."""
    # FFmpeg's level is read once, when OpenCV first uses FFmpeg.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _FFMPEG_QUIET)
    cv2_logging.setLogLevel(cv2_logging.LOG_LEVEL_SILENT)
