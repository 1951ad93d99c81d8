"""Tiles of one size on a regular grid: the arrangement that explains the candidates best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.vision.gallery.candidates import Rectangles
from classroom.vision.gallery.edges import EdgeMap

MAX_GAP = 0.35  # widest gap between tiles, share of a tile
MIN_INSIDE = 0.55  # a tile cut off by the screen's edge shows at least this share of its width
MIN_BUSY = 0.004  # a place where the colour changes at fewer of its pixels is plain background
RIM_PX = 4  # a tile's rim, not counted for that
BORDER_SIDE = 0.8  # what the screen's border is worth as a tile's side
NUDGE_PX = 2  # how far a side may lie from where the grid expects it
MIN_CELL = 0.55  # edge support from which a place of the grid is a tile of itself


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid, px of the working picture; may reach over the picture's border."""

    left: float
    top: float
    support: float  # 0-1, how much of its sides follows an edge; 0 = plain background


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of one size, by row, then from left to right."""

    width: float
    height: float
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row)

    @property
    def support(self) -> float:
        """Mean support of the cells, 0-1."""
        return float(np.mean([cell.support for cell in self.cells]))


def fit_lattice(edges: EdgeMap, members: Rectangles) -> Lattice | None:
    """The grid that rectangles of one size lie on, with the places between and beside them that are tiles too."""
    size = (
        float(np.median(members.right - members.left)),
        float(np.median(members.bottom - members.top)),
    )
    tops = _cluster(members.top, 0.12 * size[1])
    row_of = abs(members.top[:, None] - tops[None, :]).argmin(axis=1)
    steps_x = np.concatenate([np.diff(np.sort(members.left[row_of == row])) for row in range(len(tops))])
    pitch_x, pitch_y = _guess_pitch(steps_x, size[0]), _guess_pitch(np.diff(tops), size[1])
    pitch_x = pitch_x or size[0] + max(pitch_y - size[1], 0.0)
    pitch_y = pitch_y or size[1] + pitch_x - size[0]
    left, pitch_x = _fit_axis(members.left.astype(np.float64), pitch_x, halves=True)
    top, pitch_y = _fit_axis(members.top.astype(np.float64), pitch_y, halves=False)
    return _Grid(edges, size, (pitch_x, pitch_y), (left, top)).fill()


def _cluster(values: NDArray[np.intp], tolerance: float) -> NDArray[np.float64]:
    ordered = np.sort(values)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > tolerance) + 1)
    return np.array([np.median(group) for group in groups], dtype=np.float64)


def _guess_pitch(gaps: NDArray[np.float64] | NDArray[np.intp], size: float) -> float:
    """Distance from tile to tile that most gaps are multiples of; 0 when nothing is known."""
    times = np.maximum(np.round(gaps / (size * (1 + MAX_GAP / 4))), 1)
    steps = gaps / times
    steps = steps[(steps >= size - 3) & (steps <= size * (1 + MAX_GAP))]
    if not len(steps):
        return 0.0
    near = abs(steps[:, None] - steps[None, :]) <= 3
    return float(np.median(steps[near[int(near.sum(axis=1).argmax())]]))


def _fit_axis(starts: NDArray[np.float64], pitch: float, *, halves: bool) -> tuple[float, float]:
    """Start of one place and the exact pitch, by least squares over the starts that agree.

    Args:
        halves: a start may lie half a place beside the others (a centred row).
    """
    times = 2 if halves else 1
    away = (starts[:, None] - starts[None, :]) / pitch * times
    agree = abs(away - np.round(away)) * pitch / times <= max(4.0, 0.04 * pitch)
    anchor = int(agree.sum(axis=1).argmax())
    good = agree[anchor]
    index = np.round(away[:, anchor]) / times
    if len(np.unique(index[good])) > 1:
        slope, start = np.polyfit(index[good], starts[good], 1)
        rest = abs(starts - start - slope * index)
        good &= rest <= max(2.0, float(np.median(rest[good])))
        if len(np.unique(index[good])) > 1:
            slope, start = np.polyfit(index[good], starts[good], 1)
    else:
        slope, start = pitch, float(np.mean(starts[good]))
    if halves and (index[good] % 1 != 0).mean() > 0.5:
        start += slope / 2  # most rows decide which places count as whole
    return float(start), float(slope)


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """A size, a pitch and an origin: tells which of its places are tiles."""

    edges: EdgeMap
    size: tuple[float, float]  # px, width and height
    pitch: tuple[float, float]
    origin: tuple[float, float]  # left and top of one place

    def fill(self) -> Lattice | None:
        tops = _places(self.origin[1], self.pitch[1], self.size[1], self.edges.height, 0.9)
        rows = _best_block([self._row(float(top)) for top in tops])
        if not rows:
            return None
        return Lattice(*self.size, tuple(map(tuple, self._square_up(rows))))

    def _row(self, top: float) -> list[Cell]:
        """The tiles of one row: aligned with the others, or shifted by half a place when centred."""
        runs = [_best_run(self._cells(top, shift)) for shift in (0.0, self.pitch[0] / 2)]
        return max(runs, key=_worth)

    def _cells(self, top: float, shift: float) -> list[Cell]:
        lefts = _places(self.origin[0] + shift, self.pitch[0], self.size[0], self.edges.width, MIN_INSIDE)
        if not len(lefts):
            return []
        sides, busy = self._sides(lefts, top), self._busy(lefts, top)
        support = (sides.mean(axis=0) + sides.min(axis=0)) / 2
        support[busy < MIN_BUSY] = 0
        return [Cell(float(left), top, float(value)) for left, value in zip(lefts, support, strict=True)]

    def _square_up(self, rows: list[list[Cell]]) -> list[list[Cell]]:
        """All rows but the last as wide as most of them are."""
        aligned = [row for row in rows if abs(row[0].left - rows[0][0].left) % self.pitch[0] < RIM_PX] or rows[:1]
        full = rows[:-1] if len(rows) > 1 else rows
        first = float(np.median([row[0].left for row in full if row in aligned] or [rows[0][0].left]))
        last = float(np.median([row[-1].left for row in full if row in aligned] or [rows[0][-1].left]))
        squared = []
        for number, row in enumerate(rows):
            if number == len(rows) - 1:
                squared.append(row)
                continue
            cells = self._cells(row[0].top, 0.0)
            within = [cell for cell in cells if first - RIM_PX <= cell.left <= last + RIM_PX]
            squared.append(within or row)
        return squared

    def _sides(self, lefts: NDArray[np.float64], top: float) -> NDArray[np.float32]:
        """(4, n): how much of the left, right, top and bottom side of each place follows an edge."""
        edges = self.edges
        left, right = _clip(lefts, edges.width), _clip(lefts + self.size[0], edges.width)
        above, below = _clip(np.array(top), edges.height), _clip(np.array(top + self.size[1]), edges.height)
        nudge = np.arange(-NUDGE_PX, NUDGE_PX + 1)[:, None]
        sides = np.stack(
            [
                edges.vertical(np.clip(left + nudge, 0, edges.width), above, below).max(axis=0),
                edges.vertical(np.clip(right + nudge, 0, edges.width), above, below).max(axis=0),
                edges.horizontal(np.clip(above + nudge, 0, edges.height), left, right).max(axis=0),
                edges.horizontal(np.clip(below + nudge, 0, edges.height), left, right).max(axis=0),
            ]
        )
        sides[0, left <= NUDGE_PX] = BORDER_SIDE
        sides[1, right >= edges.width - NUDGE_PX] = BORDER_SIDE
        if above <= NUDGE_PX:
            sides[2] = BORDER_SIDE
        if below >= edges.height - NUDGE_PX:
            sides[3] = BORDER_SIDE
        return sides

    def _busy(self, lefts: NDArray[np.float64], top: float) -> NDArray[np.float32]:
        edges = self.edges
        left, right = _clip(lefts + RIM_PX, edges.width), _clip(lefts + self.size[0] - RIM_PX, edges.width)
        above = _clip(np.array(top + RIM_PX), edges.height)
        below = _clip(np.array(top + self.size[1] - RIM_PX), edges.height)
        return edges.busy_share(left, above, right, below)


def _clip(values: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    return np.clip(np.round(values).astype(np.intp), 0, limit)


def _places(origin: float, pitch: float, size: float, length: int, inside: float) -> NDArray[np.float64]:
    """Starts of all places that lie on the picture for at least the share `inside`."""
    hidden = (1 - inside) * size
    first = np.ceil((-hidden - origin) / pitch)
    last = np.floor((length - size + hidden - origin) / pitch)
    return np.asarray(origin + pitch * np.arange(first, last + 1), dtype=np.float64)


def _worth(cells: list[Cell]) -> float:
    return sum(cell.support - MIN_CELL for cell in cells)


def _best_run(cells: list[Cell]) -> list[Cell]:
    """The neighbouring cells that are worth most together; weak ones between strong ones stay."""
    best: list[Cell] = []
    run: list[Cell] = []
    for cell in cells:
        if _worth(run) <= 0:
            run = []
        run.append(cell)
        if _worth(run) > _worth(best):
            best = list(run)
    return best


def _best_block(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The neighbouring rows that are worth most together."""
    best: list[list[Cell]] = []
    block: list[list[Cell]] = []
    for row in rows:
        block = [*block, row] if row else []
        if sum(map(_worth, block)) > sum(map(_worth, best)):
            best = block
    return best
