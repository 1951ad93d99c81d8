"""Draws a text as call programs show it: letters at sub-pixel places, on a box, on video, on a plain ground."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from classroom.training.names.alphabet import encode, write_down
from classroom.training.names.fonts import LabelFont, open_font
from classroom.training.names.grounds import Grounds, place_icon, wear
from classroom.training.names.texts import Random, make_text
from classroom.vision.line_network import fit_line

Floats = NDArray[np.float32]

FINE = 4  # sub-pixels a pixel
CAP_SHARE = 0.72  # of the font's size, of most fonts


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """A line as the network sees it, and what it says."""

    picture: Floats  # (32, w), as `fit_line` gives it
    text: str
    numbers: tuple[int, ...]  # of its letters
    centres: tuple[float, ...]  # px of the picture, across
    cap_px: float  # height of its capitals on the screen
    family: str  # of the font


@dataclass(frozen=True, slots=True, eq=False)
class _Lettering:
    ink: Floats  # (h, w) 0-1, screen pixels
    centres: Floats  # px
    top: float  # px, of the capitals
    bottom: float  # px, of the base line


@dataclass(frozen=True, slots=True, eq=False)
class LineDrawer:
    """Draws labels with given fonts over given backgrounds."""

    fonts: Sequence[LabelFont]
    grounds: Grounds
    _families: dict[str, list[LabelFont]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for font in self.fonts:
            if font.is_text and font.weight > 0:
                self._families.setdefault(font.family, []).append(font)

    def draw(self, random: Random) -> DrawnLine:
        """One line; texts whose letters no font here has are passed over."""
        while True:
            text = make_text(random)
            font = self._choose(random, text)
            if font is None or len(text.strip()) == 0:
                continue
            line = self._draw(random, text, font)
            if line is not None:
                return line

    def _choose(self, random: Random, text: str) -> LabelFont | None:
        """A font that has all letters: families weigh by their best font."""
        needed = set(text) - {" "}
        families = list(self._families)
        weights = np.array([max(font.weight for font in self._families[name]) for name in families])
        for _ in range(4):
            fonts = self._families[families[random.choice(len(families), p=weights / weights.sum())]]
            shares = np.array([font.weight for font in fonts])
            font = fonts[random.choice(len(fonts), p=shares / shares.sum())]
            if font.covers >= needed:
                return font
        able = [font for font in self.fonts if font.covers >= needed]
        return able[random.integers(len(able))] if able else None

    def _draw(self, random: Random, text: str, font: LabelFont) -> DrawnLine | None:
        cap = float(random.choice([6, 7, 8, 9, 10, 11, 12, 14, 16]) + random.uniform(-0.5, 0.5))
        lettering = _set(random, text, font, cap / CAP_SHARE)
        if lettering is None:
            return None
        high = lettering.bottom - lettering.top
        edge = max(4, round(high * 1.3))  # around the letters, so that the crop has something to show
        ink = cv2.copyMakeBorder(lettering.ink, edge, edge, 3 * edge, 3 * edge, cv2.BORDER_CONSTANT)
        start, end = float(3 * edge), float(3 * edge + lettering.ink.shape[1])
        picture = self.grounds.lay(random, np.asarray(ink, np.float32), (start, end), high)
        if random.random() < 0.22:
            place_icon(random, picture, start, edge + lettering.top, high)
        if random.random() < 0.10:
            place_icon(random, picture, end + high * 2.2, edge + lettering.top, high)
        picture, scale = wear(random, picture, cap)
        box = _crop(random, lettering, high) + np.array([edge, edge, 3 * edge, 3 * edge])
        top, bottom, left, right = np.round(box * scale).astype(int)
        top, left = max(0, top), max(0, left)
        cut = picture[top:bottom, left:right]
        if cut.shape[0] < 5 or cut.shape[1] < 4:
            return None
        fitted = fit_line(cut)
        across = fitted.shape[1] / cut.shape[1]
        centres = ((lettering.centres + 3 * edge) * scale - left) * across
        said = write_down(text)
        if len(said) != len(centres):
            return None
        return DrawnLine(fitted, said, tuple(encode(said)), tuple(centres.tolist()), cap * scale, font.family)


def _set(random: Random, text: str, font: LabelFont, size: float) -> _Lettering | None:
    """The letters' ink in screen pixels; as a browser does it without hints, or hinted on whole pixels."""
    text = text.replace("..", "…").replace("….", "…") if "..." not in text else text
    hinted = random.random() < 0.3 and size >= 9
    fine = 1 if hinted else FINE
    face = open_font(font.path, round(size * fine * 4) / 4)
    tracking = random.normal(0, 0.02) * size * fine if random.random() < 0.25 and not hinted else 0.0
    ends = np.array([face.getlength(text[: count + 1]) for count in range(len(text))])
    starts = np.concatenate([[0.0], ends[:-1]])
    shifts = np.arange(len(text)) * max(tracking, -0.03 * size * fine)
    width, height = int(ends[-1] + max(0.0, shifts[-1])) + 2 * fine, int(size * 1.6 * fine)
    if width > 1000 * fine or width <= 2 * fine:
        return None
    canvas = Pillow.new("L", (width + 3 * fine, height), 0)
    pen, base = ImageDraw.Draw(canvas), int(size * 1.12 * fine)
    if tracking:
        for place, letter in enumerate(text):
            pen.text((fine + starts[place] + shifts[place], base), letter, 255, face, anchor="ls")
    else:
        pen.text((fine, base), text, 255, face, anchor="ls")
    ink = np.asarray(canvas, np.float32) / 255
    if fine > 1:
        ink = _vary(random, ink)
    wide = random.uniform(0.88, 1.14) if fine > 1 and random.random() < 0.5 else 1.0
    shape = (max(4, round(ink.shape[1] * wide / fine)), round(height / fine))
    small = cv2.resize(ink, shape, interpolation=cv2.INTER_AREA) if fine > 1 else ink
    if random.random() < 0.2:  # letters smoothed for the colours' places within a pixel
        small = cv2.blur(small, (3, 1)) * 0.8 + small * 0.2
    small = np.clip(small, 0, 1) ** random.uniform(0.65, 1.35)
    ratio = small.shape[1] / ink.shape[1]
    centres = (fine + (starts + ends) / 2 + shifts) * ratio
    centres, kept = _join_dots(text, np.asarray(centres, np.float32))
    return _Lettering(small[:, :], centres, base / fine - size * CAP_SHARE, base / fine) if kept else None


def _join_dots(text: str, centres: Floats) -> tuple[Floats, bool]:
    """Centres of the letters as `write_down` gives them: three dots are one letter, at the middle one."""
    at = text.find("...")
    if at >= 0:
        centres = np.concatenate([centres[:at], centres[at + 1 : at + 2], centres[at + 3 :]])
        text = text.replace("...", "…", 1)
    return centres, write_down(text) == write_down(text.strip()) and len(write_down(text)) == len(centres)


def _vary(random: Random, ink: Floats) -> Floats:
    """The ink thicker, thinner or slanted here and there: fonts there are no files of."""
    draw = random.random()
    if draw < 0.10:
        ink = cv2.dilate(ink, np.ones((1, 2), np.uint8))
    elif draw < 0.16:
        ink = cv2.erode(ink, np.ones((1, 2), np.uint8))
    elif draw < 0.21:
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    move = np.array([[1, 0, random.uniform(0, FINE)], [0, 1, random.uniform(0, FINE)]], np.float32)
    if random.random() < 0.08:
        move[0, 1] = random.uniform(-0.12, 0.05)
        move[0, 2] -= move[0, 1] * ink.shape[0] / 2
    return np.asarray(cv2.warpAffine(ink, move, (ink.shape[1], ink.shape[0])), np.float32)


def _crop(random: Random, lettering: _Lettering, high: float) -> NDArray[np.float64]:
    """What a text detector would cut: top, bottom, left, right, px of the ink's picture; a bit too large or small."""
    over, under = (0.04, 0.85) if random.random() < 0.7 else (-0.06, 1.25)
    top = lettering.top - high * random.uniform(over, under)
    bottom = lettering.bottom + high * random.uniform(over + 0.12, under)
    left = 1 - high * random.uniform(-0.06, 0.7 if random.random() < 0.75 else 2.0)
    right = lettering.ink.shape[1] - 3 + high * random.uniform(-0.06, 0.6 if random.random() < 0.8 else 2.8)
    return np.array([top, bottom, left, right])


def mark_steps(line: DrawnLine, step_px: int) -> NDArray[np.int32]:
    """What each step is to say, (w / step,): a letter's number at its centre, 0 = nothing, -1 = anything.

    Beside a centre anything may be said, so that the network may find the letter a bit early or late.
    """
    steps = np.zeros(line.picture.shape[1] // step_px, np.int32)
    places = np.clip((np.array(line.centres) / step_px).astype(int), 0, len(steps) - 1)
    for place in places:
        steps[max(0, place - 1) : place + 2] = -1
    for first, second, a, b in zip(places[:-1], places[1:], line.numbers[:-1], line.numbers[1:], strict=True):
        if a == b and second - first >= 2:
            steps[(first + second) // 2] = 0  # else the two would be read as one
    steps[places] = line.numbers
    return steps


