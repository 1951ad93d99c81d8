"""Accuracy, calibration error and temperature on rows small enough to work out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.evaluation.metrics import (
    bin_reliability,
    count_confusions,
    fit_temperature,
    measure_accuracy,
    measure_classes,
    measure_ece,
    measure_macro_f1,
    measure_top,
    softmax,
)


def rows_of(*confidences: float) -> np.ndarray:
    """Rows that give class 0 the confidence and share the rest."""
    return np.array([[c, *[(1 - c) / 6] * 6] for c in confidences], np.float32)


def test_accuracy_counts_only_labelled_rows() -> None:
    assert measure_accuracy(rows_of(0.9, 0.9, 0.9, 0.9), np.array([0, 0, 3, -1])) == pytest.approx(2 / 3)


def test_accuracy_without_labels_is_zero() -> None:
    assert measure_accuracy(rows_of(0.9), np.array([-1])) == 0


def test_confidence_that_is_right_as_often_as_it_says_has_no_calibration_error() -> None:
    labels = np.array([0, 0, 0, 1])

    assert measure_ece(rows_of(0.75, 0.75, 0.75, 0.75), labels) == pytest.approx(0, abs=1e-6)


def test_certainty_that_is_always_wrong_is_off_by_everything() -> None:
    assert measure_ece(rows_of(1.0, 1.0), np.array([1, 2])) == pytest.approx(1, abs=1e-6)


def test_the_temperature_of_overconfident_logits_is_found() -> None:
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 1.5, (4000, 7)).astype(np.float32)
    labels = np.array([rng.choice(7, p=row / row.sum()) for row in softmax(honest).astype(np.float64)])

    assert fit_temperature(honest * 2, labels) == pytest.approx(2, rel=0.1)


def random_rows(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and labels, some of them unknown."""
    random = np.random.default_rng(seed)
    return random.dirichlet(np.ones(7), count).astype(np.float32), random.integers(-1, 7, count)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_figures_agree_with_their_definitions(count: int, seed: int) -> None:
    rows, labels = random_rows(count, seed)
    known = [(int(row.argmax()), int(label)) for row, label in zip(rows, labels, strict=True) if label >= 0]

    table = count_confusions(rows, labels)

    assert table.sum() == len(known)
    for number, figures in enumerate(measure_classes(table)):
        right = sum(read == label == number for read, label in known)
        support, read = (sum(pair[place] == number for pair in known) for place in (1, 0))
        assert figures.support == support
        assert figures.recall == (pytest.approx(right / support) if support else None)
        assert figures.precision == (pytest.approx(right / read) if read else None)
        if figures.precision and figures.recall:
            harmonic = 2 / (1 / figures.precision + 1 / figures.recall)
            assert figures.f1 == pytest.approx(harmonic)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_the_more_guesses_the_more_are_right(count: int, seed: int) -> None:
    rows, labels = random_rows(count, seed)

    tops = [measure_top(rows, labels, guesses) for guesses in range(1, 8)]

    assert tops == sorted(tops)
    assert tops[0] == measure_accuracy(rows, labels)
    assert tops[-1] == float((labels >= 0).any())


@given(st.integers(1, 60), st.integers(0, 1000))
def test_reliability_bins_hold_every_labelled_reading_once(count: int, seed: int) -> None:
    rows, labels = random_rows(count, seed)

    bins = bin_reliability(rows, labels)

    assert sum(one.count for one in bins) == int((labels >= 0).sum())
    assert all(one.low - 1e-6 <= one.confidence <= one.high + 1e-6 for one in bins if one.confidence is not None)
    assert 0 <= measure_ece(rows, labels) <= 1


def test_classes_nobody_has_or_reads_do_not_count_in_the_mean() -> None:
    table = np.zeros((7, 7), np.int64)
    table[0, 0], table[1, 0] = 3, 1

    assert measure_macro_f1(table) == pytest.approx((2 * 3 / (3 + 4) + 0) / 2)
    assert measure_macro_f1(np.zeros((7, 7), np.int64)) == 0
