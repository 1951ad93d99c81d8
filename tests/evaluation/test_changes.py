"""Faces are spoilt as a call does, and only so: what is not changed comes back as it was."""

import numpy as np
import pytest

from classroom.evaluation.changes import CHANGES, FACE_SIZES, change_faces, move_boxes, resize_faces
from tests.datasets.builders import draw_shapes


def draw_square() -> np.ndarray:
    """A white square in the middle of a black face, (1, 48, 48) uint8."""
    face = np.zeros((1, 48, 48), np.uint8)
    face[0, 12:36, 12:36] = 255
    return face


def test_a_face_of_its_own_size_is_cut_out_unchanged() -> None:
    images = draw_shapes(4, seed=1).images

    np.testing.assert_array_equal(resize_faces(images, 48), images)
    np.testing.assert_array_equal(move_boxes(images, 0, 0), images)


@pytest.mark.parametrize("face_px", [size for size in FACE_SIZES if size != 48])
def test_a_face_of_another_size_comes_back_at_its_place(face_px: int) -> None:
    face = draw_square()

    back = resize_faces(face, face_px)

    assert back.shape == face.shape
    assert ((back > 127) == (face > 127)).mean() > 0.98


def test_the_smaller_a_face_the_less_of_it_is_left() -> None:
    images = draw_shapes(4, seed=1).images

    lost = [np.abs(resize_faces(images, size).astype(int) - images).mean() for size in (48, 36, 24)]

    assert lost == sorted(lost)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_change_changes_faces_and_is_the_same_every_time(name: str) -> None:
    images = draw_shapes(4, seed=1).images

    changed = change_faces(images, name)

    assert changed.shape == images.shape
    assert (changed != images).any()
    np.testing.assert_array_equal(changed, change_faces(images, name))


@pytest.mark.parametrize(
    ("across", "down", "seen", "was"),
    [
        pytest.param(0.25, 0.0, np.s_[:, :36], np.s_[:, 12:], id="right"),
        pytest.param(-0.25, 0.0, np.s_[:, 12:], np.s_[:, :36], id="left"),
        pytest.param(0.0, 0.25, np.s_[:36], np.s_[12:], id="down"),
        pytest.param(0.0, -0.25, np.s_[12:], np.s_[:36], id="up"),
    ],
)
def test_a_moved_box_shows_the_face_moved_the_other_way(
    across: float, down: float, seen: tuple[slice, ...], was: tuple[slice, ...]
) -> None:
    images = draw_shapes(1, seed=1).images

    moved = move_boxes(images, across, down)

    np.testing.assert_array_equal(moved[0][seen], images[0][was])


def test_a_larger_box_shows_a_smaller_face() -> None:
    face = draw_square()

    areas = [int((move_boxes(face, 0, 0, scale) > 127).sum()) for scale in (1.15, 1.0, 0.85)]

    assert areas == sorted(areas)
    assert areas[0] < areas[1] < areas[2]
