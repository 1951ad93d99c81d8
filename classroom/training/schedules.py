"""Learning rates over a run, as data and as pure functions of how far it came; Keras classes in `rates`."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi

WARM_UP = 0.05  # of all steps, before a cosine
LEAST = 1e-3  # of the peak, at a cosine's end
ONE_CYCLE_RISE = 0.3  # of all steps (Smith and Topin 2018)
ONE_CYCLE_START, ONE_CYCLE_END = 1 / 25, 1e-4  # of the peak
SPAN = 10  # steps of a range test over which a fall of the loss is measured


@dataclass(frozen=True, slots=True)
class Cosine:
    """Rises during the first steps, then falls to nothing as a cosine."""


@dataclass(frozen=True, slots=True)
class OneCycle:
    """Rises for 30 % of the steps and falls for the rest, both as cosines (Smith and Topin 2018)."""


@dataclass(frozen=True, slots=True)
class Plateau:
    """Constant, until validation has not improved for some epochs: then a part of it."""

    factor: float = 0.5
    patience: int = 3  # epochs
    least: float = 1e-5  # learning rate


Schedule = Cosine | OneCycle | Plateau


def cosine_rate(share: float, peak: float) -> float:
    """The rate after this share (0-1) of the steps."""
    if share < WARM_UP:
        return peak / 20 + (peak - peak / 20) * share / WARM_UP
    done = (share - WARM_UP) / (1 - WARM_UP)
    return peak * (LEAST + (1 - LEAST) * (1 + cos(pi * min(done, 1.0))) / 2)


def one_cycle_rate(share: float, peak: float) -> float:
    """The rate after this share (0-1) of the steps."""
    if share < ONE_CYCLE_RISE:
        low, high, done = peak * ONE_CYCLE_START, peak, share / ONE_CYCLE_RISE
    else:
        low, high, done = peak * ONE_CYCLE_END, peak, 1 - (share - ONE_CYCLE_RISE) / (1 - ONE_CYCLE_RISE)
    return low + (high - low) * (1 - cos(pi * max(0.0, min(done, 1.0)))) / 2


def plateau_rate(merits: Sequence[float], peak: float, plateau: Plateau) -> float:
    """The rate of the next epoch after epochs of these merits."""
    rate, best, waited = peak, float("-inf"), 0
    for merit in merits:
        if merit > best:
            best, waited = merit, 0
            continue
        waited += 1
        if waited >= plateau.patience:
            rate, waited = max(rate * plateau.factor, plateau.least), 0
    return rate


def is_exhausted(merits: Sequence[float], patience: int | None) -> bool:
    """Whether a run should stop early: no epoch of the last `patience` was better than all before; None = never."""
    if patience is None or len(merits) <= patience:
        return False
    return max(merits[-patience:]) <= max(merits[:-patience])


def rising_rates(low: float, high: float, steps: int) -> list[float]:
    """Rates from low to high, each the same multiple of the one before (Smith 2017)."""
    return [low * (high / low) ** (step / max(1, steps - 1)) for step in range(steps)]


def suggest_rate(rates: Sequence[float], losses: Sequence[float]) -> float:
    """The rate at which the smoothed loss falls fastest before its lowest point: a good peak.

    The fall is measured over ten steps, so that one lucky batch suggests nothing; where the loss is lowest
    before that, its rate is returned.
    """
    lowest = losses.index(min(losses))
    falls = [(losses[step + SPAN] - losses[step], rates[step + SPAN // 2]) for step in range(lowest - SPAN + 1)]
    return min(falls)[1] if falls else rates[lowest]


def smooth_losses(losses: Sequence[float], keep: float = 0.8) -> list[float]:
    """Exponential moving average, corrected for its start."""
    smooth, mean = [], 0.0
    for step, loss in enumerate(losses, start=1):
        mean = keep * mean + (1 - keep) * loss
        smooth.append(mean / (1 - keep**step))
    return smooth
