"""What the commands about participants and rosters share: the session's people, their JSON, the edits' author."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from classroom.domain import STATES, Participant, ParticipantState, Session, SessionRecords
from classroom.roster.types import Interval, ParticipantDetails

if TYPE_CHECKING:
    from classroom.storage import Store

ACTOR = "command line"
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


def load_people(store: "Store", session: Session) -> tuple[SeenPerson, ...]:
    """The participants that the session shows, by number."""
    records = store.load_records(session.id)
    return tuple(_see(details, records) for details in store.participant_details(session.id))


def person_json(person: SeenPerson) -> dict[str, Any]:
    """The public JSON form of a participant."""
    details = person.details
    student = details.student
    return {
        "number": details.participant.number,
        "name": details.participant.display_name,
        "named": details.participant.name_is_read,
        "read_name": details.read_name,
        "given": details.name_is_given,
        "student": None if student is None else {"id": str(student.id), "name": student.name},
        "merged": [{"number": one.number, "name": one.display_name} for one in details.merged],
        "split_from": details.split_from,
        "split_at": None if details.split_at is None else details.split_at.isoformat(),
        "first_seen": None if person.stay is None else person.stay.start.isoformat(),
        "last_seen": None if person.stay is None else person.stay.end.isoformat(),
        "looks": len(person.frames),
        "visible": person.visible,
    }


def _see(details: ParticipantDetails, records: SessionRecords) -> SeenPerson:
    table = records.observations
    own = table.participant == details.participant.number
    with_tile = own & np.isin(table.state, _IN_CALL)
    frames = table.frame[with_tile]
    times = records.frames.taken_at[np.searchsorted(records.frames.number, frames)]
    stay = None if not len(times) else Interval(_moment(times.min()), _moment(times.max()))
    visible = int((own & (table.state == STATES.index(ParticipantState.VISIBLE))).sum())
    return SeenPerson(details, stay, frozenset(frames.tolist()), visible)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
