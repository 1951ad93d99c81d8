"""Varied faces: sizes, repeatability, and that the picture stays recognisable."""

import numpy as np
import pytest

from classroom.training.augment import draw_warp, vary_faces
from tests.datasets.builders import draw_shapes


@pytest.mark.parametrize("px", [24, 36, 48])
def test_varied_faces_have_the_wanted_size(px: int) -> None:
    varied = vary_faces(draw_shapes(6, seed=1).images, np.random.default_rng(0), px)

    assert varied.shape == (6, px, px)
    assert varied.dtype == np.uint8


def test_the_same_seed_varies_in_the_same_way() -> None:
    images = draw_shapes(6, seed=1).images

    first, again, other = (vary_faces(images, np.random.default_rng(seed), 48) for seed in (3, 3, 4))

    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_the_picture_varied_is_left_as_it_was() -> None:
    images = draw_shapes(2, seed=1).images
    before = images.copy()

    vary_faces(images, np.random.default_rng(0), 48)

    np.testing.assert_array_equal(images, before)


def test_the_middle_of_a_face_stays_near_the_middle() -> None:
    rng = np.random.default_rng(5)
    middle = np.array([23.5, 23.5, 1.0])

    moved = np.array([draw_warp(rng, 48, 36) @ middle for _ in range(300)])

    assert np.abs(moved - 17.5).max() < 0.1 * 36
