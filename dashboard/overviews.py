"""What pages over many sessions, and the heat map, show: frozen and ready to be drawn."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from classroom.domain import FrameStatus, ParticipantState, Session
from classroom.roster.types import Student


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One session of a course, the class as a whole."""

    session: Session
    mean_engagement: float | None  # 0-100
    coverage: float | None  # 0-1, share of the time in the call that was read; None = nobody was in the call
    emotions: tuple[float, ...] | None  # mean probabilities in Emotion order
    minutes: float  # in which anyone was in the call
    mean_in_call: float | None  # mean number of participants in the call while a gallery was seen; None = none was
    mean_visible: float | None  # mean number of participants with a visible face, likewise
    camera_off_share: float | None  # 0-1 of the time on shown tiles with the camera off


@dataclass(frozen=True, slots=True)
class CourseTrend:
    """A course over a term."""

    rows: tuple[CourseRow, ...]  # by start, oldest first
    pending: int  # sessions whose facts are still to be made: ask again


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student in one session."""

    session: Session
    participant: int  # Participant.number
    mean_engagement: float | None  # 0-100
    coverage: float | None  # 0-1
    emotions: tuple[float, ...] | None
    minutes_in_call: float
    minutes_visible: float
    minutes_camera_off: float
    minutes_hidden: float  # in the call while no gallery was seen: neither visible nor not visible
    difference: float | None  # points from the student's own median over the other sessions; None = fewer than 2


@dataclass(frozen=True, slots=True)
class StudentHistory:
    """One student across sessions."""

    student: Student
    rows: tuple[StudentRow, ...]  # by start, oldest first
    usual: float | None  # median of the sessions' mean engagement
    pending: int  # sessions whose facts are still to be made: ask again


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """k students x b bins of one session."""

    participants: tuple[int, ...]  # (k,) Participant.number
    names: tuple[str, ...]  # (k,)
    starts: tuple[datetime, ...]  # (b,) aware UTC
    bin_s: float
    engagement: NDArray[np.float32]  # (k, b) 0-100; NaN = not enough was read
    coverage: NDArray[np.float32]  # (k, b) 0-1
    in_call: NDArray[np.float32]  # (k, b) 0-1; NaN = no gallery
    flags: tuple[int, ...]  # (k,) number of flags, to sort by


@dataclass(frozen=True, slots=True)
class PersonThen:
    """One participant at one moment."""

    participant: int  # Participant.number
    name: str
    is_in_call: bool
    state: ParticipantState | None  # None = not on the frame
    engagement: float | None  # 0-100, smoothed
    emotions: tuple[float, ...] | None  # probabilities in Emotion order


@dataclass(frozen=True, slots=True)
class Moment:
    """Who was how at the last frame up to a time."""

    at: datetime  # of the frame
    status: FrameStatus  # without a gallery nobody's state is known
    people: tuple[PersonThen, ...]  # by number
    is_counted: bool = True  # False = in a part that the teacher has excluded: nobody's state is shown
