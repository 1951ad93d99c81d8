"""Where a split ends a participant: as if it had left the call there, in every figure, timeline and flag.

What follows belongs to another participant; without an end the first one would stay in the call, unseen, until the
class is over.
"""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.domain import STATES, ObservationTable, ParticipantState, SessionRecords

_LEFT = STATES.index(ParticipantState.LEFT)


def mark_departures(records: SessionRecords) -> SessionRecords:
    """The records with a row `left` where a split ends a participant; the same object where none does.

    Args:
        records: all of a session, or the frames that came since; what a split ends begins in the same records, since
            whoever grows with a session takes all of it in anew after an edit.
    """
    frames, rows = records.frames, records.observations
    added: set[tuple[int, int]] = set()
    for departure in records.departures:
        place = int(np.searchsorted(np.maximum.accumulate(frames.taken_at), departure.at.timestamp(), side="left"))
        if not 0 < place < len(frames.number):
            continue
        frame = int(frames.number[place])
        first, after = np.searchsorted(rows.frame, (frame, frame + 1), side="left")
        if departure.participant not in rows.participant[first:after]:  # else it goes on: it was merged with another
            added.add((frame, departure.participant))
    return replace(records, observations=_insert_left(rows, sorted(added))) if added else records


def _insert_left(rows: ObservationTable, added: list[tuple[int, int]]) -> ObservationTable:
    """The rows with those added (frame, participant), in which nothing was read."""
    frame, participant = np.array(added).T
    known = {"frame": frame, "participant": participant, "state": np.full(len(added), _LEFT)}
    grown: dict[str, NDArray[Any]] = {}
    for field in fields(rows):
        column: NDArray[Any] = getattr(rows, field.name)
        more = known.get(field.name, np.full((len(added), *column.shape[1:]), np.nan))
        grown[field.name] = np.concatenate((column, more.astype(column.dtype)))
    order = np.lexsort((grown["participant"], grown["frame"]))
    return ObservationTable(**{name: column[order] for name, column in grown.items()})
