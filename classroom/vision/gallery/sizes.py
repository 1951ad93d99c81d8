"""Candidates of one size each: tiles of a gallery share theirs."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from classroom.vision.gallery.candidates import Rectangles

STEP_PX = 2  # sizes are counted in steps of this many pixels
MAX_SIZES = 10  # sizes tried
MAX_MEMBERS = 150
_ROW = 4096  # larger than any working picture


def group_sizes(rectangles: Rectangles, least: int) -> Iterator[Rectangles]:
    """Candidates that do not overlap, of one size each; the sizes that fill most of the screen first.

    Args:
        least: smallest number of places that a size must fill.
    """
    if not len(rectangles):
        return
    width, height = rectangles.right - rectangles.left, rectangles.bottom - rectangles.top
    votes = _count_votes(rectangles, width // STEP_PX, height // STEP_PX)
    taken: list[tuple[int, int]] = []
    tried = 0
    for across, down in votes:
        if any(abs(across - other[0]) <= 2 and abs(down - other[1]) <= 2 for other in taken):
            continue
        taken.append((across, down))
        near = (abs(width // STEP_PX - across) <= 1) & (abs(height // STEP_PX - down) <= 1)
        members = _suppress(rectangles.take(near))
        if len(members) >= least:
            tried += 1
            yield members
        if tried == MAX_SIZES:
            return


def _count_votes(
    rectangles: Rectangles, width: NDArray[np.intp], height: NDArray[np.intp]
) -> Iterator[tuple[int, int]]:
    """Sizes in steps, those first whose candidates fill most places with good edges."""
    places = _place_codes(rectangles)
    shape = (int(width.max()) + 3, int(height.max()) + 3)
    weight = (rectangles.support - 0.6) * np.sqrt(
        (rectangles.right - rectangles.left) * (rectangles.bottom - rectangles.top)
    )
    order = np.lexsort((-weight, places, height, width))
    keys = np.stack([places, height, width])[:, order]
    first = np.ones(len(order), bool)
    first[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)  # the best candidate of each size and place
    best = order[first]
    total = np.zeros(shape, np.float64)
    np.add.at(total, (width[best] + 1, height[best] + 1), weight[best])
    padded = np.pad(total, 1)
    around = sum(padded[i : i + shape[0], j : j + shape[1]] for i in range(3) for j in range(3))
    flat = np.asarray(around).ravel()
    filled = np.flatnonzero(flat)
    ranked = filled[np.argsort(flat[filled])[::-1]][: 25 * MAX_SIZES]
    for index in ranked:
        across, down = np.unravel_index(index, shape)
        yield int(across) - 1, int(down) - 1


def _place_codes(rectangles: Rectangles) -> NDArray[np.intp]:
    width, height = rectangles.right - rectangles.left, rectangles.bottom - rectangles.top
    across = (rectangles.left + rectangles.right) // np.maximum(width, 1)
    down = (rectangles.top + rectangles.bottom) // np.maximum(height, 1)
    return np.asarray(across * _ROW + down, dtype=np.intp)


def _suppress(members: Rectangles) -> Rectangles:
    """The best of every set of overlapping candidates."""
    members = members.take(np.argsort(members.support, kind="stable")[::-1][:MAX_MEMBERS])
    shared_x = np.minimum.outer(members.right, members.right) - np.maximum.outer(members.left, members.left)
    shared_y = np.minimum.outer(members.bottom, members.bottom) - np.maximum.outer(members.top, members.top)
    overlaps = (shared_x > 4) & (shared_y > 4)
    alive = np.ones(len(members), bool)
    for index in range(len(members)):
        if alive[index]:
            alive[index + 1 :] &= ~overlaps[index, index + 1 :]
    return members.take(alive)
