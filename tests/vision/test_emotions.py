"""The classifier on the shipped model: what it gives, and what it refuses to load."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classroom.config import EmotionSettings
from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.vision.cards import ModelCard, card_path, check_model, file_digest
from classroom.vision.emotions import SHIPPED_MODEL, EmotionClassifier, load_classifier
from classroom.vision.preprocess import CHIP_PX


@pytest.fixture(scope="module")
def classifier() -> EmotionClassifier:
    return load_classifier(EmotionSettings(model="shipped", threads=1))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the shipped model and card that a test may spoil."""
    copy = tmp_path / "own.onnx"
    shutil.copy(SHIPPED_MODEL, copy)
    shutil.copy(card_path(SHIPPED_MODEL), card_path(copy))
    return copy


def draw_chips(count: int) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, (count, CHIP_PX, CHIP_PX), dtype=np.uint8)


def change_card(model: Path, change: Callable[[dict[str, Any]], object]) -> None:
    card = json.loads(card_path(model).read_text(encoding="utf-8"))
    change(card)
    card_path(model).write_text(json.dumps(card), encoding="utf-8")


def load(model: Path) -> EmotionClassifier:
    return load_classifier(EmotionSettings(model=str(model), threads=1))


@pytest.mark.parametrize("count", [0, 1, 25, 49])
def test_any_number_of_faces_gets_seven_probabilities_each(classifier: EmotionClassifier, count: int) -> None:
    rows = classifier.classify(draw_chips(count))

    assert rows.shape == (count, len(EMOTIONS))
    assert rows.dtype == np.float32
    assert (rows >= 0).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)


def test_a_face_reads_the_same_alone_and_in_a_batch(classifier: EmotionClassifier) -> None:
    chips = draw_chips(9)

    together = classifier.classify(chips)

    np.testing.assert_allclose(classifier.classify(chips[4:5]), together[4:5], atol=1e-5)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_flat_picture_gives_numbers_too(classifier: EmotionClassifier, grey: int) -> None:
    rows = classifier.classify(np.full((2, CHIP_PX, CHIP_PX), grey, np.uint8))

    assert np.isfinite(rows).all()


def test_both_heads_are_read(classifier: EmotionClassifier) -> None:
    heads = classifier.classify_heads(draw_chips(3))

    assert set(heads) == {"votes", "fer2013"}


def test_the_doctor_can_name_the_model(classifier: EmotionClassifier) -> None:
    assert classifier.card.recipe in classifier.version
    assert classifier.card.sha256[:12] in classifier.version


def test_the_shipped_card_says_where_the_model_comes_from_and_where_it_fails() -> None:
    card = check_model(SHIPPED_MODEL, ModelCard)

    assert len(card.data_sha256) == 64
    assert card.limits
    assert 0 < card.metrics["validation_votes_accuracy"] <= 1
    assert SHIPPED_MODEL.stat().st_size < 8_000_000


def test_a_model_of_the_users_own_is_loaded_by_its_path(model: Path) -> None:
    assert load(model).crop_scale == check_model(SHIPPED_MODEL, ModelCard).crop_scale


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model"):
        load(tmp_path / "gone.onnx")


def test_a_model_without_its_card_is_refused(model: Path) -> None:
    card_path(model).unlink()

    with pytest.raises(ModelError, match="card is missing"):
        load(model)


def test_an_altered_model_is_refused(model: Path) -> None:
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)

    with pytest.raises(ModelError, match="damaged or altered"):
        load(model)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_model_is_refused_even_when_the_checksum_fits(model: Path, share: float) -> None:
    data = model.read_bytes()
    model.write_bytes(data[: int(len(data) * share)])
    change_card(model, lambda card: card.update(sha256=file_digest(model)))

    with pytest.raises(ModelError, match=r"own\.onnx"):
        load(model)


def test_a_file_that_is_no_model_is_refused(model: Path) -> None:
    model.write_text("not a network", encoding="utf-8")
    change_card(model, lambda card: card.update(sha256=file_digest(model)))

    with pytest.raises(ModelError, match="cannot be loaded"):
        load(model)


def test_labels_in_another_order_are_refused(model: Path) -> None:
    change_card(model, lambda card: card["labels"].reverse())

    with pytest.raises(ModelError, match="labels neutral, surprise"):
        load(model)


@pytest.mark.parametrize("key", sorted(json.loads(card_path(SHIPPED_MODEL).read_text(encoding="utf-8"))))
def test_a_card_without_one_of_its_keys_is_refused(model: Path, key: str) -> None:
    change_card(model, lambda card: card.pop(key))

    with pytest.raises(ModelError, match=f"{key} is missing"):
        load(model)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("chip_px", 64, "faces of 64 px"),
        ("chip_px", "48", "chip_px has the wrong type"),
        ("preprocessing", "colour", "preprocessing colour"),
        ("crop_scale", 0, "crop scale"),
        ("crop_scale", None, "crop_scale has the wrong type"),
        ("passes", 3, "3 passes"),
        ("passes", True, "passes has the wrong type"),
        ("format", 1, "card format 1"),
        ("labels", "angry", "labels has the wrong type"),
        ("metrics", [0.5], "metrics has the wrong type"),
        ("outputs", ["mood"], "no emotion model"),
        ("outputs", [], "no emotion model"),
        ("unheard_of", 1, "unheard_of is unknown"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(model: Path, key: str, value: object, message: str) -> None:
    change_card(model, lambda card: card.update({key: value}))

    with pytest.raises(ModelError, match=message):
        load(model)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null"])
def test_a_card_that_is_no_card_is_refused(model: Path, text: str) -> None:
    card_path(model).write_text(text, encoding="utf-8")

    with pytest.raises(ModelError, match="card"):
        load(model)
