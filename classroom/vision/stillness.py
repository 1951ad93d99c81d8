"""What stands still: a whole screen, or one tile's video while the others move."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image, ParticipantState, Tile

FRAME_PX = (320, 180)  # a screen is compared at this size
TILE_PX = (64, 36)
NOISE = 3  # grey-level change (0-255) that compression alone makes
MAX_CHANGED = 0.001  # share of a screen that may change: the computer's clock, the cursor
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
    since: datetime


class StillTiles:
    """Marks tiles whose video has stood still for `after_s` seconds while another moved."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._known: tuple[_Still, ...] = ()

    def mark(self, image: Image, tiles: Sequence[Tile], taken_at: datetime) -> tuple[Tile, ...]:
        """The tiles, those that stand still with the state `frozen`; a camera that is off stays off."""
        known = tuple(self._follow(image, tile.box, taken_at) for tile in tiles)
        moving = any(entry.since == taken_at for entry in known if self._known)
        self._known = known
        return tuple(
            replace(tile, state=ParticipantState.FROZEN, reading=None)
            if moving and tile.state is not ParticipantState.CAMERA_OFF and self._is_still(entry, taken_at)
            else tile
            for tile, entry in zip(tiles, known, strict=True)
        )

    def _is_still(self, entry: _Still, taken_at: datetime) -> bool:
        return (taken_at - entry.since).total_seconds() >= self._after_s

    def _follow(self, image: Image, box: Box, taken_at: datetime) -> _Still:
        before = next((entry for entry in self._known if entry.box.iou(box) >= SAME_PLACE), None)
        place = before.box if before is not None else box  # a side that jitters by a pixel is no movement
        look = _thumbnail(image[place.top : place.bottom, place.left : place.right], TILE_PX)
        if before is not None and _changed(before.look, look) == 0:
            return before
        return _Still(box, look, taken_at) if before is None else _Still(place, look, taken_at)


def _thumbnail(image: Image, size: tuple[int, int]) -> Thumbnail:
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _changed(before: Thumbnail, now: Thumbnail) -> float:
    """Share of the pixels that changed by more than noise; 1 when the sizes differ."""
    if before.shape != now.shape:
        return 1.0
    return float((cv2.absdiff(before, now) > NOISE).mean())
