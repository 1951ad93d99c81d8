"""Tiles of one size on a regular grid: the arrangement that explains the candidates best."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.vision.gallery.candidates import Rectangles
from classroom.vision.gallery.edges import EdgeMap

SIZE_STEP_PX = 3  # candidates whose width and height differ less are of one size
MAX_SIZES = 12  # sizes tried
MAX_GAP = 0.35  # widest gap between tiles, share of a tile
MIN_INSIDE = 0.55  # a tile cut off by the screen's edge shows at least this share of its width
MIN_BUSY = 0.004  # a place where the colour changes at fewer of its pixels is plain background
EDGE_PX = 4  # a tile's rim, not counted for that
MIN_CELL = 0.45  # edge support from which a place of the grid is a tile of itself


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid, px of the working picture; may reach over the picture's border."""

    left: float
    top: float
    row: int
    support: float  # 0-1, mean share of the four sides that follows an edge


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of one size, by row, then from left to right."""

    width: float
    height: float
    cells: tuple[Cell, ...]

    @property
    def support(self) -> float:
        return float(np.mean([cell.support for cell in self.cells])) if self.cells else 0.0


def fit_lattices(edges: EdgeMap, rectangles: Rectangles) -> Iterator[Lattice]:
    """One grid for each of the commonest sizes of the candidates."""
    for members in _group_sizes(rectangles):
        lattice = _fit(edges, members)
        if lattice is not None and len(lattice.cells):
            yield lattice


def _group_sizes(rectangles: Rectangles) -> Iterator[Rectangles]:
    """Candidates of one size each, the sizes that fill most places first."""
    if not len(rectangles):
        return
    width, height = rectangles.right - rectangles.left, rectangles.bottom - rectangles.top
    weight = (rectangles.support - 0.6) * np.sqrt(width * height)
    place = _place_codes(rectangles, width, height)
    size = (width // SIZE_STEP_PX) * 4096 + height // SIZE_STEP_PX
    order = np.lexsort((-weight, place, size))
    first = np.ones(len(order), bool)
    first[1:] = (size[order][1:] != size[order][:-1]) | (place[order][1:] != place[order][:-1])
    best = order[first]  # the best candidate of each size and place
    sizes, inverse = np.unique(size[best], return_inverse=True)
    total = np.bincount(inverse, weights=weight[best])
    taken: list[tuple[int, int]] = []
    for index in np.argsort(total)[::-1]:
        code = (int(sizes[index]) // 4096, int(sizes[index]) % 4096)
        if any(abs(code[0] - other[0]) <= 1 and abs(code[1] - other[1]) <= 1 for other in taken):
            continue
        taken.append(code)
        middle = (code[0] * SIZE_STEP_PX + 1, code[1] * SIZE_STEP_PX + 1)
        near = (abs(width - middle[0]) <= SIZE_STEP_PX + 1) & (abs(height - middle[1]) <= SIZE_STEP_PX + 1)
        yield _suppress(rectangles.take(near))
        if len(taken) == MAX_SIZES:
            return


def _place_codes(rectangles: Rectangles, width: NDArray[np.intp], height: NDArray[np.intp]) -> NDArray[np.intp]:
    across = (rectangles.left + rectangles.right) // np.maximum(width, 1)
    down = (rectangles.top + rectangles.bottom) // np.maximum(height, 1)
    return np.asarray(across * 4096 + down, dtype=np.intp)


def _suppress(members: Rectangles) -> Rectangles:
    """The best of every set of overlapping candidates."""
    members = members.take(np.argsort(members.support, kind="stable")[::-1][:150])
    alive = np.ones(len(members), bool)
    keep = []
    for index in range(len(members)):
        if not alive[index]:
            continue
        keep.append(index)
        shared_x = np.minimum(members.right, members.right[index]) - np.maximum(members.left, members.left[index])
        shared_y = np.minimum(members.bottom, members.bottom[index]) - np.maximum(members.top, members.top[index])
        alive &= (shared_x <= 3) | (shared_y <= 3)
    return members.take(np.array(keep, dtype=np.intp))


def _fit(edges: EdgeMap, members: Rectangles) -> Lattice | None:
    width = float(np.median(members.right - members.left))
    height = float(np.median(members.bottom - members.top))
    tops = _cluster(members.top, 0.12 * height)
    row_of = np.argmin(abs(members.top[:, None] - tops[None, :]), axis=1)
    gaps_y = np.diff(tops)
    pitch_y = _pitch(gaps_y, height)
    gaps_x = np.concatenate([np.diff(np.sort(members.left[row_of == row])) for row in range(len(tops))])
    pitch_x = _pitch(gaps_x, width)
    pitch_x = pitch_x or width + (pitch_y - height if pitch_y else 0.0)
    pitch_y = pitch_y or height + pitch_x - width
    weights = members.support.astype(float)
    top = _phase(tops, pitch_y, np.bincount(row_of, weights=weights, minlength=len(tops)).astype(float))
    left = _phase(members.left.astype(float), pitch_x, weights)
    return Grid(edges, (width, height), (pitch_x, pitch_y), (left, top)).fill()


def _cluster(values: NDArray[np.intp], tolerance: float) -> NDArray[np.float64]:
    ordered = np.sort(values)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > tolerance) + 1)
    return np.array([np.median(group) for group in groups], dtype=np.float64)


def _pitch(gaps: NDArray[np.float64] | NDArray[np.intp], size: float) -> float:
    """Distance from tile to tile that most gaps are multiples of; 0 when nothing is known."""
    times = np.maximum(np.round(gaps / (size * (1 + MAX_GAP / 4))), 1)
    steps = gaps / times
    steps = steps[(steps >= size - 2) & (steps <= size * (1 + MAX_GAP))]
    if not len(steps):
        return 0.0
    agree = (abs(steps[:, None] - steps[None, :]) <= 2).sum(axis=1)
    return float(np.median(steps[abs(steps - steps[int(np.argmax(agree))]) <= 2]))


def _phase(values: NDArray[np.float64], pitch: float, weights: NDArray[np.float64]) -> float:
    """Offset (0 to pitch) that most values share, modulo the pitch."""
    offsets = values % pitch
    distance = abs(offsets[:, None] - offsets[None, :])
    near = np.minimum(distance, pitch - distance) <= 3
    best = int(np.argmax(near @ weights))
    shifted = (offsets - offsets[best] + pitch / 2) % pitch - pitch / 2
    return float((offsets[best] + np.average(shifted[near[best]], weights=weights[near[best]])) % pitch)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A size, a pitch and an origin: tells which of its places are tiles."""

    edges: EdgeMap
    size: tuple[float, float]  # px, width and height
    pitch: tuple[float, float]
    origin: tuple[float, float]  # left and top of one place

    def fill(self) -> Lattice | None:
        tops = _places(self.origin[1], self.pitch[1], self.size[1], self.edges.height, 0.9)
        rows = [self._row(top, number) for number, top in enumerate(tops)]
        if not any(rows):
            return None
        rows = _longest_block(rows)
        return Lattice(*self.size, tuple(cell for row in rows for cell in row))

    def _row(self, top: float, number: int) -> list[Cell]:
        """The tiles of one row: aligned with the others, or shifted by half a place when centred."""
        shifts = (0.0, self.pitch[0] / 2)
        return max((self._cells(top, number, shift) for shift in shifts), key=_worth)

    def _cells(self, top: float, number: int, shift: float) -> list[Cell]:
        lefts = _places(self.origin[0] + shift, self.pitch[0], self.size[0], self.edges.width, MIN_INSIDE)
        if not len(lefts):
            return []
        support, busy = self._support(lefts, top), self._busy(lefts, top)
        cells = [
            Cell(float(left), float(top), number, float(value))
            for left, value, share in zip(lefts, support, busy, strict=True)
            if share > MIN_BUSY
        ]
        return _best_run(cells, self.pitch[0])

    def _support(self, lefts: NDArray[np.float64], top: float) -> NDArray[np.float32]:
        width, height = self.size
        left, right = self._clip_x(lefts), self._clip_x(lefts + width)
        above, below = self._clip_y(top), self._clip_y(top + height)
        nudge = np.array([-1, 0, 1])[:, None]
        sides = [
            self.edges.vertical(np.clip(left + nudge, 0, self.edges.width), above, below),
            self.edges.vertical(np.clip(right + nudge, 0, self.edges.width), above, below),
            self.edges.horizontal(np.clip(above + nudge, 0, self.edges.height), left, right),
            self.edges.horizontal(np.clip(below + nudge, 0, self.edges.height), left, right),
        ]
        return np.asarray(np.mean([side.max(axis=0) for side in sides], axis=0), dtype=np.float32)

    def _busy(self, lefts: NDArray[np.float64], top: float) -> NDArray[np.float32]:
        left, right = self._clip_x(lefts + EDGE_PX), self._clip_x(lefts + self.size[0] - EDGE_PX)
        return self.edges.busy_share(
            left, self._clip_y(top + EDGE_PX), right, self._clip_y(top + self.size[1] - EDGE_PX)
        )

    def _clip_x(self, values: NDArray[np.float64]) -> NDArray[np.intp]:
        return np.clip(np.round(values).astype(np.intp), 0, self.edges.width)

    def _clip_y(self, value: float) -> NDArray[np.intp]:
        return np.clip(np.asarray(round(value), dtype=np.intp), 0, self.edges.height)


def _places(origin: float, pitch: float, size: float, length: int, inside: float) -> NDArray[np.float64]:
    """Starts of all places that lie on the picture for at least the share `inside`."""
    hidden = (1 - inside) * size
    first = np.ceil((-hidden - origin) / pitch)
    last = np.floor((length - size + hidden - origin) / pitch)
    return origin + pitch * np.arange(first, last + 1)


def _worth(cells: list[Cell]) -> float:
    return sum(cell.support - MIN_CELL for cell in cells)


def _best_run(cells: list[Cell], pitch: float) -> list[Cell]:
    """The neighbouring cells that are worth most together."""
    best: list[Cell] = []
    run: list[Cell] = []
    for cell in cells:
        if run and (cell.left - run[-1].left > 1.5 * pitch or _worth(run) < 0):
            run = []
        run.append(cell)
        if _worth(run) > _worth(best):
            best = list(run)
    return best


def _longest_block(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The neighbouring rows that are worth most together."""
    best: list[list[Cell]] = []
    block: list[list[Cell]] = []
    for row in rows:
        if not row:
            block = []
            continue
        block.append(row)
        if sum(map(_worth, block)) > sum(map(_worth, best)):
            best = list(block)
    return best
