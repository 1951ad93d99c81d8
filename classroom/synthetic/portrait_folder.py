"""Portraits of a folder `images/` beside `faces.csv`, read when they are wanted."""

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from classroom.domain import Box, Image
from classroom.errors import DataError
from classroom.synthetic.face_table import LabelledFace, read_face_table
from classroom.synthetic.portraits import SKIN, HeadPose, Portrait

_KEPT = 160  # portraits kept in memory
_CUT_PX = 160  # longer side at which the person is told from the background
_LOOSE = 0.7  # face height as a share of the picture: above it nothing of the body is to be seen
_HAIR = 0.22  # share of the face's height that must be left above it
_LEAST_PX = 60  # of a face
_MOST = 0.8  # share of the photo above the chin: above it the wall was taken for the person
_SHOULDER = 0.6  # of the picture's width, added at each side for shoulders


class PortraitFolder(Sequence[Portrait]):
    """The portraits of a folder whose one face is surely labelled and that show more than a face, in name order.

    They have no marks for hair and clothes: the person is told from the background by their colours (GrabCut),
    which is not exact; only the drawn picture depends on it, not the truth.
    """

    def __init__(self, folder: Path) -> None:
        """Reads `faces.csv`; the pictures are read when asked for.

        Raises:
            DataError: the table is missing or has other columns, or no portrait can be used.
        """
        self._folder = folder
        table = read_face_table(folder)
        self._faces = [(name, faces[0]) for name, faces in sorted(table.items()) if len(faces) == 1 and faces[0].sure]
        self._faces = [entry for entry in self._faces if self._is_usable(*entry)]
        if not self._faces:
            raise DataError(f"{folder} has no portrait with one sure face and some of the body: name another folder")
        self._load = lru_cache(maxsize=_KEPT)(self._read)

    def __len__(self) -> int:
        return len(self._faces)

    @overload
    def __getitem__(self, index: int) -> Portrait: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Portrait]: ...
    def __getitem__(self, index: int | slice) -> Portrait | Sequence[Portrait]:
        """The portrait at that place.

        Raises:
            DataError: its picture is missing or broken.
        """
        if isinstance(index, slice):
            return [self._load(place) for place in range(*index.indices(len(self)))]
        return self._load(range(len(self))[index])

    def _is_usable(self, name: str, face: LabelledFace) -> bool:
        left, top, width, height = (float(value) for value in face.box)
        if left < 0 or height < _LEAST_PX or top < _HAIR * height:
            return False
        with open_picture(self._folder / "images" / name) as picture:
            across, down = picture.size
        return height < _LOOSE * down and left + width < across and top + height < down

    def _read(self, place: int) -> Portrait:
        name, face = self._faces[place]
        image = cv2.imread(str(self._folder / "images" / name), cv2.IMREAD_COLOR)
        if image is None:
            raise DataError(f"{self._folder / 'images' / name} is missing or no picture: copy the portraits again")
        taken = np.asarray(image, np.uint8)
        box = Box(*(round(float(value)) for value in face.box))
        whole, person, side = _dress(taken, _find_person(taken, box), box)
        moved = Box(box.left + side, box.top, box.width, box.height)
        landmarks = face.landmarks + np.array([side, 0], np.float32)
        photo = None if _has_dark_rim(taken) else Box(side, 0, taken.shape[1], taken.shape[0])
        return Portrait(whole, person * np.uint8(SKIN), moved, name, landmarks, _head_pose(face), photo)


def open_picture(path: Path) -> PillowImage.Image:
    """The picture's head, without its pixels.

    Raises:
        DataError: it is missing or no picture.
    """
    try:
        return PillowImage.open(path)
    except OSError as error:
        raise DataError(f"{path} is missing or no picture: copy the portraits again") from error


def _head_pose(face: LabelledFace) -> HeadPose | None:
    yaw, pitch, roll = (float(value) for value in face.angles)
    return None if math.isnan(yaw + pitch + roll) else (yaw, pitch, roll)


def _find_person(image: Image, face: Box) -> NDArray[np.bool_]:
    """Where the person is, (h, w): from colours, starting at the face and at where shoulders must be."""
    part = min(1.0, _CUT_PX / max(image.shape[:2]))
    small = np.asarray(cv2.resize(image, None, fx=part, fy=part, interpolation=cv2.INTER_AREA), np.uint8)
    guess = _guess(small.shape[0], small.shape[1], *(value * part for value in (*face.center, face.width, face.height)))
    cv2.setRNGSeed(1)
    cv2.grabCut(small, guess, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    found = ((guess == cv2.GC_FGD) | (guess == cv2.GC_PR_FGD)).astype(np.uint8)
    _, pieces = cv2.connectedComponents(found)
    x, y = (int(value * part) for value in face.center)
    found = cv2.morphologyEx((pieces == pieces[y, x]).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    whole = cv2.resize(found * 255, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    person = np.asarray(whole > 127, np.bool_)
    return person if person[: face.bottom].mean() < _MOST else _head(person.shape, face)  # nothing was told apart


def _head(shape: tuple[int, ...], face: Box) -> NDArray[np.bool_]:
    """Face, hair and neck, roughly."""
    mask = np.zeros(shape, np.uint8)
    _oval(mask, face.center[0], face.center[1] - 0.05 * face.height, 0.6 * face.width, 0.66 * face.height, 1)
    half = round(0.28 * face.width)
    mask[face.bottom - face.height // 6 :, round(face.center[0]) - half : round(face.center[0]) + half] = 1
    return mask > 0


def _guess(height: int, width: int, x: float, y: float, wide: float, high: float) -> NDArray[np.uint8]:
    """GrabCut's start: face and neck for certain, hair and shoulders probably, what is far away not."""
    chin = y + high / 2
    guess = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    _oval(guess, x, y - 0.08 * high, 0.75 * wide, 0.75 * high, cv2.GC_PR_FGD)
    right = [
        (x + 0.45 * wide, chin - 0.05 * high),
        (x + 1.35 * wide, chin + 0.55 * high),
        (x + 1.5 * wide, height + 5.0),
    ]
    left = [(2 * x - a, b) for a, b in reversed(right)]
    cv2.fillPoly(guess, [np.array(right + left).astype(np.int32)], cv2.GC_PR_FGD)
    _oval(guess, x, y, 0.42 * wide, 0.48 * high, cv2.GC_FGD)
    cv2.rectangle(guess, (int(x - 0.25 * wide), int(chin)), (int(x + 0.25 * wide), height), cv2.GC_FGD, -1)
    near = np.zeros((height, width), np.uint8)
    _oval(near, x, y - 0.1 * high, 1.1 * wide, high, 1)
    near[max(0, int(chin)) :] = 1
    guess[near == 0] = cv2.GC_BGD
    return guess


def _oval(mask: NDArray[np.uint8], x: float, y: float, wide: float, high: float, value: int) -> None:
    cv2.ellipse(mask, (int(x), int(y)), (max(1, int(wide)), max(1, int(high))), 0, 0, 360, value, -1)


def _dress(image: Image, person: NDArray[np.bool_], face: Box) -> tuple[Image, NDArray[np.bool_], int]:
    """Picture and person with neck and shoulders going on beyond the photo, and what was added at the left, px."""
    height, width = person.shape
    side, below = round(_SHOULDER * width), round(0.8 * face.height)
    canvas = np.zeros((height + below, width + 2 * side, 3), np.uint8)
    body = np.zeros(canvas.shape[:2], np.uint8)
    x, chin = round(face.center[0]) + side, face.bottom
    neck = Box(x - round(0.28 * face.width), chin - face.height // 6, round(0.56 * face.width), face.height)
    canvas[neck.top : neck.bottom, neck.left : neck.right] = _skin(image, face)
    body[neck.top : neck.bottom, neck.left : neck.right] = 1
    cloth = np.zeros(canvas.shape[:2], np.uint8)
    middle, axes = (x, round(chin + 0.85 * face.height)), (round(1.55 * face.width), round(0.75 * face.height))
    cv2.ellipse(cloth, middle, axes, 0, 0, 360, 1, -1)
    cloth[middle[1] :, max(0, x - axes[0]) : x + axes[0]] = 1
    down = np.linspace(1.1, 0.7, canvas.shape[0])[:, None, None]
    paint = np.clip(down * _cloth(image, person, face)[None, None], 0, 255).astype(np.uint8)
    canvas[cloth > 0] = np.broadcast_to(paint, canvas.shape)[cloth > 0]
    whole = (body | cloth) > 0
    photo = (slice(0, height), slice(side, side + width))
    canvas[photo][person] = image[person]
    whole[photo] |= person
    canvas[photo][~whole[photo]] = image[~whole[photo]]
    return canvas, whole, side


def _skin(image: Image, face: Box) -> NDArray[np.float64]:
    """The median colour of the lower cheeks, a little darker: what a neck looks like."""
    rows = slice(face.top + face.height // 2, face.top + 3 * face.height // 4)
    part = image[rows, face.left + face.width // 4 : face.right - face.width // 4]
    return np.asarray(np.median(part.reshape(-1, 3), axis=0) * 0.85)


def _cloth(image: Image, person: NDArray[np.bool_], face: Box) -> NDArray[np.float64]:
    """The median colour of the clothes at the photo's lower edge; where only a neck is there, one by chance."""
    rows = slice(max(face.bottom + face.height // 4, image.shape[0] - face.height // 5), image.shape[0])
    beside = np.abs(np.arange(image.shape[1]) - face.center[0]) > 0.42 * face.width  # the neck is not cloth
    part = image[rows][person[rows] & beside]
    if len(part) < 0.4 * face.width * max(1, rows.stop - rows.start):
        return np.random.default_rng(int(image.sum())).uniform(30, 190) + np.array([8.0, 0.0, -8.0])
    return np.asarray(np.median(part, axis=0))


def _has_dark_rim(image: Image) -> bool:
    """True when the photo was turned upright and its corners filled with black."""
    rim = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    return float((rim.max(axis=1) < 12).mean()) > 0.04
