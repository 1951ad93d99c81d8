"""The frozen types that flow: source -> Frame -> Tile -> Face -> Reading -> Observation -> Store.

Units and origin: pixels count from the frame's top-left corner; angles are degrees from the viewer
(yaw + = nose towards the picture's right, pitch + = down, roll + = counter-clockwise); times are aware
UTC. Absent is `None` (NaN in arrays), never a default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]  # (h, w, 3) BGR
Points = NDArray[np.float32]  # (n, 2) px, x then y


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


# ---------------------------------------------------------------- capture and vision


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


# ---------------------------------------------------------------- records


@dataclass(frozen=True, slots=True)
class Participant:
    """One person of one session; `number` (1, 2, ...) is unique within the session."""

    number: int
    display_name: str
    name_is_read: bool  # True: a name from the label or the teacher; False: made by us ("Participant 3")


@dataclass(frozen=True, slots=True)
class Observation:
    """Participant x frame: a state and, only if a face was read, a reading."""

    participant: int  # Participant.number
    state: ParticipantState
    box: Box | None  # tile, px; None when the participant was not on the frame
    score: float | None  # face detector's confidence 0-1; None = no face
    reading: Reading | None
    quality: FaceQuality | None


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """What is stored of one frame, in one transaction."""

    number: int  # 0, 1, ... within the session, given by the agent
    taken_at: datetime
    status: FrameStatus
    elapsed_ms: float  # analysis time
    new_participants: tuple[Participant, ...]  # first seen on this frame, or renamed
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is known of a session when it starts."""

    course: str
    started_at: datetime
    source: str
    interval_s: float
    time_zone: str  # IANA name of the class's zone, for the screen
    is_demo: bool = False
    owner: str | None = None  # username; None = everyone's


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    course: str
    started_at: datetime
    ended_at: datetime | None
    status: SessionStatus
    source: str
    interval_s: float
    time_zone: str
    is_demo: bool
    owner: str | None
    frame_count: int
    gallery_frame_count: int
    participant_count: int
    observation_count: int
    last_frame_at: datetime | None
    revision: int = 0  # grows with every edit of participants: records loaded before it are out of date


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """A session's frames as columns, ordered by `number`."""

    number: NDArray[np.int64]  # (m,)
    taken_at: NDArray[np.float64]  # (m,) seconds since 1970, UTC
    status: NDArray[np.int8]  # (m,) index into FRAME_STATUSES
    elapsed_ms: NDArray[np.float32]  # (m,)


@dataclass(frozen=True, slots=True, eq=False)
class ObservationTable:
    """A session's observations as columns, ordered by frame, then participant; NaN = not read."""

    frame: NDArray[np.int64]  # (n,) FrameTable.number
    participant: NDArray[np.int32]  # (n,) Participant.number
    state: NDArray[np.int8]  # (n,) index into STATES
    box: NDArray[np.float32]  # (n, 4) left, top, width, height, px
    score: NDArray[np.float32]  # (n,) 0-1
    probabilities: NDArray[np.float32]  # (n, 7) in Emotion order
    head_pose: NDArray[np.float32]  # (n, 3) yaw, pitch, roll, degrees
    eyes_closed: NDArray[np.float32]  # (n,) 0-1


@dataclass(frozen=True, slots=True, eq=False)
class SessionRecords:
    """Everything recorded of one session: what engagement, reports and pages compute from."""

    session: Session
    participants: tuple[Participant, ...]  # by number
    frames: FrameTable
    observations: ObservationTable
    verdicts: tuple["FlagVerdict", ...] = ()
    markers: tuple["Marker", ...] = ()
    exclusions: tuple["Exclusion", ...] = ()  # parts that do not count, as they were said; they may overlap
    layout: str = ""  # another one after each merge, split or exclusion: whose the earlier observations are, or whether
    # they count, has changed


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment of the lesson the teacher marked ("exercise starts")."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A part of a session that does not count, as if it had not been recorded: a break, an exam."""

    start: datetime  # the first moment that does not count
    end: datetime  # the first moment that counts again
    text: str  # "" = nothing was said


@dataclass(frozen=True, slots=True)
class SessionNote:
    """What the teachers noted on a session."""

    text: str
    changed_at: datetime
    actor: str  # who wrote it last


class Role(StrEnum):
    TEACHER = "teacher"  # sees own sessions and the demo
    ADMIN = "admin"  # sees all


@dataclass(frozen=True, slots=True)
class User:
    """An account of the dashboard."""

    name: str
    role: Role
    has_password: bool  # False until the one-time link was used
    hides_names: bool = False  # of this request: pseudonyms take the names' place


# ---------------------------------------------------------------- engagement


@dataclass(frozen=True, slots=True)
class TimelineBin:
    """One bin of a timeline, of the class or of one participant."""

    start: datetime  # aware UTC
    engagement: float | None  # 0-100; None = not enough was read
    coverage: float  # 0-1, share of the bin's participant-time that was really read
    visible: float | None  # mean number of participants with a visible face (0-1 for one); None = no gallery
    in_call: float | None  # mean number of participants in the call (0-1 for one); None = no gallery
    emotions: tuple[float, ...] | None  # mean probabilities in Emotion order; None = nothing read


@dataclass(frozen=True, slots=True)
class Timeline:
    participant: int | None  # Participant.number; None = the class
    bin_s: float
    bins: tuple[TimelineBin, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the session report; of the class (participant None) or of one participant."""

    participant: int | None
    first_seen: datetime | None
    last_seen: datetime | None
    minutes_in_call: float
    minutes_visible: float
    minutes_camera_off: float
    coverage: float  # 0-1
    mean_engagement: float | None  # 0-100
    emotions: tuple[float, ...] | None  # mean probabilities in Emotion order
    flags: int


class FlagReason(StrEnum):
    BELOW_OWN_MEDIAN = "below_own_median"
    LOW_ENGAGEMENT = "low_engagement"
    NO_FACE = "no_face"
    EYES_CLOSED = "eyes_closed"
    TURNED_AWAY = "turned_away"
    CAMERA_OFF = "camera_off"


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Flag:
    """ "Worth a look": never a judgement."""

    participant: int  # Participant.number
    start: datetime
    end: datetime | None  # None = still so at the last frame
    reason: FlagReason
    evidence: str  # one plain sentence with the figures
    rule_version: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class FlagVerdict:
    """The teacher's word on one flag, stored with the rule that raised it."""

    participant: int
    reason: FlagReason
    start: datetime
    end: datetime | None
    rule_version: str
    verdict: Verdict
    given_at: datetime


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How often one verdict was given on flags of one reason."""

    reason: FlagReason
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class ClassDip:
    """A marker about the lesson: many visible students fell at the same time."""

    start: datetime
    end: datetime
    fell: int
    visible: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing could be seen of anyone."""

    start: datetime
    end: datetime
    is_recorded: bool  # True: frames without a gallery; False: no frames at all


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What the running agent tells its watcher after each frame; nothing in it is stored."""

    frame_number: int
    taken_at: datetime
    status: FrameStatus
    tiles: int
    faces: int
    engagement: float | None  # class, smoothed, 0-100
    open_flags: tuple[Flag, ...]
    elapsed_ms: float
