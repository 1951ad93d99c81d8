"""What a labelled data set holds: classes, pictures, duplicates, and how far its labels and FER+'s taggers agree."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.datasets import FaceSet, LabelledData
from classroom.datasets.fer2013 import MAJORITY, VOTE_COUNT, majority_labels, vote_shares
from classroom.datasets.validation import count_duplicates
from classroom.domain import EMOTIONS
from classroom.evaluation.metrics import count_confusions

OTHERS = ("contempt", "unknown", "not_a_face")  # FER+'s columns behind the seven emotions
VOTED = (*(emotion.value for emotion in EMOTIONS), *OTHERS)
FLAT = 5.0  # grey levels of contrast below which a picture shows next to nothing
CHUNK = 2048  # pictures whose contrast is measured at once: floats take eight times the memory


@dataclass(frozen=True, slots=True)
class SplitFigures:
    """One split."""

    n: int
    voted: bool  # FER+'s votes are there
    counts: Mapping[str, int]  # pictures by label


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of a measure over the pictures of one label."""

    p5: float
    p25: float
    median: float
    p75: float
    p95: float


@dataclass(frozen=True, slots=True)
class Certainty:
    """Pictures on which the taggers were equally sure."""

    n: int
    rate: float | None  # share on which the label is the taggers'; None = no such picture


@dataclass(frozen=True, slots=True)
class Agreement:
    """FER2013's labels against the FER+ majority (at least 5 of 10 votes for one of the seven)."""

    n: int  # pictures with a majority
    undecided: int  # pictures without
    rate: float | None  # share of n on which both say the same
    by_label: Mapping[str, float | None]  # the same for the pictures of one label
    table: tuple[tuple[int, ...], ...]  # pictures: label in rows, majority in columns
    by_certainty: Mapping[str, Certainty]  # by the number of votes the most chosen emotion got
    shares: tuple[tuple[float, ...], ...]  # mean votes' shares: label in rows, VOTED in columns


@dataclass(frozen=True, slots=True)
class OtherVotes:
    """Votes for something that is none of the seven emotions."""

    votes: int
    share: float  # of all votes
    pictures: int  # with at least one such vote
    majority: int  # pictures with at least 5 of 10


@dataclass(frozen=True, slots=True)
class DataFigures:
    """Everything the report says; keys of its JSON."""

    splits: Mapping[str, SplitFigures]
    brightness: Mapping[str, Spread]  # mean grey of a picture, 0-255, by label
    contrast: Mapping[str, Spread]  # standard deviation of a picture's greys, by label
    flat: int  # pictures of next to no contrast
    repeats: Mapping[str, int]
    torn: Mapping[str, int]
    shared: Mapping[str, int]  # "train & validation" -> pictures that are in both
    agreement: Agreement | None  # None = nobody voted
    other_votes: Mapping[str, OtherVotes] | None
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain types for JSON."""
        return asdict(self)


def measure_data(data: LabelledData) -> DataFigures:
    """The figures of all splits together, and of each where a key says so."""
    labels = np.concatenate([faces.fer2013 for faces in data.splits.values()])
    lights = [measure_light(faces.images) for faces in data.splits.values()]
    brightness, contrast = (np.concatenate([light[n] for light in lights]) for n in (0, 1))
    duplicates = count_duplicates(data.splits)
    voted = [faces for faces in data.splits.values() if faces.votes is not None]
    return DataFigures(
        splits={name: _measure_split(faces) for name, faces in data.splits.items()},
        brightness=_spread(brightness, labels),
        contrast=_spread(contrast, labels),
        flat=int((contrast < FLAT).sum()),
        repeats=duplicates.repeats,
        torn=duplicates.torn,
        shared={" & ".join(pair): count for pair, count in duplicates.shared.items()},
        agreement=_measure_agreement(voted) if voted else None,
        other_votes=_measure_others(voted) if voted else None,
        notes=data.notes,
    )


def measure_light(images: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of the greys of each of (n, 48, 48) pictures, (n,) each."""
    means, deviations = np.empty(len(images)), np.empty(len(images))
    for begin in range(0, len(images), CHUNK):
        rows = slice(begin, begin + CHUNK)
        means[rows] = images[rows].mean(axis=(1, 2))
        deviations[rows] = images[rows].std(axis=(1, 2))
    return means, deviations


def _measure_split(faces: FaceSet) -> SplitFigures:
    return SplitFigures(len(faces), faces.votes is not None, _by_label(np.bincount(faces.fer2013, minlength=7)))


def _by_label(counts: NDArray[np.int64]) -> dict[str, int]:
    return {emotion.value: int(count) for emotion, count in zip(EMOTIONS, counts, strict=True)}


def _spread(values: NDArray[np.float64], labels: NDArray[np.uint8]) -> dict[str, Spread]:
    """By label; without those that have no picture."""
    found = {}
    for place, emotion in enumerate(EMOTIONS):
        chosen = values[labels == place]
        if len(chosen):
            found[emotion.value] = Spread(*(round(float(one), 2) for one in np.percentile(chosen, (5, 25, 50, 75, 95))))
    return found


def _measure_agreement(voted: list[FaceSet]) -> Agreement:
    labels = np.concatenate([faces.fer2013 for faces in voted]).astype(np.int64)
    votes = np.concatenate([faces.votes for faces in voted if faces.votes is not None])
    majority, shares = majority_labels(votes), vote_shares(votes)
    clear = majority >= 0
    table = count_confusions(np.eye(len(EMOTIONS), dtype=np.float32)[majority[clear]], labels[clear])
    totals = table.sum(axis=1)
    return Agreement(
        n=int(clear.sum()),
        undecided=int((~clear).sum()),
        rate=_share((labels == majority)[clear]),
        by_label={e.value: int(table[n, n]) / int(totals[n]) if totals[n] else None for n, e in enumerate(EMOTIONS)},
        table=tuple(tuple(int(count) for count in row) for row in table),
        by_certainty=_measure_certainty(shares[:, : len(EMOTIONS)] * VOTE_COUNT, labels),
        shares=tuple(tuple(round(float(x), 4) for x in _mean(shares[labels == n])) for n in range(len(EMOTIONS))),
    )


def _measure_certainty(seven: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[str, Certainty]:
    """Agreement by the votes the most chosen emotion got; the first of several that are chosen equally often counts."""
    best = np.round(seven.max(axis=1)).astype(int)
    same = seven.argmax(axis=1) == labels
    groups = {f"under {MAJORITY}": best < MAJORITY}
    groups |= {str(votes): best == votes for votes in range(MAJORITY, VOTE_COUNT + 1)}
    return {name: Certainty(int(rows.sum()), _share(same[rows])) for name, rows in groups.items()}


def _measure_others(voted: list[FaceSet]) -> dict[str, OtherVotes]:
    votes = np.concatenate([faces.votes for faces in voted if faces.votes is not None])
    columns = votes[:, len(EMOTIONS) :]
    total = max(int(votes.sum()), 1)
    return {
        name: OtherVotes(
            votes=int(column.sum()),
            share=int(column.sum()) / total,
            pictures=int((column > 0).sum()),
            majority=int((column >= MAJORITY).sum()),
        )
        for name, column in zip(OTHERS, columns.T, strict=True)
    }


def _share(right: NDArray[np.bool_]) -> float | None:
    return float(right.mean()) if len(right) else None


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1]), np.float32)
