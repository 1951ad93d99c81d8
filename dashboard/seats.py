"""Where everybody sits in the gallery: tile boxes in pixels -> rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from classroom.domain import Box

MOST_COLUMNS = 10  # tiles side by side that a page can show; more are put one after the other
SAME_ROW = 0.6  # of a tile's height
NEXT_TO = 1.6  # tile widths between two centres: further apart is a missing tile between them
GUTTER = 1.03  # tile widths from tile to tile, where no two are side by side


@dataclass(frozen=True, slots=True)
class Place:
    """One seat; columns are half a tile wide, so that a last row may stand centred."""

    participant: int  # Participant.number
    row: int  # 1, 2, ... from the top
    column: int  # 1, 2, ... from the left; a seat takes two


@dataclass(frozen=True, slots=True)
class Seating:
    columns: int  # half tiles; 0 = no order that can be drawn: the places are only in reading order
    places: tuple[Place, ...]  # by row, then column


def arrange(boxes: Sequence[tuple[int, Box]]) -> Seating:
    """The seats as they lie in the gallery, whatever its size in pixels.

    Args:
        boxes: Participant.number and tile of each one on the page shown.
    """
    if not boxes:
        return Seating(0, ())
    rows = _rows(boxes)
    step = _step(rows) / 2
    left = min(box.center[0] for _, box in boxes)
    places: list[Place] = []
    for number, row in enumerate(rows, start=1):
        column = -1
        for participant, box in row:
            column = max(round((box.center[0] - left) / step) + 1, column + 2)
            places.append(Place(participant, number, column))
    columns = max(place.column for place in places) + 1
    return Seating(columns if columns <= 2 * MOST_COLUMNS else 0, tuple(places))


def _rows(boxes: Sequence[tuple[int, Box]]) -> list[list[tuple[int, Box]]]:
    """From the top, each from the left."""
    height = median(box.height for _, box in boxes)
    rows: list[list[tuple[int, Box]]] = []
    for one in sorted(boxes, key=lambda given: given[1].center[1]):
        if not rows or one[1].center[1] - rows[-1][0][1].center[1] > SAME_ROW * height:
            rows.append([])
        rows[-1].append(one)
    return [sorted(row, key=lambda given: given[1].center[0]) for row in rows]


def _step(rows: Sequence[Sequence[tuple[int, Box]]]) -> float:
    """Pixels from one tile's centre to the next one's."""
    width = median(box.width for row in rows for _, box in row)
    steps = [after.center[0] - before.center[0] for row in rows for (_, before), (_, after) in pairwise(row)]
    near = [step for step in steps if 0 < step < NEXT_TO * width]
    return median(near) if near else GUTTER * width
