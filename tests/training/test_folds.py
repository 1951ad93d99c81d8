"""Folds of a cross-validation: disjoint, stratified, repeatable; needs no keras."""

import numpy as np
import pytest

from classroom.datasets import FaceSet, TrainingData
from classroom.datasets.validation import hash_pictures
from classroom.domain import EMOTIONS
from classroom.errors import DataError
from classroom.training.checkpoints import EpochFigures
from classroom.training.folds import FoldFigures, assign_folds, best_of, cut_folds, describe_folds
from classroom.vision.preprocess import CHIP_PX
from tests.datasets.builders import draw_shapes, label_set


def make_data(counts: tuple[int, ...]) -> TrainingData:
    """Noise pictures, so many of each emotion."""
    labels = np.repeat(np.arange(len(EMOTIONS)), counts)
    images = np.random.default_rng(4).integers(0, 256, (len(labels), CHIP_PX, CHIP_PX), dtype=np.uint8)
    return TrainingData(label_set(images, labels), draw_shapes(4, seed=2), "abc")


COUNTS = (30, 6, 12, 60, 24, 18, 33)


def test_each_picture_is_kept_for_validation_once() -> None:
    data = make_data(COUNTS)

    folds = cut_folds(data, 3, seed=5)

    kept = [digest for fold in folds for digest in hash_pictures(fold.validation.images)]
    assert sorted(kept) == sorted(hash_pictures(data.train.images))
    for fold in folds:
        assert not set(hash_pictures(fold.validation.images)) & set(hash_pictures(fold.train.images))
        assert len(fold.train) + len(fold.validation) == len(data.train)


def test_each_fold_has_its_share_of_each_emotion() -> None:
    for fold in cut_folds(make_data(COUNTS), 3, seed=5):
        counts = np.bincount(fold.validation.fer2013, minlength=7)
        np.testing.assert_allclose(counts, np.array(COUNTS) / 3, atol=1)


def test_the_same_seed_cuts_the_same_folds_and_another_others() -> None:
    data = make_data(COUNTS)

    first, again, other = (assign_folds(data, 3, seed) for seed in (5, 5, 6))

    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_pictures_with_the_same_pixels_stay_together() -> None:
    data = make_data(COUNTS)
    twice = FaceSet(
        np.concatenate([data.train.images, data.train.images]),
        np.concatenate([data.train.fer2013, data.train.fer2013]),
        None,
    )

    places = assign_folds(TrainingData(twice, data.validation, "abc"), 3, seed=5)

    np.testing.assert_array_equal(places[: len(data.train)], places[len(data.train) :])


def test_more_folds_than_pictures_of_an_emotion_are_refused() -> None:
    with pytest.raises(DataError, match="too few pictures for 7 folds"):
        cut_folds(make_data(COUNTS), 7, seed=5)


def test_a_fold_counts_with_its_best_epoch() -> None:
    history = [EpochFigures(n + 1, 48, 1.0, merit, merit / 2, 2.0) for n, merit in enumerate((0.5, 0.8, 0.7))]

    assert best_of(2, history) == FoldFigures(2, 2, 0.8, 0.4)


def test_mean_and_spread_are_told() -> None:
    line = describe_folds([FoldFigures(1, 3, 0.8, 0.6), FoldFigures(2, 4, 0.9, 0.7)])

    assert line == "2 folds: 0.850 +- 0.071 on FER+, 0.650 +- 0.071 on FER2013 (mean and standard deviation)"
