"""Where the name labels are in or under their tiles, found for all tiles in one picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.vision.ocr import TextEngine

# Labels of Zoom, Meet and Teams end 0-10 % above the tile's bottom and are 4-13 % of its height high
# (measured on screens from 1000x625 to 2062x1350 with 6 to 49 tiles).
_STRIP_SHARE, _STRIP_MIN_PX, _STRIP_MAX_PX = 0.17, 24, 110
_STRIP_PX = 48  # height of a strip in the common picture: letters are then 10-20 px high
_GAP_PX = 8  # dark rows between strips, so that lines do not touch
_MAX_LEFT_SHARE = 0.45  # a line that starts further right is no label
_MIN_LINE_SHARE = 0.17  # of the strip's height


class LabelPlace(Enum):
    """Where a call program writes the names."""

    BOTTOM = auto()  # in the tile, from the left (Zoom, Meet, Teams)
    CENTRE = auto()  # in the tile at the bottom, centred or right
    TOP = auto()  # in the tile
    BELOW = auto()  # under the tile


@dataclass(frozen=True, slots=True)
class _Strip:
    source: Box  # px, frame
    place: Box  # px, in the common picture
    scale: float  # common picture / frame


def label_strip(image: Image, tile: Box, place: LabelPlace) -> Box | None:
    """The part of a tile, or under it, where its label must be, px; None when there is no room for one."""
    height = min(_STRIP_MAX_PX, max(_STRIP_MIN_PX, round(tile.height * _STRIP_SHARE)))
    lowest = {LabelPlace.TOP: tile.top + height, LabelPlace.BELOW: tile.bottom + height}.get(place, tile.bottom)
    left, top = max(0, tile.left), max(0, lowest - height)
    right, bottom = min(image.shape[1], tile.right), min(image.shape[0], lowest)
    if right - left < _STRIP_MIN_PX or bottom - top < _STRIP_MIN_PX // 2:
        return None
    return Box(left, top, right - left, bottom - top)


def find_labels(
    image: Image, tiles: Sequence[Box], engine: TextEngine, place: LabelPlace = LabelPlace.BOTTOM
) -> tuple[Box | None, ...]:
    """The text line of each tile's label, px in the frame; None where none was found.

    A label the detector misses on a busy video is looked for where the other tiles have theirs.
    """
    sources = [label_strip(image, tile, place) for tile in tiles]
    strips = _arrange([source for source in sources if source is not None])
    if not strips:
        return (None,) * len(tiles)
    lines = engine.find_lines(_compose(image, strips))
    found = iter([_choose(strip, lines, place) for strip in strips])
    labels = [None if source is None else next(found) for source in sources]
    return tuple(_complete(labels, tiles)) if place is LabelPlace.BOTTOM else tuple(labels)


def _arrange(sources: Sequence[Box]) -> list[_Strip]:
    """Places for all strips, in as many columns as make the common picture roughly square."""
    scales = [_STRIP_PX / source.height for source in sources]
    width = max((round(source.width * scale) for source, scale in zip(sources, scales, strict=True)), default=1)
    columns = max(1, round((len(sources) * (_STRIP_PX + _GAP_PX) / width) ** 0.5))
    strips = []
    for index, (source, scale) in enumerate(zip(sources, scales, strict=True)):
        row, column = divmod(index, columns)
        left, top = column * (width + 2 * _GAP_PX), row * (_STRIP_PX + _GAP_PX)
        strips.append(_Strip(source, Box(left, top, max(1, round(source.width * scale)), _STRIP_PX), scale))
    return strips


def _compose(image: Image, strips: Sequence[_Strip]) -> Image:
    width = max(strip.place.right for strip in strips)
    height = max(strip.place.bottom for strip in strips)
    common = np.zeros((height + _GAP_PX, width + _GAP_PX, 3), np.uint8)
    for strip in strips:
        source, place = strip.source, strip.place
        part = image[source.top : source.bottom, source.left : source.right]
        method = cv2.INTER_AREA if strip.scale < 1 else cv2.INTER_CUBIC
        common[place.top : place.bottom, place.left : place.right] = cv2.resize(
            part, (place.width, place.height), interpolation=method
        )
    return common


def _choose(strip: _Strip, lines: Sequence[Box], place: LabelPlace) -> Box | None:
    """The strip's outermost line, joined with its further words, px in the frame."""
    inside = [line for line in lines if line.intersection(strip.place) > line.area * 0.6]
    tall = [line for line in inside if line.height >= _MIN_LINE_SHARE * _STRIP_PX]
    latest = _MAX_LEFT_SHARE if place is LabelPlace.BOTTOM else 1.0
    starts = [line for line in tall if line.left - strip.place.left < latest * strip.place.width]
    if not starts:
        return None
    line = min(starts, key=_top) if place in (LabelPlace.TOP, LabelPlace.BELOW) else max(starts, key=_bottom)
    for other in sorted(tall, key=_left):
        if _on_one_line(line, other):
            line = _union(line, other)
    pad = line.height * 0.08
    first, last = max(line.left, strip.place.left), min(line.right, strip.place.right)
    left = strip.source.left + int((first - strip.place.left) / strip.scale)
    top = strip.source.top + int((line.top - pad - strip.place.top) / strip.scale)
    width = round((last - first) / strip.scale)
    bottom = min(strip.source.bottom, top + round((line.height + 2 * pad) / strip.scale))
    top = max(strip.source.top, top)
    return Box(left, top, max(1, width), max(1, bottom - top))


def _complete(labels: Sequence[Box | None], tiles: Sequence[Box]) -> list[Box | None]:
    """The labels, with a guess where one is missing though at least half of the tiles have one."""
    pairs = [(label, tile) for label, tile in zip(labels, tiles, strict=True) if label is not None]
    if len(pairs) * 2 < len(tiles) or len(pairs) < 2:
        return list(labels)
    height = round(median(label.height for label, _ in pairs))
    left = round(median(label.left - tile.left for label, tile in pairs))
    rise = round(median(tile.bottom - label.bottom for label, tile in pairs))
    guesses = (Box(t.left + left, t.bottom - rise - height, max(1, t.width * 3 // 5 - left), height) for t in tiles)
    return [label or guess for label, guess in zip(labels, guesses, strict=True)]


def _on_one_line(line: Box, other: Box) -> bool:
    shared = min(line.bottom, other.bottom) - max(line.top, other.top)
    gap = max(other.left - line.right, line.left - other.right)
    return shared > 0.5 * min(line.height, other.height) and gap < 1.2 * line.height


def _union(a: Box, b: Box) -> Box:
    left, top = min(a.left, b.left), min(a.top, b.top)
    return Box(left, top, max(a.right, b.right) - left, max(a.bottom, b.bottom) - top)


def _bottom(box: Box) -> int:
    return box.bottom


def _top(box: Box) -> int:
    return box.top


def _left(box: Box) -> int:
    return box.left
