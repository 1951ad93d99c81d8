from datetime import timedelta

import pytest

from classroom.domain import Emotion
from classroom.engagement import summarize
from tests.engagement.builders import (
    ANGRY,
    CAMERA_OFF,
    LEFT,
    NEUTRAL,
    NO_FACE,
    OFF_PAGE,
    SAD,
    START,
    minutes,
    session_of,
    session_of_one,
    shipped_settings,
)

ENGAGEMENT, FLAGS = shipped_settings()


def test_a_session_without_frames_has_an_empty_class_line() -> None:
    (line,) = summarize(session_of([]), ENGAGEMENT, FLAGS)

    assert (line.participant, line.first_seen, line.last_seen) == (None, None, None)
    assert (line.minutes_in_call, line.minutes_visible, line.coverage, line.flags) == (0.0, 0.0, 0.0, 0)
    assert (line.mean_engagement, line.emotions) == (None, None)


def test_a_participant_is_summed_over_the_time_in_the_call() -> None:
    records = session_of_one([*minutes(2, NEUTRAL), *minutes(1, SAD), *minutes(3, NO_FACE), LEFT, *minutes(4, None)])

    line = summarize(records, ENGAGEMENT, FLAGS)[1]

    assert (line.first_seen, line.last_seen) == (START, START + timedelta(minutes=6, seconds=-3))
    assert (line.minutes_in_call, line.minutes_visible, line.coverage) == (6.0, 3.0, 0.5)
    assert line.mean_engagement == pytest.approx((2 * 100 + 100 / 3) / 3, abs=1e-4)
    assert line.emotions is not None
    assert line.emotions[list(Emotion).index(Emotion.SAD)] == pytest.approx(1 / 3)


def test_what_was_read_has_a_mean_however_little_it_was() -> None:
    line = summarize(session_of_one([NEUTRAL, *minutes(10, CAMERA_OFF)]), ENGAGEMENT, FLAGS)[1]

    assert line.mean_engagement == 100.0
    assert line.coverage == pytest.approx(1 / 201)


def test_who_was_never_read_has_no_mean() -> None:
    line = summarize(session_of_one(minutes(10, CAMERA_OFF)), ENGAGEMENT, FLAGS)[1]

    assert (line.mean_engagement, line.emotions, line.coverage) == (None, None, 0.0)
    assert line.minutes_in_call == 10.0


def test_off_page_is_in_the_call_but_not_seen() -> None:
    line = summarize(session_of_one([*[OFF_PAGE] * 10, *[NEUTRAL] * 10]), ENGAGEMENT, FLAGS)[1]

    assert line.first_seen == START + timedelta(seconds=30)
    assert line.minutes_in_call == 1.0


def test_time_in_which_the_machine_slept_is_nobodys_time() -> None:
    times = [3.0 * index for index in range(20)] + [3600.0 + 3.0 * index for index in range(20)]
    line = summarize(session_of_one(minutes(2, NEUTRAL), times_s=times), ENGAGEMENT, FLAGS)[1]

    assert line.minutes_in_call == pytest.approx(2.0 + 1.5 / 60)
    assert line.coverage == 1.0


def test_minutes_with_the_camera_off_are_those_in_the_call() -> None:
    rows = [{1: CAMERA_OFF, 2: NEUTRAL}] * 40 + [{1: NEUTRAL, 2: CAMERA_OFF}] * 20 + [{1: LEFT, 2: NO_FACE}] * 20

    class_line, first, second = summarize(session_of(rows), ENGAGEMENT, FLAGS)

    assert (first.minutes_camera_off, second.minutes_camera_off) == (2.0, 1.0)
    assert class_line.minutes_camera_off == 3.0


def test_the_class_line_joins_everyone() -> None:
    rows = [{1: NEUTRAL}] * 20 + [{1: NEUTRAL, 2: ANGRY}] * 100 + [{1: LEFT, 2: ANGRY}] + [{2: NO_FACE}] * 19

    class_line, first, second = summarize(session_of(rows), ENGAGEMENT, FLAGS)

    assert (class_line.first_seen, class_line.last_seen) == (first.first_seen, second.last_seen)
    assert class_line.minutes_in_call == 7.0
    assert class_line.minutes_visible == pytest.approx(121 / 20)
    assert class_line.coverage == pytest.approx((120 + 101) / (120 + 120))
    assert class_line.mean_engagement == pytest.approx((120 * 100 + 101 * 100 * 0.25 / 0.9) / 221, abs=1e-4)
    assert (class_line.flags, first.flags, second.flags) == (1, 0, 1)
