"""Means of the scores of the last seconds, one sample or many at a time, to the same bit."""

from collections import deque
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classroom.engagement.grid import Floats


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

    def add_all(self, at: Floats, score: Floats, unlaughing: Floats) -> tuple[Floats, Floats]:
        """Both means after each sample, (n,) each: what `add` would give, one after the other."""
        if not len(at):
            return np.zeros(0), np.zeros(0)
        held = np.array(self._scores, np.float64).reshape(-1, 3)
        every = np.concatenate((held, np.column_stack((at, score, unlaughing))))
        first = self._first_kept(every[:, 0])
        known = len(held)
        counts = np.arange(known, len(every)) - first[known:] + 1
        sums = _sum_in_turn(every[:, 1], first, known, self._sum)
        unlaughing_sums = _sum_in_turn(every[:, 2], first, known, self._unlaughing_sum)
        self._scores = deque(map(tuple, every[first[-1] :].tolist()))
        self._sum, self._unlaughing_sum = float(sums[-1]), float(unlaughing_sums[-1])
        return sums / counts, unlaughing_sums / counts

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

    def _first_kept(self, times: Floats) -> NDArray[np.intp]:
        """Index of the oldest sample in the window of each, (n,), by the very comparison of `_forget`."""
        first = np.searchsorted(times, times - self._window_s, side="right")
        places = np.arange(len(times))
        while (early := (first > 0) & (times - times[np.maximum(first - 1, 0)] < self._window_s)).any():
            first[early] -= 1
        while (late := (first < places) & (times - times[np.minimum(first, places)] >= self._window_s)).any():
            first[late] += 1
        return np.maximum.accumulate(first)


def _sum_in_turn(values: Floats, first: NDArray[np.intp], known: int, begin: float) -> Floats:
    """The running sum after each sample from `known` on: the old ones taken off in turn, then the new one added.

    A sum of the same numbers in another order differs in its last bit; that would be another flag now and then.
    """
    places = np.arange(known, len(values))
    before = np.concatenate(([0], first[known:-1]))  # the window as it was kept holds every known sample
    anew = first[known:] == places  # the window was empty: its sum began again at 0
    taken = np.where(anew, 0, first[known:] - before)
    ends = np.cumsum(taken + 1)  # place behind each sample's own step
    steps = np.empty(int(ends[-1]) + 1)
    steps[0] = begin
    steps[ends] = values[known:]
    off = np.repeat(before - np.concatenate(([0], np.cumsum(taken)[:-1])), taken) + np.arange(int(taken.sum()))
    is_off = np.ones(len(steps), bool)
    is_off[0] = False
    is_off[ends] = False
    steps[is_off] = -values[off]
    sums: Floats = np.empty(len(steps))
    borders = [0, *ends[anew].tolist(), len(steps)]
    for start, stop in pairwise(borders):
        np.cumsum(steps[start:stop], out=sums[start:stop])
    after: Floats = sums[ends]
    return after
