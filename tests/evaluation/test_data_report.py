"""What a data report says of a data set, and that its page shows no face unless asked to."""

import json

import numpy as np
import pytest

from classroom.datasets import FaceSet, LabelledData
from classroom.datasets.fer2013 import VOTE_COUNT
from classroom.domain import EMOTIONS
from classroom.evaluation.data_page import build_data_page
from classroom.evaluation.data_report import measure_data, measure_light
from classroom.evaluation.mosaics import show_samples
from tests.datasets.builders import add_others, draw_shapes, label_set

HAPPY, SAD = EMOTIONS.index("happy"), EMOTIONS.index("sad")


def vote_rows(*rows: dict[str, int]) -> np.ndarray:
    columns = ("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt", "unknown", "no_face")
    return np.array([[row.get(name, 0) for name in columns] for row in rows], np.uint8)


def data_of(**splits: FaceSet) -> LabelledData:
    return LabelledData(splits)


def test_pictures_are_counted_by_split_and_label() -> None:
    figures = measure_data(data_of(train=add_others(draw_shapes(6, seed=1)), validation=draw_shapes(4, seed=2)))

    assert figures.splits["train"].counts == {emotion: 1 + 3 * (emotion in {"happy", "sad"}) for emotion in EMOTIONS}
    assert (figures.splits["validation"].n, figures.splits["validation"].voted) == (4, True)


def test_agreement_counts_only_pictures_with_a_majority() -> None:
    images = draw_shapes(4, seed=1).images
    votes = vote_rows({"happy": 10}, {"sad": 8, "happy": 2}, {"happy": 4, "sad": 4, "unknown": 2}, {"contempt": 10})
    figures = measure_data(data_of(train=FaceSet(images, np.full(4, HAPPY, np.uint8), votes)))

    agreement = figures.agreement
    assert agreement is not None
    assert (agreement.n, agreement.undecided, agreement.rate) == (2, 2, 0.5)
    assert agreement.table[HAPPY][HAPPY] == agreement.table[HAPPY][SAD] == 1
    assert agreement.by_label["happy"] == 0.5
    assert agreement.by_label["angry"] is None
    assert {name: one.n for name, one in agreement.by_certainty.items() if one.n} == {"under 5": 2, "8": 1, "10": 1}
    assert agreement.by_certainty["10"].rate == 1.0
    assert agreement.by_certainty["7"].rate is None


def test_votes_for_none_of_the_seven_are_counted() -> None:
    votes = vote_rows({"contempt": 6, "sad": 4}, {"happy": 9, "unknown": 1}, {"no_face": 10})
    figures = measure_data(data_of(train=FaceSet(draw_shapes(3, seed=1).images, np.zeros(3, np.uint8), votes)))

    others = figures.other_votes
    assert others is not None
    assert {name: (one.votes, one.pictures, one.majority) for name, one in others.items()} == {
        "contempt": (6, 1, 1),
        "unknown": (1, 1, 0),
        "not_a_face": (10, 1, 1),
    }
    assert others["contempt"].share == pytest.approx(0.2)


def test_duplicates_are_counted_within_and_across_splits() -> None:
    train = draw_shapes(4, seed=1)
    again = label_set(train.images[[0, 0, 1]], np.array([HAPPY, SAD, SAD]))
    figures = measure_data(data_of(train=train, validation=again))

    assert figures.repeats == {"train": 0, "validation": 1}
    assert figures.torn == {"train": 0, "validation": 1}
    assert figures.shared == {"train & validation": 2}


def test_brightness_and_contrast_are_of_single_pictures() -> None:
    images = np.stack([np.full((48, 48), 90, np.uint8), np.tile(np.array([0, 200], np.uint8), (48, 24))])

    brightness, contrast = measure_light(images)

    assert brightness.tolist() == [90, 100]
    assert contrast.tolist() == [0, 100]
    assert measure_data(data_of(train=label_set(images, np.array([HAPPY, SAD])))).flat == 1


def test_data_nobody_voted_on_have_no_agreement() -> None:
    faces = draw_shapes(4, seed=1)
    figures = measure_data(data_of(all=FaceSet(faces.images, faces.fer2013, None)))

    assert figures.agreement is None
    assert figures.other_votes is None
    assert json.loads(json.dumps(figures.as_json()))["agreement"] is None
    assert "no votes" in build_data_page(figures, "faces")


def test_the_page_shows_no_picture_and_says_so() -> None:
    page = build_data_page(measure_data(data_of(train=add_others(draw_shapes(6, seed=1)))), "<b>my data</b>")

    assert "No picture of a face is in this file" in page
    assert "<img" not in page
    assert "&lt;b&gt;my data&lt;/b&gt;" in page
    assert "<b>my data" not in page


def test_samples_come_with_a_warning_and_are_always_the_same() -> None:
    faces = add_others(draw_shapes(60, seed=1))
    samples = show_samples({"train": faces})
    page = build_data_page(measure_data(data_of(train=faces)), "faces", [samples])

    assert samples.count("<img") == len(EMOTIONS)
    assert samples == show_samples({"train": faces})
    assert "This file holds faces" in page


def test_votes_that_do_not_add_up_to_ten_are_shares_all_the_same() -> None:
    votes = vote_rows({"happy": 5}, {})
    figures = measure_data(data_of(train=FaceSet(draw_shapes(2, seed=1).images, np.full(2, HAPPY, np.uint8), votes)))

    assert figures.agreement is not None
    assert figures.agreement.shares[HAPPY][HAPPY] == 0.5
    assert figures.agreement.n == 1
    assert VOTE_COUNT == 10
