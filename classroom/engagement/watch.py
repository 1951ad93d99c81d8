"""The state machine behind the flags: one watch a participant, stepped once a frame.

The recording class and the review of a stored session step the same machine with the same samples in the
same order; that is why both give the same flags.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.domain import STATES, FlagReason, ParticipantState
from classroom.engagement.conditions import Condition, Leaving, LevelCondition, Rules, Spell
from classroom.engagement.grid import LEFT, VISIBLE, Bools, Floats
from classroom.engagement.median import RunningMedian
from classroom.engagement.samples import Sample
from classroom.engagement.trailing import TrailingMean
from classroom.engagement.windows import WindowCondition

STATE_SHARE = 0.9  # of the time in a state: a few misread samples neither raise nor end a flag
SHOWN = {  # states in which the camera is known to be on or off, and a face to be there or not
    ParticipantState.VISIBLE,
    ParticipantState.NO_FACE,
    ParticipantState.CAMERA_OFF,
    ParticipantState.TOO_SMALL,
}
_SHOWN_CODES = [STATES.index(state) for state in SHOWN]
_NO_FACE = STATES.index(ParticipantState.NO_FACE)
_CAMERA_OFF = STATES.index(ParticipantState.CAMERA_OFF)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Many samples of one participant, in their order."""

    at: Floats  # (n,) seconds since 1970, never falling
    state: NDArray[np.int8]  # (n,) index into STATES
    score: Floats  # (n,) 0-100; NaN = not read
    unlaughing: Floats  # (n,) the same with happiness and surprise counted like the largest weight
    facing_deg: Floats  # (n,)
    eyes_closed: Floats  # (n,) 0 open - 1 closed


class ParticipantWatch:
    """All conditions of one participant."""

    def __init__(self, rules: Rules) -> None:
        flags = rules.flags
        self._flags = flags
        self._longest_stand_s = rules.longest_stand_s
        self._mean = TrailingMean(rules.engagement.smoothing_s)
        self._usual = RunningMedian()
        self._read_s = 0.0
        self._last_read: float | None = None
        self._below = LevelCondition(FlagReason.BELOW_OWN_MEDIAN, rules)
        self._low = LevelCondition(FlagReason.LOW_ENGAGEMENT, rules)
        self._no_face = WindowCondition(FlagReason.NO_FACE, flags.no_face_s, STATE_SHARE, rules)
        self._camera_off = WindowCondition(FlagReason.CAMERA_OFF, flags.camera_off_s, STATE_SHARE, rules)
        self._eyes = WindowCondition(FlagReason.EYES_CLOSED, flags.min_duration_s, flags.majority, rules)
        self._turned = WindowCondition(FlagReason.TURNED_AWAY, flags.min_duration_s, flags.majority, rules)
        self._conditions: tuple[Condition, ...] = (
            self._below,
            self._low,
            self._no_face,
            self._camera_off,
            self._eyes,
            self._turned,
        )
        self._ended: list[Spell] = []
        self.is_in_call = False

    def observe(self, at: float, sample: Sample) -> None:
        """Step the machine: what was seen of the participant at `at` (seconds since 1970)."""
        self.is_in_call = sample.state is not ParticipantState.LEFT
        if not self.is_in_call:
            self._keep(condition.stop(at) for condition in self._conditions)
            return
        if sample.score is not None and sample.unlaughing is not None:
            self._observe_score(at, sample.score, sample.unlaughing)
        if sample.state in SHOWN:
            self._observe_state(at, sample)

    def replay(self, series: Series) -> None:
        """Step the machine through many samples: what `observe` would do, one after the other, in less time."""
        if not len(series.at):
            return
        self.is_in_call = bool(series.state[-1] != LEFT)
        self._replay_scores(series)
        self._replay_states(series)

    def smoothed(self, now: float) -> float | None:
        """Mean score of the smoothing window up to `now`; None when nothing was read in it."""
        return self._mean.at(now)

    def spells(self, now: float) -> list[Spell]:
        """Every flag so far; the end of those still up is None."""
        still = (condition.open_spell(now) for condition in self._conditions)
        return self._ended + [spell for spell in still if spell is not None]

    def _observe_score(self, at: float, score: float, unlaughing: float) -> None:
        mean, unlaughing_mean = self._mean.add(at, score, unlaughing)
        if self._last_read is not None:
            self._read_s += min(at - self._last_read, self._longest_stand_s)
        self._last_read = at
        usual = self._usual.value
        is_warm = self._read_s >= self._flags.warm_up_s
        self._judge(at, mean, unlaughing_mean, usual if is_warm else None)
        self._usual.add(mean)

    def _judge(self, at: float, mean: float, unlaughing_mean: float, usual: float | None) -> None:
        # One fall is one flag: while one of the two is up, the other does not count.
        if self._low.is_open:
            self._below.clear()
        elif usual is not None:
            limit = usual - self._flags.below_median_points
            self._keep([self._below.observe(at, unlaughing_mean, mean, limit, usual)])
        if self._below.is_open:
            self._low.clear()
        else:
            self._keep([self._low.observe(at, unlaughing_mean, mean, self._flags.low_score, None)])

    def _replay_scores(self, series: Series) -> None:
        """Both score conditions are idle until a score is under a limit: only from there on they are stepped."""
        read = ~(np.isnan(series.score) | np.isnan(series.unlaughing))
        at = series.at[read]
        left = _leavings(series, read)
        if len(at):
            mean, unlaughing = self._mean.add_all(at, series.score[read], series.unlaughing[read])
            usual = self._replay_usual(at, mean)
            under = (unlaughing < usual - self._flags.below_median_points) | (unlaughing < self._flags.low_score)
            self._step_scores(_Judged(at, mean, unlaughing, usual), np.flatnonzero(under).tolist(), left)
        elif left:
            self._keep(condition.stop(left[0].at) for condition in (self._below, self._low))

    def _replay_usual(self, at: Floats, mean: Floats) -> Floats:
        """The own median before each reading, (n,); NaN while there is none or too little was read."""
        since = np.diff(at, prepend=at[0] if self._last_read is None else self._last_read)
        read_s = np.cumsum(np.append(self._read_s, np.minimum(since, self._longest_stand_s)))[1:]
        self._read_s, self._last_read = float(read_s[-1]), float(at[-1])
        usual = np.array(self._usual.add_all(mean.tolist()), np.float64)
        return np.where(read_s >= self._flags.warm_up_s, usual, np.nan)

    def _step_scores(self, judged: "_Judged", under: list[int], left: list[Leaving]) -> None:
        sample = ahead = gone = 0
        while True:
            if self._below.is_idle and self._low.is_idle:
                ahead = bisect_left(under, sample, lo=ahead)
                sample = under[ahead] if ahead < len(under) else len(judged.at)
            while gone < len(left) and left[gone].before <= sample:
                moment = left[gone].at
                self._keep(condition.stop(moment) for condition in (self._below, self._low))
                gone += 1
            if sample >= len(judged.at):
                break
            self._judge(*judged.at_sample(sample))
            sample += 1

    def _replay_states(self, series: Series) -> None:
        flags, state = self._flags, series.state
        on_show = np.isin(state, _SHOWN_CODES)
        visible = state == VISIBLE
        eyes, turned = series.eyes_closed, series.facing_deg
        self._keep(_replay(self._no_face, series, on_show, state == _NO_FACE))
        if flags.camera_off:
            self._keep(_replay(self._camera_off, series, on_show, state == _CAMERA_OFF))
        self._keep(_replay(self._eyes, series, visible & ~np.isnan(eyes), eyes >= flags.eyes_closed_above))
        self._keep(_replay(self._turned, series, visible & ~np.isnan(turned), turned >= flags.turned_away_deg))

    def _observe_state(self, at: float, sample: Sample) -> None:
        flags = self._flags
        ended = [self._no_face.observe(at, sample.state is ParticipantState.NO_FACE)]
        if flags.camera_off:
            ended.append(self._camera_off.observe(at, sample.state is ParticipantState.CAMERA_OFF))
        if sample.state is ParticipantState.VISIBLE:
            if sample.eyes_closed is not None:
                ended.append(self._eyes.observe(at, sample.eyes_closed >= flags.eyes_closed_above))
            if sample.facing_deg is not None:
                ended.append(self._turned.observe(at, sample.facing_deg >= flags.turned_away_deg))
        self._keep(ended)

    def _keep(self, ended: Iterable[Spell | None]) -> None:
        self._ended += [spell for spell in ended if spell is not None]


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """What the score conditions look at."""

    at: Floats  # (n,)
    mean: Floats  # (n,) smoothed score
    unlaughing: Floats  # (n,) the same without laughter
    usual: Floats  # (n,) NaN = not known yet

    def at_sample(self, sample: int) -> tuple[float, float, float, float | None]:
        usual = float(self.usual[sample])
        known = None if np.isnan(usual) else usual
        return float(self.at[sample]), float(self.mean[sample]), float(self.unlaughing[sample]), known


def _replay(condition: WindowCondition, series: Series, counts: Bools, is_shown: Bools) -> Iterator[Spell]:
    return condition.replay(series.at[counts], is_shown[counts], _leavings(series, counts))


def _leavings(series: Series, counts: Bools) -> list[Leaving]:
    """When the participant left, among the samples that count."""
    gone = np.flatnonzero(series.state == LEFT)
    before = np.cumsum(counts)[gone]
    return [Leaving(at, place) for at, place in zip(series.at[gone].tolist(), before.tolist(), strict=True)]
