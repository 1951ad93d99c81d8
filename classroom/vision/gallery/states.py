"""What is to be seen in one tile: a face, a picture without one, or a camera that is off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Face, Image, ParticipantState, Tile

SAMPLE_PX = (96, 54)  # a tile is judged at this size, width and height
FRAME_PX = 3  # its outermost pixels are not judged: a speaker's border, a neighbour
FLAT = 9  # largest colour difference (0-255) from the plain ground of a camera that is off
MIN_GROUND = 0.5  # share of the tile that is plain when initials, a name or a photo are on it
JOIN_PX = 7  # words of one line lie nearer to each other than this
SPECK_PX = 2  # compression leaves specks of this size
# Shares of the tile's height or width, from screens of Zoom, Meet and Teams with tiles of 50-700 px.
LABEL_TOP = 0.6  # a label lies below this
LABEL_HEIGHT = 0.32
CORNER = (0.26, 0.36)  # an icon lies within so much of the width and height at a corner
OFF_CENTRE = (0.12, 0.2)  # how far from the middle the content may lie, across and down
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
    return bool(other.mean() <= 1 - MIN_GROUND) and _is_centred(list(_content(other)))


def is_marked(image: Image, box: Box) -> bool:
    """Whether something is on a plain tile beside its label and icons: initials, a name, a photo."""
    return any(True for _ in _content(_off_ground(image, box)))


@dataclass(frozen=True, slots=True)
class _Part:
    """Connected content of a tile, as shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_label(self) -> bool:
        """A line of text or its box near the bottom, begun at the left or centred."""
        low = self.top >= LABEL_TOP and self.bottom - self.top <= LABEL_HEIGHT
        centred = abs((self.left + self.right) / 2 - 0.5) < OFF_CENTRE[0] and self.bottom < 1
        return low and (self.left < 1 / 3 or centred)

    @property
    def is_icon(self) -> bool:
        across = self.right <= CORNER[0] or self.left >= 1 - CORNER[0]
        return across and (self.bottom <= CORNER[1] or self.top >= 1 - CORNER[1])

    @property
    def touches_side(self) -> bool:
        return self.left <= 0 or self.top <= 0 or self.right >= 1 or self.bottom >= 1


def _content(other: NDArray[np.bool_]) -> Iterator[_Part]:
    """What lies on a tile's ground, words of one line as one part; without label, icons in the corners and specks."""
    height, width = other.shape
    joined = cv2.morphologyEx(other.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, JOIN_PX), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for part in range(1, count):
        left, top, wide, high, area = (int(value) for value in boxes[part])
        found = _Part(left / width, top / height, (left + wide) / width, (top + high) / height)
        if area > SPECK_PX and not found.is_label and not found.is_icon:
            yield found


def _off_ground(image: Image, box: Box) -> NDArray[np.bool_]:
    """Where the tile, made small and without its edge, has another colour than its ground."""
    cut = image[box.top : box.bottom, box.left : box.right]
    sample = cv2.resize(cut, SAMPLE_PX, interpolation=cv2.INTER_AREA).astype(np.int16)
    inner = sample[FRAME_PX:-FRAME_PX, FRAME_PX:-FRAME_PX]
    return np.asarray(abs(inner - _ground(inner)).max(axis=2) > FLAT)


def _ground(sample: NDArray[np.int16]) -> NDArray[np.int16]:
    """The commonest colour, (3,)."""
    codes = (sample >> 3).astype(np.int64)
    flat = (codes[..., 0] * 32 + codes[..., 1]) * 32 + codes[..., 2]
    commonest = np.bincount(flat.ravel()).argmax()
    return np.asarray(np.median(sample[flat == commonest], axis=0), dtype=np.int16)


def _is_centred(content: Sequence[_Part]) -> bool:
    """Whether what lies on the ground is one picture or line, perhaps with another below it, in the middle."""
    if not content:
        return True
    if any(part.touches_side for part in content):
        return False  # a person's shoulders reach the tile's side
    away_x = abs((min(part.left for part in content) + max(part.right for part in content)) / 2 - 0.5)
    away_y = abs((min(part.top for part in content) + max(part.bottom for part in content)) / 2 - 0.5)
    return away_x <= OFF_CENTRE[0] and away_y <= OFF_CENTRE[1] and _count_groups(content) <= MAX_GROUPS


def _count_groups(content: Sequence[_Part]) -> int:
    """How many parts lie below each other."""
    groups, low = 0, -1.0
    for part in sorted(content, key=_top):
        groups += part.top > low
        low = max(low, part.bottom)
    return groups


def _top(part: _Part) -> float:
    return part.top
