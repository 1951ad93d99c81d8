"""Which grid of tiles is the gallery, and whether there is one at all."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.config import GallerySettings
from classroom.domain import Box, Face, Image
from classroom.vision.gallery.candidates import find_rectangles
from classroom.vision.gallery.edges import map_edges
from classroom.vision.gallery.lattice import MIN_CELL, Lattice, fit_lattices
from classroom.vision.gallery.refine import refine_boxes

WORK_PX = 1280  # longer side of the picture that is searched; found edges are refined on the full one
RUNS_PX = (10, 24, 56)  # shortest edges that count, for tiles at least three times as high
MIN_SUPPORT = 0.6  # share of all tile sides that must follow an edge
MIN_PEOPLE = 0.25  # share of the tiles that must show a face or a camera that is off


def find_lattice(image: Image, faces: Sequence[Face], settings: GallerySettings) -> tuple[Box, ...]:
    """The boxes of the gallery's tiles in the picture's pixels; () = no gallery."""
    scale = min(1.0, WORK_PX / max(image.shape[:2]))
    small = _shrink(image, scale)
    centers = np.array([face.box.center for face in faces], np.float64).reshape(-1, 2) * scale
    found = [
        (_rate(lattice, centers, small.shape[:2]), lattice)
        for lattice in _lattices(small, max(12, round(settings.min_tile_px * scale)))
        if len(lattice.cells) >= settings.min_tiles and lattice.support >= MIN_SUPPORT
    ]
    if not found:
        return ()
    _rating, best = max(found, key=_rating_of)
    return refine_boxes(image, best, scale)


def _rating_of(found: tuple[float, Lattice]) -> float:
    return found[0]


def _shrink(image: Image, scale: float) -> Image:
    if scale == 1.0:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _lattices(image: Image, min_height: int) -> Iterator[Lattice]:
    limits = (min_height, *(3 * run for run in RUNS_PX[1:]), image.shape[0] + 1)
    for edges, low, high in zip(map_edges(image, RUNS_PX), limits[:-1], limits[1:], strict=True):
        if low < high:
            yield from fit_lattices(edges, find_rectangles(edges, max(low, min_height), high))


def _rate(lattice: Lattice, centers: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """How well a grid explains the screen: edges, area, number of tiles, one face in each."""
    share = len(lattice.cells) * lattice.width * lattice.height / (shape[0] * shape[1])
    edges = (lattice.support - MIN_CELL) * float(share**0.5 * len(lattice.cells) ** 0.3)
    return edges * (1 + _face_fit(lattice, centers))


def _face_fit(lattice: Lattice, centers: NDArray[np.float64]) -> float:
    """Share (0-1) of tiles and faces that belong together one to one."""
    if not len(centers):
        return 0.0
    lefts = np.array([cell.left for cell in lattice.cells])
    tops = np.array([cell.top for cell in lattice.cells])
    x = (centers[:, 0, None] - lefts) / lattice.width
    y = (centers[:, 1, None] - tops) / lattice.height
    inside = (x > 0.05) & (x < 0.95) & (y > 0.05) & (y < 0.95)
    with_face = int(inside.any(axis=0).sum())
    return with_face / (len(centers) + len(lattice.cells) - with_face)
