"""Rooms behind people."""

from functools import lru_cache

import cv2
import numpy as np

from classroom.domain import Image
from classroom.synthetic.scene import Backdrop, Color, Look, to_image


@lru_cache(maxsize=256)
def _draw(width: int, height: int, kind: Backdrop, color: Color, seed: int) -> Image:
    random = np.random.default_rng(seed)
    draw = {Backdrop.WALL: _wall, Backdrop.SHELF: _shelf, Backdrop.WINDOW: _window, Backdrop.VIRTUAL: _virtual}[kind]
    image = draw(width, height, color, random)
    image.flags.writeable = False  # shared by the cache
    return image


def draw_backdrop(width: int, height: int, look: Look) -> Image:
    """The room of that look, (height, width, 3) uint8 BGR, not writeable; the same for the same look and size."""
    return _draw(width, height, look.backdrop, look.backdrop_color, look.backdrop_seed)


def _shaded(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    """A plain surface, lit from one side."""
    across = np.linspace(random.uniform(0.75, 1.0), random.uniform(0.85, 1.12), width)
    down = np.linspace(random.uniform(0.95, 1.1), random.uniform(0.75, 0.95), height)
    return to_image((down[:, None] * across[None, :])[..., None] * np.array(color, np.float64))


def _wall(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    image = _shaded(width, height, color, random)
    for _ in range(int(random.integers(1, 3))):  # pictures without faces on the wall
        side = random.uniform(0.16, 0.28) * height
        left, top = random.uniform(0.02, 0.85) * width, random.uniform(0.05, 0.25) * height
        corner, end = (int(left), int(top)), (int(left + side * 1.2), int(top + side))
        cv2.rectangle(image, corner, end, tuple(int(value * 0.45) for value in color), -1)
        inset = max(2, int(side * 0.08))
        paint = tuple(int(value) for value in random.integers(60, 230, 3))
        cv2.rectangle(image, (corner[0] + inset, corner[1] + inset), (end[0] - inset, end[1] - inset), paint, -1)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.6, height / 160)), np.uint8)


def _shelf(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    image = _shaded(width, height, color, random)
    pitch = height // 4
    for row in range(5):
        floor = row * pitch + pitch // 2
        x = 0
        while x < width:
            thick = int(random.uniform(0.014, 0.034) * width) + 2
            high = int(pitch * random.uniform(0.55, 0.85))
            paint = tuple(int(value) for value in random.integers(40, 200, 3))
            if random.random() > 0.12:
                cv2.rectangle(image, (x, floor - high), (x + thick - 1, floor), paint, -1)
            x += thick
        cv2.rectangle(image, (0, floor), (width, floor + max(2, pitch // 12)), (60, 90, 130), -1)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.8, height / 70)), np.uint8)


def _window(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    image = _shaded(width, height, color, random)
    left = int(random.choice((0.04, 0.62)) * width)
    right, top, bottom = left + int(width * 0.32), int(height * 0.06), int(height * 0.7)
    sky = np.linspace(250, 205, max(1, bottom - top))[:, None, None] * np.array([1.0, 0.98, 0.93])
    image[top:bottom, left:right] = to_image(np.broadcast_to(sky, (bottom - top, right - left, 3)))
    bar = max(2, width // 90)
    for x in (left, (left + right) // 2, right):
        cv2.line(image, (x, top), (x, bottom), (235, 238, 240), bar)
    for y in (top, (top + bottom) // 2, bottom):
        cv2.line(image, (left, y), (right, y), (235, 238, 240), bar)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.6, height / 150)), np.uint8)


def _virtual(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    image = _shaded(width, height, color, random).astype(np.float64)
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(3):
        slope, offset = random.uniform(-1.2, 1.2), random.uniform(0.2, 1.0) * height
        image[y > offset + slope * (x - width / 2)] *= random.uniform(0.82, 1.15)
    return to_image(image)
