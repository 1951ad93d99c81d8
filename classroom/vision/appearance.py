"""What a participant's video looks like as a whole: used to know a tile again when no name was read.

Only colours of the room, the head and the clothes, coarsely: this is no face recognition, and it is
never stored.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image

_WIDTH, _HEIGHT = 64, 36  # the tile is looked at in this size
_LIGHT_BINS, _CHROMA_BINS = 4, 10  # of L, and of a and b each (CIE Lab)
# Parts as shares of the tile (left, top, right, bottom); the label's strip at the bottom is left out.
_PARTS = (
    (0.03, 0.05, 0.22, 0.80),  # room on the left
    (0.78, 0.05, 0.97, 0.80),  # room on the right
    (0.32, 0.08, 0.68, 0.55),  # head
    (0.25, 0.60, 0.75, 0.86),  # clothes
)
_CHROMA_RANGE = (88, 168)  # a and b of nearly all webcam pixels (128 = grey); the rest falls into the outer bins

Appearance = NDArray[np.float32]  # (4 parts x (4 light + 10 x 10 chroma),) square roots of shares


def describe_appearance(image: Image, box: Box) -> Appearance:
    """The look of the tile at `box` (px) of a (h, w, 3) uint8 BGR frame, as a (416,) float32 vector."""
    inside = image[max(0, box.top) : max(1, box.bottom), max(0, box.left) : max(1, box.right)]
    small = cv2.resize(inside, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2LAB), np.uint8)
    return np.concatenate([_describe_part(_cut(lab, part)) for part in _PARTS]).astype(np.float32)


def appearance_distance(a: Appearance, b: Appearance) -> float:
    """How differently two tiles look, 0 (alike) to 1 (no colour in common): mean Hellinger distance of the parts."""
    shared = (a * b).reshape(len(_PARTS), -1)
    light, chroma = shared[:, :_LIGHT_BINS].sum(axis=1), shared[:, _LIGHT_BINS:].sum(axis=1)
    # Light changes with the lamp and the camera's exposure: it says less than colour.
    return float(np.sqrt(np.clip(1 - (0.25 * light + 0.75 * chroma), 0, 1)).mean())


def _cut(lab: NDArray[np.uint8], part: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    left, top, right, bottom = part
    return lab[round(top * _HEIGHT) : round(bottom * _HEIGHT), round(left * _WIDTH) : round(right * _WIDTH)]


def _describe_part(lab: NDArray[np.uint8]) -> NDArray[np.float32]:
    pixels = np.ascontiguousarray(lab)
    low, high = _CHROMA_RANGE
    np.clip(pixels[..., 1:], low, high - 1, out=pixels[..., 1:])
    light = np.asarray(cv2.calcHist([pixels], [0], None, [_LIGHT_BINS], [0, 256]), np.float32)
    bins = [_CHROMA_BINS, _CHROMA_BINS]
    chroma = np.asarray(cv2.calcHist([pixels], [1, 2], None, bins, [low, high, low, high]), np.float32)
    # Spread over neighbouring bins, so that a wall's colour on the edge of a bin stays one colour.
    shares = np.concatenate([_spread(light).ravel(), _spread(chroma).ravel()]) / (lab.shape[0] * lab.shape[1])
    return np.asarray(np.sqrt(shares), np.float32)


def _spread(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(counts, (0, 0), 1.0, borderType=cv2.BORDER_REPLICATE), np.float32)
