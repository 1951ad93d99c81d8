"""What merges and splits make of observations and verdicts; pure."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from classroom.domain import STATES, FlagVerdict, FrameTable, ObservationTable, ParticipantState
from classroom.storage.edits import Edit, find_owner, find_owners

# The better seen of two observations in one frame counts; a smaller rank is better.
_RANKS = {
    ParticipantState.VISIBLE: 0,
    ParticipantState.FROZEN: 1,
    ParticipantState.TOO_SMALL: 1,
    ParticipantState.NO_FACE: 2,
    ParticipantState.CAMERA_OFF: 3,
    ParticipantState.OFF_PAGE: 4,
    ParticipantState.LEFT: 5,
}
_RANK_OF_CODE = np.array([_RANKS[state] for state in STATES], np.int8)


def merge_observations(rows: ObservationTable, frames: FrameTable, edits: Sequence[Edit]) -> ObservationTable:
    """One observation per frame and visible participant, ordered by frame, then participant.

    Where two rows of one frame belong to one participant, the better seen counts: by state, then a face that was
    read before one that was not, then the detector's score, then the participant's own row, then the lower number.

    Args:
        rows: as stored, ordered by frame, then participant.
        frames: with all frames of `rows`.
        edits: in the order in which they were made.
    """
    if not edits or not len(rows.frame):
        return rows
    taken_at = frames.taken_at[np.searchsorted(frames.number, rows.frame)]
    owners = find_owners(edits, rows.participant, taken_at)
    order = _best_first(rows, owners)
    frame, owner = rows.frame[order], owners[order]
    first = np.ones(len(order), bool)
    first[1:] = (frame[1:] != frame[:-1]) | (owner[1:] != owner[:-1])
    kept = order[first]
    chosen = {field.name: getattr(rows, field.name)[kept] for field in fields(rows)}
    return ObservationTable(**{**chosen, "participant": owners[kept]})


def merge_verdicts(verdicts: Sequence[FlagVerdict], edits: Sequence[Edit]) -> tuple[FlagVerdict, ...]:
    """Each verdict with the participant whose the flag's start is now; of two on one flag the later given."""
    latest: dict[tuple[object, ...], FlagVerdict] = {}
    for verdict in verdicts:
        moved = replace(verdict, participant=find_owner(edits, verdict.participant, verdict.start))
        key = (moved.start, moved.participant, moved.reason)
        if key not in latest or latest[key].given_at < moved.given_at:
            latest[key] = moved
    return tuple(sorted(latest.values(), key=_place))


def _best_first(rows: ObservationTable, owners: NDArray[np.int32]) -> NDArray[np.intp]:
    """The rows' order by frame and owner, the best seen of each first."""
    unread = np.isnan(rows.probabilities).all(axis=1)
    score = np.nan_to_num(rows.score, nan=-1.0)
    foreign = rows.participant != owners
    keys = (rows.participant, foreign, -score, unread, _RANK_OF_CODE[rows.state], owners, rows.frame)
    return np.lexsort(keys)


def _place(verdict: FlagVerdict) -> tuple[object, ...]:
    return verdict.start, verdict.participant, verdict.reason
