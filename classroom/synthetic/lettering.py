"""Text and small symbols drawn into pictures, with the font that comes inside Pillow (ASCII only)."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from classroom.domain import Image
from classroom.synthetic.scene import Color

WHITE: Color = (255, 255, 255)
MUTE_RED: Color = (70, 70, 235)


@lru_cache(maxsize=1024)
def text_mask(text: str, size_px: int) -> NDArray[np.uint8]:
    """The text's coverage, (h, w) uint8: h is the line's height, the same for every text of one size."""
    font = ImageFont.load_default(size=size_px)
    left, _, right, _ = font.getbbox(text)
    canvas = PillowImage.new("L", (max(1, int(right - left) + 1), line_height(size_px)))
    ImageDraw.Draw(canvas).text((-left, 0), text, fill=255, font=font)
    return np.asarray(canvas, dtype=np.uint8)


@lru_cache(maxsize=64)
def line_height(size_px: int) -> int:
    """Height of a line of text, px."""
    return int(ImageFont.load_default(size=size_px).getbbox("Agjy|")[3]) + 1


def text_width(text: str, size_px: int) -> int:
    """Width of the text, px."""
    return int(text_mask(text, size_px).shape[1])


def cut_text(text: str, size_px: int, width_px: int) -> str:
    """The text, or its beginning with three dots, so that it is no wider than `width_px`."""
    if text_width(text, size_px) <= width_px:
        return text
    for length in range(len(text) - 1, 0, -1):
        shorter = text[:length].rstrip() + "..."
        if text_width(shorter, size_px) <= width_px:
            return shorter
    return ""


def draw_text(image: Image, text: str, left: int, top: int, size_px: int, color: Color = WHITE) -> None:
    """Writes the text into the picture; what reaches over the border is cut off."""
    if text:
        stamp(image, text_mask(text, size_px), left, top, color)


def stamp(image: Image, mask: NDArray[np.uint8], left: int, top: int, color: Color) -> None:
    """Colours the picture where the mask (0-255) covers it, in place."""
    height, width = image.shape[:2]
    x, y = max(left, 0), max(top, 0)
    right, bottom = min(left + mask.shape[1], width), min(top + mask.shape[0], height)
    if right <= x or bottom <= y:
        return
    cover = mask[y - top : bottom - top, x - left : right - left, None].astype(np.float32) / 255
    under = image[y:bottom, x:right].astype(np.float32)
    image[y:bottom, x:right] = (under + (np.array(color, np.float32) - under) * cover + 0.5).astype(np.uint8)


@lru_cache(maxsize=64)
def _mute_mask(size_px: int) -> NDArray[np.uint8]:
    zoom = 8  # drawn large and shrunk, for smooth edges
    canvas = np.zeros((16 * zoom, 12 * zoom), np.uint8)
    cv2.ellipse(canvas, (6 * zoom, 5 * zoom), (2 * zoom, 4 * zoom), 0, 0, 360, 255, -1)
    cv2.ellipse(canvas, (6 * zoom, 6 * zoom), (4 * zoom, 5 * zoom), 0, 0, 180, 255, zoom)
    cv2.line(canvas, (6 * zoom, 11 * zoom), (6 * zoom, 14 * zoom), 255, zoom)
    cv2.line(canvas, (zoom, 14 * zoom), (11 * zoom, 2 * zoom), 255, zoom)
    shrunk = cv2.resize(canvas, (max(4, size_px * 12 // 16), max(5, size_px)), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)


def draw_mute_icon(image: Image, left: int, top: int, size_px: int) -> int:
    """Draws a crossed-out microphone of that height and gives its width, px."""
    mask = _mute_mask(size_px)
    stamp(image, mask, left, top, MUTE_RED)
    return int(mask.shape[1])


@lru_cache(maxsize=128)
def rounded_mask(width: int, height: int, radius: int) -> NDArray[np.uint8]:
    """A rounded rectangle's coverage, (height, width) uint8."""
    if radius <= 0:
        return np.full((height, width), 255, np.uint8)
    zoom = 4
    canvas = np.zeros((height * zoom, width * zoom), np.uint8)
    r = min(radius, width // 2, height // 2) * zoom
    right, bottom = width * zoom - 1, height * zoom - 1
    cv2.rectangle(canvas, (r, 0), (right - r, bottom), 255, -1)
    cv2.rectangle(canvas, (0, r), (right, bottom - r), 255, -1)
    for x in (r, right - r):
        for y in (r, bottom - r):
            cv2.circle(canvas, (x, y), r, 255, -1)
    return np.asarray(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
