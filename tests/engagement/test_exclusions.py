"""What a teacher excludes does not count, anywhere, as if it had not been recorded."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.domain import Exclusion, FrameRecord, SessionRecords, SessionStatus
from classroom.engagement import (
    ClassMonitor,
    SessionReview,
    all_timelines,
    collect_facts,
    find_class_dips,
    find_counted,
    find_flags,
    mean_engagement,
    merge_exclusions,
    summarize,
)
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.builders import (
    INTERVAL_S,
    LEFT,
    NEUTRAL,
    NO_FACE,
    SAD,
    START,
    minutes,
    records_of,
    session_of,
    session_of_one,
    shipped_settings,
)
from tests.engagement.test_live import ENGAGEMENT as QUICK_ENGAGEMENT
from tests.engagement.test_live import QUICK, recordings
from tests.engagement.test_replay import part
from tests.engagement.test_review import assert_same, seen_until

ENGAGEMENT, FLAGS = shipped_settings()


def away(first: float, past: float, text: str = "Break") -> Exclusion:
    """From minute to minute."""
    return Exclusion(START + timedelta(minutes=first), START + timedelta(minutes=past), text)


def without(records: SessionRecords, *exclusions: Exclusion) -> SessionRecords:
    return replace(records, exclusions=exclusions)


@pytest.mark.parametrize(
    ("said", "merged"),
    [
        ([], []),
        ([away(10, 20), away(30, 40)], [away(10, 20), away(30, 40)]),
        ([away(30, 40), away(10, 20)], [away(10, 20), away(30, 40)]),
        ([away(10, 20, "Break"), away(15, 25, "Exam")], [away(10, 25, "Break; Exam")]),
        ([away(10, 20, "Break"), away(20, 25, "")], [away(10, 25, "Break")]),
        ([away(10, 40, ""), away(15, 25, "Exam")], [away(10, 40, "Exam")]),
        ([away(10, 20), away(12, 22), away(14, 30)], [away(10, 30)]),
    ],
)
def test_parts_that_overlap_or_touch_are_one(said: list[Exclusion], merged: list[Exclusion]) -> None:
    assert merge_exclusions(said) == tuple(merged)


def test_a_part_goes_from_its_start_until_just_before_its_end() -> None:
    moments = START.timestamp() + 60 * np.array([9.99, 10, 19.99, 20])

    assert find_counted(moments, [away(10, 20)]).tolist() == [True, False, False, True]


def test_nothing_of_an_excluded_part_is_in_the_figures() -> None:
    records = session_of_one([*minutes(10, NEUTRAL), *minutes(10, SAD), *minutes(10, NEUTRAL)])

    class_line, line = summarize(without(records, away(10, 20)), ENGAGEMENT, FLAGS)

    assert line.mean_engagement == class_line.mean_engagement == pytest.approx(100.0)
    assert line.emotions is not None
    assert line.emotions[-1] == pytest.approx(1.0)  # neutral
    assert line.minutes_in_call == pytest.approx(20.0)
    assert line.coverage == pytest.approx(1.0)
    assert line.flags == 0
    assert summarize(records, ENGAGEMENT, FLAGS)[1].flags == 1


def test_bins_of_an_excluded_part_are_gaps_and_those_beside_it_are_whole() -> None:
    records = session_of_one([*minutes(10, NEUTRAL), *minutes(10, NO_FACE), *minutes(10, NEUTRAL)])

    for timeline in all_timelines(without(records, away(9.5, 20.5)), ENGAGEMENT):
        engagement = [one.engagement for one in timeline.bins]
        assert engagement == [100.0] * 10 + [None] * 10 + [100.0] * 10
        assert [one.coverage for one in timeline.bins] == [1.0] * 10 + [0.0] * 10 + [1.0] * 10
        assert [one.in_call for one in timeline.bins][10:20] == [None] * 10


def test_who_leaves_in_an_excluded_part_is_gone_after_it() -> None:
    rows = [{1: NEUTRAL, 2: NEUTRAL}] * 200 + [{1: NEUTRAL, 2: LEFT}] + [{1: NEUTRAL}] * 199

    timeline = all_timelines(without(session_of(rows), away(9, 11)), ENGAGEMENT)[0]

    assert timeline.bins[8].in_call == 2.0
    assert timeline.bins[-1].in_call == 1.0
    assert timeline.bins[-1].coverage == 1.0


def test_no_flag_and_no_dip_comes_of_an_excluded_part() -> None:
    fallen = [{1: SAD, 2: SAD, 3: SAD}] * 100
    calm = [{1: NEUTRAL, 2: NEUTRAL, 3: NEUTRAL}] * 300
    records = session_of([*calm, *fallen, *calm])
    lesson = without(records, away(15, 20))

    assert len(find_flags(records, ENGAGEMENT, FLAGS)) == 3
    assert len(find_class_dips(records, ENGAGEMENT, FLAGS)) == 1
    assert find_flags(lesson, ENGAGEMENT, FLAGS) == ()
    assert find_class_dips(lesson, ENGAGEMENT, FLAGS) == ()


def test_a_session_that_is_excluded_as_a_whole_says_nothing() -> None:
    records = without(session_of_one(minutes(10, NEUTRAL)), away(-1, 60))

    line = summarize(records, ENGAGEMENT, FLAGS)[0]

    assert (line.mean_engagement, line.emotions, line.first_seen, line.coverage) == (None, None, None, 0.0)
    assert all(one.engagement is None for one in all_timelines(records, ENGAGEMENT)[0].bins)


def test_facts_are_those_of_what_counts() -> None:
    records = session_of_one([*minutes(10, NEUTRAL), *minutes(10, SAD), *minutes(10, NEUTRAL)])

    facts = collect_facts(without(records, away(10, 20)), ENGAGEMENT)

    assert mean_engagement(facts.totals.values, ENGAGEMENT) == pytest.approx(100.0)
    assert facts.totals.any_in_call_s == pytest.approx(1200.0)
    assert not set(range(10, 20)) & set(facts.minute.tolist())


def test_an_exclusion_is_worth_as_much_as_a_recording_that_was_paused() -> None:
    """The same class with those frames never taken gives the same scores, but for the pause's own bins."""
    whole = make_records(ClassPlan(minutes=30, interval_s=4, students=7, seed=2))
    start = whole.session.started_at
    paused = Exclusion(start + timedelta(minutes=12), start + timedelta(minutes=18), "")
    counted = find_counted(whole.frames.taken_at, [paused])
    kept = set(whole.frames.number[counted].tolist())
    rows = np.array([frame in kept for frame in whole.observations.frame.tolist()])

    def cut(table: object, which: np.ndarray) -> object:  # type: ignore[type-arg]
        return replace(table, **{name: getattr(table, name)[which] for name in table.__slots__})  # type: ignore[type-var,attr-defined]

    gap = replace(whole, frames=cut(whole.frames, counted), observations=cut(whole.observations, rows))

    for excluded, missing in zip(
        summarize(without(whole, paused), ENGAGEMENT, FLAGS), summarize(gap, ENGAGEMENT, FLAGS), strict=True
    ):
        assert excluded.mean_engagement == pytest.approx(missing.mean_engagement, abs=0.05)
        assert excluded.minutes_visible == pytest.approx(missing.minutes_visible, abs=0.1)
        assert excluded.flags == missing.flags


@st.composite
def excluded(draw: st.DrawFn) -> tuple[Exclusion, ...]:
    bounds = st.integers(-30, 400)
    spans = draw(st.lists(st.tuples(bounds, st.integers(1, 200)), min_size=1, max_size=3))
    return tuple(
        Exclusion(START + timedelta(seconds=first), START + timedelta(seconds=first + length), "")
        for first, length in spans
    )


@settings(max_examples=80, deadline=None)
@given(frames=recordings(), exclusions=excluded(), data=st.data())
def test_a_review_that_grows_is_that_of_the_whole(
    frames: tuple[FrameRecord, ...], exclusions: tuple[Exclusion, ...], data: st.DataObject
) -> None:
    whole = without(records_of(frames, status=SessionStatus.LIVE), *exclusions)
    review = SessionReview(QUICK_ENGAGEMENT, QUICK)
    cuts = data.draw(st.lists(st.integers(0, len(frames)), max_size=3))
    known = 0
    for count in sorted([*cuts, len(frames)]):
        records = seen_until(whole, count)
        review.update(records, part(records, known, count))
        known = count
        assert_same(review, records, QUICK_ENGAGEMENT)


def test_an_exclusion_made_while_the_class_goes_on_changes_what_was_known() -> None:
    whole = session_of_one([*minutes(10, NEUTRAL), *minutes(10, SAD)], status=SessionStatus.LIVE)
    half = part(whole, 0, 300)
    review = SessionReview(ENGAGEMENT, FLAGS)
    review.update(half)

    later = without(whole, away(2, 4))
    review.update(later, without(part(whole, 300, 400), away(2, 4)))

    flags = review.flags(later)
    assert flags == find_flags(later, ENGAGEMENT, FLAGS)
    assert review.timelines() == all_timelines(later, ENGAGEMENT)


def test_an_agent_that_goes_on_with_a_session_heeds_what_was_excluded() -> None:
    records = session_of_one(minutes(10, SAD), status=SessionStatus.LIVE)
    monitor = ClassMonitor(ENGAGEMENT, FLAGS, INTERVAL_S)

    monitor.replay(without(records, away(0, 10)))

    assert monitor.all_flags() == ()
