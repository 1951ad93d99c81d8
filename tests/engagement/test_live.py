from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.domain import Emotion, FlagReason, FrameRecord, ParticipantState, SessionStatus
from classroom.engagement import ClassMonitor, find_flags
from tests.engagement.builders import (
    ANGRY,
    INTERVAL_S,
    LEFT,
    NEUTRAL,
    NO_FACE,
    OFF_PAGE,
    SAD,
    Row,
    Seen,
    frames_of,
    records_of,
    shipped_settings,
)

ENGAGEMENT, FLAGS = shipped_settings()
CLASSROOM = ENGAGEMENT.model_copy(update={"profile": "classroom-1"})
# Short times, so that a hundred random frames raise, hold, end and rest flags.
QUICK = FLAGS.model_copy(
    update={
        "min_duration_s": 15.0,
        "warm_up_s": 30.0,
        "no_face_s": 20.0,
        "cool_down_s": 20.0,
        "camera_off": True,
        "camera_off_s": 20.0,
    }
)


def monitor_of(frames: Sequence[FrameRecord]) -> ClassMonitor:
    monitor = ClassMonitor(ENGAGEMENT, FLAGS, INTERVAL_S)
    for frame in frames:
        monitor.update(frame)
    return monitor


def _moods(mood: Emotion, share: float) -> dict[Emotion, float]:
    return {} if mood is Emotion.NEUTRAL else {mood: share}


sights = st.builds(
    Seen,
    state=st.sampled_from([ParticipantState.VISIBLE] * 6 + list(ParticipantState)),
    moods=st.builds(_moods, st.sampled_from(Emotion), st.floats(0, 1)),
    is_read=st.sampled_from([True, True, True, False]),
    pose=st.one_of(st.none(), st.tuples(st.floats(-80, 80), st.floats(-40, 40))),
    eyes_closed=st.one_of(st.none(), st.floats(0, 1)),
)
rows = st.one_of(
    st.dictionaries(st.integers(1, 3), sights, min_size=1),
    st.dictionaries(st.integers(1, 3), sights, min_size=1),
    st.none(),
)
stretches = st.lists(st.tuples(rows, st.integers(1, 15)), min_size=1, max_size=14)
steps = st.sampled_from([3.0, 3.0, 3.0, 3.2, 5.0, 30.0, 100.0])


@st.composite
def recordings(draw: st.DrawFn) -> tuple[FrameRecord, ...]:
    """Frames of a class whose students and gallery come and go, at an uneven pace."""
    script: list[Row | None] = [row for row, count in draw(stretches) for _ in range(count)]
    times = [0.0]
    for _, step in zip(script[1:], draw(st.lists(steps, min_size=len(script), max_size=len(script))), strict=False):
        times.append(times[-1] + step)
    return frames_of(script, times_s=times)


@settings(max_examples=150, deadline=None)
@given(frames=recordings(), profile=st.sampled_from([ENGAGEMENT, CLASSROOM]), data=st.data())
def test_live_and_review_give_the_same_flags(
    frames: tuple[FrameRecord, ...], profile: object, data: st.DataObject
) -> None:
    engagement = CLASSROOM if profile is CLASSROOM else ENGAGEMENT
    monitor = ClassMonitor(engagement, QUICK, INTERVAL_S)
    halfway = data.draw(st.integers(0, len(frames) - 1))
    for count, frame in enumerate(frames, start=1):
        monitor.update(frame)
        if count in {halfway, len(frames)}:
            review = find_flags(records_of(frames[:count], status=SessionStatus.LIVE), engagement, QUICK)
            assert monitor.all_flags() == review
            assert monitor.open_flags() == tuple(flag for flag in review if flag.end is None)


@settings(max_examples=100, deadline=None)
@given(frames=recordings())
def test_flags_last_long_enough_and_rest_in_between(frames: tuple[FrameRecord, ...]) -> None:
    flags = find_flags(records_of(frames), ENGAGEMENT, QUICK)

    for flag in flags:
        assert flag.end is not None
        assert frames[0].taken_at <= flag.start < flag.end
        assert (flag.end - flag.start).total_seconds() >= QUICK.min_duration_s - 0.01
        after = [o for o in flags if (o.participant, o.reason) == (flag.participant, flag.reason) and o is not flag]
        for other in after:
            if other.start >= flag.start:
                assert (other.start - flag.end).total_seconds() >= QUICK.cool_down_s


def test_a_continued_session_goes_on_with_what_was_recorded_earlier() -> None:
    frames = frames_of([{1: NEUTRAL}] * 30 + [{1: ANGRY}] * 90)
    continued = ClassMonitor(ENGAGEMENT, FLAGS, INTERVAL_S)

    continued.replay(records_of(frames[:70]))
    for frame in frames[70:]:
        continued.update(frame)

    assert continued.all_flags() == monitor_of(frames).all_flags()
    assert [flag.reason for flag in continued.open_flags()] == [FlagReason.LOW_ENGAGEMENT]


def test_nothing_is_known_before_the_first_frame() -> None:
    monitor = monitor_of(())

    assert (monitor.engagement(), monitor.open_flags(), monitor.all_flags()) == (None, (), ())


def test_the_class_now_is_the_mean_of_the_smoothed_scores() -> None:
    monitor = monitor_of(frames_of([{1: NEUTRAL, 2: NEUTRAL}] * 10 + [{1: NEUTRAL, 2: SAD}] * 5))

    # 2: half of the ten readings of the last 30 s are sad.
    assert monitor.engagement() == pytest.approx((100 + (100 + 100 / 3) / 2) / 2)


def test_the_class_now_is_unknown_when_fewer_than_half_were_read() -> None:
    read = {1: NEUTRAL, 2: OFF_PAGE}

    assert monitor_of(frames_of([read] * 10)).engagement() == 100.0
    assert monitor_of(frames_of([{**read, 3: NO_FACE}] * 10)).engagement() is None
    assert monitor_of(frames_of([{**read, 3: NO_FACE}] * 10 + [{**read, 3: LEFT}])).engagement() == 100.0


def test_the_class_now_is_unknown_once_the_gallery_has_been_hidden_for_long() -> None:
    seen: list[Row | None] = [{1: NEUTRAL}] * 10

    assert monitor_of(frames_of([*seen, *[None] * 9])).engagement() == 100.0
    assert monitor_of(frames_of([*seen, *[None] * 10])).engagement() is None
