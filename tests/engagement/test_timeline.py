from datetime import timedelta

import pytest

from classroom.domain import Emotion, SessionRecords
from classroom.engagement import all_timelines, class_timeline, participant_timelines
from tests.engagement.builders import (
    CAMERA_OFF,
    HIDDEN,
    LEFT,
    NEUTRAL,
    NO_FACE,
    OFF_PAGE,
    SAD,
    START,
    TOO_SMALL,
    Seen,
    minutes,
    session_of,
    session_of_one,
    shipped_settings,
)

ENGAGEMENT, _ = shipped_settings()


def engagement_of(records: SessionRecords, participant: int | None = None) -> list[float | None]:
    timelines = {timeline.participant: timeline for timeline in all_timelines(records, ENGAGEMENT)}
    return [one.engagement for one in timelines[participant].bins]


def coverage_of(records: SessionRecords, participant: int | None = None) -> list[float]:
    timelines = {timeline.participant: timeline for timeline in all_timelines(records, ENGAGEMENT)}
    return [one.coverage for one in timelines[participant].bins]


def test_a_session_without_frames_has_no_bins() -> None:
    records = session_of([])

    assert class_timeline(records, ENGAGEMENT).bins == ()
    assert participant_timelines(records, ENGAGEMENT) == ()


def test_bins_are_aligned_to_the_start_of_the_session() -> None:
    records = session_of_one(minutes(2.5, NEUTRAL))

    bins = class_timeline(records, ENGAGEMENT).bins

    assert [one.start for one in bins] == [START + timedelta(minutes=count) for count in range(3)]
    assert [one.engagement for one in bins] == [100.0, 100.0, 100.0]
    assert [one.coverage for one in bins] == [1.0, 1.0, 1.0]  # the last bin ends with the session


def test_all_timelines_are_the_class_then_the_participants() -> None:
    records = session_of([{1: NEUTRAL, 2: SAD}] * 20)

    timelines = all_timelines(records, ENGAGEMENT)

    assert [timeline.participant for timeline in timelines] == [None, 1, 2]
    assert timelines[0].bins == class_timeline(records, ENGAGEMENT).bins
    assert timelines[1:] == participant_timelines(records, ENGAGEMENT)


def test_scores_are_smoothed_over_the_last_half_minute() -> None:
    records = session_of_one([*minutes(1, NEUTRAL), *minutes(1, SAD)])

    before, after = engagement_of(records, 1)

    assert before == 100.0
    # 10 readings lie in the window: the n-th sad one is the mean of n sad and 10 - n neutral ones.
    expected = (sum(100 - count * 200 / 3 / 10 for count in range(1, 11)) + 10 * 100 / 3) / 20
    assert after == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seen", [NO_FACE, CAMERA_OFF, OFF_PAGE, TOO_SMALL, HIDDEN])
def test_what_is_not_read_lowers_coverage_and_below_half_there_is_no_value(seen: Seen | None) -> None:
    records = session_of_one([*minutes(0.6, NEUTRAL), *minutes(0.4, seen), *minutes(0.4, NEUTRAL), *minutes(0.6, seen)])

    assert coverage_of(records, 1) == [0.6, 0.4]
    assert engagement_of(records, 1) == [100.0, None]
    assert coverage_of(records) == [0.6, 0.4]
    assert engagement_of(records) == [100.0, None]


def test_exactly_half_a_bin_is_enough() -> None:
    records = session_of_one([*minutes(0.5, NEUTRAL), *minutes(0.5, NO_FACE)])

    assert engagement_of(records, 1) == [100.0]


def test_a_hidden_gallery_is_a_gap_for_everyone() -> None:
    records = session_of([*[{1: NEUTRAL, 2: NEUTRAL}] * 20, *[None] * 20, *[{1: NEUTRAL, 2: NEUTRAL}] * 20])

    hidden = class_timeline(records, ENGAGEMENT).bins[1]

    assert (hidden.engagement, hidden.coverage, hidden.visible, hidden.in_call) == (None, 0.0, None, None)
    assert hidden.emotions is None
    assert engagement_of(records, 2) == [100.0, None, 100.0]


def test_a_machine_that_slept_leaves_a_gap_and_is_never_bridged() -> None:
    times = [3.0 * index for index in range(20)] + [600.0 + 3.0 * index for index in range(20)]
    records = session_of_one(minutes(2, NEUTRAL), times_s=times)

    assert engagement_of(records) == [100.0, *[None] * 9, 100.0]
    assert coverage_of(records) == [1.0, 0.025, *[0.0] * 8, 1.0]  # the last frame stood for 1.5 intervals
    assert coverage_of(records, 1) == coverage_of(records)


def test_a_hole_of_hours_is_shortened_to_its_edges() -> None:
    times = [0.0, 3.0, 86_400.0, 86_403.0]
    records = session_of_one([NEUTRAL] * 4, times_s=times)

    starts = [(one.start - START).total_seconds() for one in class_timeline(records, ENGAGEMENT).bins]

    assert starts == [0.0, 60.0, 86_340.0, 86_400.0]


def test_frames_at_an_uneven_pace_count_by_their_time() -> None:
    # Ten frames a second apart, then ten that stand for three seconds each.
    times = [float(index) for index in range(10)] + [10.0 + 3.0 * index for index in range(10)]
    records = session_of_one([*[NEUTRAL] * 10, *[NO_FACE] * 10], times_s=times)

    assert coverage_of(records, 1) == [0.25]  # 10 s of the 40 s to the last frame's end


def test_a_frame_longer_than_a_bin_is_shared_out() -> None:
    settings = ENGAGEMENT.model_copy(update={"bin_s": 10.0})
    records = session_of_one([NEUTRAL] * 2, interval_s=30.0)

    bins = class_timeline(records, settings).bins

    assert [one.coverage for one in bins] == [1.0] * 6
    assert [one.engagement for one in bins] == [100.0] * 6


def test_a_clock_that_was_set_back_does_not_turn_time_around() -> None:
    records = session_of_one([NEUTRAL] * 4, times_s=[0.0, 3.0, 1.0, 6.0])

    assert coverage_of(records, 1) == [1.0]


def test_nobody_is_in_the_call_before_joining_and_after_leaving() -> None:
    rows = [*[{1: NEUTRAL}] * 20, *[{1: NEUTRAL, 2: NEUTRAL}] * 20, {1: NEUTRAL, 2: LEFT}, *[{1: NEUTRAL}] * 19]
    records = session_of(rows)

    second = participant_timelines(records, ENGAGEMENT)[1].bins

    assert [one.in_call for one in second] == [0.0, 1.0, 0.0]
    assert [one.engagement for one in second] == [None, 100.0, None]
    assert [one.in_call for one in class_timeline(records, ENGAGEMENT).bins] == [1.0, 2.0, 1.0]
    assert coverage_of(records) == [1.0, 1.0, 1.0]


def test_who_returns_is_in_the_call_again() -> None:
    records = session_of_one([NEUTRAL] * 5 + [LEFT] + [HIDDEN] * 4 + [NEUTRAL] * 10)

    (only,) = participant_timelines(records, ENGAGEMENT)[0].bins

    assert only.in_call == pytest.approx(15 / 16)  # of the frames with a gallery
    assert only.coverage == 0.75


def test_off_page_is_in_the_call_and_not_read() -> None:
    records = session_of([{1: NEUTRAL, 2: OFF_PAGE}] * 20)

    class_bin = class_timeline(records, ENGAGEMENT).bins[0]

    assert (class_bin.in_call, class_bin.visible, class_bin.coverage) == (2.0, 1.0, 0.5)


def test_the_class_is_the_mean_of_those_who_were_read_enough() -> None:
    rows = [{1: NEUTRAL, 2: NEUTRAL, 3: SAD if index < 5 else NO_FACE} for index in range(20)]
    records = session_of(rows)

    assert engagement_of(records) == [100.0]  # 3 was read for a quarter of the minute
    assert engagement_of(records, 3) == [None]


def test_who_joined_late_counts_by_the_time_in_the_call() -> None:
    rows = [{1: NEUTRAL} if index < 15 else {1: NEUTRAL, 2: SAD} for index in range(20)]
    records = session_of(rows)

    assert engagement_of(records) == [pytest.approx((100 + 100 / 3) / 2, abs=1e-4)]
    assert engagement_of(records, 2) == [None]  # a quarter of the bin


def test_emotions_are_the_mean_of_what_was_read() -> None:
    records = session_of_one([*[NEUTRAL] * 5, *[SAD] * 5, *[NO_FACE] * 10])

    emotions = participant_timelines(records, ENGAGEMENT)[0].bins[0].emotions

    assert emotions is not None
    assert dict(zip(Emotion, emotions, strict=True)) == pytest.approx(
        dict.fromkeys(Emotion, 0.0) | {Emotion.SAD: 0.5, Emotion.NEUTRAL: 0.5}
    )


def test_without_probabilities_there_is_neither_score_nor_emotion() -> None:
    records = session_of_one([Seen(is_read=False, pose=(0.0, 0.0))] * 20)

    only = class_timeline(records, ENGAGEMENT).bins[0]

    assert (only.engagement, only.coverage, only.emotions, only.visible) == (None, 0.0, None, 1.0)


def test_a_bin_that_was_hardly_read_has_no_expressions_either() -> None:
    settings, _ = shipped_settings()
    seen: list[Seen | None] = [Seen() for _ in range(4)]

    records = session_of_one([*seen, *[None] * 36], interval_s=3.0)

    for timeline in all_timelines(records, settings):
        first = timeline.bins[0]
        assert 0 < first.coverage < settings.min_coverage
        assert first.emotions is None
        assert first.engagement is None
