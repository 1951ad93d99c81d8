from itertools import permutations

import numpy as np
import pytest

from classroom.vision.assignment import assign


def cheapest(costs: np.ndarray) -> float:
    """The least sum, by trying all pairings."""
    small = costs if costs.shape[0] <= costs.shape[1] else costs.T
    rows = range(small.shape[0])
    return min(
        float(sum(small[r, c] for r, c in zip(rows, way, strict=False)))
        for way in permutations(range(small.shape[1]), small.shape[0])
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (3, 3), (5, 5), (3, 6), (6, 3)])
def test_the_pairing_costs_as_little_as_the_best_of_all(shape: tuple[int, int]) -> None:
    for seed in range(20):
        costs = np.random.default_rng(seed).normal(size=shape).round(1)

        columns = assign(costs)

        paired = [(row, column) for row, column in enumerate(columns) if column >= 0]
        assert len(paired) == min(shape)
        assert len({column for _, column in paired}) == len(paired)
        assert sum(costs[pair] for pair in paired) == pytest.approx(cheapest(costs))


def test_nothing_is_paired_with_nothing() -> None:
    assert assign(np.zeros((0, 3))).tolist() == []
    assert assign(np.zeros((2, 0))).tolist() == [-1, -1]


def test_a_first_choice_is_given_up_when_that_is_cheaper_for_all() -> None:
    assert assign([[1, 2], [1, 9]]).tolist() == [1, 0]
