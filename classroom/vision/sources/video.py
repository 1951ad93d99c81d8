"""A video file as a frame source, sampled by the video's own clock.

Frames between two samples are decoded but not converted. Seeking instead was measured and left out:
see `VideoSource`.
"""

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from classroom.domain import Frame
from classroom.errors import CaptureError
from classroom.vision.sources.captures import Capture, open_capture, retrieve_image

_CLOCK_TOLERANCE_S = 0.001  # containers round time stamps to whole milliseconds
_END_TOLERANCE_S = 2.0  # sound may outlast the picture by so much in a file that is whole
_MAX_FPS = 1000.0
_MAX_DURATION_S = 7 * 86_400.0
_RETRIES = 1000  # damaged frames in a row (half a minute) before the end is believed; costs 50 ms at the end


def open_video(path: Path, *, interval_s: float, started_at: datetime | None = None) -> "VideoSource":
    """A recording sampled every `interval_s` of its own time, as fast as the caller grabs.

    Args:
        path: any video OpenCV's FFmpeg can decode (mp4, mkv, mov, avi, webm ...).
        interval_s: seconds between two samples; below the spacing of the frames, every frame is given.
        started_at: when the recording began, aware; None = the file's modification time, which is all
            that is known of most files.

    Raises:
        CaptureError: missing, a folder, empty, unreadable, or no video.
    """
    _check_file(path)
    capture = open_capture(str(path))
    if not capture.isOpened():
        capture.release()
        raise CaptureError(f"{path} is not a video, or is damaged: convert it to MP4 (H.264) and try again")
    begun = started_at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return VideoSource(capture, path, interval_s=interval_s, started_at=begun)


def _check_file(path: Path) -> None:
    if not path.exists():
        raise CaptureError(f"video {path} does not exist: correct the path")
    if path.is_dir():
        raise CaptureError(f"{path} is a folder: name a video file")
    if not path.is_file():  # a pipe would block for ever
        raise CaptureError(f"{path} is a device or pipe: name a video file")
    try:
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except OSError as error:
        raise CaptureError(f"video {path} cannot be read ({error.strerror}): check its access rights") from error
    if empty:
        raise CaptureError(f"video {path} is empty (0 bytes): copy or download it again")


class VideoClock:
    """Seconds since a video's first frame, from its time stamps; always moving forward.

    Time stamps and not frame numbers, because recordings of calls have a changing frame rate and often
    a wrong nominal one. Where stamps are missing (raw streams) or fall back (joined recordings), the
    clock goes on by the nominal spacing of the frames.
    """

    def __init__(self, fps: float) -> None:
        self._spacing_s = 1 / fps if 0 < fps <= _MAX_FPS else None
        self._offset_s = 0.0
        self._now_s: float | None = None

    def advance(self, stamp_s: float) -> float:
        """The time of the next frame, given its stamp.

        Raises:
            CaptureError: the stamps stand still and no frame rate is known.
        """
        stamp_s = stamp_s if math.isfinite(stamp_s) else 0.0
        if self._now_s is None:
            self._offset_s = -stamp_s
        elif stamp_s + self._offset_s <= self._now_s:
            if self._spacing_s is None:
                raise CaptureError("the video has neither time stamps nor a frame rate: convert it to MP4 (H.264)")
            self._offset_s = self._now_s + self._spacing_s - stamp_s
        self._now_s = stamp_s + self._offset_s
        return self._now_s


class VideoSource:
    """The frames of one video file.

    Each sample is the first frame at or after a multiple of the interval and carries that frame's own
    time, so a recording that shows nothing new for a while gives fewer frames, not repeated ones.
    Frames in between are skipped by decoding. Seeking decodes from the previous key frame, eight seconds
    back in a usual H.264 file: tried on 1080p it took 2.3 times as long at an interval of 2 s and 0.5
    times at 10 s, and it is inexact where the frame rate changes.
    """

    live = False

    def __init__(self, capture: Capture, path: Path, *, interval_s: float, started_at: datetime) -> None:
        self._capture = capture
        self._path = path
        self._interval_s = interval_s
        self.started_at = started_at  # aware
        fps = capture.get(cv2.CAP_PROP_FPS)
        self._clock = VideoClock(fps)
        self._duration_s = _plausible_duration(capture.get(cv2.CAP_PROP_FRAME_COUNT), fps)
        self._spacing_s = 1 / fps if self._duration_s is not None else 0.0
        self._due_s = 0.0
        self._reached_s: float | None = None
        self._state = "open"
        self.ended_early: str | None = None  # set at the end: why fewer frames came than the file announces

    @property
    def description(self) -> str:
        return f"video {self._path.name}"

    @property
    def frame_count(self) -> int | None:
        """Frames to expect by the file's announced duration: an estimate; None when it announces none."""
        if self._duration_s is None:
            return None
        step_s = max(self._interval_s, self._spacing_s)
        return max(1, math.ceil((self._duration_s - _CLOCK_TOLERANCE_S) / step_s))

    def grab(self) -> Frame | None:
        """The next sample, or None at the end; then `ended_early` tells whether something is missing.

        Raises:
            CaptureError: not one frame can be decoded, or the source is closed.
        """
        if self._state == "closed":
            raise CaptureError(f"{self.description} is closed: open it again")
        while self._state == "open":
            time_s = self._step()
            if time_s is None:
                self._end()
            elif time_s + _CLOCK_TOLERANCE_S >= self._due_s:
                image = retrieve_image(self._capture)
                if image is not None:
                    self._due_s = self._next_due(time_s)
                    return Frame(np.ascontiguousarray(image), self.started_at + timedelta(seconds=time_s))
        return None

    def close(self) -> None:
        self._capture.release()
        self._state = "closed"

    def _step(self) -> float | None:
        """Time of the next frame of the file, s; None at the end."""
        if not any(self._capture.grab() for _ in range(_RETRIES)):
            return None
        self._reached_s = self._clock.advance(self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        return self._reached_s

    def _next_due(self, time_s: float) -> float:
        # From the grid and not from this frame, so that late frames do not add up.
        return (math.floor((time_s + _CLOCK_TOLERANCE_S) / self._interval_s) + 1) * self._interval_s

    def _end(self) -> None:
        self._state = "ended"
        if self._reached_s is None:
            raise CaptureError(f"{self._path} holds no picture that can be decoded: convert it to MP4 (H.264)")
        if self._duration_s is None:
            return
        # Matroska counts the duration from zero even where the first stamp is later (a trimmed recording).
        last_stamp_s = self._capture.get(cv2.CAP_PROP_PTS) * self._spacing_s
        if self._duration_s - max(self._reached_s, last_stamp_s) > _END_TOLERANCE_S:
            self.ended_early = (
                f"pictures end at {_minutes(self._reached_s)} of {_minutes(self._duration_s)}: "
                f"{self._path.name} may be cut off or damaged"
            )


def _plausible_duration(frames: float, fps: float) -> float | None:
    """Announced duration, s; None when the file announces nothing or nonsense (broken headers do)."""
    if not (0 < fps <= _MAX_FPS and frames > 0):
        return None
    duration_s = frames / fps
    return duration_s if duration_s <= _MAX_DURATION_S else None


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
