"""Tile boxes on the full picture, each side on the edge nearest to where the grid expects it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.gallery.lattice import Lattice

STRONG = 24  # colour steps (0-255) above this count alike: one bright window must not outweigh a line
MIN_STEP = 2  # mean step below which nothing stands out


def refine_boxes(image: Image, lattice: Lattice, scale: float) -> tuple[Box, ...]:
    """The lattice's cells as boxes in the full picture's pixels, cut off at its border.

    Args:
        scale: size of the picture the lattice was found on, relative to `image`.
    """
    reach = int(np.ceil(2 / scale)) + 1
    return tuple(
        _refine(image, (cell.left / scale, cell.top / scale), (lattice.width / scale, lattice.height / scale), reach)
        for cell in lattice.cells
    )


def _refine(image: Image, start: tuple[float, float], size: tuple[float, float], reach: int) -> Box:
    height, width = image.shape[:2]
    left, right = _clamp(start[0], width), _clamp(start[0] + size[0], width)
    top, bottom = _clamp(start[1], height), _clamp(start[1] + size[1], height)
    rows, columns = image[top:bottom], image[:, left:right].transpose(1, 0, 2)
    sides = [
        _snap(rows, left, reach),
        _snap(rows, right, reach),
        _snap(columns, top, reach),
        _snap(columns, bottom, reach),
    ]
    return Box(sides[0], sides[2], max(sides[1] - sides[0], 1), max(sides[3] - sides[2], 1))


def _clamp(value: float, limit: int) -> int:
    return min(max(round(value), 0), limit)


def _snap(lines: Image, expected: int, reach: int) -> int:
    """The vertical line of the largest steps within `reach` px; `expected` itself where nothing stands out."""
    width = lines.shape[1]
    if expected <= reach or expected >= width - reach:
        return 0 if expected <= reach else width
    strip = np.ascontiguousarray(lines[:, expected - reach - 1 : expected + reach + 1])
    steps = cv2.absdiff(strip[:, 1:], strip[:, :-1]).max(axis=2)
    strength: NDArray[np.float64] = np.minimum(steps, STRONG).mean(axis=0)
    best = int(strength.argmax())
    return expected - reach + best if float(strength[best]) >= MIN_STEP else expected
