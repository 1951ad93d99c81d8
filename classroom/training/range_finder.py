"""The learning rate range test (Smith 2017): a short run with a rising rate; imported only with keras."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import keras

from classroom.datasets.fer2013 import TrainingData
from classroom.training.recipes import Recipe, build_network
from classroom.training.schedules import rising_rates, smooth_losses, suggest_rate
from classroom.training.train import VariedFaces, compile_network

LOWEST, HIGHEST = 1e-6, 1.0
STEPS = 100
DIVERGED = 3.0  # times the least loss so far


@dataclass(frozen=True, slots=True)
class RateRange:
    """What the test gave."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]  # smoothed
    suggested: float  # the peak to try


def find_rate(recipe: Recipe, data: TrainingData, *, seed: int, on_progress: Callable[[str], None]) -> RateRange:
    """Trains up to 100 steps from a rate of 1e-6 to 1 and says where the loss falls fastest; keeps no model."""
    keras.utils.set_random_seed(seed)
    model = build_network(recipe)
    compile_network(model, recipe, len(data.train), 1)
    model.optimizer.learning_rate = LOWEST
    batches = VariedFaces(data.train, recipe, seed=seed, epoch=0, px=recipe.stages[0].px)
    rates, losses = [], []
    for step, rate in enumerate(rising_rates(LOWEST, HIGHEST, STEPS)):
        model.optimizer.learning_rate = rate
        model.reset_metrics()  # the loss of this batch, not the mean so far
        losses.append(float(model.train_on_batch(*batches[step % len(batches)], return_dict=True)["loss"]))
        rates.append(rate)
        if step % 10 == 0:
            on_progress(f"rate {rate:.1e}: loss {losses[-1]:.3f}")
        if not isfinite(losses[-1]) or losses[-1] > DIVERGED * min(losses):
            break
    finite = [loss for loss in losses if isfinite(loss)]
    smooth = smooth_losses(finite)
    return RateRange(tuple(rates[: len(smooth)]), tuple(smooth), suggest_rate(rates[: len(finite)], finite))
