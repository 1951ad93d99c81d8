"""Conditions that most samples of a trailing window must show."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from classroom.domain import FlagReason
from classroom.engagement.conditions import Condition, Leaving, Rules, Spell
from classroom.engagement.grid import Bools, Floats

# Sums of whole microseconds do not depend on the order in which they were made: what the window holds can be
# computed for any moment without all the moments before it.
MICROSECONDS = 1e6


class WindowCondition(Condition):
    """Most samples of a trailing window show it; an open flag ends below the share less the hysteresis.

    The window holds `duration_s` of samples that could be judged and begins with one that shows it.
    """

    def __init__(self, reason: FlagReason, duration_s: float, share: float, rules: Rules) -> None:
        super().__init__(reason, duration_s, rules)
        self._duration_us = round(self._duration_s * MICROSECONDS)
        self._share = share
        self._end_share = share - rules.flags.hysteresis_points / 100.0
        self.clear()

    def clear(self) -> None:
        super().clear()
        self._window: deque[tuple[float, int, bool]] = deque()  # time, microseconds it stood, shows it
        self._total_us = self._shown_us = 0
        self._is_shown = False  # by the last sample
        self._start = self._last_shown = 0.0
        self._spell_us = self._spell_shown_us = 0

    def observe(self, at: float, is_shown: bool) -> Spell | None:
        """Count one sample; the spell that it ended, if any."""
        ended = self.stop() if self.is_over(at) else None
        if at < self._not_before or (self._last is None and not is_shown):
            return ended
        if self._last is not None:
            self._credit(self._last, round(min(at - self._last, self._longest_stand_s) * MICROSECONDS))
        self._last, self._is_shown = at, is_shown
        if is_shown:
            self._last_shown = at
        if not self.is_open:
            self._consider_opening()
            return ended
        if self._shown_us < self._end_share * self._total_us:
            return self.stop(at) or ended
        return ended

    def replay(self, at: Floats, is_shown: Bools, left: Sequence[Leaving]) -> Iterator[Spell]:
        """Count many samples as `observe` and `stop` would, one after the other; the spells that they ended.

        While no flag is up, what happens next follows from the last `duration_s` alone. So only the stretches before
        the samples that may raise one are stepped through, and the last one, with which a running class goes on.

        Args:
            at: (n,) times of the samples, never falling.
            is_shown: (n,)
            left: when the participant left, in their order.
        """
        opening, begin = self._find_openings(at, is_shown)
        times, shown = at.tolist(), is_shown.tolist()
        sample = ahead = gone = 0
        while sample < len(times):
            if not self.is_open:
                ahead = bisect_left(opening, sample, lo=ahead)
                start = begin[opening[ahead]] if ahead < len(opening) else begin[-1]
                if start > sample:
                    self.clear()
                    sample = start
            while gone < len(left) and left[gone].before <= sample:
                yield from _only(self.stop(left[gone].at))
                gone += 1
            yield from _only(self.observe(times[sample], shown[sample]))
            sample += 1
        for leaving in left[gone:]:
            yield from _only(self.stop(leaving.at))

    def _find_openings(self, at: Floats, is_shown: Bools) -> tuple[list[int], list[int]]:
        """The samples at which the flag may be raised, and for each sample (n,) the first one that matters to it."""
        stood_us = np.rint(np.minimum(np.diff(at), self._longest_stand_s) * MICROSECONDS).astype(np.int64)
        total = np.concatenate(([0], np.cumsum(stood_us)))[: len(at)]
        shown = np.concatenate(([0], np.cumsum(stood_us * is_shown[:-1])))[: len(at)]
        first = np.searchsorted(total, total - self._duration_us, side="right") - 1
        begin = np.maximum(first, 0)
        window = _next_true(is_shown)[begin]
        held, held_shown = total - total[window], shown - shown[window]
        may_open = (held >= self._duration_us) & (held_shown >= self._share * held)
        if not self.is_idle:  # the first windows may reach back to what was seen before these samples
            may_open |= first < 0
        return np.flatnonzero(is_shown & may_open).tolist(), begin.tolist()

    def _credit(self, since: float, stood_us: int) -> None:
        self._window.append((since, stood_us, self._is_shown))
        self._total_us += stood_us
        self._spell_us += stood_us
        if self._is_shown:
            self._shown_us += stood_us
            self._spell_shown_us += stood_us
        while self._window and self._total_us - self._window[0][1] >= self._duration_us:
            self._drop_first()

    def _drop_first(self) -> None:
        _, stood_us, is_shown = self._window.popleft()
        self._total_us -= stood_us
        self._shown_us -= stood_us if is_shown else 0

    def _consider_opening(self) -> None:
        while self._window and not self._window[0][2]:
            self._drop_first()
        if not self._window and not self._is_shown:
            self.clear()
        elif self._total_us >= self._duration_us and self._is_shown and self._shown_us >= self._share * self._total_us:
            self.is_open = True
            self._start = self._window[0][0]
            self._spell_us, self._spell_shown_us = self._total_us, self._shown_us

    def end_after(self, last: float) -> float:
        return min(last, self._last_shown) + self._interval_s

    def spell(self, end: float | None) -> Spell:
        return Spell(self.reason, self._start, end, share=self._spell_shown_us / self._spell_us)


def _next_true(values: Bools) -> NDArray[np.intp]:
    """Index of the first true value from each place on, (n,); the last place where there is none."""
    places = np.where(values, np.arange(len(values)), len(values) - 1)
    found: NDArray[np.intp] = np.minimum.accumulate(places[::-1])[::-1]
    return found


def _only(spell: Spell | None) -> tuple[Spell, ...]:
    return () if spell is None else (spell,)
