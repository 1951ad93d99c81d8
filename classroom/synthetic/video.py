"""What one camera shows: a person, two, or nobody, before a room."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, Image, ParticipantState, Points
from classroom.synthetic.backdrops import draw_backdrop
from classroom.synthetic.covers import draw_cover
from classroom.synthetic.kinds import Absence, Backdrop
from classroom.synthetic.people import Cutout, cut_out, draw_back, draw_chair, uncut
from classroom.synthetic.portraits import HeadPose
from classroom.synthetic.posters import draw_poster
from classroom.synthetic.scene import Camera, Person, Pose, SceneTile, to_image

_UPRIGHT_SCALE = 0.7  # a telephone is held at arm's length and is narrow
_SHOWN = (ParticipantState.VISIBLE, ParticipantState.FROZEN)


@dataclass(frozen=True, slots=True, eq=False)
class ShownFace:
    """A face on a camera picture, px in it."""

    box: Box
    landmarks: Points | None  # (5, 2) float32
    head_pose: HeadPose | None


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A camera picture and the faces on it."""

    image: Image  # (h, w, 3) uint8 BGR
    face: ShownFace | None = None  # the participant's
    others: tuple[Box, ...] = ()  # of people beside the participant, px
    ignore: tuple[Box, ...] = ()  # faces on posters, px


def draw_video(tile: SceneTile, width: int, height: int) -> Sight:
    """The camera picture, (height, width, 3) uint8 BGR, and the faces in it."""
    if not tile.upright:
        return _draw_inner(tile, width, height, 1.0)
    inner = round(height * 9 / 16)
    sight = _draw_inner(tile, inner, height, _UPRIGHT_SCALE)
    left = (width - inner) // 2
    whole = np.zeros((height, width, 3), np.uint8)
    whole[:, left : left + inner] = sight.image
    return shift_sight(replace(sight, image=whole), left, 0)


def shift_sight(sight: Sight, x: int, y: int) -> Sight:
    """The same sight with its faces moved by (x, y) px; the picture stays."""
    face = sight.face
    if face is not None:
        landmarks = None if face.landmarks is None else face.landmarks + np.array([x, y], np.float32)
        face = ShownFace(shift_box(face.box, x, y), landmarks, face.head_pose)
    others = tuple(shift_box(box, x, y) for box in sight.others)
    return Sight(sight.image, face, others, tuple(shift_box(box, x, y) for box in sight.ignore))


def shift_box(box: Box, x: int, y: int) -> Box:
    """The box moved by (x, y) px."""
    return Box(box.left + x, box.top + y, box.width, box.height)


def _draw_inner(tile: SceneTile, width: int, height: int, scale: float) -> Sight:
    look = tile.person.look
    if tile.state not in _SHOWN and tile.absence is Absence.COVERED:
        return Sight(_expose(np.full((height, width, 3), 9, np.float32), tile.pose, tile.camera))
    canvas = draw_backdrop(width, height, look).copy()
    posters = () if look.backdrop is Backdrop.OWN else tile.posters  # the portrait's own picture covers the wall
    ignore = tuple(box for poster in posters if (box := draw_poster(canvas, poster)) is not None)
    others: tuple[Box, ...] = ()
    if tile.companion is not None:
        other, canvas = _add_person(canvas, tile.companion.person, tile.companion.pose, scale)
        others = () if other is None else (other.box,)
    face = None
    if tile.state in _SHOWN:
        face, canvas = _add_person(canvas, tile.person, tile.pose, scale)
        if tile.cover is not None and face is not None:
            draw_cover(canvas, tile.cover, face.box, face.landmarks, look.backdrop_seed)
    elif tile.absence is not Absence.CEILING:
        canvas = to_image(_blend(canvas, _draw_absent(tile, width, height)))
    image = _expose(canvas.astype(np.float32), tile.pose, tile.camera)
    return Sight(image, face, _without_hidden(others, face), ignore)


def _without_hidden(others: tuple[Box, ...], face: ShownFace | None) -> tuple[Box, ...]:
    """The boxes that the participant's face does not hide."""
    return tuple(box for box in others if face is None or box.intersection(face.box) < 0.4 * box.area)


def _draw_absent(tile: SceneTile, width: int, height: int) -> NDArray[np.uint8]:
    if tile.absence is Absence.BACK_OF_HEAD:
        pose = tile.pose
        return draw_back(width, height, tile.person.look, pose.x, pose.y, pose.face_height)
    return draw_chair(width, height, tile.person.look)


def _add_person(canvas: Image, person: Person, pose: Pose, scale: float) -> tuple[ShownFace | None, Image]:
    """The face, and the canvas with the person on it."""
    height, width = canvas.shape[:2]
    own = person.look.backdrop is Backdrop.OWN
    cutout = uncut(person.portrait, person.look) if own else cut_out(person.portrait, person.look)
    matrix = _matrix(cutout, pose, person.look.stretch, scale, (width, height))
    placed = _place(cutout.image, matrix, (width, height))
    if own:
        canvas = _surround(cutout.image, matrix, (width, height))
    face = _clip_face(matrix, cutout, width, height)
    if face is not None and face.head_pose is not None:
        yaw, pitch, roll = face.head_pose
        face = replace(face, head_pose=(yaw, pitch, roll + pose.roll_deg))
    return face, to_image(_blend(canvas, placed) + 0.5)


def _matrix(cutout: Cutout, pose: Pose, stretch: float, scale: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """(2, 3), cut-out px -> canvas px."""
    down = scale * pose.face_height * size[1] / cutout.face.height
    angle = math.radians(pose.roll_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    linear = turn @ np.diag([down * stretch, down])
    center = np.array([pose.x * size[0], pose.y * size[1]])
    return np.hstack([linear, (center - linear @ np.array(cutout.face.center))[:, None]])


def _place(image: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    down = float(np.hypot(matrix[0, 1], matrix[1, 1]))
    method = cv2.INTER_AREA if down < 1 else cv2.INTER_CUBIC
    if down < 0.5:  # warpAffine does not average: shrink first
        image = np.asarray(cv2.resize(image, None, fx=down, fy=down, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = matrix.copy()
        matrix[:, :2] /= down
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=method), np.uint8)


def _surround(image: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int]) -> Image:
    """The picture's rim, spread over the whole canvas and blurred: what lies beyond the photo."""
    part = 6  # made small: it is blurred anyway
    small = (max(2, size[0] // part), max(2, size[1] // part))
    rim = cv2.GaussianBlur(image[..., :3], (0, 0), max(1.0, image.shape[1] / 25))
    spread = cv2.warpAffine(rim, matrix / part, small, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    spread = cv2.GaussianBlur(spread, (0, 0), max(1.0, small[1] / 30))
    return np.asarray(cv2.resize(spread, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _clip_face(matrix: NDArray[np.float64], cutout: Cutout, width: int, height: int) -> ShownFace | None:
    """The face's box inside the picture; None when less than half of it is."""
    center = matrix @ np.array([*cutout.face.center, 1.0])
    wide = cutout.face.width * float(np.hypot(matrix[0, 0], matrix[1, 0]))
    high = cutout.face.height * float(np.hypot(matrix[0, 1], matrix[1, 1]))
    left, top = max(0, round(center[0] - wide / 2)), max(0, round(center[1] - high / 2))
    right, bottom = min(width, round(center[0] + wide / 2)), min(height, round(center[1] + high / 2))
    if right <= left or bottom <= top or (right - left) * (bottom - top) < wide * high / 2:
        return None
    landmarks = None
    if cutout.landmarks is not None:
        landmarks = (np.column_stack([cutout.landmarks, np.ones(5)]) @ matrix.T).astype(np.float32)
    return ShownFace(Box(left, top, right - left, bottom - top), landmarks, cutout.head_pose)


def _blend(room: Image, person: NDArray[np.uint8]) -> NDArray[np.float32]:
    cover = person[..., 3:].astype(np.float32) / 255
    return np.asarray(room * (1 - cover) + person[..., :3] * cover, np.float32)


def _expose(image: NDArray[np.float32], pose: Pose, camera: Camera) -> Image:
    """The picture as this camera takes and sends it: gain, gamma, blur, sensor noise, compression."""
    height, width = image.shape[:2]
    if camera.lines is not None and camera.lines < height:
        size = (max(2, round(width * camera.lines / height)), max(2, camera.lines))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.float32)
    image = image * (np.float32(pose.brightness) * np.array(camera.gain, np.float32))
    if camera.gamma != 1.0:
        image = np.asarray(255 * (np.clip(image, 0, 255) / 255) ** np.float32(camera.gamma), np.float32)
    if pose.blur_px > 0:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), pose.blur_px), np.float32)
    if pose.noise_seed is not None:
        noise = np.random.default_rng(pose.noise_seed).standard_normal(image.shape[:2], dtype=np.float32)
        image = image + camera.noise_sigma * noise[..., None]
    sent = compress(to_image(image + 0.5), camera.jpeg_quality)
    if sent.shape[:2] != (height, width):
        sent = np.asarray(cv2.resize(sent, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    return sent


def compress(image: Image, quality: int | None) -> Image:
    """The picture after a lossy round trip; None = as it was."""
    if quality is None:
        return image
    _, sent = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return np.asarray(cv2.imdecode(sent, cv2.IMREAD_COLOR), np.uint8)
