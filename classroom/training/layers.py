"""Keras layers of our own; imported only where keras is there."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="classroom")
class ChipScaling(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Grey 0-255 -> zero mean, unit contrast per picture, so that a dark tile reads like a bright one."""

    FLOOR = 8.0  # grey levels added to the contrast: a flat picture must not become pure noise

    def call(self, chips: Any) -> Any:
        """(n, h, w, 1) grey 0-255 -> the same shape, standardised."""
        mean = keras.ops.mean(chips, axis=(1, 2, 3), keepdims=True)
        centred = chips - mean
        contrast = keras.ops.sqrt(keras.ops.mean(keras.ops.square(centred), axis=(1, 2, 3), keepdims=True))
        return centred / (contrast + self.FLOOR)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape


@keras.saving.register_keras_serializable(package="classroom")
class Temperature(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Logits -> calibrated probabilities (Guo et al. 2017): softmax after division by one number."""

    def __init__(self, temperature: float, **options: Any) -> None:
        super().__init__(**options)
        self.temperature = temperature

    def call(self, logits: Any) -> Any:
        """(n, 7) logits -> (n, 7) probabilities, rows sum to 1."""
        return keras.ops.softmax(logits / self.temperature, axis=-1)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "temperature": self.temperature}


@keras.saving.register_keras_serializable(package="classroom")
class Enlarging(keras.layers.Layer):  # type: ignore[misc]  # keras has no types
    """Pictures of another side, bilinear.

    Keras' own Resizing takes itself to be in training when nobody says otherwise, and all layers after it then
    believe so too: dropout and batch statistics would be at work in a model that is only asked.
    """

    def __init__(self, px: int, **options: Any) -> None:
        super().__init__(**options)
        self.px = px

    def call(self, pictures: Any) -> Any:
        """(n, h, w, c) -> (n, px, px, c)."""
        return keras.ops.image.resize(pictures, (self.px, self.px), interpolation="bilinear")

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape[0], self.px, self.px, input_shape[3]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "px": self.px}
