"""How well found faces match labelled ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.training.faces.targets import EYES_FROM, FaceLabels
from classroom.vision.face_maps import Floats, FoundFaces

MATCH = 0.5  # IoU
SMALL_PX = 24.0  # height at the network's scale
CLOSED = 0.5  # blink from which on eyes are closed
FEW = 8  # faces under which nothing is said of angles or eyes


@dataclass(frozen=True, slots=True)
class DetectorFigures:
    """What one epoch gave, on validation crops."""

    faces: int
    recall: float
    precision: float
    small_recall: float  # of faces lower than 24 px in the network's picture
    overlap: float  # mean IoU of matches
    landmark_error: float  # mean distance, share of the face's height
    yaw_error: float  # mean, degrees
    pitch_error: float
    roll_error: float
    yaw_correlation: float  # of found with labelled angles; NaN = too few
    pitch_correlation: float
    roll_correlation: float
    eyes_auc: float  # how often closed eyes are rated above open ones, 0.5 = by chance; NaN = too few
    loss: float = 0.0
    seconds: float = 0.0

    def describe(self) -> str:
        """One line for people."""
        return (
            f"loss {self.loss:.3f}, recall {self.recall:.3f} (small {self.small_recall:.3f}), precision "
            f"{self.precision:.3f}, IoU {self.overlap:.3f}, landmarks {self.landmark_error:.3f}, yaw "
            f"{self.yaw_error:.1f}, pitch {self.pitch_error:.1f}, roll {self.roll_error:.1f}, eyes {self.eyes_auc:.2f} "
            f"({self.seconds:.0f} s)"
        )


def measure_finds(found: Sequence[FoundFaces], wanted: Sequence[FaceLabels]) -> DetectorFigures:
    """Recall and precision at IoU 0.5, each labelled face matched once; uncertain ones count for neither."""
    heights, hits, right, wrong = [], [], 0, 0
    overlaps, landmarks, angles, eyes = [], [], [], []
    for finds, labels in zip(found, wanted, strict=True):
        overlap = box_overlaps(finds.boxes, labels.boxes)
        taken = np.zeros(len(labels), bool)
        for row in range(len(finds)):
            free = np.where(taken, 0.0, overlap[row]) if len(labels) else np.zeros(0)
            best = int(free.argmax()) if free.size else -1
            if best < 0 or free[best] < MATCH:
                wrong += 1 - int(overlap[row][~labels.wanted].max(initial=0) > 0.2)
                continue
            taken[best] = True
            if not labels.wanted[best]:
                continue
            right += 1
            overlaps.append(float(free[best]))
            away = np.linalg.norm(finds.landmarks[row] - labels.landmarks[best], axis=1).mean()
            landmarks.append(float(away / labels.boxes[best, 3]))
            angles.append((finds.angles[row], labels.angles[best]))
            if labels.boxes[best, 3] >= EYES_FROM:
                eyes.append((finds.eyes_closed[row], labels.eyes_closed[best]))
        heights += list(labels.boxes[labels.wanted, 3])
        hits += list(taken[labels.wanted])
    small = np.array(heights) < SMALL_PX
    hit = np.array(hits, float)
    errors, correlations = _compare_angles(np.array(angles, np.float64).reshape(-1, 2, 3))
    return DetectorFigures(
        faces=len(hit),
        recall=_mean(hit),
        precision=right / max(1, right + wrong),
        small_recall=_mean(hit[small]),
        overlap=_mean(np.array(overlaps)),
        landmark_error=_mean(np.array(landmarks)),
        yaw_error=float(errors[0]),
        pitch_error=float(errors[1]),
        roll_error=float(errors[2]),
        yaw_correlation=float(correlations[0]),
        pitch_correlation=float(correlations[1]),
        roll_correlation=float(correlations[2]),
        eyes_auc=_rank_eyes(np.array(eyes, np.float64).reshape(-1, 2)),
    )


def _compare_angles(pairs: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean error and correlation of each angle, (3,) each, from (n, found and labelled, 3); NaN = too few."""
    known = pairs[~np.isnan(pairs).any(axis=(1, 2))]
    if len(known) < FEW:
        return np.full(3, np.nan), np.full(3, np.nan)
    errors = np.abs(known[:, 0] - known[:, 1]).mean(axis=0)
    centred = known - known.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0)).prod(axis=0)
    return errors, (centred[:, 0] * centred[:, 1]).sum(axis=0) / np.where(spread > 0, spread, np.nan)


def _rank_eyes(pairs: NDArray[np.float64]) -> float:
    """Share of (closed, open) pairs of faces in which the closed eyes are rated higher (area under the ROC curve)."""
    closed, opened = pairs[pairs[:, 1] > CLOSED, 0], pairs[pairs[:, 1] <= CLOSED, 0]
    if min(len(closed), len(opened)) < FEW:
        return float("nan")
    above = (closed[:, None] > opened[None]).mean() + (closed[:, None] == opened[None]).mean() / 2
    return float(above)


def box_overlaps(first: Floats, second: Floats) -> Floats:
    """IoU of each of (n, 4) boxes with each of (m, 4), left, top, width, height: (n, m)."""
    ends_a, ends_b = first[:, :2] + first[:, 2:], second[:, :2] + second[:, 2:]
    shared = np.minimum(ends_a[:, None], ends_b[None]) - np.maximum(first[:, None, :2], second[None, :, :2])
    common = np.prod(np.maximum(shared, 0), axis=2)
    areas = np.prod(first[:, 2:], axis=1)[:, None] + np.prod(second[:, 2:], axis=1)[None]
    return np.asarray(common / np.maximum(areas - common, 1e-6), np.float32)


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else 0.0
