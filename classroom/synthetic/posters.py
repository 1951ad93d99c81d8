"""Pictures of faces on walls and in small frames: nobody who is there."""

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.synthetic.portraits import Portrait
from classroom.synthetic.scene import Poster

_MARGIN = 0.9  # how much of the face's height is around it


def crop_portrait(portrait: Portrait, width: int, height: int) -> tuple[Image, Box]:
    """The portrait's head, cropped and scaled to (height, width), and the face in it, px."""
    face = portrait.face
    photo = portrait.photo or Box(0, 0, portrait.image.shape[1], portrait.image.shape[0])
    high = min(face.height * (1 + _MARGIN), photo.height)
    wide = high * width / height
    if wide > photo.width:
        high, wide = high * photo.width / wide, float(photo.width)
    left = float(np.clip(face.center[0] - wide / 2, photo.left, photo.right - wide))
    top = float(np.clip(face.center[1] - high * 0.5, photo.top, photo.bottom - high))
    part = portrait.image[round(top) : round(top + high), round(left) : round(left + wide)]
    method = cv2.INTER_AREA if height < part.shape[0] else cv2.INTER_LINEAR
    image = np.asarray(cv2.resize(part, (width, height), interpolation=method), np.uint8)
    ratio = height / high
    begin = (max(0, round((face.left - left) * ratio)), max(0, round((face.top - top) * ratio)))
    end = (min(width, round((face.right - left) * ratio)), min(height, round((face.bottom - top) * ratio)))
    return image, Box(*begin, max(1, end[0] - begin[0]), max(1, end[1] - begin[1]))


def draw_poster(canvas: Image, poster: Poster) -> Box | None:
    """Hangs the picture on the wall, in place, and gives its face's box, px; None when it hangs outside."""
    height, width = canvas.shape[:2]
    high = max(6, round(poster.height * height))
    wide = max(5, round(high * 0.76))
    picture, face = crop_portrait(poster.portrait, wide, high)
    left, top = round(poster.x * width - wide / 2), round(poster.y * height - high / 2)
    rim = max(1, high // 14)
    cv2.rectangle(canvas, (left - rim, top - rim), (left + wide + rim - 1, top + high + rim - 1), (40, 50, 60), -1)
    x, y, right, bottom = max(left, 0), max(top, 0), min(left + wide, width), min(top + high, height)
    if right <= x or bottom <= y:
        return None
    canvas[y:bottom, x:right] = picture[y - top : bottom - top, x - left : right - left]
    shown = (max(left + face.left, 0), max(top + face.top, 0))
    end = (min(left + face.right, width), min(top + face.bottom, height))
    if end[0] <= shown[0] or end[1] <= shown[1]:
        return None
    return Box(*shown, end[0] - shown[0], end[1] - shown[1])
