"""The detector's network in Keras 3: a small residual trunk, a feature pyramid, one head for all levels.

Only layers and `keras.ops`: nothing belongs to one backend.
"""

from typing import Any

import keras
import numpy as np

from classroom.training.faces.recipes import FaceRecipe
from classroom.training.faces.targets import ANGLE_WEIGHT, BOX_WEIGHT, EYES_WEIGHT, HEAT_WEIGHT
from classroom.vision.face_maps import ANGLES, BOX, CHANNELS, EYES, LANDMARKS, LEVELS, SCORE

PRIOR = 0.01  # probability of a face that an untrained cell gives (Lin et al. 2017)
NORM_MEMORY = 0.98


def build_detector(recipe: FaceRecipe, *, precision: str | None = None) -> Any:  # keras has no types
    """An untrained Keras model: BGR 0-255 (n, h, w, 3), sides multiples of 32 -> maps s8, s16, s32 (n, ., ., 19)."""
    policy = keras.DTypePolicy(precision or recipe.precision)
    inputs = keras.Input((None, None, 3), dtype="float32", name="image")
    x = keras.layers.Rescaling(1 / 64, offset=-2, dtype="float32", name="scaling")(inputs)
    x = _convolve(x, recipe.stem[0], policy, stride=2)
    x = _convolve(x, recipe.stem[1], policy, stride=2)
    x = _block(x, recipe.stem[1], policy)
    features = []
    for width, depth in zip(recipe.widths, recipe.depths, strict=True):
        x = _convolve(x, width, policy, stride=2)
        for _ in range(depth):
            x = _block(x, width, policy)
        features.append(x)
    merged: list[Any] = []
    for feature in reversed(features):
        lateral = _convolve(feature, recipe.neck, policy, kernel=1)
        if merged:
            above = keras.layers.UpSampling2D(2, interpolation="nearest", dtype=policy)(merged[-1])
            lateral = keras.layers.Add(dtype=policy)([lateral, above])
        merged.append(lateral)
    outputs = {
        f"s{level.stride}": _head(map_, recipe.neck, policy, f"s{level.stride}")
        for level, map_ in zip(LEVELS, reversed(merged), strict=True)
    }
    model = keras.Model(inputs, outputs, name=recipe.name.replace("-", "_"))
    bias = np.zeros(CHANNELS, np.float32)
    bias[SCORE] = -np.log((1 - PRIOR) / PRIOR)
    for level in LEVELS:
        model.get_layer(f"s{level.stride}").bias.assign(bias)
    return model


def _convolve(x: Any, width: int, policy: Any, *, stride: int = 1, kernel: int = 3, relu: bool = True) -> Any:
    x = keras.layers.Conv2D(
        width, kernel, stride, padding="same", use_bias=False, kernel_initializer="he_normal", dtype=policy
    )(x)
    x = keras.layers.BatchNormalization(momentum=NORM_MEMORY, dtype=policy)(x)
    return keras.layers.Activation("relu", dtype=policy)(x) if relu else x


def _block(x: Any, width: int, policy: Any) -> Any:
    """Two convolutions beside a short cut (He et al. 2016)."""
    inside = _convolve(_convolve(x, width, policy), width, policy, relu=False)
    return keras.layers.Activation("relu", dtype=policy)(keras.layers.Add(dtype=policy)([x, inside]))


def _head(x: Any, width: int, policy: Any, name: str) -> Any:
    x = _convolve(_convolve(x, width, policy), width, policy)
    return keras.layers.Conv2D(
        CHANNELS,
        1,
        dtype="float32",
        name=name,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
    )(x)


@keras.saving.register_keras_serializable(package="classroom")  # type: ignore[untyped-decorator]  # keras has no types
def detection_loss(target: Any, output: Any) -> Any:
    """Focal loss of the scores (CenterNet's), smooth L1 of boxes, landmarks and angles, cross-entropy of the eyes.

    Each is a mean over the batch's faces, so that one number is given for the batch.
    """
    ops = keras.ops
    output = ops.cast(output, "float32")
    faces = ops.sum(ops.cast(target[..., SCORE] >= 1.0, "float32")) + 1.0
    box_cells = ops.sum(target[..., BOX_WEIGHT]) + 1.0
    parts = [
        ops.sum(_focal(target[..., SCORE], output[..., SCORE]) * target[..., HEAT_WEIGHT]) / faces,
        1.5 * _smooth(target, output, BOX, target[..., BOX_WEIGHT]) / box_cells,
        1.0 * _smooth(target, output, LANDMARKS, target[..., BOX_WEIGHT]) / box_cells,
        1.5 * _smooth(target, output, ANGLES, target[..., ANGLE_WEIGHT]) / box_cells,
    ]
    logits, closed = output[..., EYES], target[..., EYES]
    entropy = ops.softplus(logits) - closed * logits
    parts.append(1.5 * ops.sum(entropy * target[..., EYES_WEIGHT]) / box_cells)
    return sum(parts)


def _focal(heat: Any, logit: Any) -> Any:
    """Penalty-reduced focal loss with exponents 2 and 4 (Zhou et al. 2019, equation 1)."""
    ops = keras.ops
    probability = ops.sigmoid(logit)
    here = ops.cast(heat >= 1.0, "float32")
    found = ops.square(1 - probability) * ops.softplus(-logit) * here
    absent = ops.power(1 - heat, 4) * ops.square(probability) * ops.softplus(logit) * (1 - here)
    return found + absent


def _smooth(target: Any, output: Any, channels: slice, weight: Any) -> Any:
    """Sum of the smooth L1 distances (knee 0.1) of these channels at weighted cells."""
    ops = keras.ops
    gap = ops.abs(target[..., channels] - output[..., channels])
    knee = 0.1
    rows = ops.where(gap < knee, ops.square(gap) / (2 * knee), gap - knee / 2)
    return ops.sum(ops.sum(rows, axis=-1) * weight)
