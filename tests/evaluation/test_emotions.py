"""Figures of a reader whose mistakes are known."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from classroom.datasets import FaceSet
from classroom.domain import EMOTIONS
from classroom.evaluation.changes import CHANGES
from classroom.evaluation.emotions import Evaluation, evaluate_emotions
from classroom.evaluation.readers import Reader
from tests.evaluation.readers import ByBrightness, draw_levels

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
    "against",
}
NEED_A_MAJORITY = {"plus_accuracy", "plus_macro_f1", "ece", "plus_per_class", "plus_confusion", "reliability"}


def evaluate(faces: FaceSet, peers: Sequence[Reader] = ()) -> Evaluation:
    ticks = iter(range(10_000))
    return evaluate_emotions(ByBrightness(), faces, lambda _line: None, peers=peers, clock=lambda: float(next(ticks)))


def test_a_perfect_reader_has_perfect_figures() -> None:
    figures = evaluate(draw_levels()).figures

    assert (figures.n, figures.accuracy, figures.plus_n, figures.plus_accuracy) == (40, 1.0, 40, 1.0)
    assert (figures.macro_f1, figures.plus_macro_f1, figures.top2) == (1.0, 1.0, 1.0)
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
    assert (figures.accuracy, figures.plus_accuracy) == (0.75, 1.0)


def test_only_pictures_with_a_majority_count_for_the_taggers_figures() -> None:
    faces = draw_levels()
    assert faces.votes is not None
    faces.votes[:30] = 0
    faces.votes[:30, :5] = 2  # two votes for each of five emotions

    figures = evaluate(faces).figures

    assert (figures.n, figures.plus_n) == (40, 10)
    assert sum(sum(row) for row in figures.plus_confusion or ()) == 10


@pytest.mark.parametrize("votes", ["none", "no majority"])
def test_what_needs_a_majority_is_unknown_without_one(votes: str) -> None:
    faces = draw_levels()
    empty = None if votes == "none" else np.zeros((40, 10), np.uint8)

    figures = evaluate(FaceSet(faces.images, faces.fer2013, empty)).figures

    found = figures.as_json()
    assert {name for name, value in found.items() if value is None} - {"plus_n", "against"} == NEED_A_MAJORITY
    assert figures.plus_n == (None if votes == "none" else 0)
    assert figures.accuracy == figures.by_face_px["48"] == 1.0


def test_48_px_is_the_plain_figure() -> None:
    faces = draw_levels()
    faces.images[:7] = 60

    figures = evaluate(faces).figures

    assert figures.by_face_px["48"] == figures.plus_accuracy == pytest.approx(36 / 40)


@pytest.mark.parametrize("with_votes", [True, False])
def test_json_has_the_keys_that_were_promised(with_votes: bool) -> None:
    faces = draw_levels()
    measured = faces if with_votes else FaceSet(faces.images, faces.fer2013, None)

    found = json.loads(json.dumps(evaluate(measured).figures.as_json(), allow_nan=False))

    assert set(found) == KEYS
    assert found["labels"] == list(EMOTIONS)
    assert set(found["per_class"]) == set(EMOTIONS)
    assert set(found["per_class"]["happy"]) == {"precision", "recall", "f1", "support"}
    assert set(found["by_face_px"]) == {"96", "72", "48", "36", "24"}
    if with_votes:
        assert set(found["reliability"][0]) == {"low", "high", "count", "confidence", "accuracy"}
        assert len(found["reliability"]) == 15


def test_other_libraries_are_measured_on_the_same_faces() -> None:
    peer = ByBrightness("peer")

    figures = evaluate(draw_levels(), [peer]).figures

    assert figures.against is not None
    assert (figures.against["peer"].accuracy, figures.against["peer"].plus_accuracy) == (1.0, 1.0)
    assert figures.against["peer"].ms_per_face == pytest.approx(1000 / 25)
    assert peer.asked[0] == 40
    assert set(peer.asked[1:]) == {25}


def test_without_other_libraries_there_is_nothing_beside() -> None:
    assert evaluate(draw_levels()).figures.against is None
