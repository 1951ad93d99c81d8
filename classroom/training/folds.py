"""Cross-validation: the training split cut into parts of like distribution, each in turn kept for validation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean, stdev

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import TrainingData
from classroom.datasets.validation import hash_pictures, pick_faces
from classroom.errors import DataError
from classroom.training.checkpoints import EpochFigures

FOLDS_FILE = "folds.csv"


@dataclass(frozen=True, slots=True)
class FoldFigures:
    """What the best epoch of one fold gave on the part kept for validation."""

    fold: int  # 1, 2, ...
    epoch: int
    votes_accuracy: float
    fer2013_accuracy: float


def cut_folds(data: TrainingData, folds: int, seed: int) -> list[TrainingData]:
    """The training split in `folds` ways: learned from all parts but one, chosen on that one.

    Each part has about the same share of each emotion; pictures with the same pixels lie in the same part.

    Raises:
        DataError: an emotion has fewer pictures than there are folds.
    """
    places = assign_folds(data, folds, seed)
    counts = np.array([np.bincount(data.train.fer2013[places == fold], minlength=7) for fold in range(folds)])
    if counts.min() == 0:
        raise DataError(f"an emotion has too few pictures for {folds} folds: ask for fewer")
    return [
        replace(data, train=pick_faces(data.train, places != fold), validation=pick_faces(data.train, places == fold))
        for fold in range(folds)
    ]


def assign_folds(data: TrainingData, folds: int, seed: int) -> NDArray[np.int64]:
    """The part (0, 1, ...) of each training picture, (n,); the same for the same seed."""
    _, groups = np.unique(hash_pictures(data.train.images), return_inverse=True)
    order = np.random.default_rng(seed).permutation(int(groups.max()) + 1)
    first = np.full(len(order), -1, np.int64)  # the label of each group's first picture
    for group, label in zip(groups, data.train.fer2013, strict=True):
        if first[group] < 0:
            first[group] = label
    parts = np.empty(len(order), np.int64)
    for label in np.unique(first):
        members = order[first[order] == label]
        parts[members] = np.arange(len(members)) % folds
    return parts[groups]


def best_of(fold: int, history: Sequence[EpochFigures]) -> FoldFigures:
    """The fold's best epoch."""
    best = max(history, key=lambda figures: figures.merit)
    return FoldFigures(fold, best.epoch, best.votes_accuracy, best.fer2013_accuracy)


def describe_folds(folds: Sequence[FoldFigures]) -> str:
    """One line: mean and standard deviation over the folds."""
    parts = []
    for name, values in {
        "FER+": [one.votes_accuracy for one in folds],
        "FER2013": [one.fer2013_accuracy for one in folds],
    }.items():
        parts.append(f"{mean(values):.3f} +- {stdev(values):.3f} on {name}")
    return f"{len(folds)} folds: {', '.join(parts)} (mean and standard deviation)"
