"""Faces on a whole screen or in one tile: the detector's seam and OpenCV's Haar cascades behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.config import FaceSettings
from classroom.domain import Box, Face, Image
from classroom.errors import ModelError

MAX_ENLARGE = 2.5  # beyond this, enlarging shows the cascades nothing new
WORK_PIXELS = 450_000  # a frame is searched at this size; smaller faces are left to the look into single tiles
FRAME_STEP, FRAME_NEIGHBOURS = 1.15, 4  # pyramid, and how many windows must agree
TILE_PX = 150  # height at which a single tile is searched
TILE_STEP, TILE_NEIGHBOURS = 1.08, 1  # in a tile a face is expected, so fewer need to agree
TILE_FACE = (0.12, 0.95)  # plausible height of a face, share of the tile
SAME_FACE = 0.4  # share of the smaller box that overlaps in two finds of one face
EVEN_LEVELS = 5  # so many neighbouring grey levels count as one
MAX_EVEN = 0.45  # share of a face that may be of one grey


class FaceDetector(Protocol):
    """Finds faces; one network or cascade over the whole frame, with a second look into single tiles."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        """All faces of (h, w, 3) uint8 BGR, best first."""

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        """Faces in one tile in which `detect` found none, in the frame's pixels; () is a fair answer."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A cascade and what its votes (the last stage's sum) are worth.

    The scores are set so that false finds on real and drawn galleries lie around 0.5, most faces above 0.9.
    """

    file: str
    window_px: int
    even_votes: float  # votes of score 0.5
    votes_scale: float  # votes from there to score 0.73

    def score(self, votes: float) -> float:
        """0-1, a logistic curve of the votes."""
        return 1 / (1 + exp(-(votes - self.even_votes) / self.votes_scale))


FRONTAL = _Kind("haarcascade_frontalface_default.xml", 24, 2.0, 1.0)
FRONTAL_TREE = _Kind("haarcascade_frontalface_alt2.xml", 20, 54.8, 0.4)
PROFILE = _Kind("haarcascade_profileface.xml", 20, 1.0, 1.0)


class _Cascade:
    """One of OpenCV's cascades."""

    def __init__(self, kind: _Kind) -> None:
        self.kind = kind
        self._cascade = cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / kind.file))
        if self._cascade.empty():
            raise ModelError(f"OpenCV's {kind.file} is missing: reinstall opencv-python-headless 4.x")

    def search(self, grey: NDArray[np.uint8], sizes: tuple[int, int], step: float, neighbours: int) -> Iterator[Face]:
        """Faces between the two heights, px of (h, w) grey."""
        low, high = (max(size, self.kind.window_px) for size in sizes)
        boxes, _levels, votes = self._cascade.detectMultiScale3(
            grey, step, neighbours, 0, (low, low), (high, high), outputRejectLevels=True
        )
        for box, vote in zip(np.reshape(boxes, (-1, 4)), np.ravel(votes), strict=True):
            if not _is_drawn(grey, box):
                yield Face(Box(*(int(value) for value in box)), self.kind.score(float(vote)), None)


class HaarDetector:
    """OpenCV's cascades: frontal faces over the frame, then frontal and turned ones in tiles; the measured baseline."""

    def __init__(self, settings: FaceSettings) -> None:
        """Raises ModelError when OpenCV comes without its cascades."""
        self._settings = settings
        self._frontal = _Cascade(FRONTAL)
        self._tree = _Cascade(FRONTAL_TREE)
        self._profile = _Cascade(PROFILE)

    def detect(self, image: Image) -> tuple[Face, ...]:
        """Frontal faces of the whole frame; those too small at the size it is searched at are missing."""
        grey = _grey(image)
        enlarge = self._frontal.kind.window_px / self._settings.min_face_px
        scale = min(enlarge, (WORK_PIXELS / grey.size) ** 0.5, MAX_ENLARGE)
        work = _resize(grey, scale)
        sizes = (round(self._settings.min_face_px * scale), work.shape[0])
        found = self._frontal.search(work, sizes, FRAME_STEP, FRAME_NEIGHBOURS)
        return self._finish(found, scale, Box(0, 0, image.shape[1], image.shape[0]))

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        grey = _grey(image[tile.top : tile.bottom, tile.left : tile.right])
        scale = min(TILE_PX / tile.height, MAX_ENLARGE)
        work = _resize(grey, scale)
        smallest = max(self._settings.min_face_px, TILE_FACE[0] * tile.height)
        sizes = (round(smallest * scale), round(TILE_FACE[1] * tile.height * scale))
        for found in self._searches(work, sizes):
            faces = self._finish(found, scale, tile)
            if faces:
                return faces
        return ()

    def _searches(self, work: NDArray[np.uint8], sizes: tuple[int, int]) -> Iterator[Iterator[Face]]:
        """One cascade after the other; the profile cascade knows one side, so the tile is mirrored too."""
        for cascade in (self._frontal, self._tree, self._profile):
            yield cascade.search(work, sizes, TILE_STEP, TILE_NEIGHBOURS)
        mirrored = np.asarray(cv2.flip(work, 1), dtype=np.uint8)
        found = self._profile.search(mirrored, sizes, TILE_STEP, TILE_NEIGHBOURS)
        yield (replace(face, box=_mirror(face.box, work.shape[1])) for face in found)

    def _finish(self, found: Iterator[Face], scale: float, area: Box) -> tuple[Face, ...]:
        """The good ones, one for each face, in the frame's pixels."""
        good = [face for face in found if face.score >= self._settings.min_score]
        return tuple(replace(face, box=_place(face.box, scale, area)) for face in suppress_overlaps(good))


def suppress_overlaps(faces: list[Face]) -> tuple[Face, ...]:
    """The best of overlapping finds, best first."""
    kept: list[Face] = []
    for face in sorted(faces, key=_score, reverse=True):
        if all(face.box.intersection(other.box) < SAME_FACE * min(face.box.area, other.box.area) for other in kept):
            kept.append(face)
    return tuple(kept)


def _score(face: Face) -> float:
    return face.score


def _is_drawn(grey: NDArray[np.uint8], box: NDArray[np.int32]) -> bool:
    """Whether most of a box is of one even grey: initials on a disc, a logo, a card."""
    left, top, width, height = (int(value) for value in box)
    counts = np.bincount(grey[top : top + height, left : left + width].ravel(), minlength=256)
    return float(np.convolve(counts, np.ones(EVEN_LEVELS)).max()) > MAX_EVEN * width * height


def _grey(image: Image) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _resize(grey: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method), dtype=np.uint8)


def _mirror(box: Box, width: int) -> Box:
    return Box(width - box.right, box.top, box.width, box.height)


def _place(box: Box, scale: float, area: Box) -> Box:
    """A box of the resized cut-out as one of the frame."""
    width, height = max(round(box.width / scale), 1), max(round(box.height / scale), 1)
    return Box(area.left + round(box.left / scale), area.top + round(box.top / scale), width, height)
