"""What one camera shows: a person, or nobody, before a room."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image, ParticipantState
from classroom.synthetic.backdrops import draw_backdrop
from classroom.synthetic.people import cut_out, draw_back, draw_chair
from classroom.synthetic.scene import Absence, Pose, SceneTile, to_image

_NOISE_SIGMA = 2.0  # grey values, a webcam in a lit room
_UPRIGHT_SCALE = 0.7  # a telephone is held at arm's length and is narrow


def draw_video(tile: SceneTile, width: int, height: int) -> tuple[Image, Box | None]:
    """The camera picture, (height, width, 3) uint8 BGR, and the face in it, px (None = no face shown)."""
    inner = round(height * 9 / 16) if tile.upright else width
    room = draw_backdrop(inner, height, tile.person.look)
    face: Box | None = None
    if tile.state is ParticipantState.VISIBLE:
        person, face = _place_person(tile, inner, height, _UPRIGHT_SCALE if tile.upright else 1.0)
    elif tile.absence is Absence.BACK_OF_HEAD:
        pose = tile.pose
        person = draw_back(inner, height, tile.person.look, pose.x, pose.y, pose.face_height)
    else:
        person = draw_chair(inner, height, tile.person.look)
    image = _expose(_blend(room, person), tile.pose)
    if not tile.upright:
        return image, face
    left = (width - inner) // 2
    whole = np.zeros((height, width, 3), np.uint8)
    whole[:, left : left + inner] = image
    return whole, None if face is None else Box(face.left + left, face.top, face.width, face.height)


def _place_person(tile: SceneTile, width: int, height: int, scale: float) -> tuple[NDArray[np.uint8], Box | None]:
    pose, look = tile.pose, tile.person.look
    person, face = cut_out(tile.person.portrait, look)
    down = scale * pose.face_height * height / face.height
    across = down * look.stretch
    angle = math.radians(pose.roll_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    linear = turn @ np.diag([across, down])
    center = np.array([pose.x * width, pose.y * height])
    matrix = np.hstack([linear, (center - linear @ np.array(face.center))[:, None]])
    method = cv2.INTER_AREA if down < 1 else cv2.INTER_CUBIC
    if down < 0.5:  # warpAffine does not average: shrink first
        person = np.asarray(cv2.resize(person, None, fx=down, fy=down, interpolation=cv2.INTER_AREA), np.uint8)
        matrix[:, :2] /= down
    placed = np.asarray(cv2.warpAffine(person, matrix, (width, height), flags=method), np.uint8)
    return placed, _clip_face(center, face.width * across, face.height * down, width, height)


def _clip_face(center: NDArray[np.float64], wide: float, high: float, width: int, height: int) -> Box | None:
    """The face's box inside the picture; None when less than half of it is."""
    left, top = max(0, round(center[0] - wide / 2)), max(0, round(center[1] - high / 2))
    right, bottom = min(width, round(center[0] + wide / 2)), min(height, round(center[1] + high / 2))
    if right <= left or bottom <= top or (right - left) * (bottom - top) < wide * high / 2:
        return None
    return Box(left, top, right - left, bottom - top)


def _blend(room: Image, person: NDArray[np.uint8]) -> NDArray[np.float32]:
    cover = person[..., 3:].astype(np.float32) / 255
    return np.asarray(room * (1 - cover) + person[..., :3] * cover, np.float32)


def _expose(image: NDArray[np.float32], pose: Pose) -> Image:
    """The picture as this camera takes it: gain, blur, sensor noise."""
    image = image * np.float32(pose.brightness)
    if pose.blur_px > 0:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), pose.blur_px), np.float32)
    if pose.noise_seed is not None:
        noise = np.random.default_rng(pose.noise_seed).standard_normal(image.shape[:2], dtype=np.float32)
        image = image + _NOISE_SIGMA * noise[..., None]
    return to_image(image + 0.5)
