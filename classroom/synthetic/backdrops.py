"""Rooms behind people."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from classroom.domain import Image
from classroom.synthetic.kinds import Backdrop, Color
from classroom.synthetic.scene import Look, to_image


@lru_cache(maxsize=256)
def _draw(width: int, height: int, kind: Backdrop, color: Color, seed: int) -> Image:
    random = np.random.default_rng(seed)
    image = _DRAWN[kind](width, height, color, random)
    image.flags.writeable = False  # shared by the cache
    return image


def draw_backdrop(width: int, height: int, look: Look) -> Image:
    """The room of that look, (height, width, 3) uint8 BGR, not writeable; the same for the same look and size.

    `Backdrop.OWN` is the portrait's matter: here it is a plain wall out of focus.
    """
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


def _blurred(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    """A furnished room far out of focus."""
    image = _shaded(width, height, color, random)
    for _ in range(int(random.integers(5, 14))):
        left, top = int(random.uniform(-0.1, 0.95) * width), int(random.uniform(-0.1, 0.8) * height)
        wide, high = int(random.uniform(0.04, 0.3) * width), int(random.uniform(0.06, 0.5) * height)
        paint = tuple(
            int(value)
            for value in np.clip(np.array(color) * random.uniform(0.3, 1.4) + random.normal(0, 18, 3), 0, 255)
        )
        if random.random() < 0.75:
            cv2.rectangle(image, (left, top), (left + wide, top + high), paint, -1)
        else:
            cv2.circle(image, (left, top), max(2, high // 3), paint, -1)
    return _soften(image, random.uniform(0.025, 0.06) * height)


def _landscape(width: int, height: int, color: Color, random: np.random.Generator) -> Image:
    """A virtual background: sky, hills, sometimes a sea."""
    horizon = random.uniform(0.4, 0.65) * height
    down = np.linspace(0, 1, height)[:, None, None]
    sky = np.array([235.0, 200.0, 150.0]) * (1 - down) + np.array([235.0, 228.0, 220.0]) * down
    image = to_image(np.broadcast_to(sky, (height, width, 3)))
    if random.random() < 0.4:
        image[int(horizon) :] = (150, 110, 30)
    x = np.arange(width)
    for layer in range(int(random.integers(2, 4))):
        waves = sum(np.sin(x / width * random.uniform(3, 14) + random.uniform(0, 6)) / (k + 1) for k in range(3))
        edge = horizon + height * (0.06 * np.asarray(waves) + 0.13 * layer)
        paint = np.array(color) * np.array([0.55, 0.9, 0.5]) * (1 - 0.22 * layer)
        image[np.arange(height)[:, None] > edge[None, :]] = to_image(paint)
    return _soften(image, max(0.6, height / 200))


def _soften(image: Image, sigma: float) -> Image:
    """Blurred by `sigma` px; wide blurs are made small, which is much quicker."""
    height, width = image.shape[:2]
    part = min(1.0, 4.0 / max(sigma, 0.1))
    size = (max(2, round(width * part)), max(2, round(height * part)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.5, sigma * part))
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


_DRAWN: dict[Backdrop, Callable[[int, int, Color, np.random.Generator], Image]] = {
    Backdrop.WALL: _wall,
    Backdrop.SHELF: _shelf,
    Backdrop.WINDOW: _window,
    Backdrop.VIRTUAL: _virtual,
    Backdrop.BLURRED: _blurred,
    Backdrop.LANDSCAPE: _landscape,
    Backdrop.OWN: _shaded,
}
