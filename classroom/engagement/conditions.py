"""What may be worth a look: conditions that must last before they become a flag, one sample at a time.

Both kinds share these rules. A sample stands until the next sample of the condition, at most 1.5
intervals, so that gaps add nothing; a gap longer than `Rules.pause_s` ends the condition. After a flag
its condition is not looked at for the cool-down.
"""

from abc import ABC, abstractmethod
from collections import deque
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


class WindowCondition(Condition):
    """Most samples of a trailing window show it; an open flag ends below the share less the hysteresis.

    The window holds `duration_s` of samples that could be judged and begins with one that shows it.
    """

    def __init__(self, reason: FlagReason, duration_s: float, share: float, rules: Rules) -> None:
        super().__init__(reason, duration_s, rules)
        self._share = share
        self._end_share = share - rules.flags.hysteresis_points / 100.0
        self.clear()

    def clear(self) -> None:
        super().clear()
        self._window: deque[tuple[float, float, bool]] = deque()  # time, seconds it stood, shows it
        self._total_s = self._shown_s = 0.0
        self._is_shown = False  # by the last sample
        self._start = self._last_shown = 0.0
        self._spell_s = self._spell_shown_s = 0.0

    def observe(self, at: float, is_shown: bool) -> Spell | None:
        """Count one sample; the spell that it ended, if any."""
        ended = self.stop() if self.is_over(at) else None
        if at < self._not_before or (self._last is None and not is_shown):
            return ended
        if self._last is not None:
            self._credit(self._last, min(at - self._last, self._longest_stand_s))
        self._last, self._is_shown = at, is_shown
        if is_shown:
            self._last_shown = at
        if not self.is_open:
            self._consider_opening()
            return ended
        if self._shown_s < self._end_share * self._total_s:
            return self.stop(at) or ended
        return ended

    def _credit(self, since: float, stood_s: float) -> None:
        self._window.append((since, stood_s, self._is_shown))
        self._total_s += stood_s
        self._spell_s += stood_s
        if self._is_shown:
            self._shown_s += stood_s
            self._spell_shown_s += stood_s
        while self._window and self._total_s - self._window[0][1] >= self._duration_s:
            self._drop_first()

    def _drop_first(self) -> None:
        _, stood_s, is_shown = self._window.popleft()
        self._total_s -= stood_s
        self._shown_s -= stood_s if is_shown else 0.0

    def _consider_opening(self) -> None:
        while self._window and not self._window[0][2]:
            self._drop_first()
        if not self._window and not self._is_shown:
            self.clear()
        elif self._total_s >= self._duration_s and self._is_shown and self._shown_s >= self._share * self._total_s:
            self.is_open = True
            self._start = self._window[0][0]
            self._spell_s, self._spell_shown_s = self._total_s, self._shown_s

    def end_after(self, last: float) -> float:
        return min(last, self._last_shown) + self._interval_s

    def spell(self, end: float | None) -> Spell:
        return Spell(self.reason, self._start, end, share=self._spell_shown_s / self._spell_s)
