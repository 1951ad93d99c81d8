"""Straight edges of a screen: how much of a horizontal or vertical line follows one."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image

CONTRAST = 5  # colour step over two pixels that counts as an edge; a dark tile on a dark page has about 10
CREST_PX = 2  # an edge is the largest step this far around, or nearly so; in texture few places are
CREST = 0.8

Lines = NDArray[np.uint8]  # 0 or 1 at each pixel of a line
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class EdgeMap:
    """Prefix sums over the straight edges of a picture; line i lies before pixel i.

    The picture's own border counts as an edge, so that a gallery cut off by the screen still has sides.
    """

    down: NDArray[np.uint16]  # (h + 1, w + 1): vertical edges at x, summed over rows
    across: NDArray[np.uint16]  # (h + 1, w + 1): horizontal edges at y, summed over columns
    busy: NDArray[np.int32]  # (h + 1, w + 1): all places where the colour changes, integral image

    @property
    def width(self) -> int:
        return int(self.down.shape[1]) - 1

    @property
    def height(self) -> int:
        return int(self.down.shape[0]) - 1

    def vertical(self, x: Indices, top: Indices, bottom: Indices) -> NDArray[np.float32]:
        """Share (0-1) of the vertical line x between top and bottom that is an edge; arrays broadcast."""
        count = self.down[bottom, x] - self.down[top, x]
        return np.asarray(count / np.maximum(bottom - top, 1), dtype=np.float32)

    def horizontal(self, y: Indices, left: Indices, right: Indices) -> NDArray[np.float32]:
        """Share (0-1) of the horizontal line y between left and right that is an edge; arrays broadcast."""
        count = self.across[y, right] - self.across[y, left]
        return np.asarray(count / np.maximum(right - left, 1), dtype=np.float32)

    def busy_share(self, left: Indices, top: Indices, right: Indices, bottom: Indices) -> NDArray[np.float32]:
        """Share (0-1) of a rectangle's pixels at which the colour changes; arrays broadcast."""
        count = self.busy[bottom, right] - self.busy[top, right] - self.busy[bottom, left] + self.busy[top, left]
        area = np.maximum((right - left) * (bottom - top), 1)
        return np.asarray(count / area, dtype=np.float32)


class EdgeMaps:
    """The straight edges of a (h, w, 3) uint8 BGR picture: one map for each shortest run in px, made when asked for."""

    def __init__(self, image: Image, runs: Sequence[int]) -> None:
        self._runs = runs
        self._upright, self._level = _upright_steps(image), _level_steps(image)
        self._busy = np.asarray(cv2.integral(self._upright[:, 1:] | self._level[1:]), dtype=np.int32)
        self._maps: dict[int, EdgeMap] = {}

    def __getitem__(self, level: int) -> EdgeMap:
        if level not in self._maps:
            run = self._runs[level]
            self._maps[level] = EdgeMap(_sum_down(self._upright, run), _sum_across(self._level, run), self._busy)
        return self._maps[level]


def _upright_steps(image: Image) -> Lines:
    """(h, w + 1): whether the colour changes at the vertical line before each pixel."""
    height, width = image.shape[:2]
    # Over two pixels: resampling spreads an edge.
    crests = _crests(_step(image[:, 2:], image[:, :-2]), (1, 2 * CREST_PX + 1))
    lines = np.zeros((height, width + 1), np.uint8)
    lines[:, 1 : width - 1] = crests
    lines[:, 2:width] |= crests  # a pixel stands for the lines on both its sides
    return np.asarray(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8)), dtype=np.uint8)


def _level_steps(image: Image) -> Lines:
    """(h + 1, w): whether the colour changes at the horizontal line before each pixel."""
    height, width = image.shape[:2]
    crests = _crests(_step(image[2:], image[:-2]), (2 * CREST_PX + 1, 1))
    lines = np.zeros((height + 1, width), np.uint8)
    lines[1 : height - 1] = crests
    lines[2:height] |= crests
    return np.asarray(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8)), dtype=np.uint8)


def _step(one: Image, other: Image) -> NDArray[np.uint8]:
    blue, green, red = cv2.split(cv2.absdiff(one, other))
    return np.asarray(cv2.max(cv2.max(blue, green), red), dtype=np.uint8)


def _crests(step: NDArray[np.uint8], around: tuple[int, int]) -> Lines:
    largest = cv2.dilate(step, np.ones(around, np.uint8))
    return np.asarray((step >= CONTRAST) & (step >= cv2.convertScaleAbs(largest, alpha=CREST)), dtype=np.uint8)


def _sum_down(lines: Lines, run: int) -> NDArray[np.uint16]:
    straight = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    straight[:, :2] = 1
    straight[:, -2:] = 1
    total = np.zeros((lines.shape[0] + 1, lines.shape[1]), np.uint16)
    np.cumsum(straight, axis=0, dtype=np.uint16, out=total[1:])
    return total


def _sum_across(lines: Lines, run: int) -> NDArray[np.uint16]:
    straight = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    straight[:2] = 1
    straight[-2:] = 1
    total = np.zeros((lines.shape[0], lines.shape[1] + 1), np.uint16)
    np.cumsum(straight, axis=1, dtype=np.uint16, out=total[:, 1:])
    return total
