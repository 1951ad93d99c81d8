"""Rows of equal height that all fill the same width, with more or fewer tiles: how Teams arranges an odd number."""

from collections.abc import Sequence

import numpy as np

from classroom.domain import Box
from classroom.vision.gallery.candidates import Rectangles

ALIKE = 0.03  # heights, widths and gaps differ by no more than this share of a tile's height,
ALIKE_PX = 3  # or this
MAX_GAP = 0.15  # widest gap between tiles, share of their height

Row = list[Box]


def find_justified(grounds: Sequence[Rectangles], more_than: int) -> tuple[Box, ...]:
    """The tiles of such a gallery by row, then from left to right, px; () = there is none of more than so many tiles.

    Args:
        grounds: islands of each plain colour that may be the ground.
    """
    best: tuple[Box, ...] = ()
    for islands in grounds:
        for block in _blocks(_rows(islands)):
            tiles = tuple(box for row in block for box in row)
            if len({len(row) for row in block}) > 1 and len(tiles) > max(more_than, len(best)):
                best = tiles
    return best


def _rows(islands: Rectangles) -> list[Row]:
    """Neighbouring islands of one height and width, side by side; the rows from top to bottom."""
    sides = np.stack([islands.left, islands.top, islands.right - islands.left, islands.bottom - islands.top], axis=1)
    boxes = sorted((Box(*map(int, side)) for side in sides), key=_place)
    rows: list[Row] = []
    for box in boxes:
        row = next((row for row in rows if _continues(row, box)), None)
        if row is None:
            rows.append([box])
        else:
            row.append(box)
    return sorted(rows, key=_row_top)


def _continues(row: Row, box: Box) -> bool:
    last, within = row[-1], _tolerance(row[-1])
    level = abs(box.top - last.top) <= within and abs(box.height - last.height) <= within
    return level and abs(box.width - last.width) <= within and 0 <= box.left - last.right <= MAX_GAP * box.height


def _blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows below each other that begin and end in the same places."""
    blocks: list[list[Row]] = []
    for row in rows:
        block = next((block for block in blocks if _stands_under(block[-1], row)), None)
        if block is None:
            blocks.append([row])
        else:
            block.append(row)
    return blocks


def _stands_under(above: Row, row: Row) -> bool:
    within = _tolerance(above[0])
    flush = abs(above[0].left - row[0].left) <= within and abs(above[-1].right - row[-1].right) <= within
    return (
        flush
        and abs(above[0].height - row[0].height) <= within
        and 0 <= row[0].top - above[0].bottom <= MAX_GAP * above[0].height
    )


def _tolerance(box: Box) -> float:
    return max(ALIKE_PX, ALIKE * box.height)


def _place(box: Box) -> tuple[int, int]:
    return box.left, box.top


def _row_top(row: Row) -> int:
    return row[0].top
