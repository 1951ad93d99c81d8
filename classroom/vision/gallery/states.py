"""What is to be seen in one tile: a face, a picture without one, or a camera that is off."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Face, Image, ParticipantState, Tile

SAMPLE_PX = (96, 54)  # a tile is judged at this size
FLAT = 10  # largest colour difference (0-255) from the plain ground of a camera that is off
MIN_GROUND = 0.55  # share of the tile that is plain when initials, a name or a small photo are on it
MIN_RIM = 0.93  # share of the rim that is plain; the label may lie on it
RIM = 0.1  # width of the rim, share of the height


def describe_tile(image: Image, box: Box, faces: Sequence[Face]) -> Tile:
    """The tile with its state and its participant's face: the largest, nearest to the middle.

    A face on a tile whose camera is off is a photo, not a student: it is not counted.
    """
    if is_camera_off(image, box):
        return Tile(box, ParticipantState.CAMERA_OFF)
    own = [face for face in faces if box.contains(*face.box.center)]
    if not own:
        return Tile(box, ParticipantState.NO_FACE)
    own.sort(key=_Prominence(box), reverse=True)
    return Tile(box, ParticipantState.VISIBLE, face=own[0], extra_faces=len(own) - 1)


class _Prominence:
    """Sorts faces: area, halved towards the tile's sides."""

    def __init__(self, box: Box) -> None:
        self.box = box

    def __call__(self, face: Face) -> float:
        away = abs(face.box.center[0] - self.box.center[0]) / (self.box.width / 2)
        return face.box.area * (1 - 0.5 * min(away, 1.0))


def is_camera_off(image: Image, box: Box) -> bool:
    """Whether a tile is a plain ground with at most initials, a name or a photo in its middle."""
    cut = image[box.top : box.bottom, box.left : box.right]
    sample = cv2.resize(cut, SAMPLE_PX, interpolation=cv2.INTER_AREA).astype(np.int16)
    ground = _ground(sample)
    plain = abs(sample - ground).max(axis=2) <= FLAT
    return bool(plain.mean() >= MIN_GROUND and plain[_rim()].mean() >= MIN_RIM)


def _ground(sample: NDArray[np.int16]) -> NDArray[np.int16]:
    """The commonest colour, (3,)."""
    codes = (sample >> 3).astype(np.int64)
    flat = (codes[..., 0] * 32 + codes[..., 1]) * 32 + codes[..., 2]
    values, counts = np.unique(flat, return_counts=True)
    return np.asarray(np.median(sample[flat == values[np.argmax(counts)]], axis=0), dtype=np.int16)


def _rim() -> NDArray[np.bool_]:
    """The tile's rim without the outermost pixels (speaker's border) and the corners where labels lie."""
    width, height = SAMPLE_PX
    deep = round(RIM * height)
    rim = np.zeros((height, width), bool)
    rim[3 : 3 + deep, 4 : width - 4] = True
    rim[3 : height - 3, 4 : 4 + deep] = True
    rim[3 : height - 3, width - 4 - deep : width - 4] = True
    rim[height - 3 - deep : height - 3, width // 3 : width - width // 3] = True
    rim[height - 16 :, : width // 3] = False
    rim[:12, width - 16 :] = False
    return rim
