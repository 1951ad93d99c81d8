"""Pastes portraits into tiles as calls show people: near and far, turned, half out, masked, dark, with a hand up."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Image
from classroom.synthetic.face_table import LabelledFace
from classroom.training.faces.material import LabelledPortrait
from classroom.training.faces.rooms import Random, Rooms, draw_color

SHARE = (0.16, 0.82)  # face height, of the tile
TIGHT_SQUEEZE = 0.82  # the tight crops of the material are stretched sideways
TURN_DEG = 14.0  # sigma
IN_FRONT = 0.12  # how often something covers part of a face
HIDDEN = 0.45  # share of a face outside its tile from which on it is none

# The person's right side first becomes the left one in a mirror.
_MIRRORED = [1, 0, 2, 4, 3]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Part of a drawn screen with the faces on it, px from its own corner."""

    image: Image
    faces: tuple[LabelledFace, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """How a portrait is laid into a tile."""

    matrix: NDArray[np.float64]  # (2, 3), portrait px -> tile px
    scale: float
    squeeze: float
    turn: float  # degrees, counter-clockwise
    mirror: bool


def draw_person(
    random: Random, portrait: LabelledPortrait, rooms: Rooms, size: tuple[int, int], share: float | None = None
) -> Sight:
    """One person in a tile of (width, height) px."""
    width, height = size
    canvas = rooms.draw(random, width, height)
    face = portrait.faces[0]
    if share is None:
        share = float(np.exp(random.uniform(*np.log(SHARE))))
    placing = place_portrait(random, face, portrait.tight, (width, height), share)
    placed = tuple(move_face(one, placing) for one in portrait.faces)
    whole = not portrait.tight and random.random() < 0.7
    _draw_body(canvas, random, placed[0], rooms)
    paste(canvas, portrait, placing, whole=whole)
    if random.random() < IN_FRONT:
        _cover(canvas, random, placed[0])
    return Sight(canvas, tuple(one for one in placed if _is_inside(one, width, height)))


def draw_back_of_head(random: Random, portrait: LabelledPortrait, rooms: Rooms, size: tuple[int, int]) -> Sight:
    """Somebody turned away: a portrait whose face is grown over with hair."""
    sight = draw_person(random, portrait, rooms, size, float(random.uniform(0.25, 0.55)))
    for face in sight.faces:
        left, top, width, height = (float(value) for value in face.box)
        middle = (left + width / 2, top + height * 0.47)
        axes = (width * random.uniform(0.62, 0.75), height * random.uniform(0.62, 0.72))
        _stamp_hair(sight.image, random, middle, axes)
    return Sight(sight.image, ())


def place_portrait(random: Random, face: LabelledFace, tight: bool, size: tuple[int, int], share: float) -> Placing:
    """Where the portrait lies, so that its face has that share of the tile's height."""
    width, height = size
    scale = share * height / float(face.box[3])
    squeeze = TIGHT_SQUEEZE if tight and face.box[2] > 0.85 * face.box[3] else 1.0
    turn = float(np.clip(random.normal(0, TURN_DEG), -40, 40)) if random.random() < 0.6 else 0.0
    mirror = bool(random.random() < 0.5)
    angle = np.deg2rad(-turn)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turned @ np.diag([(-1 if mirror else 1) * scale * squeeze, scale])
    source = np.array([face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2], np.float64)
    across = float(np.clip(random.normal(0.5, 0.14), 0.0, 1.0)) * width
    down = float(np.clip(random.normal(0.47, 0.12), 0.05, 0.95)) * height
    offset = np.array([across, down]) - linear @ source
    return Placing(np.column_stack([linear, offset]), scale, squeeze, turn, mirror)


def move_face(face: LabelledFace, placing: Placing) -> LabelledFace:
    """The face where the portrait was laid."""
    middle = placing.matrix @ np.array([face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2, 1.0])
    width, height = face.box[2] * placing.scale * placing.squeeze, face.box[3] * placing.scale
    points = np.column_stack([face.landmarks, np.ones(5)]) @ placing.matrix.T
    sign = -1.0 if placing.mirror else 1.0
    yaw, pitch, roll = face.angles
    return LabelledFace(
        np.array([middle[0] - width / 2, middle[1] - height / 2, width, height], np.float32),
        (points[_MIRRORED] if placing.mirror else points).astype(np.float32),
        np.array([sign * yaw, pitch, sign * roll + placing.turn], np.float32),
        face.eyes_closed,
        face.sure,
    )


def paste(canvas: Image, portrait: LabelledPortrait, placing: Placing, *, whole: bool) -> None:
    """Lays the portrait on the canvas: the whole picture with soft edges, or the head alone."""
    height, width = canvas.shape[:2]
    mask = _edge_mask(portrait.image.shape[:2]) if whole else _head_mask(portrait)
    method = cv2.INTER_AREA if placing.scale < 0.5 else cv2.INTER_LINEAR
    source, matrix = portrait.image, placing.matrix
    if placing.scale < 0.5:  # warping alone would skip pixels
        part = max(placing.scale * 1.5, 0.05)
        source = np.asarray(cv2.resize(source, None, fx=part, fy=part, interpolation=cv2.INTER_AREA), np.uint8)
        mask = np.asarray(cv2.resize(mask, (source.shape[1], source.shape[0]), interpolation=method), np.uint8)
        ratio = np.array([portrait.image.shape[1] / source.shape[1], portrait.image.shape[0] / source.shape[0], 1.0])
        matrix = matrix * ratio[None, :]
    laid = cv2.warpAffine(source, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(mask, matrix, (width, height), flags=cv2.INTER_LINEAR).astype(np.float32)[..., None] / 255
    canvas[:] = (laid * alpha + canvas * (1 - alpha)).astype(np.uint8)


def _edge_mask(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    height, width = shape
    mask = np.zeros((height, width), np.uint8)
    rim = max(2, round(0.06 * min(height, width)))
    mask[rim:, rim : width - rim] = 255
    return np.asarray(cv2.blur(mask, (2 * rim + 1, 2 * rim + 1)), np.uint8)


def _head_mask(portrait: LabelledPortrait) -> NDArray[np.uint8]:
    """An ellipse around the largest face, as far as the picture reaches."""
    height, width = portrait.image.shape[:2]
    left, top, across, down = (float(value) for value in portrait.faces[0].box)
    grow = (0.56, 0.56) if portrait.tight else (0.74, 0.74)
    middle = (round(left + across / 2), round(top + down * (0.5 if portrait.tight else 0.45)))
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, middle, (max(2, round(across * grow[0])), max(2, round(down * grow[1]))), 0, 0, 360, 255, -1)
    rim = max(1, round(0.04 * min(height, width)))
    mask[:rim], mask[-rim:], mask[:, :rim], mask[:, -rim:] = 0, 0, 0, 0
    return np.asarray(cv2.blur(mask, (2 * rim + 1, 2 * rim + 1)), np.uint8)


def _draw_body(canvas: Image, random: Random, face: LabelledFace, rooms: Rooms) -> None:
    """Shoulders, neck and hair behind a face."""
    left, top, width, height = (float(value) for value in face.box)
    x, chin = left + width / 2, top + height
    shoulders = np.zeros(canvas.shape[:2], np.uint8)
    axes = (round(width * random.uniform(1.2, 1.9)), round(height * random.uniform(0.7, 1.2)))
    cv2.ellipse(shoulders, (round(x), round(chin + axes[1] * 1.15)), axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    cv2.rectangle(shoulders, (round(x - axes[0]), round(chin + axes[1] * 1.15)), (round(x + axes[0]), 9999), 255, -1)
    clothes = rooms.draw_cloth(random, canvas.shape[1], canvas.shape[0])
    canvas[shoulders > 127] = clothes[shoulders > 127]
    skin = tuple(int(value) for value in np.array([90, 120, 180]) * random.uniform(0.4, 1.2))
    neck = (round(width * 0.3), round(height * 0.5))
    cv2.ellipse(canvas, (round(x), round(chin)), (max(1, neck[0]), max(1, neck[1])), 0, 0, 360, skin, -1, cv2.LINE_AA)
    if random.random() < 0.85:
        _stamp_hair(canvas, random, (x, top + height * 0.42), (width * 0.68, height * 0.66))


def _stamp_hair(canvas: Image, random: Random, middle: tuple[float, float], axes: tuple[float, float]) -> None:
    color = np.array(draw_color(random), np.float32) * random.uniform(0.1, 0.6)
    height, width = canvas.shape[:2]
    rough = random.normal(0, 14, (max(2, height // 12), max(2, width // 2))).astype(np.float32)
    strands = cv2.resize(rough, (width, height), interpolation=cv2.INTER_LINEAR)
    paint = np.clip(color[None, None] + strands[..., None], 0, 255).astype(np.uint8)
    mask = np.zeros((height, width), np.uint8)
    center, size = (round(middle[0]), round(middle[1])), (max(1, round(axes[0])), max(1, round(axes[1])))
    cv2.ellipse(mask, center, size, random.uniform(-10, 10), 0, 360, 255, -1, cv2.LINE_AA)
    canvas[mask > 127] = paint[mask > 127]


def _cover(canvas: Image, random: Random, face: LabelledFace) -> None:
    """A hand, cup or microphone before the lower half or one side of a face."""
    left, top, width, height = (float(value) for value in face.box)
    skin = random.random() < 0.6
    color = np.array([90, 120, 180]) * random.uniform(0.4, 1.25) if skin else np.array(draw_color(random))
    middle = (round(left + width * random.uniform(-0.1, 1.1)), round(top + height * random.uniform(0.65, 1.15)))
    axes = (max(1, round(width * random.uniform(0.12, 0.4))), max(1, round(height * random.uniform(0.1, 0.3))))
    paint = tuple(int(value) for value in np.clip(color, 0, 255))
    cv2.ellipse(canvas, middle, axes, random.uniform(0, 180), 0, 360, paint, -1, cv2.LINE_AA)
    if skin:
        for finger in range(int(random.integers(2, 5))):
            tip = (middle[0] + round(axes[0] * (finger - 1.5) * 0.7), middle[1] - round(axes[1] * 1.5))
            cv2.line(canvas, middle, tip, paint, max(1, round(width * 0.1)), cv2.LINE_AA)


def _is_inside(face: LabelledFace, width: int, height: int) -> bool:
    left, top, across, down = (float(value) for value in face.box)
    shown = max(0.0, min(left + across, width) - max(left, 0)) * max(0.0, min(top + down, height) - max(top, 0))
    return shown > (1 - HIDDEN) * across * down
