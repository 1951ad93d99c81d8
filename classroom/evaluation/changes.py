"""Faces as calls spoil them, cut again by capture's own path: sizes, blur, compression, light, shifted boxes.

Nothing is written to disk: compression is JPEG's, in memory, as the key frames of video codecs work.
"""

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image
from classroom.vision.preprocess import CHIP_PX, cut_chip

FACE_SIZES = (96, 72, 48, 36, 24)  # px of face height
SHIFT = 0.1  # of the box
GROWN, SHRUNK = 1.15, 0.85  # of the box
MARGIN_PX = 24  # around the face in the picture it is cut from, its border repeated
BLUR_SIGMA = 1.0  # px
JPEG_QUALITY = 30  # of 100
STREAM_SCALE = 0.6  # of the resolution, over a weak connection
LIGHT = 0.3  # of the picture's
DARK_NOISE, NOISE = 2.0, 10.0  # sigma, grey levels
SCREEN_LIGHT = (1.2, 0.95, 0.7)  # of blue, green, red
NOISE_SEED = 5

Faces = NDArray[np.uint8]  # (n, 48, 48) grey
Change = Callable[[Image, np.random.Generator], Image]


def resize_faces(images: Faces, face_px: int) -> Faces:
    """The faces seen `face_px` high and cut out as capture does, (n, 48, 48)."""
    method = cv2.INTER_AREA if face_px < CHIP_PX else cv2.INTER_CUBIC
    return np.stack([_cut(_grown(cv2.resize(image, (face_px, face_px), interpolation=method))) for image in images])


def change_faces(images: Faces, name: str) -> Faces:
    """The faces after one of CHANGES, cut out as capture does, (n, 48, 48); the same for the same name."""
    random = np.random.default_rng(NOISE_SEED)
    change = CHANGES[name]
    return np.stack([_cut(change(_grown(image), random)) for image in images])


def move_boxes(images: Faces, across: float, down: float, scale: float = 1.0) -> Faces:
    """The faces cut with a box moved by these shares of its side, and of `scale` its size."""
    return np.stack([_cut(_grown(image), across, down, scale) for image in images])


def _grown(face: cv2.typing.MatLike) -> Image:
    """The face as a colour picture with a repeated border of 24 px around it."""
    bordered = cv2.copyMakeBorder(face, MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(bordered, cv2.COLOR_GRAY2BGR), np.uint8)


def _cut(picture: Image, across: float = 0.0, down: float = 0.0, scale: float = 1.0) -> NDArray[np.uint8]:
    side = picture.shape[0] - 2 * MARGIN_PX
    size = round(side * scale)
    middle = (MARGIN_PX + side / 2 + across * side, MARGIN_PX + side / 2 + down * side)
    return cut_chip(picture, Box(round(middle[0] - size / 2), round(middle[1] - size / 2), size, size))


def _blur(picture: Image, _random: np.random.Generator) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR_SIGMA), np.uint8)


def _compress(picture: Image, _random: np.random.Generator) -> Image:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _stream(picture: Image, random: np.random.Generator) -> Image:
    """A weak connection: fewer pixels, strongly compressed, enlarged again."""
    height, width = picture.shape[:2]
    size = (round(width * STREAM_SCALE), round(height * STREAM_SCALE))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(_compress(small, random), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _darken(picture: Image, random: np.random.Generator) -> Image:
    """Little light; the sensor's noise does not get smaller with it."""
    return _add_noise(picture * LIGHT, DARK_NOISE, random)


def _roughen(picture: Image, random: np.random.Generator) -> Image:
    return _add_noise(picture, NOISE, random)


def _add_noise(picture: NDArray[Any], sigma: float, random: np.random.Generator) -> Image:
    return _round(picture + random.normal(0, sigma, (*picture.shape[:2], 1)))


def _round(picture: NDArray[np.float64]) -> Image:
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _tint(picture: Image, _random: np.random.Generator) -> Image:
    """The blue light of a screen."""
    return _round(picture * np.array(SCREEN_LIGHT))


CHANGES: Mapping[str, Change] = {
    "blur": _blur,
    "jpeg": _compress,
    "weak_connection": _stream,
    "low_light": _darken,
    "noise": _roughen,
    "colour_cast": _tint,
}
