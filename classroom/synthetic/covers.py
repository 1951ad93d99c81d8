"""Things before faces: masks, hands, cups. The face below stays true; only its lower part is hidden."""

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image, Points
from classroom.synthetic.kinds import Color, Cover
from classroom.synthetic.scene import to_color

_MASKS: tuple[Color, ...] = ((225, 205, 170), (235, 235, 235), (40, 38, 36), (150, 120, 60), (120, 110, 190))
_SKIN: tuple[Color, ...] = ((130, 160, 215), (95, 130, 190), (60, 90, 145), (40, 60, 100))


def draw_cover(image: Image, cover: Cover, face: Box, landmarks: Points | None, seed: int) -> None:
    """Draws it before the face, in place; `face` and `landmarks` in the picture's px."""
    random = np.random.default_rng(seed)
    if cover is Cover.MASK:
        _mask(image, face, landmarks, random)
    elif cover is Cover.HAND:
        _hand(image, face, random)
    else:
        _cup(image, face, random)


def _mask(image: Image, face: Box, landmarks: Points | None, random: np.random.Generator) -> None:
    """A face mask from the bridge of the nose to under the chin."""
    right, down = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    nose = np.array([face.center[0], face.top + 0.62 * face.height])
    if landmarks is not None:  # follows the head's tilt
        right = landmarks[1] - landmarks[0]
        right = right / max(float(np.linalg.norm(right)), 1.0)
        down = np.array([-right[1], right[0]])
        nose = landmarks[2].astype(np.float64)
    wide, high = face.width * 0.47, face.height * 0.44
    outline = [(-0.25, -0.3), (0, -0.42), (0.25, -0.3), (1.0, -0.12), (0.95, 0.45), (0.5, 0.95), (0, 1.05)]
    outline += [(-0.5, 0.95), (-0.95, 0.45), (-1.0, -0.12)]
    points = np.array([nose + right * wide * a + down * high * b for a, b in outline])
    color = np.array(_MASKS[int(random.integers(len(_MASKS)))], np.float64)
    _fill(image, points, color)
    for level in (0.1, 0.35, 0.6):  # folds
        ends = [nose + right * wide * side + down * high * level for side in (-0.85, 0.85)]
        _line(image, ends[0], ends[1], tuple(color * 0.82), max(1, face.height // 60))
    for side, corner in ((-1, points[9]), (1, points[3])):
        ear = nose + right * wide * 1.18 * side - down * high * 0.35
        _line(image, corner, ear, tuple(color * 0.92), max(1, face.height // 45))


def _hand(image: Image, face: Box, random: np.random.Generator) -> None:
    """A hand at the chin or cheek."""
    skin = np.array(_SKIN[int(random.integers(len(_SKIN)))], np.float64)
    side = float(random.choice((-1, 1)))
    palm = np.array([face.center[0] + side * face.width * random.uniform(0.2, 0.55), face.bottom + 0.05 * face.height])
    wide, high = face.width * 0.22, face.height * 0.24
    wrist = palm + np.array([side * face.width * 0.35, face.height * 1.2])
    _line(image, palm, wrist, tuple(skin * 0.92), max(2, round(wide * 1.5)))
    for finger in range(4):
        base = palm + np.array([(finger - 1.5) * wide * 0.5, -high * 0.4])
        tip = base + np.array([(finger - 1.5) * wide * 0.25 - side * wide * 0.6, -high * random.uniform(1.0, 1.5)])
        _line(image, base, tip, tuple(skin * 0.78), max(2, round(wide * 0.52)))
        _line(image, base, tip, tuple(skin * (0.98 + 0.02 * finger)), max(1, round(wide * 0.42)))
    center = (round(float(palm[0])), round(float(palm[1])))
    cv2.ellipse(
        image, center, (max(1, round(wide)), max(1, round(high * 0.8))), 0, 0, 360, to_color(skin), -1, cv2.LINE_AA
    )


def _cup(image: Image, face: Box, random: np.random.Generator) -> None:
    """A cup before the mouth."""
    color = random.uniform(40, 235, 3)
    wide, high = face.width * 0.3, face.height * 0.36
    left, top = face.center[0] - wide + random.uniform(-0.2, 0.2) * face.width, face.top + 0.68 * face.height
    points = np.array(
        [(left, top), (left + 2 * wide, top), (left + 1.8 * wide, top + high), (left + 0.2 * wide, top + high)]
    )
    handle = (round(left + 2 * wide), round(top + high * 0.45))
    axes = (max(1, round(wide * 0.4)), max(1, round(high * 0.3)))
    cv2.ellipse(image, handle, axes, 0, 0, 360, to_color(color * 0.85), max(2, round(wide * 0.16)), cv2.LINE_AA)
    _fill(image, points, color)
    skin = np.array(_SKIN[int(random.integers(len(_SKIN)))], np.float64)
    for finger in range(3):
        y = top + high * (0.3 + 0.25 * finger)
        _line(
            image,
            np.array([left - wide * 0.1, y]),
            np.array([left + wide * 0.9, y]),
            tuple(skin),
            max(2, round(high * 0.2)),
        )


def _fill(image: Image, points: NDArray[np.float64], color: NDArray[np.float64]) -> None:
    cv2.fillPoly(image, [np.round(points).astype(np.int32)], to_color(color), cv2.LINE_AA)


def _line(
    image: Image, start: NDArray[np.float64], end: NDArray[np.float64], color: tuple[float, ...], thick: int
) -> None:
    ends = [(round(float(point[0])), round(float(point[1]))) for point in (start, end)]
    cv2.line(image, ends[0], ends[1], to_color(np.array(color)), thick, cv2.LINE_AA)
