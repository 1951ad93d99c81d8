"""Many frames taken in at once leave the watches as the same frames one by one, to the last bit."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import FrameRecord, FrameStatus, SessionRecords, SessionStatus
from classroom.engagement.board import FEW_FRAMES, Board
from classroom.engagement.conditions import Rules, Spell
from classroom.engagement.median import RunningMedian
from classroom.engagement.samples import tabulate, take_samples
from classroom.engagement.trailing import TrailingMean
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.builders import INTERVAL_S, records_of, shipped_settings
from tests.engagement.test_live import CLASSROOM, QUICK, recordings

ENGAGEMENT, FLAGS = shipped_settings()
# So strict that a class of the usual kind has flags all the time.
STRICT = QUICK.model_copy(
    update={"majority": 0.4, "turned_away_deg": 12.0, "low_score": 75.0, "below_median_points": 8.0}
)


def stepped(frames: Sequence[FrameRecord], engagement: EngagementSettings, flags: FlagSettings) -> Board:
    board = Board(Rules(engagement, flags, INTERVAL_S))
    for frame in frames:
        samples = take_samples(tabulate(frame.observations), engagement)
        board.step(frame.taken_at.timestamp(), frame.status is FrameStatus.GALLERY, samples)
    return board


def part(records: SessionRecords, start: int, stop: int) -> SessionRecords:
    """The frames from `start` to before `stop`."""
    chosen = (records.observations.frame >= start) & (records.observations.frame < stop)
    frames = {one.name: getattr(records.frames, one.name)[start:stop] for one in fields(records.frames)}
    rows = {one.name: getattr(records.observations, one.name)[chosen] for one in fields(records.observations)}
    return replace(records, frames=type(records.frames)(**frames), observations=type(records.observations)(**rows))


@settings(max_examples=200, deadline=None)
@given(frames=recordings(), is_classroom=st.booleans(), share=st.sampled_from([0.3, 0.6, 1.0]), data=st.data())
def test_frames_at_once_are_the_frames_one_by_one(
    frames: tuple[FrameRecord, ...], is_classroom: bool, share: float, data: st.DataObject
) -> None:
    engagement = CLASSROOM if is_classroom else ENGAGEMENT
    flags = QUICK.model_copy(update={"majority": share})
    records = records_of(frames, status=SessionStatus.LIVE)
    cut = data.draw(st.integers(0, len(frames)))
    board = Board(Rules(engagement, flags, INTERVAL_S))

    board.replay(part(records, 0, cut))
    board.replay(part(records, cut, len(frames)))

    expected = stepped(frames, engagement, flags)
    assert board.spells() == expected.spells()
    assert (board.now, board.engagement()) == (expected.now, expected.engagement())


def long_class() -> tuple[SessionRecords, Rules]:
    records = make_records(ClassPlan(minutes=40, interval_s=3, students=9, seed=4))
    return records, Rules(CLASSROOM, STRICT, 3.0)


@pytest.mark.parametrize("pace", [1, FEW_FRAMES - 1, FEW_FRAMES, 200])
def test_a_class_taken_in_at_any_pace_has_the_same_flags(pace: int) -> None:
    records, rules = long_class()
    at_once, in_parts = Board(rules), Board(rules)

    at_once.replay(records)
    for start in range(0, len(records.frames.number), pace):
        in_parts.replay(part(records, start, start + pace))

    assert len(at_once.spells()) > 20
    assert in_parts.spells() == at_once.spells()
    assert in_parts.engagement() == at_once.engagement()


def test_an_open_flag_has_its_figures_up_to_now() -> None:
    records, rules = long_class()

    def spells_after(count: int) -> list[tuple[int, Spell]]:
        board = Board(rules)
        board.replay(part(records, 0, count))
        return board.spells()

    one_by_one = Board(rules)
    for count in range(1, 301):
        one_by_one.replay(part(records, count - 1, count))
        if count % 20 == 0:
            assert one_by_one.spells() == spells_after(count)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 1.0, 3.0, 29.9999999, 30.0, 31.0]), st.floats(0, 100)), max_size=60),
    st.integers(0, 60),
)
def test_many_means_at_once_are_those_one_by_one(samples: list[tuple[float, float]], cut: int) -> None:
    at = 1.7e9 + np.cumsum([step for step, _ in samples])
    scores = np.array([score for _, score in samples], np.float64)
    one_by_one, at_once = TrailingMean(30.0), TrailingMean(30.0)

    expected = [
        one_by_one.add(*sample) for sample in zip(at.tolist(), scores.tolist(), (scores / 2).tolist(), strict=True)
    ]
    parts = [
        at_once.add_all(at[chosen], scores[chosen], scores[chosen] / 2) for chosen in (slice(cut), slice(cut, None))
    ]

    assert [pair for part in parts for pair in zip(*map(np.ndarray.tolist, part), strict=True)] == expected


@given(st.lists(st.floats(0, 100), max_size=50))
def test_many_medians_at_once_are_those_one_by_one(scores: list[float]) -> None:
    one_by_one, at_once = RunningMedian(), RunningMedian()
    before = []
    for score in scores:
        before.append(one_by_one.value)
        one_by_one.add(score)

    found = at_once.add_all(scores)

    assert [None if np.isnan(value) else value for value in found] == before
    assert at_once.value == one_by_one.value
