"""What is to be seen in one tile: a face, a picture without one, or a camera that is off."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Face, Image, ParticipantState, Tile

SAMPLE_PX = (96, 54)  # a tile is judged at this size, width and height
FRAME_PX = 3  # its outermost pixels are not judged: a speaker's border, a neighbour
FLAT = 9  # largest colour difference (0-255) from the plain ground of a camera that is off
MIN_GROUND = 0.5  # share of the tile that is plain when initials, a name or a photo are on it
LABEL_ROWS = 13  # the label lies in so many rows at the bottom
SHORT_LABEL_ROWS = 5  # of them, these are cleared even where the label touches a photo
CORNER_PX = (18, 12)  # icons lie in the corners
SPECK_PX = 2  # compression leaves specks of this size
OFF_CENTRE = 0.12  # how far from the middle the content may lie, share of width or height
MAX_GROUPS = 2  # lines of content: a picture or initials, a name


def describe_tile(image: Image, box: Box, faces: Sequence[Face]) -> Tile:
    """The tile with its state and its participant's face: the largest, nearest to the middle.

    A face on a tile whose camera is off is a photo, not a student: it is not counted.
    """
    if is_camera_off(image, box):
        return Tile(box, ParticipantState.CAMERA_OFF)
    own = [face for face in faces if box.contains(*face.box.center)]
    if not own:
        return Tile(box, ParticipantState.NO_FACE)
    best = max(own, key=_Prominence(box))
    return Tile(box, ParticipantState.VISIBLE, face=best, extra_faces=len(own) - 1)


class _Prominence:
    """Rates faces: area, halved towards the tile's sides."""

    def __init__(self, box: Box) -> None:
        self._box = box

    def __call__(self, face: Face) -> float:
        away = abs(face.box.center[0] - self._box.center[0]) / (self._box.width / 2)
        return face.box.area * (1 - 0.5 * min(away, 1.0))


def is_camera_off(image: Image, box: Box) -> bool:
    """Whether a tile is a plain ground with at most initials, a name or a photo in its middle and a label."""
    other = _off_ground(image, box)
    return bool(other.mean() <= 1 - MIN_GROUND) and _is_centred(_without_label(other))


def is_marked(image: Image, box: Box) -> bool:
    """Whether something is on a plain tile beside its label and icons: initials, a name, a photo."""
    return bool(_without_label(_off_ground(image, box)).any())


def _off_ground(image: Image, box: Box) -> NDArray[np.bool_]:
    """Where the tile, made small and without its edge, has another colour than its ground."""
    cut = image[box.top : box.bottom, box.left : box.right]
    sample = cv2.resize(cut, SAMPLE_PX, interpolation=cv2.INTER_AREA).astype(np.int16)
    inner = sample[FRAME_PX:-FRAME_PX, FRAME_PX:-FRAME_PX]
    return np.asarray(abs(inner - _ground(inner)).max(axis=2) > FLAT)


def _without_label(other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is not ground, without label, icons and specks: parts that lie in the bottom rows or in a corner."""
    other = other.copy()
    height, width = other.shape
    if not other[-2:, width // 2 : 2 * width // 3].any():  # nobody's shoulders: a long label may touch the photo
        other[-SHORT_LABEL_ROWS:, : 3 * width // 5] = False
    count, parts, boxes, _centres = cv2.connectedComponentsWithStats(other.astype(np.uint8), connectivity=8)
    keep = np.zeros(count, bool)
    for part in range(1, count):
        left, top, wide, high, area = (int(value) for value in boxes[part])
        below = top >= height - LABEL_ROWS and left < width / 3
        aside = left + wide <= CORNER_PX[0] or left >= width - CORNER_PX[0]
        corner = aside and (top + high <= CORNER_PX[1] or top >= height - CORNER_PX[1])
        keep[part] = area > SPECK_PX and not below and not corner
    return np.asarray(keep[parts])


def _ground(sample: NDArray[np.int16]) -> NDArray[np.int16]:
    """The commonest colour, (3,)."""
    codes = (sample >> 3).astype(np.int64)
    flat = (codes[..., 0] * 32 + codes[..., 1]) * 32 + codes[..., 2]
    commonest = np.bincount(flat.ravel()).argmax()
    return np.asarray(np.median(sample[flat == commonest], axis=0), dtype=np.int16)


def _is_centred(content: NDArray[np.bool_]) -> bool:
    """Whether what lies on the ground is one picture or line, perhaps with another below it, in the middle."""
    rows, columns = np.flatnonzero(content.any(axis=1)), np.flatnonzero(content.any(axis=0))
    if not len(rows):
        return True
    height, width = content.shape
    if rows[0] == 0 or rows[-1] == height - 1 or columns[0] == 0 or columns[-1] == width - 1:
        return False  # a person's shoulders reach the tile's side
    groups = 1 + int((np.diff(rows) > 2).sum())
    away_x = abs((columns[0] + columns[-1] + 1) / 2 / width - 0.5)
    away_y = abs((rows[0] + rows[-1] + 1) / 2 / height - 0.5)
    return bool(groups <= MAX_GROUPS and away_x <= OFF_CENTRE and away_y <= OFF_CENTRE)
