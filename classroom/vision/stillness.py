"""What stands still: a whole screen, or one tile's video while the others move."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image, ParticipantState, Tile

FRAME_PX = (320, 180)  # a screen is compared at this size
TILE_PX = (64, 36)
PICTURE_S = 5.0  # seconds after which what stays the same to the pixel is a still picture
NOISE = 3  # grey-level change (0-255) that compression alone makes
MAX_CHANGED = 0.001  # share of a screen that may change: the computer's clock, the cursor
SIDE, PLAIN = 0.1, 8  # share of a tile's width beside a square photo, and the colour difference (0-255) in it
SAME_PLACE = 0.9  # overlap (IoU) of a tile with itself on the frame before

Thumbnail = NDArray[np.uint8]  # (h, w) grey


class StillScreen:
    """Tells for how long the whole screen has not changed."""

    def __init__(self) -> None:
        self._last: Thumbnail | None = None
        self._since: datetime | None = None

    def still_s(self, image: Image, taken_at: datetime) -> float:
        """Seconds since the last change, by the frames' own times."""
        now = _thumbnail(image, FRAME_PX)
        if self._last is None or self._since is None or _changed(self._last, now) > MAX_CHANGED:
            self._last, self._since = now, taken_at
        return (taken_at - self._since).total_seconds()


@dataclass(frozen=True, slots=True, eq=False)
class _Still:
    box: Box
    look: Thumbnail
    since: datetime  # of the last visible change
    mark: int  # checksum of the tile's middle, pixel by pixel
    marked: datetime  # since when the checksum is this
    moved: bool  # whether the tile has changed at all since it was first seen here


class StillTiles:
    """Tells still pictures and videos that stand still from running ones, while another tile moves.

    A video that stands still is frozen. A tile that has never moved and has plain sides, as a square photo
    has, shows a still picture: its camera is off. What stays the same to the pixel from its first frame on,
    as no camera's video does, is known after a few seconds already, and at once in another place.
    """

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._known: tuple[_Still, ...] = ()
        self._pictures: set[int] = set()  # checksums of still pictures

    def mark(self, image: Image, tiles: Sequence[Tile], taken_at: datetime) -> tuple[Tile, ...]:
        """The tiles; those that stand still are `frozen`, or `camera_off` without the face in the picture."""
        known = tuple(self._follow(image, tile.box, taken_at) for tile in tiles)
        moving = any(entry.since == taken_at for entry in known if self._known)
        self._known = known
        if not moving:
            return tuple(tiles)
        return tuple(
            _mark(image, tile, never_moved=not entry.moved or entry.mark in self._pictures)
            if self._stands_still(entry, taken_at)
            else tile
            for tile, entry in zip(tiles, known, strict=True)
        )

    def _stands_still(self, entry: _Still, taken_at: datetime) -> bool:
        exact_s = (taken_at - entry.marked).total_seconds()
        if not entry.moved and exact_s >= min(PICTURE_S, self._after_s):
            self._pictures.add(entry.mark)
        return entry.mark in self._pictures or (taken_at - entry.since).total_seconds() >= self._after_s

    def _follow(self, image: Image, box: Box, taken_at: datetime) -> _Still:
        before = next((entry for entry in self._known if entry.box.iou(box) >= SAME_PLACE), None)
        place = before.box if before is not None else box  # a side that jitters by a pixel is no movement
        inside = image[place.top : place.bottom, place.left : place.right]
        look, mark = _thumbnail(inside, TILE_PX), _checksum(inside)
        if before is None:
            return _Still(box, look, taken_at, mark, taken_at, moved=False)
        marked = before.marked if mark == before.mark else taken_at
        if _changed(before.look, look) == 0:
            return replace(before, mark=mark, marked=marked)
        return _Still(place, look, taken_at, mark, marked, moved=True)


def _mark(image: Image, tile: Tile, *, never_moved: bool) -> Tile:
    if tile.state is ParticipantState.CAMERA_OFF:
        return tile
    if never_moved and _has_plain_sides(image, tile.box):
        return replace(tile, state=ParticipantState.CAMERA_OFF, face=None, reading=None, extra_faces=0)
    return replace(tile, state=ParticipantState.FROZEN, reading=None)


def _has_plain_sides(image: Image, box: Box) -> bool:
    """Whether the tile is of one colour left and right, from near the top to above the label."""
    side = max(2, round(SIDE * box.width))
    rows = slice(box.top + box.height // 8, box.top + box.height * 5 // 8)
    left, right = (image[rows, start : start + side] for start in (box.left + 2, box.right - side - 2))
    colors = np.concatenate([left.reshape(-1, 3), right.reshape(-1, 3)]).astype(np.int16)
    return bool((np.abs(colors - np.median(colors, axis=0)).max(axis=1) <= PLAIN).mean() >= 0.95)


def _checksum(tile: Image) -> int:
    """Of every other pixel of the tile's middle: a label and a speaker's border are outside."""
    height, width = tile.shape[:2]
    middle = tile[height // 6 : height * 2 // 3 : 2, width // 4 : width * 3 // 4 : 2]
    return zlib.crc32(np.ascontiguousarray(middle).tobytes(), height * 65_536 + width)


def _thumbnail(image: Image, size: tuple[int, int]) -> Thumbnail:
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _changed(before: Thumbnail, now: Thumbnail) -> float:
    """Share of the pixels that changed by more than noise; 1 when the sizes differ."""
    if before.shape != now.shape:
        return 1.0
    return float((cv2.absdiff(before, now) > NOISE).mean())
