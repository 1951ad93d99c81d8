"""Which grid of tiles is the gallery, and whether there is one at all."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.config import GallerySettings
from classroom.domain import Box, Face, Image
from classroom.vision.gallery.candidates import ASPECTS, Rectangles, find_rectangles
from classroom.vision.gallery.edges import EdgeMap, EdgeMaps
from classroom.vision.gallery.islands import find_islands
from classroom.vision.gallery.justified import find_justified
from classroom.vision.gallery.lattice import LEAST_FACE, Lattice, divide_lattice, fit_lattice
from classroom.vision.gallery.refine import refine_boxes
from classroom.vision.gallery.sizes import group_sizes

WORK_PX = 1280  # longer side of the picture that is searched; found edges are refined on the full one
MAX_ENLARGE = 2.0  # small screens are searched enlarged
RUNS_PX = (10, 24, 56)  # shortest edges that count, for tiles at least three times as high
CHANCE = 0.45  # support that grids of no meaning have
MIN_SUPPORT = 0.7  # share of all tile sides that must follow an edge
PARTS = ((1, 2), (2, 1), (2, 2), (1, 3), (3, 1))  # how a cell that is really several tiles may be divided
DIVIDED = 0.35  # strongest line through all cells from which that is tried
SURE_TILES, SURE_SUPPORT, SURE_FACES = 4, 0.9, 0.5  # a grid of islands so clear that no other is looked for
ACROSS, DOWN = (0.2, 0.8), (0.2, 0.62)  # where such a line lies, shares of a cell; labels have edges further down


def find_lattice(image: Image, faces: Sequence[Face], settings: GallerySettings) -> tuple[Box, ...]:
    """The boxes of the gallery's tiles in the picture's pixels; () = no gallery."""
    scale = min(MAX_ENLARGE, WORK_PX / max(image.shape[:2]))
    search = _Search(_shrink(image, scale), faces, settings, scale)
    best = search.best_of_islands(image) or search.best_of_rectangles()
    rows = find_justified(search.islands, len(best.cells) if best else settings.min_tiles - 1)
    if rows:
        return rows
    return refine_boxes(image, best, scale) if best else ()


class _Search:
    """One picture's search for the grid that explains it best; lengths in px of the working picture."""

    def __init__(self, small: Image, faces: Sequence[Face], settings: GallerySettings, scale: float) -> None:
        self._maps = EdgeMaps(small, RUNS_PX)
        marks = [(*face.box.center, face.box.height) for face in faces]
        self._faces = np.array(marks, np.float64).reshape(-1, 3) * scale
        self._min_tiles, self._scale = settings.min_tiles, scale
        self._lowest = max(12, round(settings.min_tile_px * scale))
        self._limits = (self._lowest, *(3 * run for run in RUNS_PX[1:]), small.shape[0] + 1)
        self._best: tuple[float, Lattice] | None = None
        self.islands: list[Rectangles] = []  # px of the full picture, one entry for each ground

    def best_of_islands(self, image: Image) -> Lattice | None:
        """The grid of rectangles in the ground, if nothing about it is in doubt; None = look further."""
        for islands in find_islands(image, round(self._lowest / self._scale)):
            self.islands.append(islands)
            for members in group_sizes(islands.of_aspect(*ASPECTS).scaled(self._scale), 1):
                height = np.median(members.bottom - members.top)
                self._consider(self._maps[int(np.searchsorted(self._limits[1:-1], height, side="right"))], members)
                if self._best and self._is_sure(self._best[1], members):
                    return self._best[1]
        return None

    def best_of_rectangles(self) -> Lattice | None:
        """The best grid of all that straight edges and the ground suggest."""
        for level, (low, high) in enumerate(pairwise(self._limits)):
            rectangles = find_rectangles(self._maps[level], max(low, self._lowest), high)
            for members in group_sizes(rectangles, min(self._min_tiles, 2)):
                self._consider(self._maps[level], members)
        return self._best[1] if self._best else None

    def _consider(self, edges: EdgeMap, members: Rectangles) -> None:
        for lattice in _lattices(edges, members, self._faces, self._lowest):
            if len(lattice.cells) >= self._min_tiles and lattice.support >= MIN_SUPPORT:
                rating = _rate(lattice, self._faces, edges)
                if rating > (self._best[0] if self._best else 0.0):
                    self._best = rating, lattice

    def _is_sure(self, lattice: Lattice, members: Rectangles) -> bool:
        """Whether every cell is an island, every island a cell, and every face in one of its own."""
        if len(lattice.cells) != len(members) or len(members) < SURE_TILES or lattice.support < SURE_SUPPORT:
            return False
        inside = _inside(lattice, self._faces[self._faces[:, 2] >= LEAST_FACE * lattice.height])
        return bool(len(inside) and inside.any(axis=1).all() and inside.any(axis=0).mean() >= SURE_FACES)


def _shrink(image: Image, scale: float) -> Image:
    if scale == 1.0:
        return image
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=method), dtype=np.uint8)


def _lattices(edges: EdgeMap, members: Rectangles, faces: NDArray[np.float64], lowest: int) -> Iterator[Lattice]:
    """The grid the rectangles lie on, and those of smaller cells where a line runs through all of its own."""
    lattice = fit_lattice(edges, members, faces)
    if lattice is None:
        return
    yield lattice
    if inner_lines(lattice, edges) < DIVIDED:
        return
    for across, down in PARTS:
        width, height = lattice.pitch[0] / across, lattice.pitch[1] / down
        if height >= lowest and ASPECTS[0] <= width / height <= ASPECTS[1]:
            divided = divide_lattice(edges, lattice, faces, (across, down))
            if divided is not None:
                yield divided


def _rate(lattice: Lattice, faces: NDArray[np.float64], edges: EdgeMap) -> float:
    """How well a grid explains the screen: edges, area, number of tiles, one face in each."""
    side = (lattice.pitch[0] * lattice.pitch[1] / (edges.width * edges.height)) ** 0.5
    sides = (lattice.support - CHANCE) * (1 - inner_lines(lattice, edges))
    return float(sides * side * len(lattice.cells)) * (1 + _face_fit(lattice, faces))


def inner_lines(lattice: Lattice, edges: EdgeMap) -> float:
    """Strongest line (0-1) that crosses all cells at the same place: high when a cell is really several tiles."""
    left = np.array([round(cell.left) for cell in lattice.cells])
    top = np.array([round(cell.top) for cell in lattice.cells])
    right, bottom = left + round(lattice.width), top + round(lattice.height)
    across = np.arange(*(round(share * lattice.width) for share in ACROSS))
    down = np.arange(*(round(share * lattice.height) for share in DOWN))
    x0, x1 = np.clip(left, 0, edges.width), np.clip(right, 0, edges.width)
    y0, y1 = np.clip(top, 0, edges.height), np.clip(bottom, 0, edges.height)
    upright = edges.vertical(np.clip(left + across[:, None], 0, edges.width), y0, y1)
    level = edges.horizontal(np.clip(top + down[:, None], 0, edges.height), x0, x1)
    return max(float(lines.mean(axis=1).max(initial=0)) for lines in (upright, level))


def _face_fit(lattice: Lattice, faces: NDArray[np.float64]) -> float:
    """Share (0-1) of tiles and faces that belong together one to one."""
    if not len(faces):
        return 0.0
    with_face = int(_inside(lattice, faces).any(axis=0).sum())
    return with_face / (len(faces) + len(lattice.cells) - with_face)


def _inside(lattice: Lattice, faces: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(faces, cells): whether a face's centre lies in a cell."""
    lefts = np.array([cell.left for cell in lattice.cells])
    tops = np.array([cell.top for cell in lattice.cells])
    x = (faces[:, 0, None] - lefts) / lattice.width
    y = (faces[:, 1, None] - tops) / lattice.height
    return np.asarray((x > 0.05) & (x < 0.95) & (y > 0.05) & (y < 0.95))
