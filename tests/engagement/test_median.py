from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.engagement.median import RunningMedian


def test_there_is_no_median_of_nothing() -> None:
    assert RunningMedian().value is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200))
def test_the_running_median_is_the_median_to_the_nearest_half_point(scores: list[float]) -> None:
    running = RunningMedian()

    for count, score in enumerate(scores, start=1):
        running.add(score)

        assert running.value == pytest.approx(median_low(scores[:count]), abs=0.25 + 1e-9)
