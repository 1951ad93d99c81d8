"""Finds out in which of three forms faces lie on disk, and reads them: npz, the published csv, class folders."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from classroom.datasets.class_folders import find_class_folders, list_folder, read_class_folders
from classroom.datasets.csv_table import find_table, list_usages, read_table
from classroom.datasets.fer2013 import FaceSet, TrainingData, check_classes, digest_sets, join_sets, read_npz
from classroom.datasets.validation import count_things, drop_known, note_duplicates, note_split
from classroom.errors import DataError

SPLITS = ("train", "validation", "test")
WHOLE = "all"  # the split of data that have none
FORMS = "npz files (train*.npz, validation.npz), FER2013's csv, or class folders (train/angry/*.png ...)"

# What a split's folder is called elsewhere.
_FOLDER_NAMES = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "publictest"),
    "test": ("test", "testing", "privatetest"),
}


@dataclass(frozen=True, slots=True, eq=False)
class LabelledData:
    """Everything there is, as it lies on disk."""

    splits: Mapping[str, FaceSet]  # by name, in the order of SPLITS; data without splits are one, `all`
    notes: tuple[str, ...] = ()  # lines for people: what could not be read, what was converted


def load_training_data(path: Path) -> TrainingData:
    """The checked splits of a folder or csv, with lines that say what was found.

    Pictures of the training split that are in the validation split too are left out of training; the digest
    is that of the data before. A test split is not read; where there is no validation split, the test split
    takes its place, and a line says so.

    Raises:
        DataError: a file is missing or damaged, has the wrong form, or an emotion has no picture.
    """
    check_place(path)
    notes: list[str] = []
    there = list_splits(path)
    train = read_split(path, "train", notes) if "train" in there else None
    if train is None:
        raise DataError(f"{path}: no training pictures found; {FORMS} are needed")
    chosen_on = next((split for split in ("validation", "test") if split in there), None)
    validation = None if chosen_on is None else read_split(path, chosen_on, notes)
    if validation is None:
        raise DataError(f"{path}: no validation pictures found; {FORMS} are needed")
    if chosen_on == "test":
        notes.append("there is no validation split: the test split is used to choose the model, it tests nothing more")
    elif "test" in there:
        notes.append("the test split is left alone: it is for classroom evaluate")
    check_classes(train, path)
    digest = digest_sets((train, validation))
    notes += [note_split("train", train), note_split("validation", validation)]
    notes += note_duplicates({"train": train, "validation": validation})
    kept = drop_known(train, validation)
    if len(kept) < len(train):
        left = len(train) - len(kept)
        notes.append(
            f"{count_things(left)} of train {'is' if left == 1 else 'are'} in validation too: left out of training"
        )
        check_classes(kept, path, " once those that are in validation too are left out")
    return TrainingData(kept, validation, digest, tuple(notes))


def read_faces(path: Path, *, split: str | None = None) -> FaceSet:
    """The faces of one npz file, of one split of a folder or csv, or of class folders without splits.

    Args:
        split: train, validation or test; None = test where there is one, else validation, else all there is.

    Raises:
        DataError: nothing of that kind is there, a file is damaged or has the wrong form.
    """
    check_place(path)
    notes: list[str] = []
    there = list_splits(path)
    order = (split,) if split else ("test", "validation", "train", WHOLE)
    # One npz file has no splits: it is read whatever split is asked for.
    chosen = next((name for name in order if name in there), WHOLE if path.is_file() and WHOLE in there else None)
    faces = None if chosen is None else read_split(path, chosen, notes)
    if faces is None:
        raise DataError(f"{path}: no {f'{split} ' if split else ''}pictures found; {FORMS} are needed")
    return faces


def read_all(path: Path) -> LabelledData:
    """All splits of a folder or csv, one npz file, or class folders without splits; nothing is left out.

    Raises:
        DataError: nothing of that kind is there, a file is damaged or has the wrong form.
    """
    check_place(path)
    notes: list[str] = []
    found = {split: read_split(path, split, notes) for split in list_splits(path)}
    splits = {split: faces for split, faces in found.items() if faces is not None}
    if not splits:
        raise DataError(f"{path}: no labelled pictures found; {FORMS} are needed")
    return LabelledData(splits, tuple(notes))


def check_place(path: Path) -> None:
    """Raises DataError when there is nothing at the path, or nothing that can be reached."""
    try:
        path.stat()
        list_folder(path)
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file or folder; name {FORMS}") from error
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read ({error}); name {FORMS}") from error


def list_splits(path: Path) -> tuple[str, ...]:
    """The splits that lie there, in the order of SPLITS; `all` for an npz file and for class folders without splits."""
    table = _table_of(path)
    if table is not None:
        return list_usages(table)
    if path.is_file():
        return (WHOLE,)
    there = tuple(split for split in SPLITS if _list_parts(path, split) or _split_folder(path, split))
    return there or ((WHOLE,) if find_class_folders(path) else ())


def read_split(path: Path, split: str, notes: list[str]) -> FaceSet | None:
    """One split in whatever form it lies there; None = it does not. `notes` gets lines about its pictures.

    Raises:
        DataError: a file is damaged or has the wrong form.
    """
    table = _table_of(path)
    if table is not None:
        return read_table(table, split)
    if path.is_file():
        return read_npz(path)
    parts = _list_parts(path, split)
    if parts:
        return join_sets([read_npz(part) for part in parts])
    folder = path if split == WHOLE else _split_folder(path, split)
    return None if folder is None else read_class_folders(find_class_folders(folder), folder, notes)


def _table_of(path: Path) -> Path | None:
    """The published csv, named itself or by its folder."""
    return path if path.is_file() and path.suffix.lower() == ".csv" else find_table(path)


def _list_parts(path: Path, split: str) -> list[Path]:
    names = [entry for entry in list_folder(path) if entry.suffix == ".npz" and entry.name.startswith(split)]
    return [entry for entry in names if entry.is_file()]


def _split_folder(path: Path, split: str) -> Path | None:
    """The folder of a split that has class folders."""
    folders = (entry for entry in list_folder(path) if entry.name.lower() in _FOLDER_NAMES.get(split, ()))
    return next((folder for folder in folders if find_class_folders(folder)), None)
