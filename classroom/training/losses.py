"""Losses of our own; imported only where keras is there."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="classroom")  # type: ignore[untyped-decorator]  # keras has no types
def soft_cross_entropy(targets: Any, logits: Any) -> Any:
    """Cross-entropy (n,) of soft targets (n, k); a row of zeros teaches nothing.

    Keras' own with `from_logits` takes each row to sum to 1: TensorFlow's gradient of a row of zeros
    then drives all logits down without end, although the loss shown is 0.
    """
    return -keras.ops.sum(targets * keras.ops.log_softmax(logits, axis=-1), axis=-1)
