"""Rectangles whose four sides follow straight edges: what a tile could be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.vision.gallery.edges import EdgeMap

MAX_LINES = 90  # candidate lines in each direction; a 7 x 7 gallery with gutters has 14
MIN_SIDE = 0.55  # each side of a candidate follows an edge for at least this share
MIN_MEAN = 0.8  # all four sides together
ASPECTS = (0.55, 2.4)  # width / height of a tile: upright phone to wide
DIVIDED = 0.95  # an edge over this share of the width divides a rectangle
DIVIDED_INSIDE = 0.15  # unless it lies this near to the top or bottom, share of the height
NEIGHBOURS = 14  # how many lines further right the other side is looked for


@dataclass(frozen=True, slots=True, eq=False)
class Rectangles:
    """Candidate tiles as columns."""

    left: NDArray[np.intp]  # (n,) px
    top: NDArray[np.intp]
    right: NDArray[np.intp]
    bottom: NDArray[np.intp]
    support: NDArray[np.float32]  # (n,) mean share of the four sides that follows an edge

    def __len__(self) -> int:
        return len(self.left)

    def take(self, keep: NDArray[np.intp] | NDArray[np.bool_]) -> "Rectangles":
        return Rectangles(self.left[keep], self.top[keep], self.right[keep], self.bottom[keep], self.support[keep])

    def scaled(self, scale: float) -> "Rectangles":
        """The same in a picture of another size."""
        left, top, right, bottom = (
            np.round(side * scale).astype(np.intp) for side in (self.left, self.top, self.right, self.bottom)
        )
        return Rectangles(left, top, right, bottom, self.support)

    def of_aspect(self, least: float, most: float) -> "Rectangles":
        """Those whose width is so many times their height."""
        aspect = (self.right - self.left) / np.maximum(self.bottom - self.top, 1)
        return self.take((aspect >= least) & (aspect <= most))


def find_rectangles(edges: EdgeMap, min_height: int, max_height: int) -> Rectangles:
    """All rectangles of these heights (px, the second excluded) whose sides follow edges and that no edge divides."""
    rows = _strongest(edges.across[:, -1], min_height)
    columns = _strongest(edges.down[-1], min_height)
    top, bottom = _pairs(rows, min_height, max_height)
    sides = edges.vertical(columns[None, :], top[:, None], bottom[:, None])
    band, at = np.nonzero(sides >= MIN_SIDE)
    found = _join_sides(edges, columns, (top, bottom), (band, at), sides)
    return found.take(~_is_divided(edges, found, rows))


def _is_divided(edges: EdgeMap, found: Rectangles, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether an edge runs across from side to side: several tiles above each other are no tile."""
    margin = (DIVIDED_INSIDE * (found.bottom - found.top))[:, None]
    inside = (rows > found.top[:, None] + margin) & (rows < found.bottom[:, None] - margin)
    across = edges.horizontal(rows[None, :], found.left[:, None], found.right[:, None])
    return np.asarray((inside & (across >= DIVIDED)).any(axis=1))


def _strongest(profile: NDArray[np.uint16], minimum: int) -> NDArray[np.intp]:
    """Positions of the longest lines, at most one in three pixels."""
    padded = np.pad(profile, 2)
    around = np.max([padded[shift : shift + len(profile)] for shift in range(5)], axis=0)
    peaks = np.flatnonzero((profile == around) & (profile >= minimum))
    if len(peaks):  # the middle of a plateau
        groups = np.split(peaks, np.flatnonzero(np.diff(peaks) > 2) + 1)
        peaks = np.array([group[len(group) // 2] for group in groups], dtype=np.intp)
    longest = np.argsort(profile[peaks])[::-1][:MAX_LINES]
    return np.sort(peaks[longest])


def _pairs(lines: NDArray[np.intp], minimum: int, maximum: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    first, second = np.triu_indices(len(lines), 1)
    height = lines[second] - lines[first]
    tall = (height >= minimum) & (height < maximum)
    return lines[first[tall]], lines[second[tall]]


def _join_sides(
    edges: EdgeMap,
    columns: NDArray[np.intp],
    bands: tuple[NDArray[np.intp], NDArray[np.intp]],
    hits: tuple[NDArray[np.intp], NDArray[np.intp]],
    sides: NDArray[np.float32],
) -> Rectangles:
    """Rectangles from every two sides of one band that are not too far apart."""
    band, at = hits
    found = []
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(band[:-step] == band[step:])
        one, other = same, same + step
        top, bottom = bands[0][band[one]], bands[1][band[one]]
        left, right = columns[at[one]], columns[at[other]]
        aspect = (right - left) / (bottom - top)
        fits = (aspect >= ASPECTS[0]) & (aspect <= ASPECTS[1])
        one, other, top, bottom, left, right = (each[fits] for each in (one, other, top, bottom, left, right))
        above, below = edges.horizontal(top, left, right), edges.horizontal(bottom, left, right)
        beside = sides[band[one], at[one]] + sides[band[other], at[other]]
        mean = np.asarray((above + below + beside) / 4, dtype=np.float32)
        good = (np.minimum(above, below) >= MIN_SIDE) & (mean >= MIN_MEAN)
        found.append(Rectangles(left[good], top[good], right[good], bottom[good], mean[good]))
    return Rectangles(
        left=np.concatenate([part.left for part in found]),
        top=np.concatenate([part.top for part in found]),
        right=np.concatenate([part.right for part in found]),
        bottom=np.concatenate([part.bottom for part in found]),
        support=np.concatenate([part.support for part in found]),
    )
