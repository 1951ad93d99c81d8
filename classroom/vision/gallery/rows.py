"""Which places of a regular grid are tiles: full rows, and a last one that may be shorter and centred."""

from collections.abc import Sequence
from dataclasses import dataclass

MIN_CELL = 0.55  # edge support from which a place of the grid is a tile of itself
FACE_BONUS = 0.25  # edge support that a face in a place makes up for
TIDY = 0.3  # what a last row is worth more when it is centred, or begins where the others do
STRONG_END = 0.7  # support of a row's outer tile that tells how wide the other rows are


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid, px of the working picture; may reach over the picture's border."""

    left: float
    top: float
    support: float  # 0-1, how much of its sides follows an edge; 0 = plain background
    has_face: bool

    @property
    def gain(self) -> float:
        """What the place is worth as a tile; below 0 it is none of itself."""
        return self.support + FACE_BONUS * self.has_face - MIN_CELL


Row = Sequence[Cell]


def worth(row: Row) -> float:
    """How much the cells gain as tiles of one row."""
    return sum(cell.gain for cell in row)


def best_run(places: Row) -> tuple[Cell, ...]:
    """The neighbouring places that are worth most together; weak ones between strong ones stay."""
    first, last = _best_span([cell.gain for cell in places])
    return tuple(places[first:last])


def best_block(rows: Sequence[Row]) -> tuple[int, int]:
    """First and last (excluded) of the neighbouring rows that are worth most together; none may be empty."""
    return _best_span([worth(row) if row else -1000.0 for row in rows])


def _best_span(gains: Sequence[float]) -> tuple[int, int]:
    """Kadane's maximum subarray as (first, last excluded); (0, 0) when nothing gains."""
    best, best_span = 0.0, (0, 0)
    total, first = 0.0, 0
    for index, gain in enumerate(gains):
        if total <= 0:
            total, first = 0.0, index
        total += gain
        if total > best:
            best, best_span = total, (first, index + 1)
    return best_span


def arrange_rows(whole: Sequence[Row], between: Sequence[Row], found: Sequence[Row]) -> tuple[tuple[Cell, ...], ...]:
    """The rows squared up: all but the last equally wide, the last full, centred or begun at the left.

    Args:
        whole: every place of each row.
        between: the places half a step beside them.
        found: what each row showed on its own.
    """
    upper = range(max(len(found) - 1, 1))
    if sum(worth(best_run(between[index])) - worth(best_run(whole[index])) for index in upper) > 0:
        whole, between = between, whole
    aligned = [row for row, places in zip(found, whole, strict=True) if row[0] in places]
    if not aligned:
        return tuple(map(tuple, found))
    left = min(row[0].left for row in _trusted(aligned, 0))
    right = max(row[-1].left for row in _trusted(aligned, -1))
    if right < left:
        return tuple(map(tuple, found))
    full = [tuple(cell for cell in places if left - 1 <= cell.left <= right + 1) for places in whole]
    if not full[-1]:  # no place lies between the two ends
        return tuple(map(tuple, found))
    return (*full[:-1], _last_row(full[-1], between[-1], found[-1]))


def _trusted(rows: Sequence[Row], end: int) -> Sequence[Row]:
    return [row for row in rows if row[end].support >= STRONG_END] or rows


def _last_row(full: Row, between: Row, found: Row) -> tuple[Cell, ...]:
    """The best of: as found, or a tidy row of 1 to all tiles."""
    left, right = full[0].left, full[-1].left
    inner = [cell for cell in between if left < cell.left < right]
    choices: list[Row] = [full[:count] for count in range(1, len(full) + 1)]
    for places in (full, inner):
        choices += [places[skip : len(places) - skip] for skip in range(1, (len(places) + 1) // 2)]
    choices.append(inner)
    tidy = max((row for row in choices if row), key=worth)
    return tuple(tidy if worth(tidy) + TIDY >= worth(found) else found)
