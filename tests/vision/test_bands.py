import cv2
import numpy as np

from classroom.vision.bands import find_band


def write(grey: np.ndarray, text: str, base: int) -> np.ndarray:
    cv2.putText(grey, text, (6, base), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255, 1, cv2.LINE_AA)
    return grey


def test_rows_far_above_and_below_the_letters_are_left_away() -> None:
    top, bottom = find_band(write(np.full((60, 160), 40, np.uint8), "Anna Brown", 36))

    assert 8 <= top <= 24  # capitals begin at 25
    assert 38 <= bottom <= 50


def test_a_close_cut_stays_as_it_is() -> None:
    assert find_band(write(np.full((16, 160), 40, np.uint8), "Anna Brown", 13)) == (0, 16)


def test_upright_edges_behind_the_letters_do_not_matter() -> None:
    grey = np.full((60, 160), 40, np.uint8)
    grey[:, 90:110] = 120

    top, bottom = find_band(write(grey, "Anna Brown", 36))

    assert 8 <= top <= 24
    assert 38 <= bottom <= 50


def test_where_nothing_stands_out_all_rows_are_kept() -> None:
    assert find_band(np.full((30, 90), 77, np.uint8)) == (0, 30)
    assert find_band(np.zeros((5, 90), np.uint8)) == (0, 5)
    assert find_band(np.zeros((30, 3), np.uint8)) == (0, 30)
