"""Which labels look wrong, why, and what is suggested instead."""

import numpy as np
import pytest

from classroom.config import load_settings
from classroom.datasets import FaceSet, LabelledData
from classroom.datasets.validation import Place
from classroom.domain import EMOTIONS, Emotion
from classroom.evaluation.label_check import find_doubted, find_suspicions, read_labels
from classroom.vision.emotions import load_classifier
from tests.datasets.builders import draw_shapes, label_set
from tests.evaluation.test_data_report import vote_rows

HAPPY, SAD, NEUTRAL = (EMOTIONS.index(one) for one in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL))


def rows_of(*pairs: tuple[int, float]) -> np.ndarray:
    """Rows that give one emotion this probability and the others the rest evenly."""
    rows = np.stack([np.full(7, (1 - share) / 6) for _, share in pairs])
    for row, (emotion, share) in zip(rows, pairs, strict=True):
        row[emotion] = share
    return rows.astype(np.float32)


def one_face(votes: dict[str, int], label: int = HAPPY) -> LabelledData:
    return LabelledData(
        {"train": FaceSet(draw_shapes(1, seed=1).images, np.array([label], np.uint8), vote_rows(votes))}
    )


@pytest.mark.parametrize(
    ("votes", "suggestion", "confidence"),
    [
        pytest.param({"sad": 8, "happy": 2}, "sad", 0.8, id="eight of ten see another emotion"),
        pytest.param({"no_face": 5, "happy": 5}, "drop", 0.5, id="not a face"),
        pytest.param({"unknown": 6, "happy": 4}, "drop", 0.6, id="unknown"),
    ],
)
def test_people_who_saw_something_else_speak_against_a_label(
    votes: dict[str, int], suggestion: str, confidence: float
) -> None:
    (found,) = find_suspicions(one_face(votes), {})

    assert (found.place, found.label) == (Place("train", 0), "happy")
    assert (found.suggestion, found.confidence) == (suggestion, confidence)
    assert found.reasons[0].startswith("people: ")


@pytest.mark.parametrize(
    "votes",
    [
        pytest.param({"happy": 10}, id="all see the label"),
        pytest.param({"sad": 7, "happy": 3}, id="seven are not sure enough"),
        pytest.param({"contempt": 10}, id="contempt is none of the seven"),
        pytest.param({}, id="nobody voted"),
    ],
)
def test_a_label_that_may_be_right_is_left_alone(votes: dict[str, int]) -> None:
    assert find_suspicions(one_face(votes), {}) == ()


def test_the_same_picture_with_two_labels_is_listed_twice_with_what_people_saw() -> None:
    image = draw_shapes(1, seed=1).images
    votes = vote_rows({"sad": 6, "neutral": 4})
    data = LabelledData(
        {
            "train": FaceSet(image, np.array([NEUTRAL], np.uint8), votes),
            "validation": FaceSet(image, np.array([SAD], np.uint8), votes),
        }
    )

    found = {one.place.split: one for one in find_suspicions(data, {})}

    assert found["train"].suggestion == "sad"
    assert found["validation"].suggestion == "keep"
    assert found["train"].reasons == ("same picture: sad (validation 0)",)
    assert found["train"].confidence == pytest.approx(0.6)


def test_without_votes_the_commoner_label_is_suggested_and_a_draw_suggests_nothing() -> None:
    image = draw_shapes(1, seed=1).images
    labels = np.array([SAD, SAD, HAPPY], np.uint8)
    common = LabelledData({"all": FaceSet(np.repeat(image, 3, axis=0), labels, None)})
    draw = LabelledData({"all": FaceSet(np.repeat(image, 2, axis=0), labels[1:], None)})

    assert [one.suggestion for one in sorted(find_suspicions(common, {}), key=lambda one: one.place)] == [
        "keep",
        "keep",
        "sad",
    ]
    assert [one.suggestion for one in find_suspicions(draw, {})] == ["", ""]


def test_a_network_doubts_a_label_only_where_it_is_as_sure_of_another_as_it_usually_is() -> None:
    labels = np.array([HAPPY, HAPPY, HAPPY, SAD, SAD], np.uint8)
    rows = rows_of((HAPPY, 0.9), (HAPPY, 0.8), (SAD, 0.9), (SAD, 0.8), (SAD, 0.6))

    found = list(find_doubted("train", labels, rows))

    assert [(one.place.index, one.suggestion) for one in found] == [(2, "sad")]
    assert found[0].confidence == pytest.approx(0.9)
    assert found[0].reason == "network: sad 0.90, label 0.02"


def test_a_network_in_doubt_itself_speaks_against_nothing() -> None:
    labels = np.array([HAPPY, HAPPY, SAD, SAD], np.uint8)
    rows = rows_of((HAPPY, 0.9), (SAD, 0.4), (SAD, 0.9), (SAD, 0.9))

    assert list(find_doubted("train", labels, rows)) == []


def test_what_has_most_against_it_comes_first_and_people_outweigh_the_network() -> None:
    faces = label_set(draw_shapes(4, seed=1).images, np.array([HAPPY, HAPPY, SAD, SAD]))
    votes = vote_rows({"sad": 10}, {"neutral": 8, "happy": 2}, {"sad": 10}, {"sad": 10})
    data = LabelledData({"train": FaceSet(faces.images, faces.fer2013, votes)})
    readings = {"train": rows_of((HAPPY, 0.9), (SAD, 0.95), (SAD, 0.9), (SAD, 0.9))}

    found = find_suspicions(data, readings)

    assert [one.place.index for one in found] == [1, 0]
    assert found[0].suggestion == "neutral"
    assert len(found[0].reasons) == 2


def test_the_files_of_pictures_are_named() -> None:
    image = draw_shapes(1, seed=1).images
    faces = FaceSet(np.repeat(image, 2, axis=0), np.array([SAD, HAPPY], np.uint8), None, ("sad/a.png", "happy/b.png"))

    assert {one.file for one in find_suspicions(LabelledData({"all": faces}), {})} == {"sad/a.png", "happy/b.png"}


def test_the_shipped_model_is_asked_with_its_head_for_these_labels() -> None:
    faces = draw_shapes(3, seed=1)
    classifier = load_classifier(load_settings().emotions)

    rows = read_labels(classifier, faces)

    np.testing.assert_array_equal(rows, classifier.classify_heads(faces.images)["fer2013"])
