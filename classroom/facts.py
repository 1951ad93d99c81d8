"""What is kept of a recorded session per participant and minute: sums of what was seen, never a score.

A rollup: it can be thrown away and made anew from the observations at any time.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from classroom.domain import EMOTIONS

# One name a column of the tables, all in seconds; probabilities and facing are summed times the seconds they stood.
STATE_FACTS = ("visible_s", "no_face_s", "camera_off_s", "frozen_s", "too_small_s", "off_page_s")
CALL_FACTS = (
    "gallery_s",  # a gallery was on the frame; in `Totals` the class's, not summed over participants
    "shown_in_call_s",  # in the call, on frames with a gallery
    "in_call_s",  # in the call while frames were taken
    "held_in_call_s",  # in the call as far as known, gaps of the recording included
)
READ_FACTS = (
    "emotion_read_s",  # with probabilities
    "facing_read_s",  # with a facing angle
    "both_read_s",
    "facing",  # sum of the facing terms, 0-1 each
)
EMOTION_FACTS = tuple(str(emotion) for emotion in EMOTIONS)  # sum of the probabilities
FACED_FACTS = tuple(f"faced_{emotion}" for emotion in EMOTIONS)  # sum of probability x facing term
FACTS = (*STATE_FACTS, *CALL_FACTS, *READ_FACTS, *EMOTION_FACTS, *FACED_FACTS)


@dataclass(frozen=True, slots=True)
class Totals:
    """A whole session's facts in one row: everyone together."""

    values: tuple[float, ...]  # in the order of FACTS
    any_in_call_s: float  # in which anyone was in the call
    any_visible_s: float
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What facts were made from; they are out of date when any of it is another."""

    frame_count: int
    observation_count: int
    layout: str  # `SessionRecords.layout`
    rule: str  # how they were made: version and thresholds


@dataclass(frozen=True, slots=True, eq=False)
class SessionFacts:
    """Rows by participant, then minute."""

    basis: Basis
    totals: Totals
    participant: NDArray[np.int32]  # (n,) Participant.number
    minute: NDArray[np.int32]  # (n,) whole minutes since the session's first moment
    values: NDArray[np.float32]  # (n, len(FACTS))


@dataclass(frozen=True, slots=True)
class KeptTotals:
    """The stored totals of a session."""

    basis: Basis
    totals: Totals
    revision: int  # `Session.revision` when they were made
