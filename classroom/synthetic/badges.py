"""The small signs call programs put around a name: a raised hand, a pin, a star, emoji, a weak connection."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.synthetic.icons import draw_hand
from classroom.synthetic.kinds import Badge, Color
from classroom.synthetic.lettering import stamp

_ZOOM = 64  # drawn in a square of that side, then shrunk
_COLORS: dict[Badge, Color] = {
    Badge.HAND: (70, 190, 250),
    Badge.PIN: (235, 235, 235),
    Badge.STAR: (60, 200, 250),
    Badge.SMILE: (70, 205, 255),
    Badge.HEART: (90, 70, 240),
    Badge.SIGNAL: (60, 150, 245),
}


def draw_badge(image: Image, badge: Badge, left: int, top: int, size_px: int) -> None:
    """Draws the sign into a square of that side, in place."""
    stamp(image, _mask(badge, size_px), left, top, _COLORS[badge])


@lru_cache(maxsize=256)
def _mask(badge: Badge, size_px: int) -> NDArray[np.uint8]:
    canvas = np.zeros((_ZOOM, _ZOOM), np.uint8)
    if badge is Badge.HAND:
        draw_hand(canvas)
    elif badge is Badge.PIN:
        cv2.rectangle(canvas, (22, 6), (42, 28), 255, -1)
        cv2.rectangle(canvas, (14, 28), (50, 36), 255, -1)
        cv2.line(canvas, (32, 36), (32, 60), 255, 5)
    elif badge is Badge.STAR:
        angles = np.arange(10) * np.pi / 5 - np.pi / 2
        radius = np.where(np.arange(10) % 2 == 0, 30, 13)
        points = np.column_stack([32 + radius * np.cos(angles), 33 + radius * np.sin(angles)])
        cv2.fillPoly(canvas, [points.astype(np.int32)], 255)
    elif badge is Badge.SMILE:
        cv2.circle(canvas, (32, 32), 28, 255, -1)
        cv2.circle(canvas, (22, 25), 4, 0, -1)
        cv2.circle(canvas, (42, 25), 4, 0, -1)
        cv2.ellipse(canvas, (32, 36), (15, 12), 0, 10, 170, 0, 4)
    elif badge is Badge.HEART:
        cv2.circle(canvas, (20, 22), 14, 255, -1)
        cv2.circle(canvas, (44, 22), 14, 255, -1)
        cv2.fillPoly(canvas, [np.array([(7, 28), (57, 28), (32, 60)], np.int32)], 255)
    else:
        for place, top in enumerate((44, 32, 20, 8)):
            cv2.rectangle(canvas, (6 + place * 14, top), (14 + place * 14, 58), 255 if place < 2 else 90, -1)
    return np.asarray(cv2.resize(canvas, (max(3, size_px), max(3, size_px)), interpolation=cv2.INTER_AREA), np.uint8)
