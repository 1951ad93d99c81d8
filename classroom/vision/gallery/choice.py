"""Which grid of tiles is the gallery, and whether there is one at all."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.config import GallerySettings
from classroom.domain import Box, Face, Image
from classroom.vision.gallery.candidates import find_rectangles
from classroom.vision.gallery.edges import EdgeMap, map_edges
from classroom.vision.gallery.lattice import Lattice, fit_lattice
from classroom.vision.gallery.refine import refine_boxes
from classroom.vision.gallery.sizes import group_sizes

WORK_PX = 1280  # longer side of the picture that is searched; found edges are refined on the full one
RUNS_PX = (10, 24, 56)  # shortest edges that count, for tiles at least three times as high
CHANCE = 0.45  # support that grids of no meaning have
MIN_SUPPORT = 0.7  # share of all tile sides that must follow an edge


def find_lattice(image: Image, faces: Sequence[Face], settings: GallerySettings) -> tuple[Box, ...]:
    """The boxes of the gallery's tiles in the picture's pixels; () = no gallery."""
    scale = min(1.0, WORK_PX / max(image.shape[:2]))
    small = _shrink(image, scale)
    centers = np.array([face.box.center for face in faces], np.float64).reshape(-1, 2) * scale
    best: Lattice | None = None
    highest = 0.0
    for edges, lattice in _lattices(small, centers, settings, scale):
        rating = _rate(lattice, centers, edges)
        if rating > highest:
            highest, best = rating, lattice
    return () if best is None else refine_boxes(image, best, scale)


def _shrink(image: Image, scale: float) -> Image:
    if scale == 1.0:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _lattices(
    image: Image, centers: NDArray[np.float64], settings: GallerySettings, scale: float
) -> Iterator[tuple[EdgeMap, Lattice]]:
    """Every grid worth rating, with the edges it was found on."""
    lowest = max(12, round(settings.min_tile_px * scale))
    limits = (lowest, *(3 * run for run in RUNS_PX[1:]), image.shape[0] + 1)
    for edges, low, high in zip(map_edges(image, RUNS_PX), limits[:-1], limits[1:], strict=True):
        rectangles = find_rectangles(edges, max(low, lowest), high)
        for members in group_sizes(rectangles, min(settings.min_tiles, 2)):
            lattice = fit_lattice(edges, members, centers)
            if lattice is not None and len(lattice.cells) >= settings.min_tiles and lattice.support >= MIN_SUPPORT:
                yield edges, lattice


def _rate(lattice: Lattice, centers: NDArray[np.float64], edges: EdgeMap) -> float:
    """How well a grid explains the screen: edges, area, number of tiles, one face in each."""
    side = (lattice.pitch[0] * lattice.pitch[1] / (edges.width * edges.height)) ** 0.5
    sides = (lattice.support - CHANCE) * (1 - inner_lines(lattice, edges))
    return float(sides * side * len(lattice.cells)) * (1 + _face_fit(lattice, centers))


def inner_lines(lattice: Lattice, edges: EdgeMap) -> float:
    """Strongest line (0-1) that crosses all cells at the same place: high when a cell is really several tiles."""
    left = np.array([round(cell.left) for cell in lattice.cells])
    top = np.array([round(cell.top) for cell in lattice.cells])
    right, bottom = left + round(lattice.width), top + round(lattice.height)
    across = np.arange(round(0.2 * lattice.width), round(0.8 * lattice.width))
    down = np.arange(round(0.2 * lattice.height), round(0.8 * lattice.height))
    x0, x1 = np.clip(left, 0, edges.width), np.clip(right, 0, edges.width)
    y0, y1 = np.clip(top, 0, edges.height), np.clip(bottom, 0, edges.height)
    upright = edges.vertical(np.clip(left + across[:, None], 0, edges.width), y0, y1)
    level = edges.horizontal(np.clip(top + down[:, None], 0, edges.height), x0, x1)
    return max(float(lines.mean(axis=1).max(initial=0)) for lines in (upright, level))


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
