"""Checkpoints: what is kept, what survives a full disk, and which run may be resumed."""

import json
from pathlib import Path

import pytest

from classroom.errors import DataError, ModelError, OutputError
from classroom.training.checkpoints import STATE_FILE, EpochFigures, RunState, check_resume, read_state, save_checkpoint


class SmallModel:
    """Saves itself as a few bytes, like a model does; breaks off like a full disk when told to."""

    def __init__(self, *, disk_full: bool = False) -> None:
        self._disk_full = disk_full

    def save(self, path: Path) -> None:
        Path(path).write_bytes(b"half of the weights")
        if self._disk_full:
            raise OSError(28, "No space left on device")


def reach(epoch: int, accuracy: float) -> EpochFigures:
    return EpochFigures(epoch, 48, 1.0, accuracy, accuracy, 2.0)


def run(folder: Path, *accuracies: float) -> RunState:
    state = RunState("tiny", seed=1, epochs=9, data="abc")
    for number, accuracy in enumerate(accuracies, start=1):
        state = save_checkpoint(SmallModel(), state, reach(number, accuracy), folder)
    return state


def test_the_last_and_the_best_checkpoint_are_kept(tmp_path: Path) -> None:
    state = run(tmp_path, 0.3, 0.6, 0.5, 0.4)

    assert (state.last, state.best, state.best_epoch, state.done) == ("epoch-004.keras", "epoch-002.keras", 2, 4)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["epoch-002.keras", "epoch-004.keras", STATE_FILE]


def test_the_state_is_read_back_as_it_was(tmp_path: Path) -> None:
    assert read_state(tmp_path / "none") is None
    assert run(tmp_path, 0.3, 0.6) == read_state(tmp_path)


def test_a_disk_that_fills_leaves_the_checkpoint_before(tmp_path: Path) -> None:
    state = run(tmp_path, 0.3)

    with pytest.raises(OutputError, match="No space left"):
        save_checkpoint(SmallModel(disk_full=True), state, reach(2, 0.9), tmp_path)

    assert read_state(tmp_path) == state
    assert sorted(file.name for file in tmp_path.iterdir()) == ["epoch-001.keras", STATE_FILE]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"history": 3}', '{"history": [], "recipe": "tiny"}'])
def test_a_damaged_state_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / STATE_FILE).write_text(text, encoding="utf-8")

    with pytest.raises(ModelError, match="is damaged"):
        read_state(tmp_path)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (RunState("cnn-4", 1, 9, "abc"), "recipe tiny, not cnn-4"),
        (RunState("tiny", 2, 9, "abc"), "seed 1, not 2"),
        (RunState("tiny", 1, 8, "abc"), "epochs 9, not 8"),
        (RunState("tiny", 1, 9, "xyz"), "data abc, not xyz"),
        (RunState("tiny", 1, 9, "abc", "imagenet"), "weights none, not imagenet"),
        (RunState("tiny", 1, 9, "abc", fold=2, folds=3), "fold None, not 2"),
    ],
)
def test_another_run_is_not_resumed(tmp_path: Path, wanted: RunState, message: str) -> None:
    with pytest.raises(DataError, match=message):
        check_resume(run(tmp_path, 0.3), wanted, tmp_path)


def test_a_state_of_an_older_version_is_read(tmp_path: Path) -> None:
    epoch = {"epoch": 1, "px": 36, "loss": 3.7, "votes_accuracy": 0.4, "fer2013_accuracy": 0.2, "seconds": 66.0}
    older = {"recipe": "tiny", "seed": 1, "epochs": 9, "data": "abc", "last": "a", "best": "a", "history": [epoch]}
    (tmp_path / STATE_FILE).write_text(json.dumps(older), encoding="utf-8")

    state = read_state(tmp_path)

    assert state is not None
    assert (state.weights, state.folds, state.history[0].train_votes_accuracy) == ("none", None, None)
    assert state.merits == pytest.approx([0.3])
    check_resume(state, RunState("tiny", 1, 9, "abc"), tmp_path)
