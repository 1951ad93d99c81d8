"""The learning rate range test (Smith 2017): a short run with a rising rate; imported only with keras."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import keras

from classroom.datasets.fer2013 import TrainingData
from classroom.errors import ModelError
from classroom.training.batches import VariedFaces
from classroom.training.schedules import rising_rates, smooth_losses, suggest_rate
from classroom.training.train import Plan, begin_network, compile_network

LOWEST, HIGHEST = 1e-6, 1.0
STEPS = 120
DIVERGED = 3.0  # times the least loss so far
TOLD_EVERY = 10  # steps


@dataclass(frozen=True, slots=True)
class RateRange:
    """What the test gave."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]  # smoothed
    suggested: float  # the peak to try


def find_rate(plan: Plan, data: TrainingData, on_progress: Callable[[str], None]) -> RateRange:
    """Trains up to 120 steps from a rate of 1e-6 to 1 and says where the loss falls fastest; keeps no model.

    Raises:
        ModelError: weights for a borrowed trunk are not to be had, or not even the lowest rate gives a loss.
    """
    keras.utils.set_random_seed(plan.seed)
    model = begin_network(plan)
    compile_network(model, plan.recipe, LOWEST)
    px = plan.recipe.stages[0].px
    losses = run_test(model, VariedFaces(data.train, plan.recipe, seed=plan.seed, epoch=0, px=px))
    if not losses:
        raise ModelError(f"{plan.recipe.name} gives no loss at a rate of {LOWEST:g}: check the data and weights")
    rates = rising_rates(LOWEST, HIGHEST, STEPS)[: len(losses)]
    smooth = smooth_losses(losses)
    on_progress(describe_range(rates, smooth))
    return RateRange(tuple(rates), tuple(smooth), suggest_rate(rates, smooth))


def run_test(model: Any, batches: VariedFaces) -> list[float]:
    """The loss of each step at a rising rate, up to the step before it was no number, or that in which it diverged."""
    losses: list[float] = []
    for step, rate in enumerate(rising_rates(LOWEST, HIGHEST, STEPS)):
        model.optimizer.learning_rate = rate
        model.reset_metrics()  # the loss of this batch, not the mean so far
        loss = float(model.train_on_batch(*batches[step % len(batches)], return_dict=True)["loss"])
        if not isfinite(loss):
            break
        losses.append(loss)
        if loss > DIVERGED * min(losses):
            break
    return losses


def describe_range(rates: list[float], losses: list[float]) -> str:
    """A table for people: every tenth step's rate and smoothed loss."""
    rows = [f"{rate:>9.1e}  {loss:.3f}" for rate, loss in zip(rates, losses, strict=True)]
    return "\n".join(["     rate  smoothed loss", *rows[::TOLD_EVERY]])
