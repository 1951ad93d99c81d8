"""Tile boxes on the full picture: sides on the edges nearest to where the grid expects them, all of one size."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.gallery.lattice import Lattice

STRONG = 24  # colour steps (0-255) above this count alike: one bright window must not outweigh a line
MIN_STEP = 2  # mean step below which nothing stands out
WIDEST = 0.016  # and share of the screen's height
CLEAR = 0.7  # share of the largest mean step that makes a side too
MAX_GUTTER = 0.05  # widest gutter looked for inside an expected tile, share of its height,
MAX_HIDDEN = 0.1  # and where the expected tiles touch: then the gutter is in them
TOUCHING_PX = 1.5
LEVEL = 2  # sides 0 and 1 are left and right, 2 and 3 top and bottom
ALIKE_PX = 2.5  # tiles whose expected sides differ less (working picture) share them


def refine_boxes(image: Image, lattice: Lattice, scale: float) -> tuple[Box, ...]:
    """The lattice's cells as boxes in the full picture's pixels, cut off at its border.

    Args:
        scale: size of the picture the lattice was found on, relative to `image`.
    """
    height, width = image.shape[:2]
    reach = int(np.ceil(2 / scale)) + 1
    touching = min(lattice.pitch[0] - lattice.width, lattice.pitch[1] - lattice.height) < TOUCHING_PX
    widest = round((MAX_HIDDEN if touching else MAX_GUTTER) * lattice.height / scale)
    gutter = max(reach, min(widest, round(WIDEST * height)))
    expected = np.array(
        [(cell.left, cell.left + lattice.width, cell.top, cell.top + lattice.height) for cell in lattice.cells]
    )
    limits = np.array([width, width, height, height])
    places = np.clip(np.round(expected / scale), 0, limits).astype(np.intp)
    found = np.empty_like(expected)
    for side in range(4):
        for members in _sharing(expected[:, side]):
            found[members, side] = _snap(image, places[members], side, (reach, gutter))
    return tuple(_box(sides) for sides in np.clip(found, 0, limits))


def _sharing(places: NDArray[np.float64]) -> Iterator[NDArray[np.intp]]:
    """Indices of the tiles that share a side: those of one column or row."""
    order = np.argsort(places, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(places[order]) > ALIKE_PX) + 1)


def _snap(image: Image, tiles: NDArray[np.intp], side: int, reach: tuple[int, int]) -> int:
    """Where a side that tiles share is: the innermost of the lines with large steps near the expected one.

    The tiles' steps are taken together: a speaker's border is on one alone, and what a video shows is not at the
    same place in all. A gutter has two sides; the tile begins at the inner one.

    Args:
        tiles: (n, 4) expected sides, px.
        reach: how far outwards and inwards a side is looked for, px.
    """
    flipped = side % 2 == 1
    length = image.shape[1] if side < LEVEL else image.shape[0]
    expected = round(float(np.median(tiles[:, side])))
    expected = length - expected if flipped else expected
    if expected <= reach[0]:
        return length if flipped else 0
    strength = np.mean([_steps(image, tile, side, expected, reach) for tile in tiles], axis=0)
    clear = np.flatnonzero(strength >= max(MIN_STEP, CLEAR * float(strength.max(initial=0))))
    found = expected - reach[0] + int(clear[-1]) if len(clear) else expected
    return length - found if flipped else found


def _steps(
    image: Image, tile: NDArray[np.intp], side: int, expected: int, reach: tuple[int, int]
) -> NDArray[np.float64]:
    """Mean colour step (0-255) along each line from so far outside to so far inside a tile's expected side."""
    left, right, top, bottom = (int(place) for place in tile)
    lines = image[top:bottom] if side < LEVEL else image[:, left:right].transpose(1, 0, 2)
    lines = lines[:, ::-1] if side % 2 == 1 else lines
    strip = np.ascontiguousarray(lines[:, expected - reach[0] - 1 : expected + reach[1] + 1])
    steps = cv2.absdiff(strip[:, 1:], strip[:, :-1]).max(axis=2)
    return np.asarray(np.minimum(steps, STRONG).mean(axis=0), np.float64)


def _box(sides: NDArray[np.float64]) -> Box:
    left, right, top, bottom = (round(float(side)) for side in sides)
    return Box(left, top, max(right - left, 1), max(bottom - top, 1))
