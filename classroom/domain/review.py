"""What records mean: timelines, summaries, flags and the teacher's verdicts on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from classroom.domain.words import FrameStatus


@dataclass(frozen=True, slots=True)
class TimelineBin:
    """One bin of a timeline, of the class or of one participant."""

    start: datetime  # aware UTC
    engagement: float | None  # 0-100; None = not enough was read
    coverage: float  # 0-1, share of the bin's participant-time that was really read
    visible: float | None  # mean number of participants with a visible face (0-1 for one); None = no gallery
    in_call: float | None  # mean number of participants in the call (0-1 for one); None = no gallery
    emotions: tuple[float, ...] | None  # mean probabilities in Emotion order; None = nothing read
    gallery_s: float  # seconds of the bin in which a gallery was seen: those that `visible` and `in_call` speak of


@dataclass(frozen=True, slots=True)
class Timeline:
    participant: int | None  # Participant.number; None = the class
    bin_s: float
    bins: tuple[TimelineBin, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """Mean numbers of participants over the time in which a gallery was seen."""

    visible: float  # with a visible face
    in_call: float


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
