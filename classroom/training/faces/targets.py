"""Faces of a picture -> what each cell of the detector's maps should say.

The penalty of a centre's neighbours is reduced by a Gaussian (CenterNet, Zhou et al. 2019); cells near the centre
learn box, landmarks and angles too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classroom.vision.face_maps import ANGLE_UNIT, ANGLES, CHANNELS, EYES, LANDMARKS, LEVELS, SCORE, Floats, Level

# Channels of a target: the 19, with heat for the score, then four weights.
HEAT_WEIGHT, BOX_WEIGHT, ANGLE_WEIGHT, EYES_WEIGHT = 19, 20, 21, 22
TARGET_CHANNELS = 23

NEAR = 0.14  # of the face's size: cells so near to its centre learn its box
SPREAD = 0.09  # of the face's size: sigma of the Gaussian
MARGIN = 1.35  # a face so far outside a level's sizes is neither wanted nor punished there
EYES_FROM = 24.0  # px of face height: below, eyes cannot be seen


@dataclass(frozen=True, slots=True, eq=False)
class FaceLabels:
    """The faces of one picture as arrays; NaN = unknown."""

    boxes: Floats  # (n, 4) left, top, width, height, px
    landmarks: Floats  # (n, 5, 2) px
    angles: Floats  # (n, 3) degrees
    eyes_closed: Floats  # (n,) 0-1
    wanted: NDArray[np.bool_]  # (n,) False: neither a face nor none

    def __len__(self) -> int:
        return len(self.boxes)


def encode_faces(labels: FaceLabels, side: int) -> tuple[Floats, ...]:
    """The targets of a square picture of `side` px, one (cells, cells, 23) float32 for each level."""
    return tuple(_encode(labels, level, side // level.stride) for level in LEVELS)


def _encode(labels: FaceLabels, level: Level, cells: int) -> Floats:
    target = np.zeros((cells, cells, TARGET_CHANNELS), np.float32)
    target[..., HEAT_WEIGHT] = 1.0
    middles = (np.arange(cells, dtype=np.float32) + 0.5) * level.stride
    sizes = np.sqrt(labels.boxes[:, 2] * labels.boxes[:, 3])
    low, high = level.sizes
    for index in np.argsort(-sizes):  # the smaller face, in front, wins a cell
        size = float(sizes[index])
        left, top, width, height = labels.boxes[index]
        across, down = middles - (left + width / 2), middles - (top + height / 2)
        if not labels.wanted[index] or not low <= size <= high:
            if low / MARGIN <= size <= high * MARGIN or not labels.wanted[index]:
                inside = (np.abs(down) < height / 2)[:, None] & (np.abs(across) < width / 2)[None, :]
                target[inside, HEAT_WEIGHT] = 0.0
            continue
        sigma = max(SPREAD * size, 0.45 * level.stride)
        heat = np.exp(-(down[:, None] ** 2 + across[None, :] ** 2) / (2 * sigma**2))
        row, column = int(np.abs(down).argmin()), int(np.abs(across).argmin())
        target[..., SCORE] = np.maximum(target[..., SCORE], heat * 0.999)
        near = np.hypot(down[:, None], across[None, :]) < NEAR * size
        near[row, column] = True
        if max(abs(float(down[row])), abs(float(across[column]))) <= level.stride:
            target[row, column, SCORE] = 1.0
            target[row, column, HEAT_WEIGHT] = 1.0
            _write(target, near, middles, labels, int(index), level)
    return target


def _write(
    target: Floats, near: NDArray[np.bool_], middles: Floats, labels: FaceLabels, index: int, level: Level
) -> None:
    rows, columns = np.nonzero(near)
    x, y = middles[columns], middles[rows]
    left, top, width, height = labels.boxes[index]
    values = np.empty((len(rows), CHANNELS), np.float32)
    values[:, 1], values[:, 2] = (left + width / 2 - x) / level.stride, (top + height / 2 - y) / level.stride
    values[:, 3], values[:, 4] = np.log(width / level.base), np.log(height / level.base)
    offsets = labels.landmarks[index][None] - np.stack([x, y], axis=1)[:, None]
    values[:, LANDMARKS] = offsets.reshape(-1, 10) / level.base
    values[:, ANGLES] = np.nan_to_num(labels.angles[index] / ANGLE_UNIT)
    values[:, EYES] = np.nan_to_num(labels.eyes_closed[index])
    target[rows, columns, 1:CHANNELS] = values[:, 1:]
    target[rows, columns, BOX_WEIGHT] = 1.0
    target[rows, columns, ANGLE_WEIGHT] = float(not np.isnan(labels.angles[index]).any())
    known = height >= EYES_FROM and not np.isnan(labels.eyes_closed[index])
    target[rows, columns, EYES_WEIGHT] = float(known)
