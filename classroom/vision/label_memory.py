"""Remembers labels already read, so that a label is read again only when its letters change."""

from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.labels import label_strip

_SEARCH_PX = 3  # a tile's box may be found a little elsewhere in the next frame
_PIECE_SHARE = 0.1  # of the line's height: about a stroke's width
_MAX_DIFFERENCE = 0.42  # drawn labels on moving videos: the same name 0.34 at most, one other letter 0.48 at least
_MIN_CONTRAST = 8.0  # grey values; fainter letters are noise

_Strokes = NDArray[np.float32]  # (h, w) local contrast of grey values: letters without their background


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    left: int  # px from the tile's left edge
    rise: int  # px from the tile's bottom edge to the pattern's
    pattern: _Strokes  # the line, and as much to its right as it is high
    name: str | None


class LabelMemory:
    """A bounded memory of label pictures and the names read from them; the longest unused is forgotten."""

    def __init__(self, capacity: int = 256) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._next_key = 0
        self._last_at: dict[Box, int] = {}  # tile -> the entry that fitted there last

    def recall(self, image: Image, tile: Box) -> tuple[bool, str | None]:
        """Whether this tile's label is known, and the name read from it (None = known to be unreadable)."""
        strip = label_strip(image, tile)
        if strip is None or not self._entries:
            return False, None
        strokes = _strokes(image[strip.top : strip.bottom, strip.left : strip.right])
        for key in self._likely_first(tile):
            entry = self._entries[key]
            if _fits(entry, strokes, strip, tile):
                self._entries.move_to_end(key)
                self._last_at[tile] = key
                return True, entry.name
        return False, None

    def remember(self, image: Image, tile: Box, label: Box, name: str | None) -> None:
        """Keeps the label's letters with the name read from them."""
        strip = label_strip(image, tile)
        if strip is None:
            return
        strokes = _strokes(image[strip.top : strip.bottom, strip.left : strip.right])
        left, top = label.left - strip.left, max(0, label.top - strip.top)
        inner = strokes[_SEARCH_PX:-_SEARCH_PX, _SEARCH_PX:-_SEARCH_PX]
        pattern = inner[top : label.bottom - strip.top, max(0, left) : label.right - strip.left + label.height]
        if min(pattern.shape) < 4:
            return
        entry = _Entry(strip.left + max(0, left) - tile.left, tile.bottom - label.bottom, pattern.copy(), name)
        self._entries[self._next_key] = entry
        self._last_at[tile] = self._next_key
        self._next_key += 1
        if len(self._entries) > self._capacity:
            gone, _ = self._entries.popitem(last=False)
            self._last_at = {place: key for place, key in self._last_at.items() if key != gone}

    def _likely_first(self, tile: Box) -> list[int]:
        last = self._last_at.get(tile)
        newest_first = [key for key in reversed(self._entries) if key != last]
        return newest_first if last is None else [last, *newest_first]


def _strokes(image: Image) -> _Strokes:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    strokes = grey - cv2.GaussianBlur(grey, (0, 0), max(2.0, image.shape[0] / 10))
    edge = _SEARCH_PX  # a label at the tile's very bottom can be searched for a little lower, too
    return np.asarray(cv2.copyMakeBorder(strokes, edge, edge, edge, edge, cv2.BORDER_REPLICATE), np.float32)


def _fits(entry: _Entry, strokes: _Strokes, strip: Box, tile: Box) -> bool:
    height, width = entry.pattern.shape
    # The strip's border of _SEARCH_PX makes these the corner of a window that much larger than the pattern.
    left = max(0, tile.left + entry.left - strip.left)
    top = max(0, tile.bottom - entry.rise - height - strip.top)
    around = strokes[top : top + height + 2 * _SEARCH_PX, left : left + width + 2 * _SEARCH_PX]
    if around.shape[0] < height or around.shape[1] < width:
        return False
    score = cv2.matchTemplate(around, entry.pattern, cv2.TM_CCOEFF_NORMED)
    y, x = np.unravel_index(int(np.argmax(score)), score.shape)
    return _largest_difference(entry.pattern, around[y : y + height, x : x + width]) < _MAX_DIFFERENCE


def _largest_difference(known: _Strokes, seen: _Strokes) -> float:
    """How much two lines differ in the place where they differ most; 1 = a whole stroke. One letter matters."""
    height, width = known.shape
    text = (slice(None), slice(0, max(1, width - height)))
    # A brighter or darker video behind a translucent label changes the letters' contrast as a whole.
    gain = float((known[text] * seen[text]).sum()) / max(float((seen[text] ** 2).sum()), 1.0)
    contrast = max(float(np.percentile(known[text], 95)), _MIN_CONTRAST)
    piece = max(2, round(height * _PIECE_SHARE))
    difference = cv2.blur(np.abs(known - gain * seen), (piece, piece))
    return float(difference.max()) / contrast
