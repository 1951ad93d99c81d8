"""How good probabilities are: accuracy, calibration error, and the temperature that calibrates."""

import numpy as np
from numpy.typing import NDArray

ECE_BINS = 15  # equal width
TEMPERATURES = np.exp(np.linspace(np.log(0.25), np.log(4.0), 241))

Rows = NDArray[np.float32]  # (n, 7)


def softmax(logits: Rows) -> Rows:
    """Probabilities, (n, 7), rows sum to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def measure_accuracy(rows: Rows, labels: NDArray[np.integer]) -> float:
    """Share of labelled rows (label >= 0) whose largest value is the label's; 0 without any."""
    known = labels >= 0
    return float((rows[known].argmax(axis=1) == labels[known]).mean()) if known.any() else 0.0


def measure_ece(probabilities: Rows, labels: NDArray[np.integer]) -> float:
    """Expected calibration error over 15 equal-width bins (Guo et al. 2017), labelled rows only."""
    known = labels >= 0
    confidence = probabilities[known].max(axis=1)
    right = probabilities[known].argmax(axis=1) == labels[known]
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(sum(gaps))


def fit_temperature(logits: Rows, labels: NDArray[np.integer]) -> float:
    """The temperature whose softmax has the least negative log-likelihood on the labelled rows."""
    known = labels >= 0
    rows, wanted = logits[known], labels[known]
    picked = np.arange(len(rows))
    losses = [-np.log(softmax(rows / t)[picked, wanted] + 1e-9).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])
