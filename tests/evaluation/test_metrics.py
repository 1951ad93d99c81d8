"""Accuracy, calibration error and temperature on rows small enough to work out by hand."""

import numpy as np
import pytest

from classroom.evaluation.metrics import fit_temperature, measure_accuracy, measure_ece, softmax


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
