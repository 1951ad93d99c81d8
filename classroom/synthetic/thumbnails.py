"""Tiny pictures of what cameras show: enough for telling tiles apart, quick enough for hundreds of calls."""

from functools import lru_cache

import cv2
import numpy as np

from classroom.domain import Image
from classroom.synthetic.call_plan import LIGHTS, View
from classroom.synthetic.scene import to_image

WIDTH, HEIGHT = 96, 54  # px
_NOISE_SIGMA = 2.0  # grey values
_LIGHT_STEP = 0.12  # of the gain, from one step of the daylight to the next


@lru_cache(maxsize=20_000)
def draw_thumbnail(view: View) -> Image:
    """The camera's picture, (54, 96, 3) uint8 BGR; the same for the same view."""
    image = _draw_room(view).astype(np.float32)
    seat = np.random.default_rng((view.person, 1))
    moved = np.random.default_rng((view.person, 2, view.pose, view.away))
    if not view.away:
        _draw_person(image, view, seat, moved)
    step = view.light - LIGHTS // 2
    tint = 1 + 0.02 * step * np.array([-1.0, 0.0, 1.0])  # evening light is redder
    gain = (1 + _LIGHT_STEP * step) * tint * (1 + 0.03 * moved.standard_normal())
    noisy = image * gain + _NOISE_SIGMA * moved.standard_normal((HEIGHT, WIDTH, 1))
    picture = to_image(noisy)
    picture.flags.writeable = False  # shared by the cache
    return picture


def _color(random: np.random.Generator, low: int, high: int) -> tuple[float, float, float]:
    """Mostly dull: rooms and clothes are."""
    grey = random.uniform(low, high)
    b, g, r = np.clip(grey + random.normal(0, 28, 3), 10, 250)
    return float(b), float(g), float(r)


@lru_cache(maxsize=2_000)
def _paint_room(seed: tuple[int, ...]) -> Image:
    random = np.random.default_rng(seed)
    image = np.empty((HEIGHT, WIDTH, 3), np.float32)
    image[:] = _color(random, 70, 220)
    image *= np.linspace(random.uniform(0.75, 1.1), random.uniform(0.75, 1.1), WIDTH, dtype=np.float32)[:, None]
    for _ in range(int(random.integers(2, 7))):  # windows, shelves, doors
        x, y = int(random.integers(-10, WIDTH)), int(random.integers(-10, HEIGHT * 2 // 3))
        end = (x + int(random.integers(8, 34)), y + int(random.integers(8, 40)))
        cv2.rectangle(image, (x, y), end, _color(random, 20, 240), -1)
    return to_image(cv2.GaussianBlur(image, (0, 0), 1.0))


def _draw_room(view: View) -> Image:
    return _paint_room((view.person, view.room, 3) if view.virtual is None else (view.virtual, 4))


def _draw_person(image: np.ndarray, view: View, seat: np.random.Generator, moved: np.random.Generator) -> None:
    """Head, hair and shoulders, where this person sits, a little moved."""
    size = seat.uniform(0.34, 0.5) * HEIGHT * np.exp(0.06 * moved.standard_normal())
    x = seat.uniform(0.42, 0.58) * WIDTH + 2.5 * moved.standard_normal()
    y = seat.uniform(0.36, 0.46) * HEIGHT + 1.2 * moved.standard_normal()
    skin = np.array([0.62, 0.75, 1.0]) * seat.uniform(90, 235)
    hair, clothes = _color(seat, 15, 130), _color(seat, 20, 220)
    center = (round(x), round(y))
    cv2.ellipse(
        image, (center[0], round(y + size * 1.25)), (round(size * 0.95), round(size * 0.75)), 0, 0, 360, clothes, -1
    )
    cv2.ellipse(image, center, (round(size * 0.46), round(size * 0.58)), 0, 0, 360, hair, -1)
    cv2.ellipse(
        image, (center[0], round(y + size * 0.1)), (round(size * 0.34), round(size * 0.44)), 0, 0, 360, tuple(skin), -1
    )
