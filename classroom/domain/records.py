"""What is kept of a session: participants, frames, observations, and the teacher's words on it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from classroom.domain.review import FlagVerdict
from classroom.domain.seen import FaceQuality, Reading
from classroom.domain.words import Box, FrameStatus, ParticipantState, SessionStatus


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


LAYOUT_SIGN = "~"  # stands between whose the observations are and which of them count


@dataclass(frozen=True, slots=True, eq=False)
class SessionRecords:
    """Everything recorded of one session: what engagement, reports and pages compute from."""

    session: Session
    participants: tuple[Participant, ...]  # by number
    frames: FrameTable
    observations: ObservationTable
    verdicts: tuple[FlagVerdict, ...] = ()
    markers: tuple["Marker", ...] = ()
    exclusions: tuple["Exclusion", ...] = ()  # parts that do not count, as they were said; they may overlap
    layout: str = ""  # another one after each merge, split or exclusion: whose the earlier observations are, or whether
    # they count, has changed
    departures: tuple["Departure", ...] = ()  # where a split ends a participant, by time

    @property
    def ownership(self) -> str:
        """The part of `layout` that says whose the observations are."""
        return self.layout.partition(LAYOUT_SIGN)[0]


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment of the lesson the teacher marked ("exercise starts")."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Departure:
    """A participant ends here, because the teacher gave what follows to another one: a split."""

    participant: int  # Participant.number
    at: datetime  # the first moment at which it is no longer in the call


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
