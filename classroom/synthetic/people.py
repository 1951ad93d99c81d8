"""A portrait with another look: recoloured, mirrored, cut out."""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Points
from classroom.synthetic.kinds import Color
from classroom.synthetic.portraits import CLOTHES, HAIR, HeadPose, Portrait
from classroom.synthetic.scene import Look, to_image

_BODY_PX = 400  # the picture's last row is repeated downwards: the body goes on under the tile's edge
_MIRRORED = [1, 0, 2, 4, 3]  # the person's right side first becomes the left one in a mirror


_BACK_HAIR: tuple[Color, ...] = ((40, 55, 75), (25, 24, 28), (60, 100, 140), (110, 110, 115), (30, 45, 90))
_BACK_CLOTHES: tuple[Color, ...] = (
    (90, 80, 70),
    (60, 60, 150),
    (60, 110, 60),
    (45, 42, 40),
    (190, 190, 185),
    (130, 70, 90),
)


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A person without the background."""

    image: NDArray[np.uint8]  # (h, w, 4) BGR and coverage
    face: Box  # px, in `image`
    landmarks: Points | None  # (5, 2) float32 px
    head_pose: HeadPose | None


@lru_cache(maxsize=96)
def cut_out(portrait: Portrait, look: Look) -> Cutout:
    """The person in that look, without the background."""
    image = portrait.image.astype(np.float32)
    if look.hair is not None and portrait.recolourable:
        image = _recolour(image, portrait.segments == HAIR, look.hair)
    if look.clothes is not None and portrait.recolourable:
        image = _recolour(image, portrait.segments == CLOTHES, look.clothes)
    image = image * np.array(look.tint, np.float32)
    cover = cv2.GaussianBlur((portrait.segments > 0).astype(np.float32) * 255, (0, 0), 1.0)
    cover = np.clip((cover - 110) * 1.8, 0, 255)  # pulls the edge inwards: no rim of the old background
    person = to_image(np.dstack([image, cover]))
    person = np.asarray(cv2.copyMakeBorder(person, 0, _BODY_PX, 0, 0, cv2.BORDER_REPLICATE), np.uint8)
    return _turn(person, portrait, mirror=look.mirror)


def uncut(portrait: Portrait, look: Look) -> Cutout:
    """The photo with its own background, fading at its edges but the lower one."""
    photo = portrait.photo or Box(0, 0, portrait.image.shape[1], portrait.image.shape[0])
    image = portrait.image[photo.top : photo.bottom, photo.left : photo.right] * np.array(look.tint)
    cover = np.zeros(image.shape[:2], np.uint8)
    rim = max(2, photo.width // 14)
    cover[rim:, rim : photo.width - rim] = 255
    cover = np.asarray(cv2.blur(cover, (2 * rim + 1, 2 * rim + 1), borderType=cv2.BORDER_REPLICATE), np.uint8)
    return _turn(np.dstack([to_image(image), cover]), _crop(portrait, photo), mirror=look.mirror)


def _crop(portrait: Portrait, part: Box) -> Portrait:
    """The portrait cut to that part, px."""
    rows, columns = slice(part.top, part.bottom), slice(part.left, part.right)
    face, marks = portrait.face, portrait.landmarks
    return replace(
        portrait,
        image=portrait.image[rows, columns],
        segments=portrait.segments[rows, columns],
        face=Box(face.left - part.left, face.top - part.top, face.width, face.height),
        landmarks=None if marks is None else marks - np.array([part.left, part.top], np.float32),
        photo=None,
    )


def _turn(person: NDArray[np.uint8], portrait: Portrait, *, mirror: bool) -> Cutout:
    face, landmarks, pose = portrait.face, portrait.landmarks, portrait.head_pose
    if not mirror:
        return Cutout(person, face, landmarks, pose)
    width = person.shape[1]
    flipped = Box(width - face.right, face.top, face.width, face.height)
    if landmarks is not None:
        landmarks = np.column_stack([width - 1 - landmarks[:, 0], landmarks[:, 1]])[_MIRRORED].astype(np.float32)
    if pose is not None:
        pose = (-pose[0], pose[1], -pose[2])
    return Cutout(np.ascontiguousarray(person[:, ::-1]), flipped, landmarks, pose)


def _recolour(image: NDArray[np.float32], where: NDArray[np.bool_], color: Color) -> NDArray[np.float32]:
    """The picture with another colour in the marked part; folds and strands stay."""
    grey = image.mean(axis=2)
    low, high = np.percentile(grey[where], (3, 97))
    light = np.clip((grey - low) / max(high - low, 1.0), 0, 1)
    target = (0.5 + 0.7 * light)[..., None] * np.array(color, np.float32)
    soft = cv2.GaussianBlur(where.astype(np.float32), (0, 0), 1.5)[..., None]
    return np.asarray(image * (1 - soft) + target * soft, np.float32)


def draw_back(width: int, height: int, look: Look, x: float, y: float, face_height: float) -> NDArray[np.uint8]:
    """Somebody seen from behind: (height, width, 4) uint8 BGR and coverage; x, y, face_height as in Pose."""
    canvas = np.zeros((height, width, 4), np.uint8)
    hair = look.hair or _BACK_HAIR[look.backdrop_seed % len(_BACK_HAIR)]
    clothes = look.clothes or _BACK_CLOTHES[look.backdrop_seed % len(_BACK_CLOTHES)]
    head = face_height * height * 0.62
    center = (round(x * width), round(y * height))
    shoulder = (center[0], round(center[1] + head * 2.5))
    cv2.ellipse(canvas, shoulder, (round(head * 1.9), round(head * 1.55)), 0, 0, 360, (*clothes, 255), -1, cv2.LINE_AA)
    neck = (center[0], round(center[1] + head * 0.85))
    cv2.ellipse(canvas, neck, (round(head * 0.45), round(head * 0.6)), 0, 0, 360, (118, 150, 196, 255), -1, cv2.LINE_AA)
    cv2.ellipse(canvas, center, (round(head * 0.8), round(head)), 0, 0, 360, (*hair, 255), -1, cv2.LINE_AA)
    darker = tuple(int(value * 0.8) for value in hair)
    for offset in (-0.4, -0.15, 0.1, 0.35):
        axes = (round(head * (0.75 - abs(offset))), round(head * 0.9))
        strand = (round(center[0] + offset * head * 0.5), center[1])
        cv2.ellipse(canvas, strand, axes, 0, 200, 340, (*darker, 255), max(1, height // 120), cv2.LINE_AA)
    return canvas


def draw_chair(width: int, height: int, look: Look) -> NDArray[np.uint8]:
    """An empty chair: (height, width, 4) uint8 BGR and coverage."""
    canvas = np.zeros((height, width, 4), np.uint8)
    x, half = round(width * 0.5), round(height * 0.24)
    top, bottom = round(height * 0.42), round(height * 0.86)
    cv2.rectangle(canvas, (x - half // 5, bottom), (x + half // 5, height), (45, 45, 48, 255), -1)
    cv2.rectangle(canvas, (x - half, top + half // 2), (x + half, bottom), (62, 60, 58, 255), -1, cv2.LINE_AA)
    cv2.ellipse(canvas, (x, top + half // 2), (half, half // 2), 0, 180, 360, (62, 60, 58, 255), -1, cv2.LINE_AA)
    inner = round(half * 0.8)
    low = look.backdrop_seed % 3 * 6
    cv2.rectangle(canvas, (x - inner, top + half // 2), (x + inner, bottom - half // 6), (84 + low, 80, 76, 255), -1)
    return canvas
