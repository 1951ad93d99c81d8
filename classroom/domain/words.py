"""The closed lists of words, and the rectangle they are about."""

from dataclasses import dataclass
from enum import StrEnum


class Emotion(StrEnum):
    """The seven FER2013 classes; declaration order is the label order everywhere."""

    ANGRY = "angry"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPY = "happy"
    SAD = "sad"
    SURPRISE = "surprise"
    NEUTRAL = "neutral"


EMOTIONS: tuple[Emotion, ...] = tuple(Emotion)


class ParticipantState(StrEnum):
    """What was seen of a participant in one frame; declaration order is the code in arrays."""

    VISIBLE = "visible"  # a face was found
    NO_FACE = "no_face"  # camera on, nobody there or turned away
    CAMERA_OFF = "camera_off"
    FROZEN = "frozen"  # the video stands still
    TOO_SMALL = "too_small"  # a face below the quality gate
    OFF_PAGE = "off_page"  # in the call, not on the page shown
    LEFT = "left"


STATES: tuple[ParticipantState, ...] = tuple(ParticipantState)


class FrameStatus(StrEnum):
    """Whether a gallery was on the frame; declaration order is the code in arrays."""

    GALLERY = "gallery"
    NO_GALLERY = "no_gallery"
    BLACK = "black"
    FROZEN = "frozen"


FRAME_STATUSES: tuple[FrameStatus, ...] = tuple(FrameStatus)


class SessionStatus(StrEnum):
    LIVE = "live"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle in frame pixels; `width` and `height` are positive."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """Centre as (x, y), px."""
        return self.left + self.width / 2, self.top + self.height / 2

    def intersection(self, other: "Box") -> int:
        """Shared area, px^2; 0 when they do not touch."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0) * max(height, 0)

    def iou(self, other: "Box") -> float:
        """Intersection over union, 0-1."""
        shared = self.intersection(other)
        return shared / (self.area + other.area - shared)

    def contains(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom
