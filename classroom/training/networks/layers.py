"""Small pieces the builders share; imported only where keras is installed."""

from dataclasses import dataclass
from typing import Any

import keras


@dataclass(frozen=True, slots=True)
class Style:
    """How a recipe's layers compute."""

    policy: Any  # keras.DTypePolicy of the convolutions
    norm_memory: float  # of batch normalisation's running means, per step
    l2: float = 0.0

    @property
    def penalty(self) -> Any:
        """The weights' regulariser; None = none."""
        return keras.regularizers.L2(self.l2) if self.l2 else None


def convolve(x: Any, width: int, style: Style, *, kernel: int = 3, stride: int = 1, relu: bool = True) -> Any:
    """Convolution, batch normalisation and, if wanted, ReLU."""
    x = keras.layers.Conv2D(
        width,
        kernel,
        stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=style.penalty,
        dtype=style.policy,
    )(x)
    x = keras.layers.BatchNormalization(momentum=style.norm_memory, dtype=style.policy)(x)
    return keras.layers.Activation("relu", dtype=style.policy)(x) if relu else x


def separate(x: Any, width: int, style: Style, *, relu: bool) -> Any:
    """Depthwise separable 3x3 convolution, batch normalisation and, if wanted, ReLU."""
    x = keras.layers.SeparableConv2D(
        width,
        3,
        padding="same",
        use_bias=False,
        depthwise_regularizer=style.penalty,
        pointwise_regularizer=style.penalty,
        dtype=style.policy,
    )(x)
    x = keras.layers.BatchNormalization(momentum=style.norm_memory, dtype=style.policy)(x)
    return keras.layers.Activation("relu", dtype=style.policy)(x) if relu else x


def connect(x: Any, dense: tuple[int, ...], dropout: float, style: Style) -> Any:
    """Fully connected layers with dropout before, normalisation and ReLU after each; dropout before the heads."""
    for units in dense:
        x = keras.layers.Dropout(dropout, dtype="float32")(x)
        x = keras.layers.Dense(
            units, use_bias=False, kernel_initializer="he_normal", kernel_regularizer=style.penalty, dtype="float32"
        )(x)
        x = keras.layers.BatchNormalization(momentum=style.norm_memory, dtype="float32")(x)
        x = keras.layers.Activation("relu", dtype="float32")(x)
    return keras.layers.Dropout(dropout, dtype="float32")(x)
