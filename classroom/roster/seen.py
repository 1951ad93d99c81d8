"""What a session's records say of each participant, as attendance lists are compared with it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from classroom.domain import STATES, Participant, ParticipantState, Session, SessionRecords
from classroom.roster.comparison import SeenParticipant
from classroom.roster.types import Interval, ParticipantDetails

_IN_CALL = [STATES.index(state) for state in STATES if state not in (ParticipantState.LEFT, ParticipantState.OFF_PAGE)]


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A participant with what was seen of it."""

    details: ParticipantDetails
    stay: Interval | None  # first to last time with a tile
    frames: frozenset[int]  # frames in which it had a tile
    visible: int  # frames with a face

    @property
    def participant(self) -> Participant:
        return self.details.participant

    @property
    def compared(self) -> SeenParticipant:
        """As `compare_attendance` wants it: a name that we made up is none."""
        shown, student = self.participant, self.details.student
        read = (shown.display_name,) if shown.name_is_read else ()
        known = () if student is None else (student.name, *student.aliases)
        return SeenParticipant(shown.number, (*read, *known), self.stay, self.frames)


def see_people(details: Iterable[ParticipantDetails], records: SessionRecords) -> tuple[SeenPerson, ...]:
    """The participants that the session shows, in the order of `details`."""
    return tuple(_see(one, records) for one in details)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How often two participants were on one picture."""

    both: int  # pictures with a tile of either
    any: int  # pictures with a tile of at least one


def find_overlap(records: SessionRecords, first: int, second: int) -> Overlap:
    """Two who were seen beside each other are two people, or one with two devices."""
    one, other = (records.observations.frame[_with_tile(records, number)] for number in (first, second))
    return Overlap(len(np.intersect1d(one, other)), len(np.union1d(one, other)))


def recorded_time(session: Session) -> Interval:
    """From the session's start to its end, or to its last frame."""
    return Interval(session.started_at, session.ended_at or session.last_frame_at or session.started_at)


def _see(details: ParticipantDetails, records: SessionRecords) -> SeenPerson:
    table = records.observations
    own = table.participant == details.participant.number
    frames = table.frame[_with_tile(records, details.participant.number)]
    times = records.frames.taken_at[np.searchsorted(records.frames.number, frames)]
    stay = None if not len(times) else Interval(_moment(times.min()), _moment(times.max()))
    visible = int((own & (table.state == STATES.index(ParticipantState.VISIBLE))).sum())
    return SeenPerson(details, stay, frozenset(frames.tolist()), visible)


def _with_tile(records: SessionRecords, number: int) -> NDArray[np.bool_]:
    table = records.observations
    there: NDArray[np.bool_] = (table.participant == number) & np.isin(table.state, _IN_CALL)
    return there


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
