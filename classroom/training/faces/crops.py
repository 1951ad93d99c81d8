"""Squares of drawn gallery screens with their faces: what the detector learns from.

A square shows part of a grid at the size at which the detector searches a screen. Figures are opinions, set by
looking at sheets of samples beside real calls.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.synthetic.face_table import LabelledFace
from classroom.training.faces.material import LabelledPortrait
from classroom.training.faces.people import Sight, draw_back_of_head, draw_person
from classroom.training.faces.rooms import Random, Rooms, draw_color
from classroom.training.faces.signs import draw_cartoon, draw_icons, draw_initials, write_label, write_page
from classroom.training.faces.targets import FaceLabels

SCREEN_PX = 960  # width of the screen of which a crop shows part
COLUMNS = (1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8)
ASPECTS = (16 / 9, 16 / 9, 16 / 9, 4 / 3, 1.0, 9 / 16)
CUT_OFF = 0.35  # share of a face outside the crop from which on it is neither face nor none
CLOSED = 0.45  # mean blink from which on eyes count as closed
CLOSED_SHARE = 0.15  # of the people drawn: they are 4 % of the portraits


class CropDrawer:
    """Draws crops; the same for the same random numbers."""

    def __init__(self, portraits: Sequence[LabelledPortrait], side: int) -> None:
        """`side`: px of the square crops."""
        self._portraits = portraits
        self._loose = [portrait for portrait in portraits if not portrait.tight]
        self._asleep = [portrait for portrait in portraits if portrait.faces[0].eyes_closed > CLOSED]
        self._rooms = Rooms(portraits)
        self._side = side

    def draw(self, random: Random) -> tuple[Image, FaceLabels]:
        """A (side, side, 3) uint8 BGR crop and its faces."""
        side = self._side
        canvas = np.empty((side, side, 3), np.uint8)
        canvas[:] = (0, 0, 0) if random.random() < 0.3 else draw_color(random)
        faces: list[LabelledFace] = []
        if random.random() < 0.06:
            write_page(canvas, random)
        else:
            faces = self._draw_grid(canvas, random)
        if random.random() < 0.2:
            faces = _draw_over(canvas, random, faces)
        return degrade_screen(canvas, random), _as_labels(faces, side)

    def _draw_grid(self, canvas: Image, random: Random) -> list[LabelledFace]:
        """Tiles of one size, from a corner somewhere outside the crop."""
        side = self._side
        width = round(SCREEN_PX / int(random.choice(COLUMNS)) * random.uniform(0.75, 1.0))
        height = round(width / float(random.choice(ASPECTS)))
        height = int(np.clip(height, 40, 560))
        gap = int(random.integers(0, 9))
        # Of large tiles the middle is shown, where somebody is.
        start_x, start_y = (_draw_start(random, length, gap, side) for length in (width, height))
        faces: list[LabelledFace] = []
        for top in range(start_y, side, height + gap):
            for left in range(start_x, side, width + gap):
                shift = np.array([left, top], np.float32)
                sight = self._draw_tile(random, (width, height))
                _blit(canvas, sight.image, left, top)
                faces += [_shift(face, shift) for face in sight.faces]
        return faces

    def _draw_tile(self, random: Random, size: tuple[int, int]) -> Sight:
        kind = random.random()
        if kind < 0.78:
            sight = self._draw_people(random, size)
        elif kind < 0.84:
            sight = draw_back_of_head(random, self._pick(random), self._rooms, size)
        elif kind < 0.89:
            sight = Sight(self._rooms.draw(random, *size), ())
        elif kind < 0.94:
            sight = Sight(draw_initials(random, size), ())
        else:
            sight = Sight(draw_cartoon(random, size), ())
        image = relight(sight.image, random)
        write_label(image, random)
        return replace(sight, image=image)

    def _draw_people(self, random: Random, size: tuple[int, int]) -> Sight:
        """One person, sometimes two, sometimes in an upright video with dark sides."""
        width, height = size
        if random.random() < 0.07 and width > 1.3 * height:
            inner = round(height * random.uniform(0.5, 0.75))
            sight = draw_person(random, self._pick(random), self._rooms, (inner, height))
            canvas = np.zeros((height, width, 3), np.uint8) + np.uint8(random.integers(40))
            left = (width - inner) // 2
            canvas[:, left : left + inner] = sight.image
            shift = np.array([left, 0], np.float32)
            return Sight(canvas, tuple(_shift(face, shift) for face in sight.faces))
        if random.random() < 0.06 and width > 60:
            halves = [draw_person(random, self._pick(random), self._rooms, (width // 2, height)) for _ in range(2)]
            shift = np.array([width // 2, 0], np.float32)
            image = np.concatenate([half.image for half in halves], axis=1)
            if image.shape[1] < width:
                image = np.concatenate([image, image[:, -1:]], axis=1)
            return Sight(image, (*halves[0].faces, *(_shift(face, shift) for face in halves[1].faces)))
        return draw_person(random, self._pick(random), self._rooms, size)

    def _pick(self, random: Random) -> LabelledPortrait:
        """Loose portraits as often as tight ones: they are rarer, and more like a call; closed eyes more often."""
        if self._asleep and random.random() < CLOSED_SHARE:
            return self._asleep[int(random.integers(len(self._asleep)))]
        pool = self._loose if random.random() < 0.55 and self._loose else self._portraits
        return pool[int(random.integers(len(pool)))]


def _draw_start(random: Random, length: int, gap: int, side: int) -> int:
    """Where the first tile begins, px; never after the crop's own corner."""
    middle = round(random.uniform(0.2, 0.8) * side) - length // 2
    return middle - (middle // (length + gap) + 1) * (length + gap) if middle > 0 else middle


def relight(image: Image, random: Random) -> Image:
    """The tile in another light: gain, offset, colour cast, gamma, sometimes dark or blurred by its camera."""
    values = image.astype(np.float32) * (random.uniform(0.55, 1.3) * np.exp(random.normal(0, 0.06, 3)))
    values += random.uniform(-25, 25)
    if random.random() < 0.12:
        values *= random.uniform(0.2, 0.6)
    if random.random() < 0.05:
        values[:] = values.mean(axis=2, keepdims=True)
    lit = np.asarray(np.clip(values, 0, 255), np.uint8)
    if random.random() < 0.2:
        lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), random.uniform(0.4, 1.6)), np.uint8)
    if random.random() < 0.25:
        _, data = cv2.imencode(".jpg", lit, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(12, 60))])
        lit = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return lit


def degrade_screen(image: Image, random: Random) -> Image:
    """The crop as a grab gives it: scaled a little, sometimes noisy or compressed."""
    side = image.shape[0]
    if random.random() < 0.3:
        part = random.uniform(0.55, 0.95)
        small = cv2.resize(image, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
        image = np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)
    if random.random() < 0.15:
        noisy = image + random.normal(0, random.uniform(2, 9), image.shape)
        image = np.asarray(np.clip(noisy, 0, 255), np.uint8)
    if random.random() < 0.2:
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 85))])
        image = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return image


def _draw_over(canvas: Image, random: Random, faces: list[LabelledFace]) -> list[LabelledFace]:
    """A bar or panel over part of the screen; faces behind it are gone, or neither face nor none."""
    side = canvas.shape[0]
    level = int(random.integers(side // 2, side))
    upright = random.random() < 0.5
    if upright:
        canvas[:, level:] = draw_color(random)
    else:
        canvas[level:] = draw_color(random)
    draw_icons(canvas, random, level, upright=upright)
    kept = []
    for face in faces:
        first, length = (face.box[0], face.box[2]) if upright else (face.box[1], face.box[3])
        hidden = float(np.clip((first + length - level) / length, 0, 1))
        if hidden < 0.6:
            kept.append(replace(face, sure=face.sure and hidden < 0.3))
    return kept


def _blit(canvas: Image, image: Image, left: int, top: int) -> None:
    side = canvas.shape[0]
    height, width = image.shape[:2]
    x, y, right, bottom = max(left, 0), max(top, 0), min(left + width, side), min(top + height, side)
    if right > x and bottom > y:
        canvas[y:bottom, x:right] = image[y - top : bottom - top, x - left : right - left]


def _shift(face: LabelledFace, by: NDArray[np.float32]) -> LabelledFace:
    return replace(face, box=face.box + np.append(by, [0, 0]).astype(np.float32), landmarks=face.landmarks + by)


def _as_labels(faces: list[LabelledFace], side: int) -> FaceLabels:
    """The faces as arrays; those mostly outside the crop are left out, cut ones neither wanted nor punished."""
    shown = [(face, share) for face in faces if (share := _shown(face, side)) > 0]
    return FaceLabels(
        np.array([face.box for face, _ in shown], np.float32).reshape(-1, 4),
        np.array([face.landmarks for face, _ in shown], np.float32).reshape(-1, 5, 2),
        np.array([face.angles for face, _ in shown], np.float32).reshape(-1, 3),
        np.array([face.eyes_closed for face, _ in shown], np.float32),
        np.array([face.sure and share > 1 - CUT_OFF for face, share in shown], bool),
    )


def _shown(face: LabelledFace, side: int) -> float:
    left, top, width, height = (float(value) for value in face.box)
    across = min(left + width, side) - max(left, 0)
    down = min(top + height, side) - max(top, 0)
    return max(0.0, across) * max(0.0, down) / (width * height)
