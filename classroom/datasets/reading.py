"""Finds out in which of three forms faces lie on disk, and reads them: npz, the published csv, class folders."""

from pathlib import Path

from classroom.datasets.class_folders import find_class_folders, read_class_folders
from classroom.datasets.csv_table import find_table, read_table
from classroom.datasets.fer2013 import FaceSet, TrainingData, check_classes, digest_sets, join_sets, read_npz
from classroom.datasets.validation import drop_known, note_duplicates, note_split
from classroom.errors import DataError

SPLITS = ("train", "validation", "test")
FORMS = "npz files (train*.npz, validation.npz), FER2013's csv, or class folders (train/angry/*.png ...)"


def load_training_data(path: Path) -> TrainingData:
    """The checked splits of a folder or csv, with lines that say what was found.

    Pictures of the training split that are in the validation split too are left out of training. A test
    split is not read; where there is no validation split, the test split takes its place, and a line says so.

    Raises:
        DataError: a file is missing or damaged, has the wrong form, or an emotion has no picture.
    """
    notes: list[str] = []
    train = _read_split(path, "train", notes)
    validation = _read_split(path, "validation", notes)
    if train is None:
        raise DataError(f"{path}: no training pictures found; {FORMS} are needed")
    if validation is None:
        validation = _read_split(path, "test", notes)
        notes.append("there is no validation split: the test split is used to choose the model, it tests nothing more")
    if validation is None:
        raise DataError(f"{path}: no validation pictures found; {FORMS} are needed")
    check_classes(train, path)
    digest = digest_sets((train, validation))
    notes += [note_split("train", train), note_split("validation", validation)]
    notes += note_duplicates({"train": train, "validation": validation})
    kept = drop_known(train, validation)
    if len(kept) < len(train):
        notes.append(
            f"{len(train) - len(kept)} training pictures are in the validation split too: left out of training"
        )
        check_classes(kept, path)
    return TrainingData(kept, validation, digest, tuple(notes))


def read_faces(path: Path, *, split: str | None = None) -> FaceSet:
    """The faces of one npz file, of one split of a folder or csv, or of class folders without splits.

    Args:
        split: train, validation or test; None = test where there is one, else validation, else all there is.

    Raises:
        DataError: nothing of that kind is there, a file is damaged or has the wrong form.
    """
    if not path.exists():
        raise DataError(f"{path}: no such file or folder; name {FORMS}")
    if path.is_file() and path.suffix != ".csv":
        return read_npz(path)
    notes: list[str] = []
    for name in (split,) if split else ("test", "validation", "train"):
        faces = _read_split(path, name, notes)
        if faces is not None:
            return faces
    folders = find_class_folders(path) if path.is_dir() and split is None else {}
    if not folders:
        raise DataError(f"{path}: no {split or ''} pictures found; {FORMS} are needed".replace("  ", " "))
    return read_class_folders(folders, path, notes)


def _read_split(path: Path, split: str, notes: list[str]) -> FaceSet | None:
    """One split in whatever form it lies there; None = it does not."""
    table = path if path.is_file() and path.suffix == ".csv" else find_table(path)
    if table is not None:
        return read_table(table, split)
    parts = sorted(path.glob(f"{split}*.npz"))
    if parts:
        return join_sets([read_npz(part) for part in parts])
    for name in (split, split.capitalize(), *(("val", "valid") if split == "validation" else ())):
        folders = find_class_folders(path / name)
        if folders:
            return read_class_folders(folders, path / name, notes)
    return None
