"""Remembers labels already read, so that a label is read again only when its letters change."""

from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.labels import LabelPlace, label_strip

_SEARCH_PX = 3  # a tile's box may be found a little elsewhere in the next frame
_TRIM_SHARE = 0.15  # of the line's height, at all sides but the left: found lines reach to the label's edges
_END_SHARE = 0.7  # of the line's height: where a longer name would go on
_PIECE_SHARE = 0.1  # of the line's height: about a stroke's width
_MAX_DIFFERENCE = 0.42  # drawn labels on moving videos: the same name 0.34 at most, one other letter 0.48 at least
_MIN_CONTRAST = 8.0  # grey values; fainter letters are noise

_Grey = NDArray[np.float32]  # (h, w) 0-255
_Strokes = NDArray[np.float32]  # (h, w) grey values less their surroundings: letters without background


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    left: int  # px from the strip's left edge
    rise: int  # px from the strip's bottom edge to the pattern's
    pattern: _Strokes
    seems_longer: bool  # the video right of the label looks like more letters
    name: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """The part of a tile where its label is, with a border of _SEARCH_PX repeated around it."""

    strip: Box  # px, frame, without the border
    grey: _Grey
    strokes: _Strokes


class LabelMemory:
    """A bounded memory of label pictures and the names read from them; the longest unused is forgotten."""

    def __init__(self, capacity: int = 256) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._next_key = 0
        self._last_at: dict[Box, int] = {}  # tile -> the entry that fitted there last

    def recall(self, image: Image, tile: Box, place: LabelPlace) -> tuple[bool, str | None]:
        """Whether this tile's label is known, and the name read from it (None = known to be unreadable)."""
        view = _view(image, tile, place) if self._entries else None
        if view is None:
            return False, None
        for key in self._likely_first(tile):
            entry = self._entries[key]
            if _fits(entry, view):
                self._entries.move_to_end(key)
                self._last_at[tile] = key
                return True, entry.name
        return False, None

    def remember(self, image: Image, tile: Box, place: LabelPlace, label: Box, name: str | None) -> None:
        """Keeps the label's letters with the name read from them."""
        view = _view(image, tile, place)
        if view is None:
            return
        trim = round(label.height * _TRIM_SHARE)
        left = max(0, label.left - view.strip.left)
        rise = max(0, view.strip.bottom - label.bottom + trim)
        height, width = label.height - 2 * trim, label.width - trim
        y, x = (start + _SEARCH_PX for start in _corner(view, left, rise, height))
        pattern = view.strokes[y : y + height, x : x + width]
        if min(pattern.shape) < 4:
            return
        seems_longer = _seems_longer(view, y, x, pattern)
        self._entries[self._next_key] = _Entry(left, rise, pattern.copy(), seems_longer, name)
        self._last_at[tile] = self._next_key
        self._next_key += 1
        if len(self._entries) > self._capacity:
            gone, _ = self._entries.popitem(last=False)
            self._last_at = {place: key for place, key in self._last_at.items() if key != gone}

    def _likely_first(self, tile: Box) -> list[int]:
        last = self._last_at.get(tile)
        newest_first = [key for key in reversed(self._entries) if key != last]
        return newest_first if last is None else [last, *newest_first]


def _view(image: Image, tile: Box, place: LabelPlace) -> _View | None:
    strip = label_strip(image, tile, place)
    if strip is None:
        return None
    part = cv2.cvtColor(image[strip.top : strip.bottom, strip.left : strip.right], cv2.COLOR_BGR2GRAY)
    bordered = cv2.copyMakeBorder(part, *(_SEARCH_PX,) * 4, cv2.BORDER_REPLICATE)
    grey = np.asarray(bordered, np.float32)
    strokes = grey - cv2.GaussianBlur(grey, (0, 0), max(2.0, strip.height / 10))
    return _View(strip, grey, strokes)


def _corner(view: _View, left: int, rise: int, height: int) -> tuple[int, int]:
    """Row and column in the bordered view from which a pattern is searched for."""
    inner_height = view.grey.shape[0] - 2 * _SEARCH_PX
    return max(0, inner_height - rise - height), left


def _fits(entry: _Entry, view: _View) -> bool:
    height, width = entry.pattern.shape
    top, left = _corner(view, entry.left, entry.rise, height)
    around = view.strokes[top : top + height + 2 * _SEARCH_PX, left : left + width + 2 * _SEARCH_PX]
    if around.shape[0] < height or around.shape[1] < width:
        return False
    score = cv2.matchTemplate(around, entry.pattern, cv2.TM_CCOEFF_NORMED)
    y, x = np.unravel_index(int(np.argmax(score)), score.shape)
    seen = around[y : y + height, x : x + width]
    if _largest_difference(entry.pattern, seen) > _MAX_DIFFERENCE:
        return False
    return entry.seems_longer or not _seems_longer(view, top + int(y), left + int(x), seen)


def _largest_difference(known: _Strokes, seen: _Strokes) -> float:
    """How much two lines differ in the place where they differ most; 1 = a whole stroke. One letter matters."""
    # A brighter or darker video behind a translucent label changes the letters' contrast as a whole.
    gain = float((known * seen).sum()) / max(float((seen**2).sum()), 1.0)
    piece = max(2, round(known.shape[0] * _PIECE_SHARE))
    difference = cv2.blur(np.abs(known - gain * seen), (piece, piece))
    return float(difference.max()) / _contrast(known)


def _seems_longer(view: _View, y: int, x: int, strokes: _Strokes) -> bool:
    """Whether more letters seem to follow the ones at row y, column x: bright strokes on the same ground."""
    height, width = strokes.shape
    text = view.grey[y : y + height, x : x + width]
    end = view.grey[y : y + height, x + width : x + width + round(height * _END_SHARE)]
    if end.size == 0:
        return False
    contrast, ground = _contrast(strokes), float(np.percentile(text, 25))
    is_ground = np.abs(end - ground) < 0.35 * contrast
    is_letter = end > ground + 0.6 * contrast
    return float(is_ground.mean()) > 0.3 and float(is_letter.mean()) > 0.04


def _contrast(strokes: _Strokes) -> float:
    return max(float(np.percentile(strokes, 95)), _MIN_CONTRAST)
