"""Two readings of one line made into one: each disputed part is taken as the line network finds it likelier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classroom.vision.networks import Floats

NOWHERE = -1e9  # logarithm of no chance


@dataclass(frozen=True, slots=True)
class TextLine:
    """What a recogniser made of one line."""

    text: str
    confidence: float  # 0-1


def score_text(steps: Floats, numbers: Sequence[int]) -> float:
    """The logarithm of the chance that a line with these steps says these letters (CTC's forward pass).

    Args:
        steps: (steps, letters + 1) logarithms of probabilities, channel 0 = none.
        numbers: of the letters, 1, 2, ...
    """
    states = np.zeros(2 * len(numbers) + 1, int)
    states[1::2] = numbers
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    chances = np.full(len(states), NOWHERE)
    chances[:2] = steps[0, states[:2]]
    for row in steps[1:]:
        moved = np.logaddexp(chances, np.concatenate([[NOWHERE], chances[:-1]]))
        skipped = np.where(skips, np.concatenate([[NOWHERE, NOWHERE], chances[:-2]])[: len(states)], NOWHERE)
        chances = np.logaddexp(moved, skipped) + row[states]
    return float(np.logaddexp(chances[-1], chances[-2])) if len(states) > 1 else float(chances[-1])
