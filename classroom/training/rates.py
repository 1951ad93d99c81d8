"""Schedules as Keras learning rates; imported only where keras is installed."""

from typing import Any

import keras
import numpy as np

from classroom.training.schedules import Cosine, OneCycle, Schedule, cosine_rate, one_cycle_rate

FORMULAS = {"cosine": cosine_rate, "one-cycle": one_cycle_rate}


@keras.saving.register_keras_serializable(package="classroom")
class TabledRate(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # keras has no types
    """The rate of each step, worked out beforehand by one of the formulas in `schedules`."""

    def __init__(self, formula: str, peak: float, steps: int) -> None:
        super().__init__()
        self.formula = formula
        self.peak = peak
        self.steps = steps
        self._table = np.array([FORMULAS[formula](step / steps, peak) for step in range(steps)], np.float32)

    def __call__(self, step: Any) -> Any:
        place = keras.ops.clip(keras.ops.cast(step, "int32"), 0, self.steps - 1)
        return keras.ops.take(keras.ops.convert_to_tensor(self._table), place)

    def get_config(self) -> dict[str, Any]:
        return {"formula": self.formula, "peak": self.peak, "steps": self.steps}


def make_rate(schedule: Schedule, peak: float, steps: int) -> Any:
    """What Keras' optimisers take as learning rate; a plateau's is a number, set anew before each epoch."""
    match schedule:
        case Cosine():
            return TabledRate("cosine", peak, steps)
        case OneCycle():
            return TabledRate("one-cycle", peak, steps)
        case _:
            return peak
