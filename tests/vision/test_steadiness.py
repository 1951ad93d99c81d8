"""Boxes of a standing layout do not jitter; a new layout is believed at once."""

from classroom.domain import Box
from classroom.vision.steadiness import SteadyGrid

LEFT, RIGHT = Box(24, 111, 405, 288), Box(437, 111, 405, 288)


def test_one_bad_measurement_does_not_move_a_tile() -> None:
    grid = SteadyGrid()
    for _ in range(3):
        grid.settle((LEFT, RIGHT))

    settled = grid.settle((Box(130, 111, 299, 288), Box(538, 111, 304, 288)))

    assert settled == (LEFT, RIGHT)


def test_a_bad_first_measurement_is_outvoted() -> None:
    grid = SteadyGrid()
    grid.settle((Box(124, 111, 305, 288), RIGHT))

    settled = [grid.settle((LEFT, RIGHT)) for _ in range(3)]

    assert settled[-1] == (LEFT, RIGHT)


def test_a_window_that_was_moved_is_believed_at_once() -> None:
    grid = SteadyGrid()
    for _ in range(5):
        grid.settle((LEFT, RIGHT))
    moved = (Box(24, 311, 405, 288), Box(437, 311, 405, 288))

    assert grid.settle(moved) == moved


def test_another_number_of_tiles_is_a_new_layout() -> None:
    grid = SteadyGrid()
    for _ in range(5):
        grid.settle((LEFT, RIGHT))

    assert grid.settle((Box(200, 100, 500, 300),)) == (Box(200, 100, 500, 300),)


def test_a_window_that_shrinks_a_little_is_followed_within_three_looks() -> None:
    grid = SteadyGrid()
    for _ in range(5):
        grid.settle((LEFT, RIGHT))
    smaller = (Box(24, 111, 380, 270), Box(412, 111, 380, 270))

    settled = [grid.settle(smaller) for _ in range(3)]

    assert settled[-1] == smaller


def test_no_tiles_are_no_tiles() -> None:
    assert SteadyGrid().settle(()) == ()
