"""Training for real, on two shapes: it learns what is there to learn, and nothing else."""

import shutil
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from classroom.config import EmotionSettings
from classroom.domain import EMOTIONS
from classroom.errors import DataError, ModelError, OutputError
from classroom.training import TrainingRequest, TrainingResult, run_training
from classroom.vision.cards import ModelCard, check_model
from classroom.vision.emotions import load_classifier
from tests.datasets.builders import add_others, draw_shapes, label_set, write_folder
from tests.training.keras_warnings import IGNORED, need_keras

need_keras()
pytestmark = IGNORED

PICTURES = 240
CHANCE = 0.5
EPOCHS = 2


def train_shapes(folder: Path, *, shuffled: bool = False, resume: bool = False, seed: int = 1) -> TrainingResult:
    """A tiny run on generated shapes; the labels say nothing about the pictures when shuffled."""
    faces = draw_shapes(PICTURES, seed=11)
    if shuffled:
        faces = label_set(faces.images, np.random.default_rng(3).permutation(faces.fer2013).astype(np.int64))
    data = write_folder(folder / "data", add_others(faces), draw_shapes(40, seed=12))
    request = TrainingRequest("tiny", data, folder, EPOCHS, seed, resume)
    return run_training(request, lambda line: None)


def score_unseen(result: TrainingResult) -> float:
    """Accuracy of the written model on shapes it never saw."""
    unseen = draw_shapes(100, seed=13)
    rows = load_classifier(EmotionSettings(model=str(result.model), threads=1)).classify(unseen.images)
    return float((rows.argmax(axis=1) == unseen.fer2013).mean())


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> TrainingResult:
    return train_shapes(tmp_path_factory.mktemp("run"))


def test_two_epochs_teach_the_difference_between_two_shapes(result: TrainingResult) -> None:
    assert score_unseen(result) >= 0.9


def test_shuffled_labels_teach_nothing(tmp_path: Path) -> None:
    assert score_unseen(train_shapes(tmp_path, shuffled=True)) <= CHANCE + 0.2


def test_the_card_tells_how_the_model_was_made(result: TrainingResult) -> None:
    card = check_model(result.model, ModelCard)

    assert card == result.card
    assert (card.recipe, card.seed, card.epochs) == ("tiny", 1, EPOCHS)
    assert card.labels == tuple(emotion.value for emotion in EMOTIONS)
    assert card.metrics["validation_votes_accuracy"] >= 0.9


def test_an_interrupted_run_goes_on_to_the_same_model(tmp_path: Path, result: TrainingResult) -> None:
    told: list[str] = []

    def press_ctrl_c_after_one(line: str) -> None:
        told.append(line)
        if line.startswith("epoch 1/"):
            signal.raise_signal(signal.SIGINT)

    data = write_folder(tmp_path / "data", add_others(draw_shapes(PICTURES, seed=11)), draw_shapes(40, seed=12))
    with pytest.raises(KeyboardInterrupt):
        run_training(TrainingRequest("tiny", data, tmp_path, EPOCHS, 1), press_ctrl_c_after_one)
    assert told[-1].startswith("stopped")
    assert len(pd.read_csv(tmp_path / "history.csv")) == 1  # what was learned so far can be looked at

    lines: list[str] = []
    resumed = run_training(TrainingRequest("tiny", data, tmp_path, EPOCHS, 1, resume=True), lines.append)

    assert [line for line in lines if line.startswith("epoch 1/")] == []
    chips = draw_shapes(10, seed=14).images
    whole, broken = (
        load_classifier(EmotionSettings(model=str(path), threads=1)).classify(chips)
        for path in (result.model, resumed.model)
    )
    np.testing.assert_allclose(broken, whole, atol=1e-3)


def test_a_run_is_not_overwritten_unasked(tmp_path: Path, result: TrainingResult) -> None:
    shutil.copytree(result.checkpoints, tmp_path / "checkpoints")

    with pytest.raises(OutputError, match="holds a run already"):
        train_shapes(tmp_path)


def test_another_seed_does_not_resume_the_run(tmp_path: Path, result: TrainingResult) -> None:
    shutil.copytree(result.checkpoints, tmp_path / "checkpoints")

    with pytest.raises(DataError, match="seed 1, not 2"):
        train_shapes(tmp_path, resume=True, seed=2)


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    data = write_folder(tmp_path / "data", add_others(draw_shapes(20, seed=1)), draw_shapes(4, seed=2))

    with pytest.raises(OutputError, match="cannot be made"):
        run_training(TrainingRequest("tiny", data, tmp_path / "taken", 1, 1), lambda line: None)


def test_pictures_without_a_label_leave_the_network_as_it_is() -> None:
    import keras

    from classroom.training.losses import soft_cross_entropy

    network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(7)])
    network.compile(optimizer=keras.optimizers.SGD(1.0), loss=soft_cross_entropy)
    before = network.get_weights()

    network.fit(np.ones((8, 4), np.float32), np.zeros((8, 7), np.float32), epochs=1, verbose=0)

    for found, wanted in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_a_network_that_differs_from_its_export_is_noticed(result: TrainingResult) -> None:
    from classroom.training.export import add_calibration, compare_outputs
    from classroom.training.recipes import build_network, find_recipe

    other = add_calibration(build_network(find_recipe("tiny")), {"votes": 1.0, "fer2013": 1.0})
    images = draw_shapes(8, seed=1).images
    rows = load_classifier(EmotionSettings(model=str(result.model), threads=1)).classify_heads(images)

    with pytest.raises(ModelError, match="differ from the network's"):
        compare_outputs(rows, other, images)


def test_the_shipped_precision_is_the_one_on_the_card(result: TrainingResult) -> None:
    import onnx

    kinds = {node.op_type for node in onnx.load(result.model).graph.node}

    assert result.card.precision in ("int8", "float32")
    assert ("QuantizeLinear" in kinds) == (result.card.precision == "int8")


def test_the_card_can_be_read_by_people(result: TrainingResult) -> None:
    text = result.model.with_suffix(".md").read_text(encoding="utf-8")

    assert all(limit in text for limit in result.card.limits)
    assert result.card.licence in text
    assert result.card.data_sha256 in text


def test_the_run_leaves_a_table_of_its_epochs(result: TrainingResult) -> None:
    table = pd.read_csv(result.model.with_name("history.csv"))

    assert list(table["epoch"]) == [1, 2]
    assert (table["learning_rate"] > 0).all()
    figures = table[["votes_accuracy", "fer2013_accuracy", "train_votes_accuracy", "train_fer2013_accuracy"]]
    assert figures.to_numpy().min() >= 0
    assert figures.to_numpy().max() <= 1
    assert table["train_votes_accuracy"].iloc[-1] >= 0.8


def test_the_run_leaves_curves_that_need_no_network(result: TrainingResult) -> None:
    page = result.model.with_name("curves.html").read_text(encoding="utf-8")

    assert "FER+ majority, training" in page
    assert "FER2013 label, validation" in page
    assert 'src="http' not in page
