"""A session as a frames x participants grid, with the time that each frame stands for; it may grow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings
from classroom.domain import (
    EMOTIONS,
    STATES,
    Exclusion,
    FrameTable,
    ObservationTable,
    ParticipantState,
    SessionRecords,
)
from classroom.engagement.departures import mark_departures
from classroom.engagement.exclusions import find_counted, shows_gallery
from classroom.engagement.growing import Growing
from classroom.engagement.scores import score_observations, score_without_laughter

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LONGEST_STAND = 1.5  # intervals: a later next frame is a gap, not a longer frame
NOTHING = -1  # state code of a participant without an observation on a frame
LEFT = STATES.index(ParticipantState.LEFT)
VISIBLE = STATES.index(ParticipantState.VISIBLE)
MICRO = 1e6  # scores have six decimals: sums of whole millionths do not depend on where they began


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """m frames x k participants; what lies on a frame without a gallery is not looked at."""

    interval_s: float
    times: Floats  # (m,) seconds since 1970, never falling
    held_s: Floats  # (m,) until the next frame however late; the last: one interval
    counted: Bools  # (m,) False = in a part that the teacher has excluded
    gallery: Bools  # (m,) and counted
    state: NDArray[np.int8]  # (m, k) index into STATES, or NOTHING
    in_call: Bools  # (m, k) from the first observation to `left`, held while the gallery is hidden
    score: Floats  # (m, k) 0-100; NaN where not read
    smoothed: Floats  # (m, k) mean of the scores of the smoothing window up to here; NaN where not read
    level: Floats  # (m, k) the same with laughter and surprise counted like neutral
    probabilities: NDArray[np.float32]  # (m, k, 7) in Emotion order; NaN where not read

    @property
    def stand_s(self) -> Floats:
        """Seconds that each frame stands for, (m,): until the next frame, at most 1.5 intervals; none if excluded."""
        return np.minimum(self.counted_s, LONGEST_STAND * self.interval_s)

    @property
    def counted_s(self) -> Floats:
        """`held_s` of the frames that count, 0 of the others, (m,)."""
        return self.held_s * self.counted


class GridBuilder:
    """The grid of a session that may still be recorded: each frame is worked on once."""

    def __init__(
        self,
        numbers: NDArray[np.int32],
        interval_s: float,
        settings: EngagementSettings,
        exclusions: Sequence[Exclusion] = (),
    ) -> None:
        """`numbers` (k,) are those of `Participant.number`, rising."""
        count = len(numbers)
        self._exclusions = tuple(exclusions)
        self._numbers = numbers
        self._interval_s = interval_s
        self._settings = settings
        self._times = Growing(np.float64)
        self._held_s = Growing(np.float64)
        self._counted = Growing(np.bool_)
        self._gallery = Growing(np.bool_)
        self._state = Growing(np.int8, count)
        self._in_call = Growing(np.bool_, count)
        self._score = Growing(np.float64, count)
        self._unlaughing = Growing(np.float64, count)
        self._smoothed = Growing(np.float64, count)
        self._level = Growing(np.float64, count)
        self._probabilities = Growing(np.float32, count, len(EMOTIONS))

    def extend(self, frames: FrameTable, observations: ObservationTable) -> None:
        """Takes in frames that follow those known, with all their observations."""
        if not len(frames.number):
            return
        known = self._times.values
        # A clock that was set back must not turn time around: such frames stand for no time.
        self._times.append(np.maximum.accumulate(np.maximum(frames.taken_at, known[-1] if len(known) else -np.inf)))
        self._extend_held(len(known))
        gallery = shows_gallery(frames, self._exclusions)
        self._counted.append(find_counted(frames.taken_at, self._exclusions))
        self._gallery.append(gallery)
        rows = np.searchsorted(frames.number, observations.frame)
        columns = np.searchsorted(self._numbers, observations.participant)
        used = gallery[rows]
        at = (rows[used], columns[used])
        state = np.full((len(gallery), len(self._numbers)), NOTHING, dtype=np.int8)
        state[at] = observations.state[used]
        leaving = observations.state == LEFT
        self._in_call.append(self._hold_in_call(state, rows[leaving], columns[leaving]))
        self._state.append(state)
        probabilities = np.full((*state.shape, len(EMOTIONS)), np.nan, np.float32)
        probabilities[at] = observations.probabilities[used]
        self._probabilities.append(probabilities)
        self._extend_scores(observations, used, at, len(known))

    def grid(self) -> Grid:
        """All frames so far; what comes later does not change it, but for the time that its last frame stands for."""
        return Grid(
            interval_s=self._interval_s,
            times=self._times.values,
            held_s=self._held_s.values,
            counted=self._counted.values,
            gallery=self._gallery.values,
            state=self._state.values,
            in_call=self._in_call.values,
            score=self._score.values,
            smoothed=self._smoothed.values,
            level=self._level.values,
            probabilities=self._probabilities.values,
        )

    def _extend_held(self, known: int) -> None:
        times = self._times.values[max(known - 1, 0) :]
        held = np.append(np.diff(times), self._interval_s)
        if known:
            self._held_s.values[-1] = held[0]
        self._held_s.append(held[1:] if known else held)

    def _extend_scores(
        self,
        observations: ObservationTable,
        used: Bools,
        at: tuple[NDArray[np.intp], NDArray[np.intp]],
        known: int,
    ) -> None:
        times = self._times.values
        first = int(np.searchsorted(times, times[known] - self._settings.smoothing_s, side="right"))
        for scores, raw, smooth in (
            (score_observations(observations, self._settings), self._score, self._smoothed),
            (score_without_laughter(observations, self._settings), self._unlaughing, self._level),
        ):
            spread = np.full((len(times) - known, len(self._numbers)), np.nan)
            spread[at] = scores[used]
            raw.append(spread)
            recent = smooth_scores(raw.values[first:], times[first:], self._settings.smoothing_s)
            smooth.append(recent[known - first :])

    def _hold_in_call(
        self, state: NDArray[np.int8], left_rows: NDArray[np.intp], left_columns: NDArray[np.intp]
    ) -> Bools:
        """Who is in the call on each new frame, (n, k): the last word on each participant holds."""
        word = np.where(state == NOTHING, NOTHING, state != LEFT).astype(np.int8)
        word[left_rows, left_columns] = 0  # leaving counts on any frame
        before = self._in_call.values[-1:]
        word = np.concatenate((before if len(before) else np.zeros((1, state.shape[1])), word)).astype(np.int8)
        last = np.where(word == NOTHING, 0, np.arange(len(word))[:, None])
        np.maximum.accumulate(last, axis=0, out=last)
        held: Bools = np.take_along_axis(word, last, axis=0)[1:] == 1
        return held


def build_grid(records: SessionRecords, settings: EngagementSettings) -> Grid:
    """The grid of a session; 0 frames or 0 participants give empty arrays."""
    numbers = np.array([participant.number for participant in records.participants], dtype=np.int32)
    builder = GridBuilder(numbers, records.session.interval_s, settings, records.exclusions)
    builder.extend(records.frames, mark_departures(records).observations)
    return builder.grid()


def smooth_scores(scores: Floats, times: Floats, smoothing_s: float) -> Floats:
    """Mean of each participant's scores in the `smoothing_s` up to each frame, (m, k); NaN where not read."""
    read = ~np.isnan(scores)
    first = np.searchsorted(times, times - smoothing_s, side="right")
    sums = _running_sums(np.rint(np.where(read, scores, 0.0) * MICRO).astype(np.int64))
    counts = _running_sums(read.astype(np.int64))
    total = (sums[1:] - sums[first]) / MICRO
    count = counts[1:] - counts[first]
    return np.where(read, total / np.maximum(count, 1), np.nan)


def _running_sums(values: NDArray[np.int64]) -> NDArray[np.int64]:
    sums = np.zeros((len(values) + 1, values.shape[1]), np.int64)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
