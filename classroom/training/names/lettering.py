"""Sets a text in a font: its ink in screen pixels, and where each letter stands."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from classroom.training.names.alphabet import write_down
from classroom.training.names.fonts import LabelFont, open_font
from classroom.training.names.texts import Random

Floats = NDArray[np.float32]

FINE = 4  # sub-pixels a pixel
CAP_SHARE = 0.72  # capitals' height of the font's size, of most fonts
RISE, HEIGHT = 1.12, 1.6  # of the base line and of the canvas, in font sizes
WIDEST_PX = 1000
MEASURED_PX = 64  # size at which advances are measured
HINTED_FROM_PX = 9  # smaller letters are set without hints


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A set text."""

    ink: Floats  # (h, w) 0-1, screen pixels
    centres: Floats  # px across, of the letters as `write_down` gives them
    top: float  # px, of the capitals
    bottom: float  # px, of the base line


def set_text(random: Random, text: str, font: LabelFont, size: float) -> Lettering | None:
    """The text as a browser sets it without hints, or hinted on whole pixels; None when it is too wide or empty."""
    fine = 1 if random.random() < 0.3 and size >= HINTED_FROM_PX else FINE
    face = open_font(font.path, round(size * fine * 2 / fine) * fine / 2)
    ends = _place_ends(text, font.path, face)
    shifts = _track(random, len(text), size) if fine > 1 else np.zeros(len(text))
    if not 2 * fine < ends[-1] + shifts[-1] < WIDEST_PX * fine:
        return None
    starts = np.concatenate([[0.0], ends[:-1]])
    base = int(size * RISE * fine)
    ink = _write(text, face, starts + shifts + fine, (int(size * HEIGHT * fine), base), apart=bool(shifts.any()))
    small: Floats = _shrink(random, ink) if fine > 1 else ink
    if random.random() < 0.2:  # as if smoothed for the colours' places within a pixel
        small = np.asarray(cv2.blur(small, (3, 1)) * 0.8 + small * 0.2, np.float32)
    small = np.asarray(np.clip(small, 0, 1) ** random.uniform(0.65, 1.35), np.float32)
    centres = (fine + (starts + ends) / 2 + shifts) * small.shape[1] / ink.shape[1]
    joined = join_dots(text, np.asarray(centres, np.float32))
    return Lettering(small, joined, base / fine - size * CAP_SHARE, base / fine)


def _place_ends(text: str, path: Path, face: ImageFont.FreeTypeFont) -> NDArray[np.float64]:
    """Where each letter ends, px."""
    advances = [_advance(path, first, second) for first, second in pairwise(text)]
    ends = np.cumsum([*advances, _advance(path, text[-1], "")])
    return np.asarray(ends * (face.getlength(text) / max(ends[-1], 1e-6)), np.float64)


@lru_cache(maxsize=200_000)
def _advance(path: Path, first: str, second: str) -> float:
    """How far after a letter the next one starts, in units of the font's size."""
    face = open_font(path, MEASURED_PX)
    return float(face.getlength(first + second) - face.getlength(second)) / MEASURED_PX


def _track(random: Random, letters: int, size: float) -> NDArray[np.float64]:
    """How far each letter is moved on by wider or closer setting, sub-pixels."""
    wider = random.normal(0, 0.02) * size * FINE if random.random() < 0.25 else 0.0
    return np.asarray(np.arange(letters) * max(wider, -0.03 * size * FINE), np.float64)


def _write(
    text: str, face: ImageFont.FreeTypeFont, places: NDArray[np.float64], shape: tuple[int, int], *, apart: bool
) -> Floats:
    """The ink, (height, w); `shape` = height and base line; letters one by one where they stand apart."""
    height, base = shape
    canvas = Image.new("L", (int(places[-1] + face.getlength(text[-1]) + 3 * places[0]), height), 0)
    pen = ImageDraw.Draw(canvas)
    if apart:
        for place, letter in zip(places, text, strict=True):
            pen.text((float(place), base), letter, 255, face, anchor="ls")
    else:
        pen.text((float(places[0]), base), text, 255, face, anchor="ls")
    return np.asarray(np.asarray(canvas, np.float32) / 255, np.float32)


def _shrink(random: Random, ink: Floats) -> Floats:
    """The ink in whole pixels, a bit wider or narrower here and there."""
    varied = _vary(random, ink)
    wide = random.uniform(0.88, 1.14) if random.random() < 0.5 else 1.0
    shape = (max(4, round(ink.shape[1] * wide / FINE)), max(4, round(ink.shape[0] / FINE)))
    return np.asarray(cv2.resize(varied, shape, interpolation=cv2.INTER_AREA), np.float32)


def _vary(random: Random, ink: Floats) -> Floats:
    """The ink at another place within a pixel, and thicker, thinner or slanted: fonts there are no files of."""
    draw, varied = random.random(), ink
    if draw < 0.10:
        varied = np.asarray(cv2.dilate(ink, np.ones((1, 2), np.uint8)), np.float32)
    elif draw < 0.16:
        varied = np.asarray(cv2.erode(ink, np.ones((1, 2), np.uint8)), np.float32)
    elif draw < 0.21:
        varied = np.asarray(cv2.dilate(ink, np.ones((2, 2), np.uint8)), np.float32)
    move = np.array([[1, 0, random.uniform(0, FINE)], [0, 1, random.uniform(0, FINE)]], np.float32)
    if random.random() < 0.08:
        move[0, 1] = random.uniform(-0.12, 0.05)
        move[0, 2] -= move[0, 1] * ink.shape[0] / 2
    return np.asarray(cv2.warpAffine(varied, move, (ink.shape[1], ink.shape[0])), np.float32)


def join_dots(text: str, centres: Floats) -> Floats:
    """Centres of the letters as `write_down` gives them: three dots are one letter, at the middle one."""
    at = text.find("...")
    if at >= 0:
        centres = np.concatenate([centres[:at], centres[at + 1 : at + 2], centres[at + 3 :]])
    return centres


def is_drawable(text: str) -> bool:
    """Whether each letter of the text, three dots taken as one, is one letter to be read."""
    return bool(text) and len(write_down(text)) == len(text.replace("...", "…", 1)) and text == " ".join(text.split())
