"""The last ten minutes of a running class: by the rules of every timeline, and only what is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from classroom.config import EngagementSettings, FlagSettings, load_settings, resource
from classroom.domain import Flag, FlagReason, SessionRecords, Verdict
from classroom.engagement import ClassMonitor, SessionReview, class_timeline
from classroom.engagement.attention import WEIGHTIEST_FIRST, worth_a_look
from classroom.engagement.grid import build_grid
from classroom.engagement.recent import RECENT_S, RecentMinutes, expressions_now, recent_bin_s, recent_minutes
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.test_replay import part

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
RECORDS = make_records(ClassPlan(minutes=30, interval_s=3, students=9))


@pytest.fixture(scope="module")
def settings() -> EngagementSettings:
    return load_settings(resource("config.yaml")).engagement


@pytest.fixture(scope="module")
def rules() -> FlagSettings:
    return load_settings(resource("config.yaml")).flags


def recent(records: SessionRecords, settings: EngagementSettings) -> RecentMinutes:
    numbers = [one.number for one in records.participants]
    return recent_minutes(build_grid(records, settings), records.session, numbers, settings)


def test_short_bins_are_those_of_a_timeline_with_short_bins(settings: EngagementSettings) -> None:
    short = settings.model_copy(update={"bin_s": 20.0})
    whole = {one.start: one for one in class_timeline(RECORDS, short).bins}

    bins = recent(RECORDS, settings).timeline.bins

    assert bins
    assert all(whole[one.start] == one for one in bins)


def test_only_bins_that_are_over_within_the_last_ten_minutes_are_given(settings: EngagementSettings) -> None:
    last = float(RECORDS.frames.taken_at[-1])

    found = recent(RECORDS, settings)

    starts = [one.start.timestamp() for one in found.timeline.bins]
    assert starts[-1] + found.bin_s <= last < starts[-1] + 2 * found.bin_s
    assert last - RECENT_S - found.bin_s < starts[0] <= last - RECENT_S + found.bin_s
    assert len(found.timelines) == 9
    assert {len(line.bins) for line in found.timelines} == {len(starts)}


def test_a_class_without_frames_has_nothing(settings: EngagementSettings) -> None:
    nothing = RECORDS.observations.frame < 0
    frames = replace(RECORDS.frames, **{name: getattr(RECORDS.frames, name)[:0] for name in FRAME_COLUMNS})
    rows = {name: getattr(RECORDS.observations, name)[nothing] for name in OBSERVATION_COLUMNS}
    empty = replace(RECORDS, frames=frames, observations=replace(RECORDS.observations, **rows))

    found = recent(empty, settings)

    assert found.timeline.bins == ()
    assert found.coverage is None
    assert np.isnan(expressions_now(build_grid(empty, settings), 30.0)).all()


@pytest.mark.parametrize(("interval_s", "bin_s"), [(0.5, 20), (3, 20), (6.6, 20), (7, 40), (10, 40), (60, 180)])
def test_a_short_bin_holds_a_few_frames(interval_s: float, bin_s: float) -> None:
    assert recent_bin_s(interval_s) == bin_s


def test_expressions_are_smoothed_and_absent_where_the_last_frame_was_not_read(settings: EngagementSettings) -> None:
    grid = build_grid(RECORDS, settings)
    window = grid.probabilities[grid.times > grid.times[-1] - 30.0]

    found = expressions_now(grid, 30.0)

    read = ~np.isnan(window[-1, :, 0])
    assert read.any()
    assert not read.all()
    assert np.isnan(found[~read]).all()
    assert found[read] == pytest.approx(np.nanmean(window[:, read].astype(np.float64), axis=0))


@pytest.mark.parametrize("pace", [1, 50])
def test_engagement_now_of_a_review_is_that_of_the_running_agent(
    settings: EngagementSettings, rules: FlagSettings, pace: int
) -> None:
    review, monitor = SessionReview(settings, rules), ClassMonitor(settings, rules, RECORDS.session.interval_s)
    told = [review.engagement_now()]

    for start in range(0, 150, pace):
        newer = part(RECORDS, start, start + pace)
        review.update(part(RECORDS, 0, start + pace), newer)
        monitor.replay(newer)
        told.append(review.engagement_now())
        assert told[-1] == monitor.engagement()

    assert told[0] is None
    assert told[-1] is not None


FRAME_COLUMNS = ("number", "taken_at", "status", "elapsed_ms")
OBSERVATION_COLUMNS = (
    "frame",
    "participant",
    "state",
    "box",
    "score",
    "probabilities",
    "head_pose",
    "eyes_closed",
)


def flag(
    participant: int, reason: FlagReason, minute: float, *, over: bool = False, verdict: Verdict | None = None
) -> Flag:
    start = START + timedelta(minutes=minute)
    end = start + timedelta(minutes=4) if over else None
    return Flag(participant, start, end, reason, "why", "rule", verdict)


def test_the_weightiest_reason_leads_then_what_lasts_longest() -> None:
    flags = [
        flag(1, FlagReason.NO_FACE, 1),
        flag(2, FlagReason.LOW_ENGAGEMENT, 9),
        flag(3, FlagReason.LOW_ENGAGEMENT, 5),
        flag(4, FlagReason.BELOW_OWN_MEDIAN, 12),
    ]

    assert [one.participant for one in worth_a_look(flags)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "gone",
    [
        flag(1, FlagReason.LOW_ENGAGEMENT, 1, over=True),
        flag(1, FlagReason.LOW_ENGAGEMENT, 1, verdict=Verdict.WRONG),
        flag(1, FlagReason.LOW_ENGAGEMENT, 1, verdict=Verdict.IGNORE),
    ],
)
def test_what_is_over_or_dismissed_is_not_worth_a_look(gone: Flag) -> None:
    assert worth_a_look([gone]) == ()


def test_a_participant_is_named_once_and_a_confirmed_hint_stays() -> None:
    flags = [flag(1, FlagReason.NO_FACE, 1), flag(1, FlagReason.EYES_CLOSED, 2, verdict=Verdict.RIGHT)]

    assert [one.reason for one in worth_a_look(flags)] == [FlagReason.EYES_CLOSED]


def test_every_reason_has_its_weight() -> None:
    assert set(WEIGHTIEST_FIRST) == set(FlagReason)
