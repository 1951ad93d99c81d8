"""Schedules as Keras learning rates; imported only where keras is installed."""

from math import pi
from typing import Any

import keras

from classroom.training import schedules


@keras.saving.register_keras_serializable(package="classroom")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # keras has no types
    """`schedules.one_cycle_rate` of the step."""

    def __init__(self, peak: float, steps: int) -> None:
        super().__init__()
        self.peak = peak
        self.steps = steps

    def __call__(self, step: Any) -> Any:
        ops, rise = keras.ops, schedules.ONE_CYCLE_RISE
        share = ops.cast(step, "float32") / self.steps
        rising = share < rise
        low = ops.where(rising, self.peak * schedules.ONE_CYCLE_START, self.peak * schedules.ONE_CYCLE_END)
        done = ops.clip(ops.where(rising, share / rise, 1 - (share - rise) / (1 - rise)), 0.0, 1.0)
        return low + (self.peak - low) * (1 - ops.cos(pi * done)) / 2

    def get_config(self) -> dict[str, Any]:
        return {"peak": self.peak, "steps": self.steps}


def make_rate(schedule: schedules.Schedule, peak: float, steps: int) -> Any:
    """What Keras' optimisers take as learning rate; a plateau's is a number, set anew before each epoch."""
    if isinstance(schedule, schedules.Cosine):
        warm = max(1, round(steps * schedules.WARM_UP))
        return keras.optimizers.schedules.CosineDecay(
            peak / 20, decay_steps=max(1, steps - warm), warmup_target=peak, warmup_steps=warm, alpha=schedules.LEAST
        )
    return OneCycle(peak, steps) if isinstance(schedule, schedules.OneCycle) else peak
