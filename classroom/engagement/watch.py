"""The state machine behind the flags: one watch a participant, stepped once a frame.

The recording class and the review of a stored session step the same machine with the same samples in the
same order; that is why both give the same flags.
"""

from collections import deque
from collections.abc import Iterable

from classroom.domain import FlagReason, ParticipantState
from classroom.engagement.conditions import Condition, LevelCondition, Rules, Spell, WindowCondition
from classroom.engagement.median import RunningMedian
from classroom.engagement.samples import Sample

STATE_SHARE = 0.9  # of the time in a state: a few misread samples neither raise nor end a flag
SHOWN = {  # states in which the camera is known to be on or off, and a face to be there or not
    ParticipantState.VISIBLE,
    ParticipantState.NO_FACE,
    ParticipantState.CAMERA_OFF,
    ParticipantState.TOO_SMALL,
}


class TrailingMean:
    """Mean of the scores of the last `window_s`."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._scores: deque[tuple[float, float, float]] = deque()  # time, score, unlaughing score
        self._sum = self._unlaughing_sum = 0.0

    def add(self, at: float, score: float, unlaughing: float) -> tuple[float, float]:
        """Both means after this sample."""
        self._forget(at)
        self._scores.append((at, score, unlaughing))
        self._sum += score
        self._unlaughing_sum += unlaughing
        return self._sum / len(self._scores), self._unlaughing_sum / len(self._scores)

    def at(self, now: float) -> float | None:
        """The mean score, or None when the window holds none."""
        self._forget(now)
        return self._sum / len(self._scores) if self._scores else None

    def _forget(self, now: float) -> None:
        while self._scores and now - self._scores[0][0] >= self._window_s:
            _, score, unlaughing = self._scores.popleft()
            self._sum -= score
            self._unlaughing_sum -= unlaughing
        if not self._scores:
            self._sum = self._unlaughing_sum = 0.0


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
        # One fall is one flag: while one of the two is up, the other does not count.
        if self._low.is_open:
            self._below.clear()
        elif usual is not None and self._read_s >= self._flags.warm_up_s:
            limit = usual - self._flags.below_median_points
            self._keep([self._below.observe(at, unlaughing_mean, mean, limit, usual)])
        if self._below.is_open:
            self._low.clear()
        else:
            self._keep([self._low.observe(at, unlaughing_mean, mean, self._flags.low_score, None)])
        self._usual.add(mean)

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
