"""Straight edges of a screen: how much of a horizontal or vertical line follows one."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image

CONTRAST = 7  # colour step over two pixels that counts as an edge; a dark tile on a dark page has about 10

CREST_PX = 2  # an edge is the largest step this far around, or nearly so; in texture few places are
CREST = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class EdgeMap:
    """Prefix sums over the straight edges of a picture; line i lies before pixel i.

    The picture's own border counts as an edge, so that a gallery cut off by the screen still has sides.
    """

    down: NDArray[np.int32]  # (h + 1, w + 1): vertical edges at x, summed over rows
    across: NDArray[np.int32]  # (w + 1, h + 1): horizontal edges at y, summed over columns
    busy: NDArray[np.int32]  # (h + 1, w + 1): all places where the colour changes, integral image

    @property
    def width(self) -> int:
        return int(self.down.shape[1]) - 1

    @property
    def height(self) -> int:
        return int(self.across.shape[1]) - 1

    def vertical(self, x: NDArray[np.intp], top: NDArray[np.intp], bottom: NDArray[np.intp]) -> NDArray[np.float32]:
        """Share (0-1) of the vertical line x between top and bottom that is an edge; arrays broadcast."""
        length = np.maximum(bottom - top, 1).astype(np.float32)
        return np.asarray((self.down[bottom, x] - self.down[top, x]) / length, dtype=np.float32)

    def horizontal(self, y: NDArray[np.intp], left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.float32]:
        """Share (0-1) of the horizontal line y between left and right that is an edge; arrays broadcast."""
        length = np.maximum(right - left, 1).astype(np.float32)
        return np.asarray((self.across[right, y] - self.across[left, y]) / length, dtype=np.float32)

    def busy_share(
        self, left: NDArray[np.intp], top: NDArray[np.intp], right: NDArray[np.intp], bottom: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Share (0-1) of a rectangle's pixels at which the colour changes; arrays broadcast."""
        count = self.busy[bottom, right] - self.busy[top, right] - self.busy[bottom, left] + self.busy[top, left]
        area = np.maximum((right - left) * (bottom - top), 1)
        return np.asarray(count / area, dtype=np.float32)


def map_edges(image: Image, runs: Sequence[int]) -> tuple[EdgeMap, ...]:
    """The straight edges of (h, w, 3) uint8 BGR, one map for each shortest run in px."""
    down, across = _steps(image), _steps(np.ascontiguousarray(image.transpose(1, 0, 2)))
    busy = np.asarray(cv2.integral(down[:, 1:] | across.T[1:]), dtype=np.int32)
    return tuple(EdgeMap(_sum_runs(down, run), _sum_runs(across, run), busy) for run in runs)


def _steps(image: Image) -> NDArray[np.uint8]:
    """(h, w + 1) 0 or 1: whether the colour changes at the vertical line before each pixel."""
    height, width = image.shape[:2]
    # Over two pixels: resampling spreads an edge.
    step = cv2.absdiff(image[:, 2:], image[:, :-2])
    step = cv2.max(cv2.max(step[..., 0], step[..., 1]), step[..., 2])
    lines = np.zeros((height, width + 1), np.uint8)
    crest = cv2.dilate(step, np.ones((1, 2 * CREST_PX + 1), np.uint8))
    lines[:, 1 : width - 1] = (step >= CONTRAST) & (step >= CREST * crest)
    lines[:, 2:width] |= lines[:, 1 : width - 1]  # pixel x stands for the lines on both its sides
    return np.asarray(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, _column(3)), dtype=np.uint8)


def _sum_runs(lines: NDArray[np.uint8], run: int) -> NDArray[np.int32]:
    straight = cv2.morphologyEx(lines, cv2.MORPH_OPEN, _column(run))
    straight[:, :2] = 1
    straight[:, -2:] = 1
    total = np.zeros((lines.shape[0] + 1, lines.shape[1]), np.int32)
    np.cumsum(straight, axis=0, dtype=np.int32, out=total[1:])
    return total


def _column(length: int) -> NDArray[np.uint8]:
    return np.ones((length, 1), np.uint8)
