"""A review that grows with its session gives, at any moment, what the whole session gives."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.config import EngagementSettings
from classroom.domain import FrameRecord, SessionRecords, SessionStatus
from classroom.engagement import SessionReview, all_timelines, find_class_dips, find_flags, summarize
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.builders import records_of
from tests.engagement.test_live import CLASSROOM, ENGAGEMENT, QUICK, recordings
from tests.engagement.test_replay import part

SHORT_BINS = CLASSROOM.model_copy(update={"bin_s": 20.0})


def seen_until(records: SessionRecords, count: int) -> SessionRecords:
    """The first frames, with the participants that were known by then."""
    found = part(records, 0, count)
    numbers = set(found.observations.participant.tolist())
    return replace(found, participants=tuple(one for one in records.participants if one.number in numbers))


def assert_same(review: SessionReview, records: SessionRecords, engagement: EngagementSettings) -> None:
    flags = review.flags(records)
    assert flags == find_flags(records, engagement, QUICK)
    assert review.timelines() == all_timelines(records, engagement)
    assert review.summaries(flags) == summarize(records, engagement, QUICK, raised=flags)
    assert review.dips() == find_class_dips(records, engagement, QUICK)


@settings(max_examples=120, deadline=None)
@given(frames=recordings(), profile=st.sampled_from([ENGAGEMENT, SHORT_BINS]), data=st.data())
def test_any_frames_in_any_portions(
    frames: tuple[FrameRecord, ...], profile: EngagementSettings, data: st.DataObject
) -> None:
    whole = records_of(frames, status=SessionStatus.LIVE)
    review = SessionReview(profile, QUICK)
    cuts = data.draw(st.lists(st.integers(0, len(frames)), max_size=4))
    known = 0
    for count in sorted([*cuts, len(frames)]):
        records = seen_until(whole, count)
        review.update(records, part(records, known, count))
        known = count
        assert_same(review, records, profile)


@pytest.mark.parametrize("pace", [1, 7, 100])
def test_a_class_in_portions(pace: int) -> None:
    whole = make_records(ClassPlan(minutes=30, interval_s=4, students=7, seed=2))
    review = SessionReview(ENGAGEMENT, QUICK)
    for start in range(0, 450, pace):
        records = seen_until(whole, start + pace)
        review.update(records, part(records, start, start + pace))

    assert_same(review, whole, ENGAGEMENT)
    assert len(review.timelines()[0].bins) == 31  # the last frame came some milliseconds late


def test_what_was_changed_is_taken_in_anew() -> None:
    whole = make_records(ClassPlan(minutes=10, interval_s=4, students=5))
    review = SessionReview(ENGAGEMENT, QUICK)
    review.update(make_records(ClassPlan(minutes=10, interval_s=4, students=5, seed=9)))

    review.update(whole)

    assert_same(review, whole, ENGAGEMENT)


def test_a_review_of_nothing_is_empty() -> None:
    records = records_of(())
    review = SessionReview(ENGAGEMENT, QUICK)
    review.update(records)

    assert_same(review, records, ENGAGEMENT)
    assert review.numbers == ()
