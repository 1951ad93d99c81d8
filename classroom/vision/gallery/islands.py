"""Tiles as islands in the plain ground of the call's window: exact where there are gutters, however dark a video is."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.vision.gallery.candidates import Rectangles

ASPECTS = (0.55, 6.0)  # width / height; a single tile may fill the row of three
GROUNDS = 3  # commonest plain colours tried as the ground
STEP_PX = 4  # pixels of the picture looked at for them
SAME = 3  # colour difference (0-255) that compression makes on plain ground
MIN_SHARE = 0.004  # share of the screen that is plain in the ground's colour
FILLED = 0.85  # share of an island's box that is island: tiles are rectangles, rounded at most


def find_islands(image: Image, min_height: int) -> Iterator[Rectangles]:
    """Rectangular islands in each of the screen's commonest plain colours, px of the (h, w, 3) uint8 BGR picture.

    Args:
        min_height: smallest height of an island, px.
    """
    for color in _grounds(image):
        low, high = np.clip(color - SAME, 0, 255), np.clip(color + SAME, 0, 255)
        land = cv2.bitwise_not(cv2.inRange(image, low, high))
        # Four neighbours: corners that touch across a thin gutter stay apart.
        _, _, stats, _ = cv2.connectedComponentsWithStats(land, connectivity=4)
        islands = _rectangular(stats[1:].astype(np.intp), min_height, image.shape[0])
        if len(islands):
            yield islands


def _grounds(image: Image) -> list[NDArray[np.float64]]:
    """The commonest colours of plain places, (3,) each."""
    here = image[:-1:STEP_PX, :-1:STEP_PX].astype(np.int16)
    beside, below = image[:-1:STEP_PX, 1::STEP_PX].astype(np.int16), image[1::STEP_PX, :-1:STEP_PX].astype(np.int16)
    plain = (abs(here - beside[:, : here.shape[1]]).max(axis=2) <= 1) & (abs(here - below).max(axis=2) <= 1)
    pixels = here[plain].astype(np.int64)
    if not len(pixels):
        return []
    codes = ((pixels[:, 0] >> 2) << 12) | ((pixels[:, 1] >> 2) << 6) | (pixels[:, 2] >> 2)
    counts = np.bincount(codes, minlength=1)
    commonest = np.argsort(counts)[::-1][:GROUNDS]
    enough = MIN_SHARE * here.shape[0] * here.shape[1]
    return [np.median(pixels[codes == code], axis=0) for code in commonest if counts[code] >= enough]


def _rectangular(stats: NDArray[np.intp], min_height: int, max_height: int) -> Rectangles:
    left, top, width, height, area = stats.T
    aspect = width / np.maximum(height, 1)
    fits = (height >= min_height) & (height <= max_height) & (aspect >= ASPECTS[0]) & (aspect <= ASPECTS[1])
    fits &= area >= FILLED * width * height
    left, top, width, height, area = (column[fits] for column in (left, top, width, height, area))
    return Rectangles(left, top, left + width, top + height, (area / (width * height)).astype(np.float32))
