"""What the "Try it" page needs of vision, which `dashboard` itself never imports: `create_app` is given one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from classroom.domain import Box, FaceQuality, FrameStatus, HeadPose, ParticipantState


class InspectMode(StrEnum):
    """What a picture is looked at as."""

    GALLERY = "gallery"  # a screenshot of a call: tiles, names and each tile's largest face
    FACES = "faces"  # one picture: every face on it, no names; the fast way


class Unread(StrEnum):
    """Why a face that was found was not read."""

    TOO_SMALL = "too_small"
    UNSURE = "unsure"  # perhaps no face
    BLURRED = "blurred"
    NOT_ALLOWED = "not_allowed"  # no consent is known
    FAILED = "failed"  # the model failed on it


@dataclass(frozen=True, slots=True)
class InspectedFace:
    box: Box  # px, picture
    score: float  # detector's confidence 0-1
    quality: FaceQuality | None
    probabilities: tuple[float, ...] | None  # 7 in `Emotion` order; None = not read, or expressions are off
    head_pose: HeadPose | None
    eyes_closed: float | None  # 0 open - 1 closed
    unread: Unread | None  # None = it was read, as far as the settings allow


@dataclass(frozen=True, slots=True)
class InspectedTile:
    """One participant's cell of a gallery."""

    box: Box  # px, picture
    state: ParticipantState
    name: str | None  # None = no label or unreadable
    face: int | None  # index into `Inspection.faces`
    extra_faces: int  # further people in the tile: counted, not read


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that was seen on one picture; none of it is kept."""

    mode: InspectMode  # FACES too where a gallery was asked for and none found
    width: int  # px, as shown: a photo's rotation is applied
    height: int
    status: FrameStatus
    tiles: tuple[InspectedTile, ...]  # () unless GALLERY
    faces: tuple[InspectedFace, ...]
    timings_ms: Mapping[str, float]  # stage -> ms, with "total"


class Inspector(Protocol):
    """Looks at pictures in memory and forgets them. Safe to be called by several threads."""

    def reads_expressions(self, user: str) -> bool:
        """False = presence only for this account: the classifier never runs."""

    def inspect(self, picture: bytes, mode: InspectMode, user: str) -> Inspection:
        """What is seen on a PNG, JPEG or WebP file that this account gave.

        Raises:
            BusyError: as many pictures as may be are looked at right now; nothing waits in a queue.
            NoPictureError: it is no picture, of another kind, or animated.
            PictureSizeError: it is too large.
            CaptureError: it is damaged.
            AnalysisError: something about this picture is beyond us.
            ModelError: a model is missing or does not fit.
        """
