"""FER2013 as the published csv: emotion, 2,304 grey values and a usage per row; FER+'s votes from the csv beside it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import VOTE_COUNT, FaceSet, check_set
from classroom.errors import DataError
from classroom.vision.preprocess import CHIP_PX

USAGES = {"train": "Training", "validation": "PublicTest", "test": "PrivateTest"}
TABLES = ("fer2013.csv", "icml_face_data.csv")  # as published on Kaggle
VOTES = "fer2013new.csv"  # FER+'s, row by row the same pictures
VOTE_NAMES = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF")
PIXELS = CHIP_PX * CHIP_PX


def find_table(folder: Path) -> Path | None:
    """The published csv in a folder; None = it is not there."""
    return next((folder / name for name in TABLES if (folder / name).is_file()), None)


def read_table(path: Path, split: str) -> FaceSet | None:
    """One split's faces; None when the table has no row of it.

    Raises:
        DataError: the table is missing or damaged, a column is missing, or a row has the wrong size or range.
    """
    votes = _read_votes(path.with_name(VOTES))
    rows = [row for row in _read_rows(path) if row[0] == USAGES[split]]
    if not rows:
        return None
    images = np.stack([pixels for _, _, _, pixels in rows]).reshape(-1, CHIP_PX, CHIP_PX)
    labels = np.array([label for _, _, label, _ in rows])
    places = np.array([place for _, place, _, _ in rows])
    if votes is not None and len(votes) <= places.max():
        raise DataError(f"{path.with_name(VOTES)} has {len(votes)} rows, {path} more: they must be the same pictures")
    return check_set(images, labels, None if votes is None else votes[places], path)


def _read_rows(path: Path) -> Iterator[tuple[str, int, int, NDArray[np.uint8]]]:
    """Usage, number (0, 1, ...), label and grey values of each row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            # One of the published files has blanks before its column names.
            reader = csv.DictReader(file, [name.strip() for name in next(csv.reader(file), [])])
            missing = [name for name in ("emotion", "pixels", "Usage") if name not in (reader.fieldnames or ())]
            if missing:
                raise DataError(f"{path}: column {missing[0]} is missing; emotion, pixels and Usage are needed")
            for place, row in enumerate(reader):
                yield _read_row(row, place, f"{path}, row {place + 2}")
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file; FER2013's csv is needed") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as csv ({error}); copy it again") from error


def _read_row(row: dict[str, str], place: int, where: str) -> tuple[str, int, int, NDArray[np.uint8]]:
    try:
        pixels = np.array((row["pixels"] or "").split(), dtype=np.int64)
        label = int(row["emotion"])
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError(f"{where}: emotion or pixels are no whole numbers; copy the file again") from error
    if pixels.shape != (PIXELS,) or pixels.min() < 0 or pixels.max() > 255:
        raise DataError(f"{where}: {PIXELS} grey values of 0-255 are needed, found {len(pixels)}; copy the file again")
    return (row["Usage"] or "").strip(), place, label, pixels.astype(np.uint8)


def _read_votes(path: Path) -> NDArray[np.int64] | None:
    """FER+'s votes, (n, 10); None when the file is not there."""
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [[int(row[name] or 0) for name in VOTE_NAMES] for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError, TypeError) as error:
        raise DataError(f"{path} cannot be read as FER+'s csv ({error!r}); copy it again or take it away") from error
    return np.array(rows, np.int64).reshape(-1, VOTE_COUNT)
