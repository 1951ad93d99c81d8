"""Times in which nothing could be seen, to the second."""

from dataclasses import replace
from datetime import timedelta

import pytest

from classroom.domain import Exclusion, Gap
from classroom.engagement import find_gaps
from tests.engagement.builders import HIDDEN, NEUTRAL, START, session_of


def at(seconds: float) -> object:
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("frames", "gaps"),
    [
        ([{1: NEUTRAL}] * 40, []),
        ([], []),
        ([{1: NEUTRAL}] * 10 + [HIDDEN] * 5 + [{1: NEUTRAL}] * 10, [(30, 45)]),
        ([{1: NEUTRAL}] * 10 + [HIDDEN] * 2 + [{1: NEUTRAL}] * 10, []),
        ([HIDDEN] * 20, [(0, 60)]),
        ([{1: NEUTRAL}] * 5 + [HIDDEN] * 5, [(15, 30)]),
    ],
)
def test_a_hidden_gallery_is_a_gap_also_within_a_bin(frames: list[object], gaps: list[tuple[float, float]]) -> None:
    found = find_gaps(session_of(frames))  # type: ignore[arg-type]

    assert found == tuple(Gap(at(start), at(end), is_recorded=True) for start, end in gaps)  # type: ignore[arg-type]


def test_a_recording_that_stood_still_is_a_gap_of_its_own_kind() -> None:
    records = session_of([{1: NEUTRAL}] * 4, times_s=[0, 3, 60, 63])

    assert find_gaps(records) == (Gap(at(7.5), at(60), is_recorded=False),)  # type: ignore[arg-type]


def test_what_is_excluded_is_no_gap() -> None:
    records = session_of([{1: NEUTRAL}] * 10 + [HIDDEN] * 20 + [{1: NEUTRAL}] * 10)
    break_ = Exclusion(START + timedelta(seconds=20), START + timedelta(seconds=200), "")

    assert find_gaps(replace(records, exclusions=(break_,))) == ()
