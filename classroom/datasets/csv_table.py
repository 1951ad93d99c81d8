"""FER2013 as the published csv: emotion, 2,304 grey values and a usage per row; FER+'s votes from the csv beside it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import VOTE_COUNT, FaceSet, check_set
from classroom.domain import EMOTIONS
from classroom.errors import DataError
from classroom.vision.preprocess import CHIP_PX

USAGES = {"train": "Training", "validation": "PublicTest", "test": "PrivateTest"}
TABLES = ("fer2013.csv", "icml_face_data.csv")  # as published on Kaggle
VOTES = "fer2013new.csv"  # FER+'s, row by row the same pictures
VOTE_NAMES = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF")
PIXELS = CHIP_PX * CHIP_PX
FIRST_ROW = 2  # as spreadsheets count: the first row holds the column names

_COLUMNS = ("emotion", "pixels", "Usage")
_GREYS = {str(value): value for value in range(256)}  # faster than int(), and strict
_UNREADABLE = (OSError, UnicodeDecodeError, csv.Error)


@dataclass(frozen=True, slots=True)
class _Votes:
    """FER+'s csv."""

    usages: tuple[str, ...]  # by row; () = it does not say
    counts: NDArray[np.int64]  # (n, 10)


def find_table(folder: Path) -> Path | None:
    """The published csv in a folder; None = it is not there."""
    return next((folder / name for name in TABLES if (folder / name).is_file()), None)


def list_usages(path: Path) -> tuple[str, ...]:
    """The splits that the table has rows of, in the order train, validation, test.

    Raises:
        DataError: the table is missing or damaged, or a column is missing.
    """
    found = {row["Usage"] for _, row in _read_rows(path)}
    return tuple(split for split, usage in USAGES.items() if usage in found)


def read_table(path: Path, split: str) -> FaceSet | None:
    """One split's faces; None when the table has no row of it.

    Raises:
        DataError: the table is missing or damaged, a column is missing, or a row has the wrong size or range.
    """
    labels, places, pixels, count = [], [], [], 0
    for place, row in _read_rows(path):
        count = place + 1
        if row["Usage"] == USAGES[split]:
            where = f"{path}, row {place + FIRST_ROW}"
            labels.append(_read_label(row["emotion"], where))
            pixels.append(_read_pixels(row["pixels"], where))
            places.append(place)
    if not labels:
        return None
    images = np.frombuffer(b"".join(pixels), np.uint8).reshape(-1, CHIP_PX, CHIP_PX).copy()
    votes = _read_votes(path.with_name(VOTES))
    if votes is not None:
        _check_same(votes, path.with_name(VOTES), path, count, [(place, USAGES[split]) for place in places])
    return check_set(images, np.array(labels), None if votes is None else votes.counts[places], path)


def _read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Number (0, 1, ...) and the three columns of each row, as text without blanks around it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            # One of the published files has blanks before its column names.
            names = [name.strip() for name in next(rows, [])]
            missing = [name for name in _COLUMNS if name not in names]
            if missing:
                raise DataError(f"{path}: column {missing[0]} is missing; emotion, pixels and Usage are needed")
            places = [names.index(name) for name in _COLUMNS]
            for number, row in enumerate(filter(None, rows)):
                if len(row) <= max(places):
                    raise DataError(f"{path}, row {number + FIRST_ROW}: cells are missing; copy the file again")
                yield number, {name: row[at].strip() for name, at in zip(_COLUMNS, places, strict=True)}
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file; FER2013's csv is needed") from error
    except _UNREADABLE as error:
        raise DataError(f"{path} cannot be read as csv ({error}); copy it again") from error


def _read_label(text: str, where: str) -> int:
    try:
        label = int(text)
    except ValueError as error:
        raise DataError(f"{where}: emotion {text[:20]!r} is no whole number; copy the file again") from error
    if not 0 <= label < len(EMOTIONS):
        raise DataError(f"{where}: emotion must lie in 0-{len(EMOTIONS) - 1}, found {label}")
    return label


def _read_pixels(text: str, where: str) -> bytes:
    words = text.split()
    if len(words) != PIXELS:
        raise DataError(f"{where}: {PIXELS} grey values are needed, found {len(words)}; copy the file again")
    try:
        return bytes([_GREYS[word] for word in words])
    except KeyError as error:
        raise DataError(f"{where}: grey values must be whole and 0-255, found {error.args[0][:20]!r}") from error


def _read_votes(path: Path) -> _Votes | None:
    """FER+'s votes; None when the file is not there."""
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        counts = [[int(row[name] or 0) for name in VOTE_NAMES] for row in rows]
        table = np.array(counts, np.int64).reshape(-1, VOTE_COUNT)
    except (*_UNREADABLE, KeyError, ValueError, TypeError, OverflowError) as error:
        raise DataError(f"{path} cannot be read as FER+'s csv ({error!r}); copy it again or take it away") from error
    return _Votes(tuple(row["Usage"] for row in rows) if "Usage" in (reader.fieldnames or ()) else (), table)


def _check_same(votes: _Votes, where: Path, table: Path, count: int, rows: list[tuple[int, str]]) -> None:
    """Raises DataError when the votes are of other pictures than the table's."""
    if len(votes.counts) != count:
        raise DataError(f"{where} has {len(votes.counts)} rows, {table} {count}: they must be the same pictures")
    wrong = [place for place, usage in rows if votes.usages and votes.usages[place] != usage]
    if wrong:
        raise DataError(
            f"{where}, row {wrong[0] + FIRST_ROW}: another Usage than in {table}: they must be the same pictures"
        )
