"""Figures of a reader whose mistakes are known."""

import json

import numpy as np
import pytest

from classroom.datasets import FaceSet
from classroom.domain import EMOTIONS
from classroom.evaluation.changes import CHANGES, change_faces, move_boxes, resize_faces
from classroom.evaluation.emotions import Evaluation, evaluate_reader
from tests.datasets.builders import draw_shapes

KEYS = {
    "n",
    "accuracy",
    "macro_f1",
    "plus_n",
    "plus_accuracy",
    "plus_macro_f1",
    "ece",
    "top2",
    "labels",
    "per_class",
    "plus_per_class",
    "confusion",
    "plus_confusion",
    "reliability",
    "by_face_px",
    "by_degradation",
    "ms_per_face",
}


class ByBrightness:
    """Reads sad from dark faces, happy from others; sure of it by three quarters."""

    name = "brightness"

    def read(self, faces: np.ndarray) -> np.ndarray:
        rows = np.zeros((len(faces), len(EMOTIONS)), np.float32)
        dark = faces.mean(axis=(1, 2)) < 100
        rows[:, EMOTIONS.index("happy")] = np.where(dark, 0.25, 0.75)
        rows[:, EMOTIONS.index("sad")] = np.where(dark, 0.75, 0.25)
        return rows

    read_original = read


def draw_levels(count: int = 40) -> FaceSet:
    """Faces of one grey each: every other dark and labelled sad, the rest light and labelled happy."""
    shapes = draw_shapes(count, seed=1)
    light = np.arange(count) % 2 == 0
    images = np.where(light, 180, 60)[:, None, None] * np.ones((1, 48, 48))
    return FaceSet(images.astype(np.uint8), shapes.fer2013, shapes.votes)


def evaluate(faces: FaceSet) -> Evaluation:
    ticks = iter(range(10_000))
    return evaluate_reader(ByBrightness(), faces, lambda _line: None, clock=lambda: float(next(ticks)))


def test_a_perfect_reader_has_perfect_figures() -> None:
    figures = evaluate(draw_levels()).figures

    assert (figures.n, figures.accuracy, figures.plus_n, figures.plus_accuracy) == (40, 1.0, 40, 1.0)
    assert (figures.macro_f1, figures.top2) == (1.0, 1.0)
    assert figures.ece == pytest.approx(0.25)
    assert figures.by_face_px == dict.fromkeys(("96", "72", "48", "36", "24"), 1.0)
    assert figures.ms_per_face == pytest.approx(1000 / 25)


def test_low_light_is_seen_by_a_reader_that_minds_it() -> None:
    figures = evaluate(draw_levels()).figures

    assert figures.by_degradation["low_light"] == 0.5
    assert figures.by_degradation["blur"] == figures.by_degradation["box_shifted"] == 1.0
    assert set(figures.by_degradation) == {*CHANGES, "box_shifted", "box_larger", "box_smaller"}


def test_confusions_are_counted_with_the_true_label_in_rows() -> None:
    faces = draw_levels()
    faces.fer2013[:10] = EMOTIONS.index("angry")

    figures = evaluate(faces).figures

    angry = figures.confusion[EMOTIONS.index("angry")]
    assert (angry[EMOTIONS.index("happy")], angry[EMOTIONS.index("sad")]) == (5, 5)
    assert figures.per_class["angry"].recall == 0.0
    assert figures.per_class["fear"].recall is None


def test_what_needs_votes_is_unknown_without_them() -> None:
    faces = draw_levels()

    figures = evaluate(FaceSet(faces.images, faces.fer2013, None)).figures

    assert figures.accuracy == 1.0
    assert figures.plus_n is figures.plus_accuracy is figures.plus_macro_f1 is figures.ece is None
    assert figures.by_face_px["48"] == 1.0


def test_json_has_the_keys_that_were_promised() -> None:
    found = json.loads(json.dumps(evaluate(draw_levels()).figures.as_json()))

    assert set(found) == KEYS
    assert found["labels"] == list(EMOTIONS)
    assert set(found["per_class"]["happy"]) == {"precision", "recall", "f1", "support"}


def test_a_face_of_its_own_size_is_cut_out_unchanged() -> None:
    images = draw_shapes(4, seed=1).images

    np.testing.assert_array_equal(resize_faces(images, 48), images)
    np.testing.assert_array_equal(move_boxes(images, 0, 0), images)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_change_changes_faces_and_is_the_same_every_time(name: str) -> None:
    images = draw_shapes(4, seed=1).images

    changed = change_faces(images, name)

    assert changed.shape == images.shape
    assert (changed != images).any()
    np.testing.assert_array_equal(changed, change_faces(images, name))


def test_a_moved_box_shows_the_face_moved_the_other_way() -> None:
    images = draw_shapes(1, seed=1).images

    right = move_boxes(images, 0.25, 0.0)

    np.testing.assert_array_equal(right[0, :, :36], images[0, :, 12:])
