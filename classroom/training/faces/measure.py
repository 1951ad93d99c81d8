"""How well found faces match labelled ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classroom.training.faces.targets import FaceLabels
from classroom.vision.face_maps import Floats, FoundFaces

MATCH = 0.5  # IoU
SMALL_PX = 24.0  # height at the network's scale


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
    loss: float = 0.0
    seconds: float = 0.0

    def describe(self) -> str:
        """One line for people."""
        return (
            f"loss {self.loss:.3f}, recall {self.recall:.3f} (small {self.small_recall:.3f}), precision "
            f"{self.precision:.3f}, IoU {self.overlap:.3f}, landmarks {self.landmark_error:.3f}, yaw "
            f"{self.yaw_error:.1f}, pitch {self.pitch_error:.1f}, roll {self.roll_error:.1f} ({self.seconds:.0f} s)"
        )


def measure_finds(found: Sequence[FoundFaces], wanted: Sequence[FaceLabels]) -> DetectorFigures:
    """Recall and precision at IoU 0.5, each labelled face matched once; uncertain ones count for neither."""
    heights, hits, right, wrong = [], [], 0, 0
    overlaps, landmarks, angles = [], [], []
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
            angles.append(np.abs(finds.angles[row] - labels.angles[best]))
        heights += list(labels.boxes[labels.wanted, 3])
        hits += list(taken[labels.wanted])
    small = np.array(heights) < SMALL_PX
    hit = np.array(hits, float)
    errors = np.nanmean(np.array(angles).reshape(-1, 3), axis=0) if angles else np.full(3, np.nan)
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
    )


def box_overlaps(first: Floats, second: Floats) -> Floats:
    """IoU of each of (n, 4) boxes with each of (m, 4), left, top, width, height: (n, m)."""
    ends_a, ends_b = first[:, :2] + first[:, 2:], second[:, :2] + second[:, 2:]
    shared = np.minimum(ends_a[:, None], ends_b[None]) - np.maximum(first[:, None, :2], second[None, :, :2])
    common = np.prod(np.maximum(shared, 0), axis=2)
    areas = np.prod(first[:, 2:], axis=1)[:, None] + np.prod(second[:, 2:], axis=1)[None]
    return np.asarray(common / np.maximum(areas - common, 1e-6), np.float32)


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else 0.0
