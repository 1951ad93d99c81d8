"""How much of a window can be seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box

_POINTS = 64  # a side, at which a window is looked at


def visible_part(box: Box, screen: Box, monitors: Sequence[Box]) -> Box | None:
    """The part of a window that lies on the screen; None = it lies on no monitor at all.

    Args:
        box: the window.
        screen: all monitors together; where they differ in size it has corners that nobody sees.
        monitors: each of them.
    """
    left, top = max(box.left, screen.left), max(box.top, screen.top)
    right, bottom = min(box.right, screen.right), min(box.bottom, screen.bottom)
    if left >= right or top >= bottom or not any(box.intersection(monitor) for monitor in monitors):
        return None
    return Box(left, top, right - left, bottom - top)


def hidden_share(box: Box, in_front: Sequence[Box], monitors: Sequence[Box]) -> float:
    """The share of a window, 0-1, that lies behind other windows or off every monitor."""
    x = box.left + (np.arange(_POINTS) + 0.5) * box.width / _POINTS
    y = box.top + (np.arange(_POINTS) + 0.5) * box.height / _POINTS
    seen = np.zeros((_POINTS, _POINTS), bool)
    for monitor in monitors:
        seen |= _inside(x, y, monitor)
    for other in in_front:
        seen &= ~_inside(x, y, other)
    return 1.0 - float(seen.mean())


def _inside(x: NDArray[np.float64], y: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    """(points, points) whether each point lies in the box."""
    columns, rows = (box.left <= x) & (x < box.right), (box.top <= y) & (y < box.bottom)
    return rows[:, None] & columns[None, :]
