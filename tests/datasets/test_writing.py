"""Data sets on disk: all or nothing, and never over what is there."""

from pathlib import Path

import numpy as np
import pytest

from classroom.datasets import FaceSet, load_training_data
from classroom.datasets.writing import write_splits
from classroom.errors import OutputError
from tests.datasets.builders import add_others, draw_shapes

TRAIN, VALIDATION = add_others(draw_shapes(6, seed=1)), draw_shapes(4, seed=2)


@pytest.mark.parametrize("voted", [True, False])
def test_what_is_written_is_read_again(tmp_path: Path, voted: bool) -> None:
    train = TRAIN if voted else FaceSet(TRAIN.images, TRAIN.fer2013, None)

    write_splits(tmp_path / "new" / "data", {"train": train, "validation": VALIDATION})

    found = load_training_data(tmp_path / "new" / "data")
    np.testing.assert_array_equal(found.train.images, TRAIN.images)
    np.testing.assert_array_equal(found.train.fer2013, TRAIN.fer2013)
    assert (found.train.votes is not None) == voted
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["data"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()

    write_splits(tmp_path / "data", {"train": TRAIN})

    assert [path.name for path in (tmp_path / "data").iterdir()] == ["train.npz"]


@pytest.mark.parametrize("place", ["full", "file", "file/below"])
def test_nothing_is_written_over_what_is_there(tmp_path: Path, place: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match=r"is not empty|cannot be written"):
        write_splits(tmp_path / place, {"train": TRAIN})

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "notes.txt"]


@pytest.mark.parametrize("place", [".", "..", "/", "file/.."])
def test_a_folder_that_is_no_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here" / "notes.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="is not empty"):
        write_splits(Path(place), {"train": TRAIN})


def test_what_a_killed_run_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".data.part").mkdir()

    write_splits(tmp_path / "data", {"train": TRAIN})

    assert (tmp_path / "data" / "train.npz").is_file()


def test_a_link_to_an_empty_folder_is_filled_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    write_splits(tmp_path / "link", {"train": TRAIN})

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "train.npz").is_file()
