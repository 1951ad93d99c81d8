"""Signs on the buttons of call programs."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.synthetic.kinds import Color
from classroom.synthetic.lettering import stamp

_SIDE = 64  # drawn in a square of that side, then shrunk
_Mask = NDArray[np.uint8]


def draw_icon(image: Image, name: str, left: int, top: int, size_px: int, color: Color) -> None:
    """Draws the sign into a square of that side, in place; an unknown name is three dots."""
    stamp(image, _mask(name, size_px), left, top, color)


@lru_cache(maxsize=256)
def _mask(name: str, size_px: int) -> _Mask:
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    _DRAWN.get(name, _more)(canvas)
    return np.asarray(cv2.resize(canvas, (max(4, size_px), max(4, size_px)), interpolation=cv2.INTER_AREA), np.uint8)


def _microphone(canvas: _Mask) -> None:
    cv2.ellipse(canvas, (32, 20), (9, 16), 0, 0, 360, 255, -1)
    cv2.ellipse(canvas, (32, 26), (17, 18), 0, 0, 180, 255, 5)
    cv2.line(canvas, (32, 44), (32, 58), 255, 5)


def _camera(canvas: _Mask) -> None:
    cv2.rectangle(canvas, (6, 18), (42, 46), 255, -1)
    cv2.fillPoly(canvas, [np.array([(46, 32), (60, 20), (60, 44)], np.int32)], 255)


def _people(canvas: _Mask) -> None:
    for x, radius in ((24, 10), (46, 8)):
        cv2.circle(canvas, (x, 20), radius, 255, -1)
        cv2.ellipse(canvas, (x, 54), (radius + 8, 20), 0, 180, 360, 255, -1)


def _chat(canvas: _Mask) -> None:
    cv2.ellipse(canvas, (32, 28), (27, 20), 0, 0, 360, 255, -1)
    cv2.fillPoly(canvas, [np.array([(14, 38), (12, 60), (34, 46)], np.int32)], 255)
    for x in (20, 32, 44):
        cv2.circle(canvas, (x, 28), 4, 0, -1)


def _share(canvas: _Mask) -> None:
    cv2.rectangle(canvas, (4, 10), (60, 54), 255, -1)
    cv2.arrowedLine(canvas, (32, 48), (32, 18), 0, 6, tipLength=0.5)


def _record(canvas: _Mask) -> None:
    cv2.circle(canvas, (32, 32), 27, 255, 5)
    cv2.circle(canvas, (32, 32), 15, 255, -1)


def _smile(canvas: _Mask) -> None:
    cv2.circle(canvas, (32, 32), 27, 255, 5)
    cv2.circle(canvas, (23, 26), 4, 255, -1)
    cv2.circle(canvas, (41, 26), 4, 255, -1)
    cv2.ellipse(canvas, (32, 36), (14, 11), 0, 10, 170, 255, 5)


def draw_hand(canvas: _Mask) -> None:
    """A raised hand in a square of 64 px, in place."""
    cv2.ellipse(canvas, (33, 44), (15, 16), 0, 0, 360, 255, -1)
    for place, tip in enumerate((14, 6, 8, 16)):
        cv2.line(canvas, (22 + place * 8, 42), (21 + place * 8, tip + 4), 255, 7)
    cv2.line(canvas, (22, 50), (8, 34), 255, 8)


def _grid(canvas: _Mask) -> None:
    for x in (6, 36):
        for y in (6, 36):
            cv2.rectangle(canvas, (x, y), (x + 22, y + 22), 255, -1)


def _telephone(canvas: _Mask) -> None:
    cv2.ellipse(canvas, (32, 44), (24, 18), 0, 190, 350, 255, 12)


def _more(canvas: _Mask) -> None:
    for x in (12, 32, 52):
        cv2.circle(canvas, (x, 32), 6, 255, -1)


_DRAWN: dict[str, Callable[[_Mask], None]] = {
    "microphone": _microphone,
    "camera": _camera,
    "people": _people,
    "chat": _chat,
    "share": _share,
    "record": _record,
    "smile": _smile,
    "hand": draw_hand,
    "grid": _grid,
    "telephone": _telephone,
}
