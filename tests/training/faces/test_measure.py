"""Recall and precision of finds whose truth is known."""

import numpy as np
import pytest

from classroom.training.faces.measure import box_overlaps, measure_finds
from classroom.vision.face_maps import FoundFaces
from tests.training.faces.test_targets import label_faces

ONE, TWO = (10.0, 10.0, 30.0, 40.0), (100.0, 10.0, 30.0, 40.0)


def find_boxes(*boxes: tuple[float, float, float, float]) -> FoundFaces:
    labels = label_faces(*boxes)
    scores = np.linspace(0.9, 0.8, len(boxes)).astype(np.float32)
    return FoundFaces(labels.boxes, scores, labels.landmarks, labels.angles, labels.eyes_closed)


@pytest.mark.parametrize(
    ("found", "recall", "precision"),
    [
        pytest.param([ONE, TWO], 1.0, 1.0, id="all"),
        pytest.param([ONE], 0.5, 1.0, id="one missed"),
        pytest.param([ONE, TWO, (200.0, 90.0, 30.0, 40.0)], 1.0, 2 / 3, id="one too many"),
        pytest.param([ONE, ONE, TWO], 1.0, 2 / 3, id="one twice"),
        pytest.param([], 0.0, 0.0, id="none"),
    ],
)
def test_finds_are_matched_once(found: list[tuple[float, ...]], recall: float, precision: float) -> None:
    figures = measure_finds([find_boxes(*found)], [label_faces(ONE, TWO)])  # type: ignore[arg-type]

    assert figures.recall == pytest.approx(recall)
    assert figures.precision == pytest.approx(precision)


def test_an_uncertain_face_counts_neither_way() -> None:
    figures = measure_finds([find_boxes(ONE)], [label_faces(ONE, wanted=False)])

    assert (figures.faces, figures.recall) == (0, 0.0)


def test_a_perfect_find_has_no_errors() -> None:
    figures = measure_finds([find_boxes(ONE)], [label_faces(ONE)])

    assert figures.overlap == pytest.approx(1.0)
    assert figures.landmark_error == 0


def test_overlaps_are_those_of_boxes() -> None:
    boxes = np.array([ONE, (10.0, 10.0, 30.0, 20.0)], np.float32)

    np.testing.assert_allclose(box_overlaps(boxes, boxes), [[1, 0.5], [0.5, 1]])


def test_angles_that_follow_the_labels_correlate_and_eyes_are_ranked() -> None:
    boxes = [(40.0 * n, 10.0, 30.0, 40.0) for n in range(20)]
    labels, found = label_faces(*boxes), find_boxes(*boxes)
    yaw = np.linspace(-30, 30, 20)
    closed = np.arange(20) % 2
    labels.angles[:, 0], found.angles[:, 0] = yaw, 0.5 * yaw + 3
    labels.eyes_closed[:], found.eyes_closed[:] = closed, 0.2 + 0.1 * closed

    figures = measure_finds([found], [labels])

    assert figures.yaw_correlation == pytest.approx(1.0)
    assert np.isnan(figures.pitch_correlation)
    assert figures.eyes_auc == 1.0


def test_too_few_faces_say_nothing_of_eyes() -> None:
    assert np.isnan(measure_finds([find_boxes(ONE)], [label_faces(ONE)]).eyes_auc)
