"""Backgrounds, clothes and colours of drawn people; textures come from the portraits' own surroundings."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.training.faces.material import LabelledPortrait

MIN_TEXTURE_PX = 40
Random = np.random.Generator


def draw_color(random: Random) -> tuple[int, int, int]:
    """Any colour, dull ones more often than bright ones; BGR."""
    grey = random.uniform(10, 245)
    tint = random.normal(0, random.choice([6.0, 40.0]), 3)
    blue, green, red = np.clip(grey + tint, 0, 255)
    return int(blue), int(green), int(red)


class Rooms:
    """Draws surroundings, keeping the textures they are made of."""

    def __init__(self, portraits: Sequence[LabelledPortrait]) -> None:
        self._textures = [part for portrait in portraits if not portrait.tight for part in _surroundings(portrait)]

    def draw(self, random: Random, width: int, height: int) -> Image:
        """A room of (height, width): a texture sharp or blurred, a gradient, shelves, or noise."""
        kind = random.random()
        if kind < 0.55 and self._textures:
            return self._texture(random, width, height, blur=kind < 0.3)
        if kind < 0.8:
            return _gradient(random, width, height)
        return _shelves(random, width, height) if kind < 0.96 else _noise(random, width, height)

    def draw_cloth(self, random: Random, width: int, height: int) -> Image:
        """What clothes show, (height, width, 3)."""
        if random.random() < 0.5 and self._textures:
            return self._texture(random, width, height, blur=random.random() < 0.3)
        return _gradient(random, width, height)

    def _texture(self, random: Random, width: int, height: int, *, blur: bool) -> Image:
        texture = self._textures[int(random.integers(len(self._textures)))]
        if random.random() < 0.5:
            texture = texture[:, ::-1]
        image = np.asarray(cv2.resize(texture, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
        if blur:
            image = np.asarray(cv2.blur(image, (max(3, width // 12), max(3, width // 12))), np.uint8)
        return image


def _surroundings(portrait: LabelledPortrait) -> list[Image]:
    """Cut-outs left, right and below the faces of a portrait."""
    height, width = portrait.image.shape[:2]
    left = int(min(face.box[0] for face in portrait.faces) - 0.1 * portrait.faces[0].box[2])
    right = int(max(face.box[0] + face.box[2] for face in portrait.faces) + 0.1 * portrait.faces[0].box[2])
    below = int(max(face.box[1] + face.box[3] for face in portrait.faces) + 0.15 * portrait.faces[0].box[3])
    parts = [portrait.image[:, : max(left, 0)], portrait.image[:, min(right, width) :]]
    parts.append(portrait.image[min(below, height) :])
    return [part.copy() for part in parts if min(part.shape[:2]) >= MIN_TEXTURE_PX]


def _gradient(random: Random, width: int, height: int) -> Image:
    corners = np.array([[draw_color(random) for _ in range(2)] for _ in range(2)], np.float32)
    corners = corners.mean(axis=(0, 1)) + (corners - corners.mean(axis=(0, 1))) * random.uniform(0, 0.8)
    return _clip(cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR))


def _shelves(random: Random, width: int, height: int) -> Image:
    image = _gradient(random, width, height)
    for _ in range(int(random.integers(4, 30))):
        x, y = int(random.integers(width)), int(random.integers(height))
        across, down = int(random.integers(2, max(3, width // 4))), int(random.integers(2, max(3, height // 3)))
        fill = -1 if random.random() < 0.8 else 1
        if random.random() < 0.7:
            cv2.rectangle(image, (x, y), (x + across, y + down), draw_color(random), fill)
        else:
            cv2.ellipse(
                image, (x, y), (across // 2 + 1, down // 2 + 1), 0, 0, 360, draw_color(random), fill, cv2.LINE_AA
            )
    return image


def _noise(random: Random, width: int, height: int) -> Image:
    coarse = int(random.integers(2, 20))
    spots = random.uniform(0, 255, (max(2, height // coarse), max(2, width // coarse), 3)).astype(np.float32)
    return _clip(cv2.resize(spots, (width, height), interpolation=cv2.INTER_CUBIC) * random.uniform(0.3, 1.0))


def _clip(values: NDArray[np.floating] | cv2.typing.MatLike) -> Image:
    return np.asarray(np.clip(values, 0, 255), np.uint8)
