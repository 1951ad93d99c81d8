"""The optimiser of our runs; imported only where keras is installed."""

from typing import Any

import keras

CLIP_NORM = 2.0  # of all gradients together
UNDECAYED = ("bias", "gamma", "beta")  # they scale and shift: pulling them to zero helps nobody


@keras.saving.register_keras_serializable(package="classroom")
class SparingAdamW(keras.optimizers.AdamW):  # type: ignore[misc]  # keras has no types
    """AdamW that decays kernels alone, after loading too: Keras saves no exclusions and takes none later."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.exclude_from_weight_decay(var_names=list(UNDECAYED))
