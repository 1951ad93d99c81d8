"""What may be worth a look: conditions that must last before they become a flag, one sample at a time.

Both kinds share these rules. A sample stands until the next sample of the condition, at most 1.5
intervals, so that gaps add nothing; a gap longer than `Rules.pause_s` ends the condition. After a flag
its condition is not looked at for the cool-down.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import FlagReason
from classroom.engagement.grid import LONGEST_STAND

PAUSE_S = 60.0  # a longer gap ends a condition
PAUSE_INTERVALS = 2.5  # the same for long intervals, in which one sample is always a minute from the next
SLACK_S = 1e-3  # times are exact to some 1e-7 s: sixty intervals of 3 s are 180 s


@dataclass(frozen=True, slots=True)
class Rules:
    """All that decides on flags."""

    engagement: EngagementSettings
    flags: FlagSettings
    interval_s: float

    @property
    def longest_stand_s(self) -> float:
        return LONGEST_STAND * self.interval_s

    @property
    def pause_s(self) -> float:
        return max(PAUSE_S, PAUSE_INTERVALS * self.interval_s)


class Spell(NamedTuple):
    """One time that a condition lasted long enough; the figures are its evidence."""

    reason: FlagReason
    start: float  # seconds since 1970
    end: float | None  # None = still so
    score: float | None = None  # mean engagement, 0-100
    usual: float | None = None  # the student's own median when it began
    share: float | None = None  # 0-1, of the time


class Leaving(NamedTuple):
    """One time that a participant left, among samples that are counted from 0."""

    at: float  # seconds since 1970
    before: int  # the first sample after it


class Condition(ABC):
    """What level and window conditions share: the start, the pause, the end and the cool-down."""

    def __init__(self, reason: FlagReason, duration_s: float, rules: Rules) -> None:
        self.reason = reason
        self.is_open = False
        self._duration_s = duration_s - SLACK_S
        self._longest_stand_s = rules.longest_stand_s
        self._interval_s = rules.interval_s
        self._pause_s = rules.pause_s
        self._cool_down_s = rules.flags.cool_down_s
        self._not_before = float("-inf")
        self._last: float | None = None  # time of the last sample that counted

    @abstractmethod
    def spell(self, end: float | None) -> Spell:
        """The open spell, with its figures up to now."""

    def end_after(self, last: float) -> float:
        """When the condition ended if its last sample was that of `last`."""
        return last + self._interval_s

    def clear(self) -> None:
        self._last = None
        self.is_open = False

    @property
    def is_idle(self) -> bool:
        """Nothing has begun: a sample that does not show it, and leaving, change nothing."""
        return self._last is None

    def is_over(self, now: float) -> bool:
        """Whether too long a gap has ended the condition."""
        return self._last is not None and now - self._last > self._pause_s

    def open_spell(self, now: float) -> Spell | None:
        """The flag that is up at `now`; its end is set when a gap has ended it."""
        if not self.is_open or self._last is None:
            return None
        return self.spell(self.end_after(self._last) if self.is_over(now) else None)

    def stop(self, at: float | None = None) -> Spell | None:
        """The spell that ends (with the last sample, or at `at` if that is earlier), if it was a flag."""
        if self._last is None:
            return None
        ended = self.end_after(self._last) if at is None else min(self.end_after(self._last), at)
        spell = self.spell(ended) if self.is_open else None
        if spell is not None:
            self._not_before = ended + self._cool_down_s
        self.clear()
        return spell


class LevelCondition(Condition):
    """The smoothed score is under a limit without a break; an open flag ends above limit + hysteresis."""

    def __init__(self, reason: FlagReason, rules: Rules) -> None:
        super().__init__(reason, rules.flags.min_duration_s, rules)
        self._hysteresis = rules.flags.hysteresis_points
        self.clear()

    def clear(self) -> None:
        super().clear()
        self._start = self._held_s = self._sum = 0.0
        self._count = 0
        self._usual: float | None = None

    def observe(self, at: float, level: float, score: float, limit: float, usual: float | None) -> Spell | None:
        """Count one sample; the spell that it ended, if any.

        `level` is compared with `limit`, `score` goes into the evidence.
        """
        ended = self.stop() if self.is_over(at) else None
        if at < self._not_before:
            return ended
        if level >= limit + (self._hysteresis if self.is_open else 0.0):
            return self.stop(at) or ended
        if self._last is None:
            self._start, self._usual = at, usual
        else:
            self._held_s += min(at - self._last, self._longest_stand_s)
        self._last = at
        self._sum += score
        self._count += 1
        self.is_open = self.is_open or self._held_s >= self._duration_s
        return ended

    def spell(self, end: float | None) -> Spell:
        return Spell(self.reason, self._start, end, score=self._sum / self._count, usual=self._usual)
