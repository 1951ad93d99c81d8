"""The recogniser's network in Keras 3: a convolutional trunk over the line, convolutions along it, letters every 2 px.

The trunk works on cells of 4 px; its last layer gives each cell two steps, so that narrow letters keep apart.
"""

from typing import Any

import keras
import numpy as np

from classroom.training.names.alphabet import LETTERS
from classroom.training.names.recipes import NameRecipe
from classroom.vision.line_network import CELL_PX, LINE_PX, STEP_PX

CHANNELS = len(LETTERS) + 1  # 0 = no letter
NORM_MEMORY = 0.98
KERNEL = 5  # cells along the line
NOTHING_BIAS = 3.0  # an untrained step says nothing
MOST_LETTERS = 56
HEAD = 2  # a target row's first numbers: how many letters, how many steps
ANYTHING = -1  # what a step behind the line's end may say
NOTHING_WEIGHT = 0.4  # of steps between letters: most are


def build_reader(recipe: NameRecipe, *, precision: str | None = None) -> Any:  # keras has no types
    """An untrained Keras model: lines (n, 32, w, 1), w a multiple of 4 -> logits (n, w / 2, letters + 1)."""
    policy = keras.DTypePolicy(precision or recipe.precision)
    layers = keras.layers
    first, second, third, fourth = recipe.widths
    inputs = keras.Input((LINE_PX, None, 1), dtype="float32", name="line")
    x = _convolve(inputs, first, policy, stride=(2, 2))
    x = _convolve(x, second, policy, stride=(2, 2))
    x = _convolve(x, third, policy)
    x = _convolve(x, fourth, policy, stride=(2, 1))
    x = _convolve(x, fourth, policy)
    x = _convolve(x, recipe.channels, policy, kernel=(LINE_PX // 8, 1), padding="valid")
    for dilation in recipe.dilations:
        beside = _convolve(x, recipe.channels, policy, kernel=(1, KERNEL), dilation=(1, dilation))
        x = layers.Add(dtype=policy)([x, beside])
    steps = CELL_PX // STEP_PX
    x = _convolve(x, steps * 128, policy, kernel=(1, 1))
    x = layers.Reshape((-1, 128), dtype=policy)(x)
    logits = layers.Dense(CHANNELS, dtype="float32", name="letters")(x)
    model = keras.Model(inputs, logits, name=recipe.name.replace("-", "_"))
    bias = np.zeros(CHANNELS, np.float32)
    bias[0] = NOTHING_BIAS
    model.get_layer("letters").bias.assign(bias)
    return model


def _convolve(
    x: Any,
    width: int,
    policy: Any,
    *,
    kernel: tuple[int, int] = (3, 3),
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    padding: str = "same",
) -> Any:
    layers = keras.layers
    x = layers.Conv2D(
        width,
        kernel,
        stride,
        padding=padding,
        dilation_rate=dilation,
        use_bias=False,
        kernel_initializer="he_normal",
        dtype=policy,
    )(x)
    x = layers.BatchNormalization(momentum=NORM_MEMORY, dtype=policy)(x)
    return layers.Activation("relu", dtype=policy)(x)


@keras.saving.register_keras_serializable(package="classroom")  # type: ignore[untyped-decorator]  # keras has no types
def placing_loss(target: Any, logits: Any) -> Any:
    """Cross-entropy a letter at the steps where letters, or none, are known to be.

    Args:
        target: (n, 2 + 56 + steps) int32: how many letters and steps, the letters, what each step is to say,
            as `mark_steps` writes it; -1 = anything.
        logits: (n, steps, letters + 1) float32.
    """
    ops = keras.ops
    target = ops.cast(target, "int32")
    counts, steps = target[:, 0], target[:, HEAD + MOST_LETTERS :]
    chances = ops.log_softmax(logits)
    nothing = chances[..., 0]
    number = ops.maximum(ops.where(steps < 0, -1 - steps, steps), 0)
    letter = ops.squeeze(ops.take_along_axis(chances, number[..., None], axis=-1), -1)
    wanted = ops.where(
        steps > 0, letter, ops.where(steps == 0, NOTHING_WEIGHT * nothing, ops.logaddexp(letter, nothing))
    )
    return -ops.mean(ops.sum(ops.where(steps == ANYTHING, 0.0, wanted), axis=1) / _at_least_one(counts))


@keras.saving.register_keras_serializable(package="classroom")  # type: ignore[untyped-decorator]  # keras has no types
def reading_loss(target: Any, logits: Any) -> Any:
    """`placing_loss` and CTC a letter (Graves et al. 2006), which costs as much as a quarter of the network."""
    ops = keras.ops
    numbers = ops.cast(target, "int32")
    counts, lengths, letters = numbers[:, 0], numbers[:, 1], numbers[:, HEAD : HEAD + MOST_LETTERS]
    sequence = ops.mean(_ctc(letters, logits, counts, lengths) / _at_least_one(counts))
    return placing_loss(target, logits) + sequence


def _at_least_one(counts: Any) -> Any:
    return keras.ops.cast(keras.ops.maximum(counts, 1), "float32")


def _ctc(letters: Any, logits: Any, counts: Any, lengths: Any) -> Any:
    if keras.backend.backend() != "tensorflow":
        return keras.ops.ctc_loss(letters, logits, counts, lengths, mask_index=0)
    import tensorflow as tf

    # The kernel for sparse labels: on a CPU the dense one, that keras.ops takes, costs twice the whole network.
    mask = tf.sequence_mask(counts, tf.shape(letters)[1])
    places = tf.where(mask)
    sparse = tf.SparseTensor(places, tf.boolean_mask(letters, mask), tf.shape(letters, tf.int64))
    return tf.nn.ctc_loss(sparse, logits, None, lengths, logits_time_major=False, blank_index=0)
