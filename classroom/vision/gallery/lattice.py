"""Tiles of one size on a regular grid: the arrangement that explains the candidates best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.vision.gallery.candidates import Rectangles
from classroom.vision.gallery.edges import EdgeMap, Indices
from classroom.vision.gallery.rows import FACE_BONUS, MIN_CELL, Cell, arrange_rows, best_block, best_run, worth

MAX_GAP = 0.35  # widest gap between tiles, share of a tile
UNEVEN_PX = 6  # the gaps between columns and between rows differ by no more than this,
UNEVEN = 0.12  # or this share of the height: pictures with text below them are no gallery
MIN_INSIDE = 0.55  # a tile cut off by the screen's edge shows at least this share of its width
MIN_INSIDE_Y = 0.9
MIN_BUSY = 0.004  # a place where the colour changes at fewer of its pixels is plain background
PLAIN_TILE = 0.95  # unless its sides are as clear as this
LEAST_FACE = 0.2  # height of a face that speaks for a tile, share of the tile's: buttons may look like small ones
RIM_PX = 4  # a tile's rim, not counted for that
BORDER_SIDE = 0.8  # what the screen's border is worth as a tile's side
NUDGE_PX = 2  # how far a side may lie from where the grid expects it,
NUDGE = 0.015  # and this share of the height more


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of one size, by row, then from left to right."""

    width: float
    height: float
    pitch: tuple[float, float]  # from one tile to the next, across and down
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row)

    @property
    def support(self) -> float:
        """Mean support of the cells, 0-1."""
        return sum(cell.support for cell in self.cells) / len(self.cells)


def fit_lattice(edges: EdgeMap, members: Rectangles, faces: NDArray[np.float64]) -> Lattice | None:
    """The grid that rectangles of one size lie on, with the places between and beside them that are tiles too.

    Args:
        faces: (n, 3) centres and heights of the faces found, px; a place with a face needs less of an edge.
    """
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
    if abs((pitch_x - size[0]) - (pitch_y - size[1])) > max(UNEVEN_PX, UNEVEN * size[1]):
        return None
    left, pitch_x = _fit_axis(members.left.astype(np.float64), pitch_x, halves=True)
    top, pitch_y = _fit_axis(members.top.astype(np.float64), pitch_y, halves=False)
    return _Grid(edges, faces, size, (pitch_x, pitch_y), (left, top)).fill()


def divide_lattice(
    edges: EdgeMap, lattice: Lattice, faces: NDArray[np.float64], parts: tuple[int, int]
) -> Lattice | None:
    """The grid whose cells are so many parts of the given one's, across and down; None when it has no tile.

    Tiles on a ground of their own colour are found in pairs first: the outer sides of two are clearer.
    """
    gap = (lattice.pitch[0] - lattice.width, lattice.pitch[1] - lattice.height)
    pitch = (lattice.pitch[0] / parts[0], lattice.pitch[1] / parts[1])
    size = (pitch[0] - gap[0], pitch[1] - gap[1])
    first = lattice.rows[0][0]
    return _Grid(edges, faces, size, pitch, (first.left, first.top)).fill()


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
    faces: NDArray[np.float64]  # (n, 3) centres and heights, px
    size: tuple[float, float]  # px, width and height
    pitch: tuple[float, float]
    origin: tuple[float, float]  # left and top of one place

    def fill(self) -> Lattice | None:
        tops = _places(self.origin[1], self.pitch[1], self.size[1], self.edges.height, MIN_INSIDE_Y)
        whole, between = self._rate(tops, 0.0), self._rate(tops, self.pitch[0] / 2)
        promising = whole.is_promising() | between.is_promising()
        aligned, shifted = whole.cells(tops, promising), between.cells(tops, promising)
        rows = [max(best_run(one), best_run(other), key=worth) for one, other in zip(aligned, shifted, strict=True)]
        first, last = best_block(rows)
        if first == last:
            return None
        block = slice(first, last)
        return Lattice(*self.size, self.pitch, arrange_rows(aligned[block], shifted[block], rows[block]))

    def _rate(self, tops: NDArray[np.float64], shift: float) -> "_Places":
        """How much speaks for each place of every row."""
        lefts = _places(self.origin[0] + shift, self.pitch[0], self.size[0], self.edges.width, MIN_INSIDE)
        left, right = _clip(lefts, self.edges.width), _clip(lefts + self.size[0], self.edges.width)
        top, bottom = _clip(tops, self.edges.height)[:, None], _clip(tops + self.size[1], self.edges.height)[:, None]
        sides = self._sides(left, top, right, bottom)
        support = (sides.mean(axis=0) + sides.min(axis=0)) / 2
        rim = RIM_PX
        plain = self.edges.busy_share(left + rim, top + rim, right - rim, bottom - rim) < MIN_BUSY
        support[plain & (support < PLAIN_TILE)] = 0
        return _Places(lefts, support, self._has_face(lefts, tops))

    def _has_face(self, lefts: NDArray[np.float64], tops: NDArray[np.float64]) -> NDArray[np.bool_]:
        """(rows, columns): whether a face's centre lies well inside the place."""
        large = self.faces[self.faces[:, 2] >= LEAST_FACE * self.size[1]]
        x = (large[:, 0, None] - lefts) / self.size[0]
        y = (large[:, 1, None] - tops) / self.size[1]
        column, row = abs(x - 0.5) < 0.45, abs(y - 0.5) < 0.45
        return np.asarray((row[:, :, None] & column[:, None, :]).any(axis=0))

    def _sides(self, left: Indices, top: Indices, right: Indices, bottom: Indices) -> NDArray[np.float32]:
        """(4, rows, columns): how much of each place's left, right, top and bottom side follows an edge."""
        edges = self.edges
        reach = NUDGE_PX + round(NUDGE * self.size[1])
        nudge = np.arange(-reach, reach + 1)[:, None, None]
        sides = np.stack(
            [
                edges.vertical(_within(left + nudge, edges.width), top, bottom).max(axis=0),
                edges.vertical(_within(right + nudge, edges.width), top, bottom).max(axis=0),
                edges.horizontal(_within(top + nudge, edges.height), left, right).max(axis=0),
                edges.horizontal(_within(bottom + nudge, edges.height), left, right).max(axis=0),
            ]
        )
        sides[0][:, left <= reach] = BORDER_SIDE
        sides[1][:, right >= edges.width - reach] = BORDER_SIDE
        sides[2][top[:, 0] <= reach] = BORDER_SIDE
        sides[3][bottom[:, 0] >= edges.height - reach] = BORDER_SIDE
        return sides


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Every place of every row."""

    lefts: NDArray[np.float64]  # (columns,) px
    support: NDArray[np.float32]  # (rows, columns) 0-1
    has_face: NDArray[np.bool_]  # (rows, columns)

    def is_promising(self) -> NDArray[np.bool_]:
        """(rows,): whether any place of the row is a tile of itself."""
        return np.asarray((self.support + FACE_BONUS * self.has_face >= MIN_CELL).any(axis=1))

    def cells(self, tops: NDArray[np.float64], wanted: NDArray[np.bool_]) -> list[tuple[Cell, ...]]:
        """The wanted rows' places as cells; () for the others."""
        rows = zip(tops.tolist(), self.support.tolist(), self.has_face.tolist(), wanted.tolist(), strict=True)
        return [
            tuple(map(Cell, self.lefts.tolist(), [top] * len(support), support, has_face)) if use else ()
            for top, support, has_face, use in rows
        ]


def _within(values: Indices, limit: int) -> Indices:
    return np.minimum(np.maximum(values, 0), limit)


def _clip(values: NDArray[np.float64], limit: int) -> Indices:
    return _within(np.round(values).astype(np.intp), limit)


def _places(origin: float, pitch: float, size: float, length: int, inside: float) -> NDArray[np.float64]:
    """Starts of all places that lie on the picture for at least the share `inside`."""
    hidden = (1 - inside) * size
    first = np.ceil((-hidden - origin) / pitch)
    last = np.floor((length - size + hidden - origin) / pitch)
    return np.asarray(origin + pitch * np.arange(first, last + 1), dtype=np.float64)
