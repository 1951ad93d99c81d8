"""Tile boxes on the full picture, each side on the edge nearest to where the grid expects it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.gallery.lattice import Lattice


def refine_boxes(image: Image, lattice: Lattice, scale: float) -> tuple[Box, ...]:
    """The lattice's cells as boxes in the full picture's pixels, cut off at its border.

    Args:
        scale: size of the picture the lattice was found on, relative to `image`.
    """
    reach = int(np.ceil(2 / scale)) + 1
    down, across = _steps(image), _steps(np.ascontiguousarray(image.transpose(1, 0, 2)))
    boxes = []
    for cell in lattice.cells:
        left, top = cell.left / scale, cell.top / scale
        right, bottom = left + lattice.width / scale, top + lattice.height / scale
        x0 = _snap(down, left, (top, bottom), reach)
        x1 = _snap(down, right, (top, bottom), reach)
        y0 = _snap(across, top, (left, right), reach)
        y1 = _snap(across, bottom, (left, right), reach)
        boxes.append(_clip(x0, y0, x1, y1, image))
    return tuple(boxes)


def _steps(image: Image) -> NDArray[np.uint8]:
    step = cv2.absdiff(image[:, 1:], image[:, :-1])
    return np.asarray(cv2.max(cv2.max(step[..., 0], step[..., 1]), step[..., 2]), dtype=np.uint8)


def _snap(steps: NDArray[np.uint8], line: float, span: tuple[float, float], reach: int) -> int:
    """The line of the strongest steps within `reach` px; the rounded line itself where nothing stands out."""
    height, width = steps.shape
    middle = round(line)
    first, last = max(middle - reach, 1), min(middle + reach, int(width))
    if middle <= reach or middle >= width + 1 - reach or last < first:
        return min(max(middle, 0), width + 1)
    top, bottom = max(round(span[0]), 0), min(round(span[1]), height)
    strip = np.minimum(steps[top:bottom, first - 1 : last], 24)
    if not strip.size:
        return middle
    strength = strip.mean(axis=0)
    best = int(strength.argmax())
    return first + best if float(strength[best]) > 2 else middle


def _clip(left: int, top: int, right: int, bottom: int, image: Image) -> Box:
    height, width = image.shape[:2]
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return Box(left, top, max(min(right, width) - left, 1), max(min(bottom, height) - top, 1))
