"""Boxes of a standing layout do not jitter; a new layout is believed at once."""

import cv2
import numpy as np
import pytest

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


GROUND = 30


def draw_layout(*boxes: Box, ground: int = GROUND, seed: int = 0) -> np.ndarray:
    """A screen of one colour with moving videos in these boxes."""
    screen = np.full((520, 880, 3), ground, np.uint8)
    random = np.random.default_rng(seed)
    for box in boxes:
        video = random.integers(90, 200, (box.height, box.width, 3), dtype=np.uint8)
        screen[box.top : box.bottom, box.left : box.right] = video
    return screen


def remembered(*boxes: Box) -> SteadyGrid:
    """A grid that was measured often enough."""
    grid = SteadyGrid()
    for _ in range(3):
        grid.remember(draw_layout(*boxes), grid.settle(boxes))
    return grid


def test_a_standing_layout_need_not_be_searched() -> None:
    assert remembered(LEFT, RIGHT).recall(draw_layout(LEFT, RIGHT, seed=5)) == (LEFT, RIGHT)


def test_a_speakers_border_is_no_new_layout() -> None:
    screen = draw_layout(LEFT, RIGHT, seed=5)
    cv2.rectangle(screen, (LEFT.left - 2, LEFT.top - 2), (LEFT.right + 1, LEFT.bottom + 1), (90, 220, 120), 2)

    assert remembered(LEFT, RIGHT).recall(screen) == (LEFT, RIGHT)


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param(draw_layout(Box(24, 60, 818, 400)), id="one large tile"),
        pytest.param(draw_layout(Box(60, 120, 405, 288), Box(473, 120, 405, 288)), id="moved"),
        pytest.param(draw_layout(LEFT), id="somebody left, the others stayed in place"),
        pytest.param(draw_layout(LEFT, RIGHT, ground=240), id="another theme"),
        pytest.param(draw_layout(LEFT, RIGHT)[:500], id="another screen"),
        pytest.param(np.random.default_rng(1).integers(0, 255, (520, 880, 3), dtype=np.uint8), id="hidden"),
    ],
)
def test_another_layout_is_searched(screen: np.ndarray) -> None:
    assert remembered(LEFT, RIGHT).recall(screen) == ()


def test_a_layout_measured_once_is_not_trusted() -> None:
    grid = SteadyGrid()
    screen = draw_layout(LEFT, RIGHT)
    grid.remember(screen, grid.settle((LEFT, RIGHT)))

    assert grid.recall(screen) == ()


def test_tiles_that_touch_are_searched_every_time() -> None:
    touching = (Box(0, 0, 440, 520), Box(440, 0, 440, 520))

    assert remembered(*touching).recall(draw_layout(*touching)) == ()


def test_the_grid_is_searched_now_and_then_anyway() -> None:
    grid, screen = remembered(LEFT, RIGHT), draw_layout(LEFT, RIGHT)

    recalled = [grid.recall(screen) for _ in range(11)]

    assert recalled[9] == (LEFT, RIGHT)
    assert recalled[10] == ()
