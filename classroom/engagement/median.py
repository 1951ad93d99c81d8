"""The median of a growing series of scores, cheap enough for every frame of every participant."""

from collections.abc import Sequence
from math import nan

STEP = 0.5  # points: resolution of the median
HIGHEST = int(100 / STEP)


class RunningMedian:
    """Median of the scores (0-100) added so far, to the nearest half point.

    Scores are counted in a histogram; a pointer to the median's step moves a little with each score.
    """

    def __init__(self) -> None:
        self._counts = [0] * (HIGHEST + 1)
        self._count = 0
        self._middle = 0  # step of the (lower) median
        self._below = 0  # scores in the steps under it

    def add(self, score: float) -> None:
        step = int(score / STEP + 0.5)
        self._counts[step] += 1
        self._count += 1
        if step < self._middle:
            self._below += 1
        rank = (self._count - 1) // 2
        while self._below > rank:
            self._middle -= 1
            self._below -= self._counts[self._middle]
        while self._below + self._counts[self._middle] <= rank:
            self._below += self._counts[self._middle]
            self._middle += 1

    def add_all(self, scores: Sequence[float]) -> list[float]:
        """Adds one score after the other; the median before each, NaN before the first.

        The same as `add` and `value` in turn, without their calls: a class has a hundred thousand scores.
        """
        counts, middle, below, count = self._counts, self._middle, self._below, self._count
        before = []
        for score in scores:
            before.append(middle * STEP if count else nan)
            step = int(score / STEP + 0.5)
            counts[step] += 1
            count += 1
            if step < middle:
                below += 1
            rank = (count - 1) // 2
            while below > rank:
                middle -= 1
                below -= counts[middle]
            while below + counts[middle] <= rank:
                below += counts[middle]
                middle += 1
        self._middle, self._below, self._count = middle, below, count
        return before

    @property
    def value(self) -> float | None:
        """The median, 0-100, or None before the first score."""
        return self._middle * STEP if self._count else None
