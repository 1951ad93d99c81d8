"""Labels that look wrong: people saw something else, the same picture has another label, or a network is sure.

Nothing is changed here: a person looks at each and decides (`label_review`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.datasets import FaceSet, LabelledData
from classroom.datasets.fer2013 import MAJORITY, VOTE_COUNT, vote_shares
from classroom.datasets.validation import Place, find_duplicates
from classroom.domain import EMOTIONS
from classroom.vision.emotions import EmotionClassifier

CLEAR = 8  # of ten votes: the taggers are sure
KEEP, DROP = "keep", "drop"
HEAD = "fer2013"  # the output trained for the labels that are checked
BATCH = 256
UNKNOWN_COLUMN, NO_FACE_COLUMN = 8, 9  # of FER+

Rows = NDArray[np.float32]  # (n, 7) probabilities


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that speaks against a label."""

    place: Place
    suggestion: str  # an emotion, keep, drop, or "" = none
    reason: str  # for the reviewer
    confidence: float  # 0-1, of the suggestion


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A picture whose label a person should look at."""

    place: Place
    file: str | None
    label: str
    suggestion: str
    reasons: tuple[str, ...]
    confidence: float


def find_suspicions(data: LabelledData, readings: Mapping[str, Rows]) -> tuple[Suspicion, ...]:
    """All suspicious pictures, those with most against them first.

    Args:
        readings: by split, a network's probabilities for FER2013's labels; none = no network is asked.
    """
    found: dict[Place, list[Finding]] = {}
    for finding in _find_all(data, readings):
        found.setdefault(finding.place, []).append(finding)
    suspicions = [_join(data, place, findings) for place, findings in found.items()]
    return tuple(sorted(suspicions, key=lambda one: (-len(one.reasons), -one.confidence, one.place)))


def read_labels(classifier: EmotionClassifier, faces: FaceSet) -> Rows:
    """A network's probabilities for FER2013's labels, (n, 7); of its first head when it has none for them."""
    head = HEAD if HEAD in classifier.card.outputs else classifier.card.outputs[0]
    starts = range(0, len(faces), BATCH)
    return np.concatenate([classifier.classify_heads(faces.images[at : at + BATCH])[head] for at in starts])


def _find_all(data: LabelledData, readings: Mapping[str, Rows]) -> Iterator[Finding]:
    """What weighs most comes first: its suggestion is taken."""
    for name, faces in data.splits.items():
        if faces.votes is not None:
            yield from find_faceless(name, faces.votes)
            yield from find_outvoted(name, faces.fer2013, faces.votes)
    yield from find_torn(data.splits)
    for name, rows in readings.items():
        yield from find_doubted(name, data.splits[name].fer2013, rows)


def _join(data: LabelledData, place: Place, findings: list[Finding]) -> Suspicion:
    faces = data.splits[place.split]
    return Suspicion(
        place=place,
        file=None if faces.files is None else faces.files[place.index],
        label=EMOTIONS[faces.fer2013[place.index]].value,
        suggestion=findings[0].suggestion,
        reasons=tuple(finding.reason for finding in findings),
        confidence=findings[0].confidence,
    )


def find_faceless(split: str, votes: NDArray[np.uint8]) -> Iterator[Finding]:
    """Pictures that at least half of the taggers took for no face, or for no emotion they could name."""
    for column, what in ((NO_FACE_COLUMN, "not a face"), (UNKNOWN_COLUMN, "unknown")):
        for index in np.flatnonzero(votes[:, column] >= MAJORITY):
            count = int(votes[index, column])
            reason = f"people: {count} of {VOTE_COUNT} say {what}"
            yield Finding(Place(split, int(index)), DROP, reason, count / VOTE_COUNT)


def find_outvoted(split: str, labels: NDArray[np.uint8], votes: NDArray[np.uint8]) -> Iterator[Finding]:
    """Pictures on which at least eight of ten taggers chose one emotion, and the label is another."""
    seven = _order_votes(votes)
    best = seven.argmax(axis=1)
    for index in np.flatnonzero((seven.max(axis=1) >= CLEAR) & (best != labels)):
        emotion, count = EMOTIONS[best[index]].value, int(seven[index].max())
        reason = f"people: {count} of {VOTE_COUNT} say {emotion}"
        yield Finding(Place(split, int(index)), emotion, reason, count / VOTE_COUNT)


def find_torn(splits: Mapping[str, FaceSet]) -> Iterator[Finding]:
    """Pictures whose very pixels are there again with another label, in any split."""
    for group in find_duplicates(splits):
        labels = [int(splits[place.split].fer2013[place.index]) for place in group]
        if len(set(labels)) == 1:
            continue
        best, share = _settle(splits, group, labels)
        for place, label in zip(group, labels, strict=True):
            others = ", ".join(
                f"{EMOTIONS[theirs].value} ({other.split} {other.index})"
                for other, theirs in zip(group, labels, strict=True)
                if theirs != label
            )
            suggestion = "" if best is None else KEEP if best == label else EMOTIONS[best].value
            yield Finding(place, suggestion, f"same picture: {others}", share)


def _settle(splits: Mapping[str, FaceSet], group: tuple[Place, ...], labels: list[int]) -> tuple[int | None, float]:
    """The label most taggers, or without them most labels, are for, and its share; None = a draw."""
    weights: Counter[int] = Counter()
    for place in group:
        votes = splits[place.split].votes
        if votes is not None:
            seven = _order_votes(votes[place.index][None])[0]
            weights.update({n: int(count) for n, count in enumerate(seven) if n in labels})
    weights = weights if weights.total() else Counter(labels)
    (best, most), (_, next_most) = weights.most_common(2)
    return (None if most == next_most else best), most / weights.total()


def find_doubted(split: str, labels: NDArray[np.uint8], rows: Rows) -> Iterator[Finding]:
    """Pictures off the diagonal of the confident joint (Northcutt, Jiang and Chuang 2021, confident learning).

    A network is confident of a class when it gives it at least the mean probability that it gives the class on
    pictures so labelled. Found is what it is confident of another class on, and not of the label.
    """
    numbers = np.arange(len(labels))
    self_confidence = rows[numbers, labels]
    sums = np.bincount(labels, weights=self_confidence, minlength=len(EMOTIONS))
    counts = np.bincount(labels, minlength=len(EMOTIONS))
    # No picture of a class: nothing can be confident of it.
    thresholds = np.divide(sums, counts, out=np.full(len(EMOTIONS), np.inf), where=counts > 0)
    confident = np.where(rows >= thresholds, rows, -1)
    best = confident.argmax(axis=1)
    doubted = (confident.max(axis=1) >= 0) & (best != labels) & (self_confidence < thresholds[labels])
    for index in np.flatnonzero(doubted):
        emotion, sure = EMOTIONS[best[index]].value, float(rows[index, best[index]])
        reason = f"network: {emotion} {sure:.2f}, label {self_confidence[index]:.2f}"
        yield Finding(Place(split, int(index)), emotion, reason, sure)


def _order_votes(votes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Votes for the seven in Emotion order, (n, 7)."""
    totals = votes.sum(axis=1, dtype=np.int64, keepdims=True)
    return np.asarray(np.rint(vote_shares(votes)[:, : len(EMOTIONS)] * totals), np.int64)
