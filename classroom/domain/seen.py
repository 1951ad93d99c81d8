"""What is seen on one picture: Frame, Tile, Face, Reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classroom.domain.words import EMOTIONS, Box, Emotion, FrameStatus, ParticipantState

Image = NDArray[np.uint8]  # (h, w, 3) BGR
Points = NDArray[np.float32]  # (n, 2) px, x then y


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One grab of the screen, or one sampled picture of a recording."""

    image: Image  # (h, w, 3) uint8 BGR
    taken_at: datetime  # aware UTC; a recording's own clock, not the time of analysis


class FrameSource(Protocol):
    """Where frames come from: screen, video, folder, webcam, demo. One contract test runs them all."""

    @property
    def description(self) -> str:
        """One line for people, e.g. `monitor 1 (1920x1080)`; stored as the session's source."""

    @property
    def live(self) -> bool:
        """True: each `grab` shows now, and the caller keeps the pace; False: a recording."""

    @property
    def frame_count(self) -> int | None:
        """How many frames `grab` will give in all; None when nobody knows (live sources)."""

    def grab(self) -> Frame | None:
        """The next frame, or None when the recording has ended.

        Raises:
            CaptureError: the source broke (monitor gone, file damaged), with what to do.
        """

    def close(self) -> None:
        """Free the device or file; harmless when called twice."""


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """What decides whether a face may be read."""

    height_px: int
    sharpness: float  # variance of the Laplacian on the grey face at 48 px height; ~0 blurred
    brightness: float  # mean grey, 0-255


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Degrees from the viewer."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    box: Box  # px, frame
    score: float  # detector confidence 0-1
    landmarks: Points | None  # (5, 2) px: eyes, nose, mouth corners; the person's right side first
    quality: FaceQuality | None = None
    head_pose: HeadPose | None = None  # None = not measured
    eyes_closed: float | None = None  # 0 open - 1 closed; None = not measured, or too small to be seen


@dataclass(frozen=True, slots=True)
class Reading:
    """What the models said of one face."""

    probabilities: tuple[float, ...] | None  # 7 values in `Emotion` order, sum 1; None = policy off
    head_pose: HeadPose | None
    eyes_closed: float | None  # 0 open - 1 closed

    def probability(self, emotion: Emotion) -> float | None:
        return None if self.probabilities is None else self.probabilities[EMOTIONS.index(emotion)]


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One participant's cell of the gallery, with what was seen in it."""

    box: Box  # px, frame
    state: ParticipantState
    name: str | None = None  # as read from the label; None = no label or unreadable
    face: Face | None = None  # the participant's (largest) face
    reading: Reading | None = None
    extra_faces: int = 0  # further people in the tile: counted, not classified
    appearance: NDArray[np.float32] | None = None  # compact look of the tile, for identity only, never stored


@dataclass(frozen=True, slots=True, eq=False)
class FrameAnalysis:
    """All that was seen on one frame."""

    taken_at: datetime
    width: int
    height: int
    status: FrameStatus
    tiles: tuple[Tile, ...]
    timings_ms: Mapping[str, float]  # stage -> ms, with "total"
