"""Tile boxes held still while the call's layout stays: measured edges jitter where videos have dark borders."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from classroom.domain import Box

MEMORY = 5  # frames: the median of so many measurements of an edge counts
SAME_LAYOUT_IOU = 0.6  # a tile measured twice overlaps itself by more; a moved or resized grid does not


class SteadyGrid:
    """Remembers the last measured layouts of one source."""

    def __init__(self) -> None:
        self._layouts: deque[tuple[Box, ...]] = deque(maxlen=MEMORY)

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
