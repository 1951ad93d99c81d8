"""What lies behind and around a label's letters, and what scaling and compression do to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.training.names.texts import Random

Floats = NDArray[np.float32]
Grey = NDArray[np.uint8]

ENDINGS = (".jpg", ".jpeg", ".png")
KEPT_PX = 200  # longer side of a background picture
LEAST_CAP_PX = 5.5  # smaller letters nobody reads


def load_pictures(data: Path, most: int = 2400) -> list[Grey]:
    """Small grey copies of the pictures below `data`; none there is no error."""
    pictures: list[Grey] = []
    files = sorted(path for path in data.rglob("*") if path.suffix.lower() in ENDINGS)[:most]
    for path in files:
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if picture is not None:
            scale = KEPT_PX / max(picture.shape)
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            pictures.append(np.asarray(small, np.uint8))
    return pictures


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """Backgrounds: cuts of pictures, gradients, plain tones."""

    pictures: Sequence[Grey]

    def lay(self, random: Random, ink: Floats, span: tuple[float, float], high: float) -> Floats:
        """The ink on a ground, (h, w) float32 grey 0-255; `span` = where the letters start and end, px."""
        draw = random.random()
        if draw < 0.12:
            return self._plain(random, ink, dark_letters=True)
        if draw < 0.24:
            return self._plain(random, ink, dark_letters=False)
        video = self._video(random, ink.shape)
        if draw < 0.62:
            video = _box(random, video, span, high)
            shadow = 0.0
        else:
            shadow = random.uniform(0.2, 0.9) if random.random() < 0.7 else 0.0
            video = video * random.uniform(0.35, 1.0)
        if shadow:
            soft = cv2.GaussianBlur(ink, (0, 0), max(0.4, high * random.uniform(0.04, 0.15)))
            soft = np.roll(soft, (random.integers(0, 2), random.integers(-1, 2)), (0, 1))
            video = video * (1 - np.clip(soft * 1.6, 0, 1) * shadow)
        tone = random.uniform(225, 255) if random.random() < 0.8 else random.uniform(170, 225)
        return np.asarray(video + (max(tone, 0) - video) * ink, np.float32)

    def _plain(self, random: Random, ink: Floats, *, dark_letters: bool) -> Floats:
        ground = random.uniform(185, 255) if dark_letters else random.uniform(0, 75)
        tone = random.uniform(0, 90) if dark_letters else random.uniform(150, 255)
        return np.asarray(ground + (tone - ground) * ink, np.float32)

    def _video(self, random: Random, shape: tuple[int, ...]) -> Floats:
        height, width = shape
        if self.pictures and random.random() < 0.75:
            picture = self.pictures[int(random.integers(len(self.pictures)))]
            share = random.uniform(0.25, 1.0)
            wide = max(8, round(picture.shape[1] * share))
            tall = min(picture.shape[0], max(3, round(wide * height / width)))
            top = random.integers(0, picture.shape[0] - tall + 1)
            left = random.integers(0, picture.shape[1] - wide + 1)
            cut = picture[top : top + tall, left : left + wide].astype(np.float32)
            video = cv2.resize(cut, (width, height), interpolation=cv2.INTER_LINEAR)
        else:
            coarse = random.uniform(0, 255, (random.integers(2, 5), random.integers(2, 12))).astype(np.float32)
            video = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        if random.random() < 0.3:
            video = video + random.normal(0, random.uniform(1, 9), shape)
        return np.asarray(np.clip(video * random.uniform(0.5, 1.1), 0, 255), np.float32)


def _box(random: Random, video: Floats, span: tuple[float, float], high: float) -> Floats:
    """The video with a translucent box where the letters go."""
    cover = random.uniform(0.45, 0.9) if random.random() < 0.85 else 1.0
    tone = random.uniform(0, 60) if random.random() < 0.9 else random.uniform(60, 110)
    middle = video.shape[0] / 2
    reach = high * random.uniform(0.85, 1.5)
    first = (int(span[0] - high * random.uniform(0.1, 2.6)), int(middle - reach))
    last = (int(span[1] + high * random.uniform(0.1, 1.2)), int(middle + reach))
    mask = np.zeros(video.shape, np.float32)
    cv2.rectangle(mask, first, last, 1.0, -1)
    if random.random() < 0.5:
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.7), np.float32)
    return np.asarray(video + (tone - video) * mask * cover, np.float32)


def place_icon(random: Random, picture: Floats, end: float, top: float, high: float) -> None:
    """Draws a sign that is no letter, mostly a crossed microphone, ending left of `end`."""
    side = high * random.uniform(0.8, 1.5)
    centre = (end - high * random.uniform(0.25, 0.7) - side / 2, top + high / 2)
    tone = float(random.choice([255, 230, 130, 110, 90, 60]))
    width = max(1, round(high / 8))
    points = np.round(np.array(centre) * 16).astype(int)
    unit = side * 16
    form = random.random()

    def at(x: float, y: float) -> tuple[int, int]:
        return int(points[0] + x * unit), int(points[1] + y * unit)

    if form < 0.7:
        cv2.ellipse(picture, at(0, -0.15), (int(unit * 0.16), int(unit * 0.3)), 0, 0, 360, tone, -1, cv2.LINE_AA, 4)
        cv2.ellipse(picture, at(0, -0.05), (int(unit * 0.3), int(unit * 0.36)), 0, 0, 180, tone, width, cv2.LINE_AA, 4)
        cv2.line(picture, at(0, 0.3), at(0, 0.48), tone, width, cv2.LINE_AA, 4)
        if form < 0.6:
            cv2.line(picture, at(-0.42, -0.42), at(0.42, 0.42), tone, width, cv2.LINE_AA, 4)
    elif form < 0.8:
        cv2.circle(picture, at(0, 0), int(unit * 0.42), tone, width if random.random() < 0.5 else -1, cv2.LINE_AA, 4)
    elif form < 0.9:
        for place in range(3):
            half = random.uniform(0.1, 0.4)
            cv2.line(picture, at(place * 0.3 - 0.3, -half), at(place * 0.3 - 0.3, half), tone, width, cv2.LINE_AA, 4)
    else:
        cv2.rectangle(picture, at(-0.4, -0.3), at(0.4, 0.3), tone, width, cv2.LINE_AA, 4)


def wear(random: Random, picture: Floats, cap: float) -> tuple[Floats, float]:
    """The picture (grey 0-255) rescaled, blurred, compressed or none of it, and by how much it was scaled."""
    scale, worn = 1.0, np.asarray(np.clip(picture, 0, 255), np.float32)
    if random.random() < 0.4:
        scale = max(LEAST_CAP_PX / cap, random.uniform(0.6, 1.0) if random.random() < 0.6 else random.uniform(1.0, 2.0))
        method = cv2.INTER_AREA if scale < 1 and random.random() < 0.6 else cv2.INTER_LINEAR
        if random.random() < 0.25:
            method = cv2.INTER_CUBIC
        size = (max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
        worn = np.asarray(cv2.resize(worn, size, interpolation=method), np.float32)
    if random.random() < 0.12:
        blur = random.uniform(0.3, 0.035 * cap * scale + 0.3)
        worn = np.asarray(cv2.GaussianBlur(worn, (0, 0), blur), np.float32)
    if random.random() < 0.1:
        worn = np.asarray(worn + random.normal(0, random.uniform(1, 8), worn.shape), np.float32)
    grey = np.clip(worn, 0, 255).astype(np.uint8)
    if random.random() < 0.3:
        best = int(random.uniform(20, 95)) if cap * scale > 8 else int(random.uniform(50, 95))
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, best])[1]
        grey = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.asarray(grey, np.float32), scale
