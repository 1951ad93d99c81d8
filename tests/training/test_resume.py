"""Broken-off runs go on exactly as unbroken ones; runs that get no better stop. Small runs of the tiny recipe."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classroom.datasets import TrainingData
from classroom.errors import ModelError
from classroom.training.checkpoints import EpochFigures, RunState
from classroom.training.networks.trunks import PlainTrunk
from classroom.training.recipes import Recipe, find_recipe
from classroom.training.schedules import OneCycle, Plateau, Schedule
from tests.datasets.builders import add_others, draw_shapes
from tests.training.keras_warnings import IGNORED, need_keras

need_keras()
pytestmark = IGNORED

DATA = TrainingData(add_others(draw_shapes(40, seed=21)), draw_shapes(12, seed=22), "abc")
# Everything a checkpoint could forget: dropout's random numbers, what is decayed, the rate of the next step.
RECIPE = replace(
    find_recipe("tiny"), trunk=PlainTrunk(((8,), (8,)), (8,), 0.3, l2=1e-3), learning_rate=3e-3, weight_decay=0.05
)
EPOCHS = 4


class BrokenOffError(Exception):
    """Stands for whatever ends a run between two epochs."""


def run(
    recipe: Recipe, folder: Path, on_progress: Callable[[str], None] = lambda line: None, patience: int | None = None
) -> Any:
    from classroom.training.train import Plan, train

    plan = Plan(recipe, epochs=EPOCHS, seed=1, patience=patience)
    return train(plan, DATA, folder, resume=True, on_progress=on_progress)


def break_off_at(epoch: int) -> Callable[[str], None]:
    def tell(line: str) -> None:
        if line.startswith(f"epoch {epoch}/"):
            raise BrokenOffError

    return tell


def timeless(state: RunState) -> list[EpochFigures]:
    """The run's figures without how long they took."""
    return [replace(figures, seconds=0.0) for figures in state.history]


@pytest.mark.parametrize("schedule", [OneCycle(), Plateau(factor=0.5, patience=1, least=1e-6)])
def test_a_run_that_was_broken_off_ends_with_the_same_figures_and_weights(tmp_path: Path, schedule: Schedule) -> None:
    recipe = replace(RECIPE, schedule=schedule)
    whole = run(recipe, tmp_path / "whole")

    with pytest.raises(BrokenOffError):
        run(recipe, tmp_path / "parts", break_off_at(2))
    parts = run(recipe, tmp_path / "parts")

    assert timeless(parts.state) == timeless(whole.state)
    for found, wanted in zip(parts.model.get_weights(), whole.model.get_weights(), strict=True):
        np.testing.assert_array_equal(found, wanted)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any, list[str]]:
    """A run that learns nothing, with its folder and what it told: each epoch is as good as the first."""
    folder = tmp_path_factory.mktemp("stopped")
    told: list[str] = []
    return folder, run(replace(RECIPE, learning_rate=1e-12, norm_memory=1.0), folder, told.append, patience=2), told


def test_a_run_that_gets_no_better_stops_early(stopped: tuple[Path, Any, list[str]]) -> None:
    _, trained, told = stopped

    assert trained.state.done == 3
    assert trained.state.best_epoch == 1
    assert told[-1] == "stopped early: none of the last 2 epochs was better"


def test_a_run_that_stopped_early_is_over_when_resumed(stopped: tuple[Path, Any, list[str]]) -> None:
    folder, trained, _ = stopped
    told: list[str] = []

    again = run(replace(RECIPE, learning_rate=1e-12, norm_memory=1.0), folder, told.append, patience=2)

    assert again.state == trained.state
    assert len(told) == 1


def test_more_patience_lets_it_go_on(stopped: tuple[Path, Any, list[str]], tmp_path: Path) -> None:
    shutil.copytree(stopped[0], tmp_path / "run")

    longer = run(replace(RECIPE, learning_rate=1e-12, norm_memory=1.0), tmp_path / "run", patience=5)

    assert longer.state.done == EPOCHS


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.97])
def test_a_truncated_checkpoint_is_refused(stopped: tuple[Path, Any, list[str]], tmp_path: Path, kept: float) -> None:
    from classroom.training.train import load_checkpoint

    state = stopped[1].state
    whole = (stopped[0] / state.last).read_bytes()
    path = tmp_path / state.last
    path.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(ModelError, match="cannot be loaded"):
        load_checkpoint(path)


def test_a_checkpoint_with_altered_bytes_is_refused(stopped: tuple[Path, Any, list[str]], tmp_path: Path) -> None:
    from classroom.training.train import load_checkpoint

    state = stopped[1].state
    altered = bytearray((stopped[0] / state.last).read_bytes())
    middle = len(altered) // 2
    altered[middle : middle + 400] = bytes(400)
    path = tmp_path / state.last
    path.write_bytes(altered)

    with pytest.raises(ModelError, match="cannot be loaded"):
        load_checkpoint(path)


def test_a_checkpoint_that_is_gone_is_refused(tmp_path: Path) -> None:
    from classroom.training.train import load_checkpoint

    with pytest.raises(ModelError, match="cannot be loaded"):
        load_checkpoint(tmp_path / "epoch-001.keras")
