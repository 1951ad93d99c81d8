"""Text and small symbols drawn into pictures."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw

from classroom.domain import Image
from classroom.synthetic.fonts import load_font
from classroom.synthetic.kinds import Color

WHITE: Color = (255, 255, 255)
MUTE_RED: Color = (70, 70, 235)


@lru_cache(maxsize=2048)
def text_mask(text: str, size_px: int, family: str | None = None) -> NDArray[np.uint8]:
    """The text's coverage, (h, w) uint8: h is the line's height, the same for every text of one size and family."""
    font = load_font(family, size_px)
    left, _, right, _ = font.getbbox(text)
    canvas = PillowImage.new("L", (max(1, int(right - left) + 1), line_height(size_px, family)))
    ImageDraw.Draw(canvas).text((-left, 0), text, fill=255, font=font)
    return np.asarray(canvas, dtype=np.uint8)


@lru_cache(maxsize=256)
def line_height(size_px: int, family: str | None = None) -> int:
    """Height of a line of text, px."""
    return int(load_font(family, size_px).getbbox("Agjy|")[3]) + 1


@lru_cache(maxsize=256)
def capital_height(size_px: int, family: str | None = None) -> int:
    """Height of a capital letter, px."""
    _, top, _, bottom = load_font(family, size_px).getbbox("H")
    return int(bottom - top)


def text_width(text: str, size_px: int, family: str | None = None) -> int:
    """Width of the text, px."""
    return int(text_mask(text, size_px, family).shape[1])


def cut_text(text: str, size_px: int, width_px: int, family: str | None = None, dots: str = "...") -> str:
    """The text, or its beginning with dots, so that it is no wider than `width_px`."""
    if text_width(text, size_px, family) <= width_px:
        return text
    for length in range(len(text) - 1, 0, -1):
        shorter = text[:length].rstrip() + dots
        if text_width(shorter, size_px, family) <= width_px:
            return shorter
    return ""


def draw_text(
    image: Image, text: str, left: int, top: int, size_px: int, color: Color = WHITE, family: str | None = None
) -> None:
    """Writes the text into the picture; what reaches over the border is cut off."""
    if text:
        stamp(image, text_mask(text, size_px, family), left, top, color)


def stamp(image: Image, mask: NDArray[np.uint8], left: int, top: int, color: Color, share: float = 1.0) -> None:
    """Colours the picture where the mask (0-255, times `share`) covers it, in place."""
    height, width = image.shape[:2]
    x, y = max(left, 0), max(top, 0)
    right, bottom = min(left + mask.shape[1], width), min(top + mask.shape[0], height)
    if right <= x or bottom <= y:
        return
    cover = mask[y - top : bottom - top, x - left : right - left, None].astype(np.float32) * (share / 255)
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


def draw_mute_icon(image: Image, left: int, top: int, size_px: int, color: Color = MUTE_RED) -> int:
    """Draws a crossed-out microphone of that height and gives its width, px."""
    mask = _mute_mask(size_px)
    stamp(image, mask, left, top, color)
    return int(mask.shape[1])


@lru_cache(maxsize=512)
def rounded_mask(width: int, height: int, radius: int) -> NDArray[np.uint8]:
    """A rounded rectangle's coverage, (height, width) uint8."""
    mask = np.full((height, width), 255, np.uint8)
    r = min(radius, width // 2, height // 2)
    if r <= 0:
        return mask
    zoom = 4
    disc = np.zeros((2 * r * zoom, 2 * r * zoom), np.uint8)
    cv2.circle(disc, (r * zoom, r * zoom), r * zoom, 255, -1)
    corner = np.asarray(cv2.resize(disc, (2 * r, 2 * r), interpolation=cv2.INTER_AREA), np.uint8)
    mask[:r, :r], mask[:r, width - r :] = corner[:r, :r], corner[:r, r:]
    mask[height - r :, :r], mask[height - r :, width - r :] = corner[r:, :r], corner[r:, r:]
    return mask


def draw_panel(image: Image, left: int, top: int, width: int, height: int, radius: int, color: Color) -> None:
    """A filled rectangle with round corners, in place."""
    if width > 0 and height > 0:
        stamp(image, rounded_mask(width, height, radius), left, top, color)
