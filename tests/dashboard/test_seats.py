"""The seats of the live page lie as the tiles do in the gallery."""

import pytest

from classroom.domain import Box
from dashboard.seats import Seating, arrange


def gallery(*rows: int, width: int = 312, height: int = 172, left: int = 0, gap: int = 8) -> list[tuple[int, Box]]:
    """Tiles in rows of so many, each row centred, numbered from the top left on."""
    step, most = width + gap, max(rows)
    found, number = [], 0
    for row, count in enumerate(rows):
        start = left + (most - count) * step // 2
        for column in range(count):
            number += 1
            found.append((number, Box(start + column * step, row * (height + gap), width, height)))
    return found


def places(seating: Seating) -> list[tuple[int, int, int]]:
    return [(one.participant, one.row, one.column) for one in seating.places]


@pytest.mark.parametrize("scale", [1, 3])
def test_a_full_grid_has_its_rows_and_columns_at_any_size(scale: int) -> None:
    boxes = gallery(5, 5, 5, width=104 * scale, height=58 * scale, left=411, gap=2 * scale)

    seating = arrange(boxes)

    assert seating.columns == 10
    assert places(seating) == [(number, 1 + (number - 1) // 5, 1 + 2 * ((number - 1) % 5)) for number in range(1, 16)]


def test_a_last_row_stands_centred() -> None:
    assert places(arrange(gallery(3, 2)))[3:] == [(4, 2, 2), (5, 2, 4)]


def test_a_missing_tile_leaves_its_place_free() -> None:
    boxes = [one for one in gallery(4, 4) if one[0] not in {2, 3}]

    assert places(arrange(boxes)) == [(1, 1, 1), (4, 1, 7), (5, 2, 1), (6, 2, 3), (7, 2, 5), (8, 2, 7)]


def test_boxes_that_shake_by_some_pixels_stay_in_their_rows() -> None:
    steady = gallery(7, 7, 7, 7, 7, 7, 7)
    shaken = [
        (number, Box(box.left + number % 5, box.top + number % 7, box.width, box.height)) for number, box in steady
    ]

    assert places(arrange(shaken)) == places(arrange(steady))


def test_no_two_share_a_place_whatever_the_boxes_are() -> None:
    boxes = [(number, Box(10 * (number % 3), 5 * (number % 4), 100 + number, 60)) for number in range(1, 20)]

    seating = arrange(boxes)

    taken = [(one.row, one.column + half) for one in seating.places for half in (0, 1)]
    assert len(set(taken)) == len(taken) == 38


def test_more_columns_than_a_page_can_show_become_a_plain_order() -> None:
    seating = arrange(gallery(14, 14))

    assert seating.columns == 0
    assert [one.participant for one in seating.places] == list(range(1, 29))


@pytest.mark.parametrize(("boxes", "count"), [([], 0), ([(3, Box(5, 5, 100, 60))], 1)])
def test_few_tiles_are_no_problem(boxes: list[tuple[int, Box]], count: int) -> None:
    assert len(arrange(boxes).places) == count


def test_places_are_in_reading_order() -> None:
    boxes = list(reversed(gallery(5, 5, 3)))

    assert [one.participant for one in arrange(boxes).places] == list(range(1, 14))
