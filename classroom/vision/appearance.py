"""What a participant's video looks like as a whole: used to know a tile again when no name was read.

Only a dozen by seven patches of colour of the room, the head and the clothes: this is no face
recognition, and it is never stored.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image

_COLUMNS, _ROWS = 12, 7  # patches; more of them follow the head's movements too closely
_LOOK_WIDTH, _LOOK_HEIGHT = 48, 28  # px; the tile is looked at in this size
# The rim may wear the speaker's border, the strip at the bottom holds the label (shares of the tile).
_LEFT, _TOP, _RIGHT, _BOTTOM = 0.03, 0.04, 0.97, 0.86
# Weights found on varied portraits: lightness against its own spread, colour against the usual one.
_LIGHT_WEIGHT, _CHROMA_UNIT = 1.5, 8.0
_LEAST_SPREAD = 8.0  # of L: an even wall's noise is no pattern
_WHITE_BALANCE = 0.7  # share of the whole picture's tint that is put down to the camera
_SHIFT_COST = 0.01  # for each patch of movement
_BLUR = 0.7  # patches
_UNIT = 1.35  # distances of two people are about this large before they are divided by it
# Drawn people: 99 % of the rooms of two are further apart, and of the persons before them.
_ROOM_ALIKE, _PERSON_ALIKE = 0.25, 0.45
_DARK = 24  # grey value below which a column of pixels is the black beside an upright video
_MIN_INNER = 0.25  # share of the width that such a video has at least
_BLOCK = 8  # rows of a product: larger ones are shared out to threads, which takes longer on a busy machine

Appearance = NDArray[np.float32]  # (7 rows x 12 columns x 3: lightness, two of colour,)

_SHIFTS = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))


def describe_appearance(image: Image, box: Box) -> Appearance:
    """The look of the tile at `box` (px) of a (h, w, 3) uint8 BGR frame, as a (252,) float32 vector.

    Label strip, speaker's border and the black beside an upright video are left out; brightness,
    contrast and most of the white balance cancel out.
    """
    small = _drop_dark_sides(_shrink(image, box))
    patches = cv2.resize(small, (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = np.asarray(cv2.cvtColor(patches, cv2.COLOR_BGR2LAB), np.float32)
    light, chroma = lab[..., :1], lab[..., 1:] / _CHROMA_UNIT
    light = (light - float(np.median(light))) / max(_LEAST_SPREAD, float(light.std()))
    chroma = chroma - _WHITE_BALANCE * np.median(chroma, axis=(0, 1))
    values = np.dstack([_LIGHT_WEIGHT * light, chroma])
    # One lamp or window must not outweigh everything else.
    values = np.sign(values) * np.log1p(np.abs(values))
    # A head that moves by a patch must still overlap itself.
    return np.asarray(cv2.GaussianBlur(values, (0, 0), _BLUR, borderType=cv2.BORDER_REPLICATE), np.float32).ravel()


def appearance_distance(a: Appearance, b: Appearance) -> float:
    """How differently two tiles look: 0 alike, about 0.3 the same person later, 0.7 two people."""
    return float(appearance_distances([a], [b])[0, 0])


def appearance_distances(a: Sequence[Appearance], b: Sequence[Appearance]) -> NDArray[np.float32]:
    """How differently each of `a` looks from each of `b`, (n, m); pictures moved by a patch are compared too."""
    first, second = _as_patches(a), _as_patches(b)
    if not len(first) or not len(second):
        return np.zeros((len(first), len(second)), np.float32)
    costs = [_moved_distances(first, second, down, right) for down, right in _SHIFTS]
    return np.asarray(np.min(costs, axis=0), np.float32)


def is_room_alike(a: Appearance, b: Appearance) -> bool:
    """Whether the rooms look the same, whoever sits in them."""
    difference = _as_patches([a])[0] - _as_patches([b])[0]
    return _size(np.hstack([difference[:, :3], difference[:, 9:]])) < _ROOM_ALIKE


def is_person_alike(a: Appearance, b: Appearance) -> bool:
    """Whether the middles, head and clothes, look the same, whatever is behind them."""
    person = (_as_patches([a])[0] - _as_patches([b])[0])[2:, 4:8]
    # Another background changes what the whole picture's light and tint are measured by.
    return _size(person - person.mean(axis=(0, 1))) < _PERSON_ALIKE


def _shrink(image: Image, box: Box) -> Image:
    left, right = (box.left + round(share * box.width) for share in (_LEFT, _RIGHT))
    top, bottom = (box.top + round(share * box.height) for share in (_TOP, _BOTTOM))
    inside = image[max(0, top) : max(1, bottom), max(0, left) : max(1, right)]
    # Averaging every pixel of a large tile would cost more than all the rest.
    step = max(1, min(inside.shape[0] // (2 * _LOOK_HEIGHT), inside.shape[1] // (2 * _LOOK_WIDTH)))
    small = cv2.resize(inside[::step, ::step], (_LOOK_WIDTH, _LOOK_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _drop_dark_sides(small: Image) -> Image:
    """The picture without equally wide black parts at its left and right."""
    lit = np.flatnonzero(small.max(axis=(0, 2)) >= _DARK)
    if not lit.size:
        return small
    width = small.shape[1]
    left, right = int(lit[0]), width - 1 - int(lit[-1])
    if min(left, right) < 2 or abs(left - right) > 2 or width - left - right < _MIN_INNER * width:
        return small
    return small[:, left : width - right]


def _size(difference: NDArray[np.float32]) -> float:
    return float(np.sqrt((difference**2).sum(axis=2).mean())) / _UNIT


def _as_patches(looks: Sequence[Appearance]) -> NDArray[np.float32]:
    return np.asarray(looks, np.float32).reshape(len(looks), _ROWS, _COLUMNS, 3)


def _moved_distances(
    first: NDArray[np.float32], second: NDArray[np.float32], down: int, right: int
) -> NDArray[np.float32]:
    """Root mean square distances of what overlaps when `second` lies that many patches lower and further right."""
    a = first[:, max(0, down) : _ROWS + min(0, down), max(0, right) : _COLUMNS + min(0, right)]
    b = second[:, max(0, -down) : _ROWS + min(0, -down), max(0, -right) : _COLUMNS + min(0, -right)]
    patches = a.shape[1] * a.shape[2]
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    shared = np.concatenate([part @ b.T for part in np.array_split(a, -(-len(a) // _BLOCK))])
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None] - 2 * shared
    distance = np.sqrt(np.maximum(squares, 0) / patches) / _UNIT
    return np.asarray(distance + _SHIFT_COST * (abs(down) + abs(right)), np.float32)
