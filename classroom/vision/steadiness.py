"""Tile boxes held still while the call's layout stays: not searched anew, and not jittering with dark videos."""

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image

MEMORY = 5  # frames: the median of so many measurements of an edge counts
SAME_LAYOUT_IOU = 0.6  # a tile measured twice overlaps itself by more; a moved or resized grid does not
SURE = 3  # agreeing measurements that make a layout worth recalling
SEARCH_AGAIN = 10  # frames after which the grid is searched anyway
RIM_PX = 6  # the ground around the outermost tiles that is watched
EDGE_PX = 1  # of a tile's own edge that is not ground: its measured box may be so much too small
WATCHED = 20_000  # pixels of the ground, evenly picked
MIN_WATCHED = 400  # fewer say nothing: tiles without gutters
NOISE = 12  # grey-level change (0-255) that compression makes
RING_PX = 4  # around a tile, where the speaker's border is drawn
MAX_CHANGED = 0.05  # share of the ground that may change: a cursor
MAX_RINGS = 0.15  # share of the tiles whose rings may change, but always one: speakers come and go
PLAIN = 4.0  # mean difference (0-255) of a tile from the ground, under which it is ground itself

OPEN, HIDDEN = -1, -2  # ground that is in no tile's ring; what is no ground

Places = tuple[NDArray[np.intp], NDArray[np.intp]]  # rows and columns


class SteadyGrid:
    """Remembers the last measured layouts of one source, and the ground between their tiles."""

    def __init__(self) -> None:
        self._layouts: deque[tuple[Box, ...]] = deque(maxlen=MEMORY)
        self._settled: tuple[Box, ...] = ()
        self._places: Places | None = None
        self._owners: NDArray[np.intp] = np.empty(0, np.intp)  # (n,) tile in whose ring a place lies, -1 = none
        self._ground: NDArray[np.int16] | None = None  # (n, 3) colours at the places
        self._shape: tuple[int, ...] = ()
        self._age = 0

    def recall(self, image: Image) -> tuple[Box, ...]:
        """The last boxes, if the ground between them is as it was; () = search.

        A new layout puts videos where ground was; a tile that has gone leaves ground.
        """
        self._age += 1
        if self._places is None or self._ground is None or image.shape != self._shape or self._age > SEARCH_AGAIN:
            return ()
        now = image[self._places].astype(np.int16)
        if self._is_other_ground(np.abs(now - self._ground).max(axis=1) > NOISE):
            return ()
        color = np.median(now, axis=0)
        return () if any(_is_plain(image, box, color) for box in self._settled) else self._settled

    def remember(self, image: Image, boxes: Sequence[Box]) -> None:
        """Takes the boxes just searched and settled as those of this picture, once several searches agree."""
        self._settled, self._shape, self._age = tuple(boxes), image.shape, 0
        self._places = None
        if boxes and len(self._layouts) >= SURE:
            owners = _own_ground(boxes, image.shape)
            rows, columns = (axis[:: max(1, len(axis) // WATCHED)] for axis in np.nonzero(owners > HIDDEN))
            self._places = (rows, columns) if len(rows) >= MIN_WATCHED else None
            self._owners = owners[rows, columns]
        self._ground = None if self._places is None else image[self._places].astype(np.int16)

    def _is_other_ground(self, changed: NDArray[np.bool_]) -> bool:
        """Whether more has changed than speakers' borders and a cursor explain; (n,) at the watched places."""
        rings = self._owners >= 0
        if rings.all() or float(changed[~rings].mean()) <= MAX_CHANGED:
            counts = np.bincount(self._owners[rings], minlength=len(self._settled))
            hits = np.bincount(self._owners[rings], weights=changed[rings], minlength=len(self._settled))
            touched = int((hits > MAX_CHANGED * np.maximum(counts, 1)).sum())
            return touched > max(1, MAX_RINGS * len(self._settled))
        return True

    def settle(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """The boxes, each edge the median of what was measured while the layout stayed the same.

        Boxes keep their order. Another number of tiles, or one in another place, is a new layout and
        is believed at once.
        """
        if self._layouts and not _is_same_layout(self._layouts[-1], boxes):
            self._layouts.clear()
        self._layouts.append(tuple(boxes))
        return tuple(_median_box(measured) for measured in zip(*self._layouts, strict=True))


def _is_same_layout(one: Sequence[Box], other: Sequence[Box]) -> bool:
    if len(one) != len(other):
        return False
    return all(a.iou(b) >= SAME_LAYOUT_IOU for a, b in zip(one, other, strict=True))


def _median_box(boxes: Sequence[Box]) -> Box:
    """The box of the lower medians: an edge that was really measured, never a mean of two."""
    edges = np.sort([(box.left, box.top, box.right, box.bottom) for box in boxes], axis=0)
    left, top, right, bottom = (int(edge) for edge in edges[(len(boxes) - 1) // 2])
    return Box(left, top, right - left, bottom - top)


def _own_ground(boxes: Sequence[Box], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """For each pixel of the picture the tile in whose ring it lies; OPEN = in none, HIDDEN = a tile or far away."""
    owners = np.full(shape[:2], HIDDEN, np.intp)
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    owners[_grown(Box(left, top, right - left, bottom - top), RIM_PX)] = OPEN
    for number, box in enumerate(boxes):
        owners[_grown(box, RING_PX)] = number
    for box in boxes:
        owners[_grown(box, EDGE_PX)] = HIDDEN
    return owners


def _grown(box: Box, by: int) -> tuple[slice, slice]:
    """Rows and columns of a box grown by so many px."""
    return slice(max(box.top - by, 0), box.bottom + by), slice(max(box.left - by, 0), box.right + by)


def _is_plain(image: Image, box: Box, color: NDArray[np.float64]) -> bool:
    """Whether a tile shows nothing but the ground's colour."""
    sample = image[box.top : box.bottom : 4, box.left : box.right : 4]
    return bool(np.abs(sample - color).mean() < PLAIN)
