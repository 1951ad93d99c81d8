"""A session as a frames x participants grid, with the time that each frame stands for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.domain import FRAME_STATUSES, STATES, FrameStatus, ParticipantState, SessionRecords

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LONGEST_STAND = 1.5  # intervals: a later next frame is a gap, not a longer frame
NOTHING = -1  # state code of a participant without an observation on a frame
LEFT = STATES.index(ParticipantState.LEFT)
VISIBLE = STATES.index(ParticipantState.VISIBLE)
GALLERY = FRAME_STATUSES.index(FrameStatus.GALLERY)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """m frames x k participants; what lies on a frame without a gallery is not looked at."""

    times: Floats  # (m,) seconds since 1970, never falling
    stand_s: Floats  # (m,) until the next frame, at most 1.5 intervals; the last: one interval
    held_s: Floats  # (m,) until the next frame however late; the last: one interval
    gallery: Bools  # (m,)
    numbers: NDArray[np.int32]  # (k,) Participant.number
    used: Bools  # (n,) observations on gallery frames
    rows: NDArray[np.intp]  # (n,) frame index of each observation
    columns: NDArray[np.intp]  # (n,) participant index of each observation
    state: NDArray[np.int8]  # (m, k) index into STATES, or NOTHING
    in_call: Bools  # (m, k) from the first observation to `left`, held while the gallery is hidden

    def spread(self, values: NDArray[np.floating]) -> Floats:
        """Values of observations (n,) at their place in the grid, (m, k); NaN elsewhere."""
        spread = np.full(self.state.shape, np.nan)
        spread[self.rows[self.used], self.columns[self.used]] = values[self.used]
        return spread


def build_grid(records: SessionRecords) -> Grid:
    """The grid of a session; 0 frames or 0 participants give empty arrays."""
    frames, observations = records.frames, records.observations
    # A clock that was set back must not turn time around: such frames stand for no time.
    times = np.maximum.accumulate(frames.taken_at)
    interval_s = records.session.interval_s
    held_s = np.append(np.diff(times), interval_s)[: len(times)]
    gallery = frames.status == GALLERY
    numbers = np.array([participant.number for participant in records.participants], dtype=np.int32)
    rows = np.searchsorted(frames.number, observations.frame)
    columns = np.searchsorted(numbers, observations.participant)
    used = gallery[rows] if len(rows) else np.zeros(0, dtype=bool)
    state = np.full((len(times), len(numbers)), NOTHING, dtype=np.int8)
    state[rows[used], columns[used]] = observations.state[used]
    leaving = observations.state == LEFT
    return Grid(
        times=times,
        stand_s=np.minimum(held_s, LONGEST_STAND * interval_s),
        held_s=held_s,
        gallery=gallery,
        numbers=numbers,
        used=used,
        rows=rows,
        columns=columns,
        state=state,
        in_call=_hold_in_call(state, rows[leaving], columns[leaving]),
    )


def _hold_in_call(state: NDArray[np.int8], left_rows: NDArray[np.intp], left_columns: NDArray[np.intp]) -> Bools:
    """Who is in the call on each frame, (m, k): the last word on each participant holds."""
    word = np.where(state == NOTHING, NOTHING, state != LEFT).astype(np.int8)
    word[left_rows, left_columns] = 0  # leaving counts on any frame
    if not word.size:
        return np.zeros(word.shape, dtype=bool)
    last = np.where(word == NOTHING, 0, np.arange(len(word))[:, None])
    np.maximum.accumulate(last, axis=0, out=last)
    held: Bools = np.take_along_axis(word, last, axis=0) == 1
    return held


def smooth_scores(scores: Floats, times: Floats, smoothing_s: float) -> Floats:
    """Mean of each participant's scores in the `smoothing_s` up to each frame, (m, k); NaN where not read."""
    read = ~np.isnan(scores)
    first = np.searchsorted(times, times - smoothing_s, side="right")
    sums = _running_sums(np.where(read, scores, 0.0))
    counts = _running_sums(read.astype(np.float64))
    total = sums[1:] - sums[first]
    count = counts[1:] - counts[first]
    return np.where(read, total / np.maximum(count, 1.0), np.nan)


def integrate(grid: Grid, values: Floats, lasting_s: Floats, starts: Floats, ends: Floats) -> Floats:
    """Value x seconds within each bin, (b, k), of values (m, k) that last `lasting_s` (m,) from their frame on."""
    sums = _running_sums(values * lasting_s[:, None])

    def until(moments: Floats) -> Floats:
        frame = np.searchsorted(grid.times, moments, side="right") - 1
        known = np.maximum(frame, 0)
        part = np.clip(moments - grid.times[known], 0.0, lasting_s[known])
        return np.where((frame >= 0)[:, None], sums[known] + values[known] * part[:, None], 0.0)

    return np.maximum(until(ends) - until(starts), 0.0)  # not -1e-16


def _running_sums(values: Floats) -> Floats:
    sums = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
