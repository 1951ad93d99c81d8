"""What the face network's maps mean, and the faces in them; training writes the same maps as its targets.

One map for each stride; a cell speaks for a face whose centre lies in or near it (CenterNet, Zhou et al. 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Level:
    """One of the network's maps."""

    stride: int  # px of the picture per cell
    base: float  # px, the size that boxes and landmarks are measured by
    sizes: tuple[float, float]  # px, root of the area of the faces it learns


LEVELS = (
    Level(8, 20.0, (7.0, 46.0)),
    Level(16, 56.0, (32.0, 112.0)),
    Level(32, 150.0, (78.0, 420.0)),
)
ANGLE_UNIT = 30.0  # degrees
# Channels of a map: score logit, centre (2), log size (2), landmarks (10), angles (3), eyes-closed logit.
SCORE, BOX, LANDMARKS, ANGLES, EYES = 0, slice(1, 5), slice(5, 15), slice(15, 18), 18
CHANNELS = 19
SAME_FACE = 0.4  # overlap (IoU) of two finds of one face
PART_OF_FACE = 0.55  # share of the smaller box that lies in a surer one's: part of a face is no second one
MAX_LOG_SIZE = 3.0  # a box larger than 20 times the level's base is no box


@dataclass(frozen=True, slots=True, eq=False)
class FoundFaces:
    """Faces in the network's picture, best first."""

    boxes: Floats  # (n, 4) left, top, width, height, px
    scores: Floats  # (n,) 0-1
    landmarks: Floats  # (n, 5, 2) px
    angles: Floats  # (n, 3) yaw, pitch, roll, degrees
    eyes_closed: Floats  # (n,) probability that both eyes are closed

    def __len__(self) -> int:
        return len(self.boxes)


def decode_maps(maps: Sequence[Floats], min_score: float) -> FoundFaces:
    """The faces in one picture's maps, (h, w, 19) for each of LEVELS, each face once."""
    found = [_decode(map_, level, min_score) for map_, level in zip(maps, LEVELS, strict=True)]
    rows = np.concatenate(found)
    rows = rows[np.argsort(-rows[:, 0], kind="stable")]
    rows = rows[_keep_best(rows[:, 1:5])]
    return FoundFaces(rows[:, 1:5], rows[:, 0], rows[:, LANDMARKS].reshape(-1, 5, 2), rows[:, ANGLES], rows[:, EYES])


def _decode(map_: Floats, level: Level, min_score: float) -> Floats:
    """Cells at least so sure, as rows (n, 19) of score, box, landmarks, angles and eyes in picture units."""
    logit = float(np.log(min_score / (1 - min_score)))
    rows, columns = np.nonzero(map_[..., SCORE] >= logit)
    cells = map_[rows, columns].astype(np.float32)
    middle = np.stack([columns + 0.5, rows + 0.5], axis=1).astype(np.float32) * level.stride
    center = middle + cells[:, 1:3] * level.stride
    size = np.exp(np.minimum(cells[:, 3:5], MAX_LOG_SIZE)) * level.base
    out = cells.copy()
    out[:, SCORE] = _sigmoid(cells[:, SCORE])
    out[:, BOX] = np.concatenate([center - size / 2, size], axis=1)
    out[:, LANDMARKS] = cells[:, LANDMARKS] * level.base + np.tile(middle, 5)
    out[:, ANGLES] = cells[:, ANGLES] * ANGLE_UNIT
    out[:, EYES] = _sigmoid(cells[:, EYES])
    return out


def _keep_best(boxes: Floats) -> list[int]:
    """Rows that no better row covers; the boxes are sorted, best first."""
    kept: list[int] = []
    ends = boxes[:, :2] + boxes[:, 2:]
    areas = boxes[:, 2] * boxes[:, 3]
    for row in range(len(boxes)):
        best = np.array(kept, int)
        overlap = np.minimum(ends[row], ends[best]) - np.maximum(boxes[row, :2], boxes[best, :2])
        shared = np.prod(np.maximum(overlap, 0), axis=1)
        iou = shared / (areas[row] + areas[best] - shared)
        inside = shared / np.minimum(areas[row], areas[best])
        if not ((iou > SAME_FACE) | (inside > PART_OF_FACE)).any():
            kept.append(row)
    return kept


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)
