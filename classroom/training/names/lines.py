"""Draws a text as call programs show it: letters at sub-pixel places, on a box, on video, on a plain ground."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.training.names.alphabet import encode, write_down
from classroom.training.names.fonts import LabelFont
from classroom.training.names.grounds import Grounds, place_icon, wear
from classroom.training.names.lettering import CAP_SHARE, Lettering, is_drawable, set_text
from classroom.training.names.texts import Random, make_text
from classroom.vision.line_network import CELL_PX, LEAST_PX, fit_line

Floats = NDArray[np.float32]

TRIES = 4  # fonts asked before one that has the letters is looked for
WHOLE = 0.95  # share of the lines whose marks above and below are in the picture
NEGATIVE = 0.12  # share of the lines shown as their negatives
VISIBLE = 0.25  # ink that is seen
CAPS_PX = (6, 7, 8, 9, 10, 11, 12, 14, 16)  # height of capitals


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """A line as the network sees it, and what it says."""

    picture: Floats  # (32, w), as `fit_line` gives it
    text: str
    numbers: tuple[int, ...]  # of its letters
    centres: tuple[float, ...]  # px of the picture, across
    cap_px: float  # height of its capitals on the screen
    family: str  # of the font


# How likely each family is, and of each how likely which of its fonts is.
_Families = tuple[NDArray[np.float64], list[tuple[NDArray[np.float64], list[LabelFont]]]]


@dataclass(frozen=True, slots=True, eq=False)
class LineDrawer:
    """Draws labels with given fonts over given backgrounds."""

    fonts: Sequence[LabelFont]
    grounds: Grounds
    _shares: _Families = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shares", _share_out([f for f in self.fonts if f.is_text and f.weight > 0]))

    def draw(self, random: Random) -> DrawnLine:
        """One line; texts whose letters no font here has are passed over."""
        while True:
            text = make_text(random)
            font = self._choose(random, text) if is_drawable(text) else None
            line = None if font is None else self._draw(random, text, font)
            if line is not None:
                return line

    def _choose(self, random: Random, text: str) -> LabelFont | None:
        """A font that has all letters: families weigh by their best font."""
        needed = set(text) - {" "}
        weights, families = self._shares
        for _ in range(TRIES):
            shares, fonts = families[int(random.choice(len(families), p=weights))]
            font = fonts[int(random.choice(len(fonts), p=shares))]
            if font.covers >= needed:
                return font
        able = [font for font in self.fonts if font.covers >= needed]
        return able[int(random.integers(len(able)))] if able else None

    def _draw(self, random: Random, text: str, font: LabelFont) -> DrawnLine | None:
        cap = float(random.choice(CAPS_PX) + random.uniform(-0.5, 0.5))
        lettering = set_text(random, text, font, cap / CAP_SHARE)
        if lettering is None:
            return None
        picture, scale, edges = self._show(random, lettering, cap)
        box = _crop(random, lettering) + np.repeat(edges, 2)
        top, bottom, left, right = np.round(box * scale).astype(int)
        top, left = max(0, top), max(0, left)
        cut = picture[top:bottom, left:right]
        if min(cut.shape) < LEAST_PX:
            return None
        fitted = fit_line(np.asarray(cut, np.uint8))
        centres = ((lettering.centres + edges[1]) * scale - left) * fitted.shape[1] / cut.shape[1]
        said = write_down(text)
        return DrawnLine(fitted, said, tuple(encode(said)), tuple(centres.tolist()), cap * scale, font.family)

    def _show(self, random: Random, lettering: Lettering, cap: float) -> tuple[Floats, float, tuple[int, int]]:
        """The label on its ground, grey 0-255; how it was scaled; what lies above and left of the ink, px."""
        high = lettering.bottom - lettering.top
        above = max(4, round(high * 1.3))
        beside = 3 * above
        ink = cv2.copyMakeBorder(lettering.ink, above, above, beside, beside, cv2.BORDER_CONSTANT)
        start, end = float(beside), float(beside + lettering.ink.shape[1])
        picture = self.grounds.lay(random, np.asarray(ink, np.float32), (start, end), high)
        if random.random() < 0.3:
            place_icon(random, picture, start, above + lettering.top, high)
        if random.random() < 0.1:
            place_icon(random, picture, end + high * 2.2, above + lettering.top, high)
        worn, scale = wear(random, picture, cap)
        return worn, scale, (above, beside)


def _share_out(fonts: Sequence[LabelFont]) -> _Families:
    """The fonts by family; a family weighs as its best font does."""
    families: dict[str, list[LabelFont]] = {}
    for font in fonts:
        families.setdefault(font.family, []).append(font)
    weights = np.array([max(font.weight for font in members) for members in families.values()])
    parts = [(np.array([font.weight for font in members]), members) for members in families.values()]
    return weights / weights.sum(), [(shares / shares.sum(), members) for shares, members in parts]


def _crop(random: Random, lettering: Lettering) -> NDArray[np.float64]:
    """What a text detector would cut: top, bottom, left, right, px of the ink's picture; a bit too large or small."""
    high = lettering.bottom - lettering.top
    least, most = (0.04, 0.85) if random.random() < 0.7 else (-0.06, 1.25)
    top = lettering.top - high * random.uniform(least, most)
    bottom = lettering.bottom + high * random.uniform(least + 0.12, most)
    if random.random() < WHOLE:
        rows = np.flatnonzero(lettering.ink.max(axis=1) > VISIBLE)
        top = min(top, float(rows[0]) if len(rows) else top)
        bottom = max(bottom, float(rows[-1] + 1) if len(rows) else bottom)
    left = 1 - high * random.uniform(-0.06, 0.7 if random.random() < 0.75 else 2.0)
    right = lettering.ink.shape[1] - 3 + high * random.uniform(-0.06, 0.6 if random.random() < 0.8 else 2.8)
    return np.array([top, bottom, left, right])


def vary_line(random: Random, line: DrawnLine) -> DrawnLine:
    """The line a bit wider or narrower, higher or lower, fainter, noisier or as its negative."""
    height, width = line.picture.shape
    wide = max(CELL_PX * 2, round(width * random.uniform(0.88, 1.14) / CELL_PX) * CELL_PX)
    tall = random.uniform(0.88, 1.04)
    fall = random.uniform(-1.5, 1.5) + height * (1 - tall) / 2
    place = np.array([[wide / width, 0, 0], [0, tall, fall]], np.float32)
    picture = cv2.warpAffine(line.picture, place, (wide, height), borderMode=cv2.BORDER_REPLICATE)
    contrast = random.uniform(0.8, 1.1) * (-1 if random.random() < NEGATIVE else 1)
    noise = random.normal(0, random.uniform(0, 0.08), picture.shape) if random.random() < 0.5 else 0.0
    centres = tuple(centre * wide / width for centre in line.centres)
    return replace(line, picture=np.asarray(picture * contrast + noise, np.float32), centres=centres)


def mark_steps(line: DrawnLine, step_px: int) -> NDArray[np.int32]:
    """What each step is to say, (w / step,): n = letter n, at its centre; 0 = nothing; -1 - n = either of the two.

    Beside a centre is either, so that the network may find the letter a bit early or late.
    """
    steps = np.zeros(line.picture.shape[1] // step_px, np.int32)
    places = np.clip((np.array(line.centres) / step_px).astype(int), 0, len(steps) - 1)
    for place, number in zip(places, line.numbers, strict=True):
        steps[max(0, place - 1) : place + 2] = -1 - number
    for first, second, a, b in zip(places[:-1], places[1:], line.numbers[:-1], line.numbers[1:], strict=True):
        if a == b and second - first >= 2:
            steps[(first + second) // 2] = 0  # else the two would be read as one
    steps[places] = line.numbers
    return steps
