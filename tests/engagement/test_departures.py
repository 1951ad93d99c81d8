"""A split ends the first half: it is in the call up to the split and no longer, in every figure and flag."""

from dataclasses import replace
from datetime import timedelta

import pytest

from classroom.domain import Departure, FlagReason, SessionRecords, SessionStatus
from classroom.engagement import SessionReview, all_timelines, collect_facts, find_flags, summarize
from classroom.engagement.departures import mark_departures
from tests.engagement.builders import NEUTRAL, NO_FACE, START, Seen, minutes, session_of, shipped_settings
from tests.engagement.test_replay import part

ENGAGEMENT, FLAGS = shipped_settings()
FIRST, SECOND, OTHER = 1, 100_001, 2
SPLIT = START + timedelta(minutes=10)


def split_class(
    before: Seen = NEUTRAL, after: Seen = NEUTRAL, *, status: SessionStatus = SessionStatus.FINISHED
) -> SessionRecords:
    """Twenty minutes, one person split in the middle, another one there all the time."""
    first = [{FIRST: one, OTHER: NEUTRAL} for one in minutes(10, before) if one is not None]
    second = [{OTHER: NEUTRAL, SECOND: one} for one in minutes(10, after) if one is not None]
    return replace(session_of([*first, *second], status=status), departures=(Departure(FIRST, SPLIT),))


def test_each_half_is_in_the_call_on_its_side_of_the_split_alone() -> None:
    lines = {line.participant: line for line in summarize(split_class(), ENGAGEMENT, FLAGS)}

    assert [round(lines[one].minutes_in_call, 2) for one in (FIRST, SECOND, OTHER)] == [10.0, 10.0, 20.0]
    assert [round(lines[one].coverage, 2) for one in (FIRST, SECOND, OTHER)] == [1.0, 1.0, 1.0]


def test_the_timelines_hold_nobody_outside_the_own_half() -> None:
    lines = {line.participant: line for line in all_timelines(split_class(), ENGAGEMENT)}

    assert [bin_.in_call for bin_ in lines[FIRST].bins] == [1.0] * 10 + [0.0] * 10
    assert [bin_.in_call for bin_ in lines[SECOND].bins] == [0.0] * 10 + [1.0] * 10
    assert {bin_.in_call for bin_ in lines[None].bins} == {2.0}


def test_the_kept_facts_end_there_too() -> None:
    facts = collect_facts(split_class(), ENGAGEMENT)

    assert facts.minute[facts.participant == FIRST].tolist() == list(range(10))
    assert facts.minute[facts.participant == SECOND].tolist() == list(range(10, 20))


def test_a_flag_of_the_first_half_ends_at_the_split() -> None:
    live = split_class(before=NO_FACE, status=SessionStatus.LIVE)

    flags = find_flags(live, ENGAGEMENT, FLAGS)

    assert [(flag.participant, flag.reason, flag.end) for flag in flags] == [(FIRST, FlagReason.NO_FACE, SPLIT)]


@pytest.mark.parametrize("pace", [1, 7, 50])
def test_a_class_that_goes_on_after_the_split_gives_the_same_in_portions(pace: int) -> None:
    whole = split_class(before=NO_FACE, status=SessionStatus.LIVE)
    review, count = SessionReview(ENGAGEMENT, FLAGS), len(whole.frames.number)
    known = count // 2 + 3  # the edit is made while the class is running: all is taken in anew
    review.update(replace(part(whole, 0, known), participants=whole.participants))

    while known < count:
        until = min(known + pace, count)
        now = replace(part(whole, 0, until), participants=whole.participants)
        review.update(now, replace(part(whole, known, until), participants=whole.participants))
        known = until

    flags = review.flags(whole)
    assert flags == find_flags(whole, ENGAGEMENT, FLAGS)
    assert review.summaries(flags) == summarize(whole, ENGAGEMENT, FLAGS)
    assert review.timelines() == all_timelines(whole, ENGAGEMENT)


def test_who_goes_on_by_a_merge_with_another_has_not_left() -> None:
    records = replace(split_class(), departures=(Departure(OTHER, SPLIT),))

    assert mark_departures(records) is records


@pytest.mark.parametrize("minute", [-1, 0, 20, 30])
def test_a_moment_outside_the_frames_changes_nothing(minute: int) -> None:
    records = replace(split_class(), departures=(Departure(FIRST, START + timedelta(minutes=minute)),))

    assert mark_departures(records) is records
