"""Cross-validation and range test for real, on two shapes, from request to files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from classroom.errors import DataError, ModelError, OutputError
from classroom.training import TrainingRequest, cross_validate, find_learning_rate
from tests.datasets.builders import draw_shapes, label_set, write_folder
from tests.training.keras_warnings import IGNORED, need_keras

need_keras()
pytestmark = IGNORED


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shapes = draw_shapes(110, seed=31)
    labels = shapes.fer2013.astype(np.int64)
    labels[:28] = np.arange(28) % 7  # four of each emotion: none may be missing in a fold
    return write_folder(tmp_path_factory.mktemp("data"), label_set(shapes.images, labels), draw_shapes(12, seed=33))


@pytest.fixture(scope="module")
def validated(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingRequest, list[str]]:
    """A cross-validation in two folds, and what it told."""
    request = TrainingRequest("tiny", data, tmp_path_factory.mktemp("folds"), epochs=1, seed=1)
    told: list[str] = []
    cross_validate(request, 2, told.append)
    return request, told


def test_each_fold_has_its_run_and_its_row(validated: tuple[TrainingRequest, list[str]]) -> None:
    request, _ = validated

    table = pd.read_csv(request.out / "folds.csv")

    assert list(table["fold"]) == [1, 2]
    assert table["votes_accuracy"].between(0, 1).all()
    for fold in (1, 2):
        assert (request.out / f"fold-{fold}" / "history.csv").is_file()
        assert (request.out / f"fold-{fold}" / "checkpoints" / "state.json").is_file()


def test_mean_and_spread_are_told_last(validated: tuple[TrainingRequest, list[str]]) -> None:
    assert validated[1][-1].startswith("2 folds: ")


def test_finished_folds_are_not_trained_again(validated: tuple[TrainingRequest, list[str]]) -> None:
    request, told = validated
    again: list[str] = []
    resumed = TrainingRequest(request.recipe, request.data, request.out, 1, 1, resume=True)

    cross_validate(resumed, 2, again.append)

    assert [line for line in again if line.startswith("epoch")] == []
    assert again[-1] == told[-1]


def test_folds_are_not_overwritten_unasked(validated: tuple[TrainingRequest, list[str]]) -> None:
    with pytest.raises(OutputError, match="holds a run already"):
        cross_validate(validated[0], 2, lambda line: None)


def test_another_number_of_folds_does_not_resume_them(validated: tuple[TrainingRequest, list[str]], data: Path) -> None:
    request = TrainingRequest("tiny", data, validated[0].out, epochs=2, seed=1, resume=True)

    with pytest.raises(DataError, match="epochs 1, not 2"):
        cross_validate(request, 2, lambda line: None)


def test_a_range_test_suggests_a_rate_that_teaches(data: Path, tmp_path: Path) -> None:
    told: list[str] = []

    found = find_learning_rate(TrainingRequest("tiny", data, tmp_path / "rate", seed=1), told.append)

    assert 1e-4 < found.suggested < 0.5
    table = pd.read_csv(tmp_path / "rate" / "rate.csv")
    assert len(table) == len(found.rates) == len(found.losses)
    assert table["learning_rate"].is_monotonic_increasing
    assert f"suggested peak: {found.suggested:.1e}" in told[-1]
    assert "suggested" in (tmp_path / "rate" / "rate.html").read_text(encoding="utf-8")


def test_a_range_test_needs_a_place_to_write(data: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be made"):
        find_learning_rate(TrainingRequest("tiny", data, tmp_path / "taken"), lambda line: None)


def test_a_run_with_missing_weights_says_so_and_leaves_no_run(data: Path, tmp_path: Path) -> None:
    request = TrainingRequest("mobilenet", data, tmp_path, weights=str(tmp_path / "gone.weights.h5"))

    with pytest.raises(ModelError, match="no such weights file"):
        find_learning_rate(request, lambda line: None)

    assert not (tmp_path / "checkpoints").exists()
