"""Tile boxes on the full picture: sides on the edges nearest to where the grid expects them, all of one size."""

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.gallery.lattice import Lattice

STRONG = 24  # colour steps (0-255) above this count alike: one bright window must not outweigh a line
MIN_STEP = 2  # mean step below which nothing stands out
WIDEST = 0.012  # and share of the screen's height
CLEAR = 0.7  # share of the largest mean step that makes a side too
MAX_GUTTER = 0.05  # widest gutter looked for inside an expected tile, share of its height
ALIKE_PX = 2.5  # tiles whose expected sides differ less (working picture) share them

Sides = NDArray[np.float64]  # (n, 4): left, right, top, bottom


def refine_boxes(image: Image, lattice: Lattice, scale: float) -> tuple[Box, ...]:
    """The lattice's cells as boxes in the full picture's pixels, cut off at its border.

    Args:
        scale: size of the picture the lattice was found on, relative to `image`.
    """
    height, width = image.shape[:2]
    reach = int(np.ceil(2 / scale)) + 1
    gutter = max(reach, min(round(MAX_GUTTER * lattice.height / scale), round(WIDEST * height)))
    expected = np.array(
        [(cell.left, cell.left + lattice.width, cell.top, cell.top + lattice.height) for cell in lattice.cells]
    )
    limits = np.array([width, width, height, height])
    inside = np.clip(np.round(expected / scale), 0, limits).astype(np.intp)
    found = np.array([_snap_sides(image, sides, (reach, gutter)) for sides in inside], np.float64)
    return tuple(_box(sides) for sides in np.clip(_agree(expected, found), 0, limits))


def _snap_sides(image: Image, sides: NDArray[np.intp], reach: tuple[int, int]) -> tuple[int, int, int, int]:
    """The four sides of one tile, each looked for so far outwards and so far inwards."""
    left, right, top, bottom = (int(side) for side in sides)
    rows, columns = image[top:bottom], image[:, left:right].transpose(1, 0, 2)
    width, height = rows.shape[1], columns.shape[1]
    return (
        _snap(rows, left, reach),
        width - _snap(rows[:, ::-1], width - right, reach),
        _snap(columns, top, reach),
        height - _snap(columns[:, ::-1], height - bottom, reach),
    )


def _snap(lines: Image, expected: int, reach: tuple[int, int]) -> int:
    """The left side: the innermost of the lines with large steps near `expected`, which stays where none is.

    A gutter has two sides; the tile begins at the inner one.
    """
    outwards, inwards = reach
    if expected <= outwards:
        return 0
    strip = np.ascontiguousarray(lines[:, expected - outwards - 1 : expected + inwards + 1])
    steps = cv2.absdiff(strip[:, 1:], strip[:, :-1]).max(axis=2)
    strength: NDArray[np.float64] = np.minimum(steps, STRONG).mean(axis=0)
    clear = np.flatnonzero(strength >= max(MIN_STEP, CLEAR * float(strength.max(initial=0))))
    return expected - outwards + int(clear[-1]) if len(clear) else expected


def _agree(expected: Sides, found: Sides) -> Sides:
    """Each side where most tiles of its column or row have it: a speaker's border is on one tile alone."""
    agreed = found.copy()
    for side in range(4):
        for index, place in enumerate(expected[:, side]):
            alike = abs(expected[:, side] - place) <= ALIKE_PX
            if alike.sum() > 2:
                agreed[index, side] = np.median(found[alike, side])
    return agreed


def _box(sides: NDArray[np.float64]) -> Box:
    left, right, top, bottom = (round(float(side)) for side in sides)
    return Box(left, top, max(right - left, 1), max(bottom - top, 1))
