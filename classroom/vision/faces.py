"""Faces on a whole screen or in one tile: the detector's seam and OpenCV's Haar cascade behind it."""

from math import exp
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.config import FaceSettings
from classroom.domain import Box, Face, Image
from classroom.errors import ModelError

CASCADE = "haarcascade_frontalface_default.xml"
WINDOW_PX = 24  # the cascade's own window: smaller faces are enlarged to it
WORK_PIXELS = 900_000  # a frame is searched at this size: 1280 x 720 or less
MAX_ENLARGE = 2.0
PYRAMID_STEP = 1.15
NEIGHBOURS = 4  # windows that must agree over a whole frame
TILE_PX = 180  # height at which a single tile is searched again
TILE_STEP = 1.08
TILE_NEIGHBOURS = 2  # in a tile a face is expected, so fewer need to agree
TILE_FACE = (0.13, 0.95)  # plausible height of a face, share of the tile
SAME_FACE = 0.4  # share of the smaller box that overlaps in two finds of one face
# The sum of the last stage's votes: on real and drawn galleries false finds have 2 at the median, faces 7.
EVEN_VOTES = 2.0
VOTES_SCALE = 1.0


class FaceDetector(Protocol):
    """Finds faces; one network or cascade over the whole frame, with a second look into single tiles."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        """All faces of (h, w, 3) uint8 BGR, best first."""

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        """Faces in one tile in which `detect` found none, in the frame's pixels; () is a fair answer."""


class HaarDetector:
    """OpenCV's frontal face cascade: the measured baseline."""

    def __init__(self, settings: FaceSettings) -> None:
        """Raises ModelError when OpenCV comes without its cascades."""
        self._settings = settings
        self._cascade = cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / CASCADE))
        if self._cascade.empty():
            raise ModelError(f"OpenCV's {CASCADE} is missing: reinstall opencv-python-headless 4.x")

    def detect(self, image: Image) -> tuple[Face, ...]:
        grey = _grey(image)
        scale = min(WINDOW_PX / self._settings.min_face_px, (WORK_PIXELS / grey.size) ** 0.5, MAX_ENLARGE)
        found = self._search(grey, scale, PYRAMID_STEP, NEIGHBOURS, (self._settings.min_face_px, grey.shape[0]))
        return suppress_overlaps(found)

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        grey = _grey(image[tile.top : tile.bottom, tile.left : tile.right])
        scale = min(TILE_PX / tile.height, MAX_ENLARGE * 1.5)
        sizes = (max(self._settings.min_face_px, round(TILE_FACE[0] * tile.height)), round(TILE_FACE[1] * tile.height))
        found = self._search(grey, scale, TILE_STEP, TILE_NEIGHBOURS, sizes)
        return tuple(_shift(face, tile) for face in suppress_overlaps(found))

    def _search(
        self, grey: NDArray[np.uint8], scale: float, step: float, neighbours: int, sizes: tuple[int, int]
    ) -> list[Face]:
        """Faces of the given heights (px of `grey`, smallest and largest) that score well enough."""
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        work = grey if scale == 1.0 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method)
        low, high = max(round(sizes[0] * scale), WINDOW_PX), max(round(sizes[1] * scale), WINDOW_PX)
        boxes, _levels, votes = self._cascade.detectMultiScale3(
            work, step, neighbours, 0, (low, low), (high, high), outputRejectLevels=True
        )
        faces = [
            Face(_scale_back(box, scale), vote_score(float(vote)), None)
            for box, vote in zip(np.reshape(boxes, (-1, 4)), np.ravel(votes), strict=True)
        ]
        return [face for face in faces if face.score >= self._settings.min_score]


def vote_score(votes: float) -> float:
    """The cascade's votes as 0-1: a logistic curve, 0.5 where false finds begin to outnumber faces."""
    return 1 / (1 + exp(-(votes - EVEN_VOTES) / VOTES_SCALE))


def suppress_overlaps(faces: list[Face]) -> tuple[Face, ...]:
    """The best of overlapping finds, best first."""
    kept: list[Face] = []
    for face in sorted(faces, key=_score, reverse=True):
        if all(face.box.intersection(other.box) < SAME_FACE * min(face.box.area, other.box.area) for other in kept):
            kept.append(face)
    return tuple(kept)


def _grey(image: Image) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _score(face: Face) -> float:
    return face.score


def _scale_back(box: NDArray[np.int32], scale: float) -> Box:
    left, top, width, height = (round(float(value) / scale) for value in box)
    return Box(left, top, max(width, 1), max(height, 1))


def _shift(face: Face, tile: Box) -> Face:
    box = Box(face.box.left + tile.left, face.box.top + tile.top, face.box.width, face.box.height)
    return Face(box, face.score, None)
