"""How one participant could be seen over a class: shares of states by bin, from what was recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from classroom.domain import STATES, ParticipantState
from classroom.engagement.exclusions import shows_gallery
from dashboard.views import SessionView

SHOWN = tuple(state for state in STATES if state is not ParticipantState.LEFT)


@dataclass(frozen=True, slots=True, eq=False)
class StateBins:
    """Of one participant, by the bins of the class's timeline."""

    starts: tuple[datetime, ...]
    bin_s: float
    shares: NDArray[np.float64]  # (b, len(SHOWN)) of the frames with a gallery; NaN = the bin has none

    @property
    def is_empty(self) -> bool:
        return not bool((self.shares > 0).any())

    @property
    def totals(self) -> dict[ParticipantState, float]:
        """Each state's share of the time in which the participant had one; those that occurred."""
        sums = np.nan_to_num(self.shares).sum(axis=0)
        whole = sums.sum()
        return {state: float(value / whole) for state, value in zip(SHOWN, sums, strict=True) if value > 0}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bins one after the other with the same state most of the time."""

    start: datetime
    end: datetime
    state: ParticipantState | None  # None = no gallery, or not in the call
    share: float | None  # 0-1 of the time in which a gallery was seen


def state_bins(view: SessionView, number: int) -> StateBins:
    """The participant's states by bin."""
    records, bins = view.records, view.timeline.bins
    starts = np.array([one.start.timestamp() for one in bins])
    frames, seen = records.frames, records.observations
    gallery = shows_gallery(frames, records.exclusions)
    place = np.searchsorted(starts, frames.taken_at, side="right") - 1
    counted = gallery & (place >= 0)
    whole = np.bincount(place[counted], minlength=len(bins)).astype(np.float64)
    mine = np.flatnonzero(seen.participant == number)
    rows = np.searchsorted(frames.number, seen.frame[mine])
    used = counted[rows]
    counts = np.zeros((len(bins), len(STATES)))
    np.add.at(counts, (place[rows[used]], seen.state[mine][used]), 1.0)
    shown = counts[:, [STATES.index(state) for state in SHOWN]]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(whole[:, None] > 0, shown / whole[:, None], np.nan)
    return StateBins(tuple(one.start for one in bins), view.timeline.bin_s, shares)


def stretches(states: StateBins) -> tuple[Stretch, ...]:
    """The same as few lines of a table."""
    found: list[Stretch] = []
    weights: list[int] = []
    for start, shares in zip(states.starts, states.shares, strict=True):
        state, share = _main(shares)
        end = start + timedelta(seconds=states.bin_s)
        if found and found[-1].state is state:
            before, weight = found[-1], weights[-1]
            mean = None if share is None or before.share is None else (before.share * weight + share) / (weight + 1)
            found[-1], weights[-1] = Stretch(before.start, end, state, mean), weight + 1
        else:
            found.append(Stretch(start, end, state, share))
            weights.append(1)
    return tuple(found)


def _main(shares: NDArray[np.float64]) -> tuple[ParticipantState | None, float | None]:
    if np.isnan(shares).any() or not shares.any():
        return None, None
    best = int(shares.argmax())
    return SHOWN[best], float(shares[best])
