"""How good probabilities are: accuracy, F1, calibration error, and the temperature that calibrates.

Rows are (n, k) probabilities or logits, labels (n,) indices with -1 = no label: such rows count nowhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ECE_BINS = 15  # equal width
TEMPERATURES = np.exp(np.linspace(np.log(0.25), np.log(4.0), 241))

Rows = NDArray[np.float32]  # (n, 7)
Labels = NDArray[np.integer]  # (n,)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class against all others; None = nothing to divide by."""

    precision: float | None
    recall: float | None
    f1: float | None
    support: int  # pictures with that label


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Readings of about the same confidence."""

    low: float  # confidence, from here
    high: float  # to here
    count: int
    confidence: float | None  # mean; None = no reading in the bin
    accuracy: float | None


def softmax(logits: Rows) -> Rows:
    """Probabilities, (n, 7), rows sum to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def measure_accuracy(rows: Rows, labels: Labels) -> float:
    """Share of labelled rows (label >= 0) whose largest value is the label's; 0 without any."""
    return measure_top(rows, labels, 1)


def measure_top(rows: Rows, labels: Labels, count: int) -> float:
    """Share of labelled rows whose label is among the `count` largest values; 0 without any."""
    known = labels >= 0
    if not known.any():
        return 0.0
    best = np.argsort(-rows[known], axis=1, kind="stable")[:, :count]
    return float((best == labels[known, None]).any(axis=1).mean())


def measure_margin(share: float, count: int) -> float:
    """Half the width of a share's 95 % interval, normal approximation (Wald); 0 without pictures."""
    return float(1.96 * np.sqrt(share * (1 - share) / count)) if count else 0.0


def count_confusions(rows: Rows, labels: Labels) -> NDArray[np.int64]:
    """How often each label (row) was read as each class (column), (k, k)."""
    known = labels >= 0
    classes = rows.shape[1]
    pairs = labels[known].astype(np.int64) * classes + rows[known].argmax(axis=1)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def measure_classes(confusion: NDArray[np.int64]) -> tuple[ClassFigures, ...]:
    """Precision TP / (TP + FP), recall TP / (TP + FN) and F1 2 TP / (2 TP + FP + FN) of each class.

    Args:
        confusion: (k, k) counts, true class in rows.
    """
    return tuple(
        _measure_class(int(confusion[n, n]), int(confusion[n].sum()), int(confusion[:, n].sum()))
        for n in range(len(confusion))
    )


def _measure_class(right: int, support: int, read: int) -> ClassFigures:
    return ClassFigures(
        precision=right / read if read else None,
        recall=right / support if support else None,
        f1=2 * right / (support + read) if support + read else None,
        support=support,
    )


def measure_macro_f1(confusion: NDArray[np.int64]) -> float:
    """Mean F1 (van Rijsbergen 1979) of the classes that have a label or a reading; 0 without any."""
    scores = [figures.f1 for figures in measure_classes(confusion) if figures.f1 is not None]
    return float(np.mean(scores)) if scores else 0.0


def bin_reliability(probabilities: Rows, labels: Labels) -> tuple[ReliabilityBin, ...]:
    """Confidence against accuracy in 15 equal-width bins, labelled rows only."""
    known = labels >= 0
    confidence = probabilities[known].max(axis=1).astype(np.float64)
    right = probabilities[known].argmax(axis=1) == labels[known]
    places = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    return tuple(_bin(place, confidence[places == place], right[places == place]) for place in range(ECE_BINS))


def _bin(place: int, confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> ReliabilityBin:
    filled = len(confidence) > 0
    return ReliabilityBin(
        low=place / ECE_BINS,
        high=(place + 1) / ECE_BINS,
        count=len(confidence),
        confidence=float(confidence.mean()) if filled else None,
        accuracy=float(right.mean()) if filled else None,
    )


def measure_ece(probabilities: Rows, labels: Labels) -> float:
    """Expected calibration error of the labelled rows; 0 without any.

    Sum over 15 equal-width bins of (n_bin / n) |accuracy - mean confidence|: Naeini et al. 2015, Guo et al. 2017.
    """
    bins = [one for one in bin_reliability(probabilities, labels) if one.count]
    total = sum(one.count for one in bins)
    gaps = (one.count * abs((one.accuracy or 0.0) - (one.confidence or 0.0)) for one in bins)
    return sum(gaps) / total if total else 0.0


def fit_temperature(logits: Rows, labels: Labels) -> float:
    """The temperature whose softmax has the least negative log-likelihood on the labelled rows."""
    known = labels >= 0
    rows, wanted = logits[known], labels[known]
    picked = np.arange(len(rows))
    losses = [-np.log(softmax(rows / t)[picked, wanted] + 1e-9).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])
