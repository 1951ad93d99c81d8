"""The rollup's figures are those of the observations."""

from dataclasses import replace

import numpy as np
import pytest

from classroom.config import EngagementSettings
from classroom.domain import Emotion, Presence, SessionRecords
from classroom.engagement import (
    class_timeline,
    class_timeline_of_facts,
    collect_facts,
    fact,
    facts_rule,
    mean_emotions,
    mean_engagement,
    mean_presence,
    presence_of_facts,
    summarize,
)
from classroom.facts import FACTS, STATE_FACTS
from classroom.synthetic.records import ClassPlan, make_records
from tests.engagement.builders import NEUTRAL, SAD, Seen, minutes, session_of, session_of_one, shipped_settings

ENGAGEMENT, FLAGS = shipped_settings()
PLAN = ClassPlan(minutes=25, interval_s=4, students=9, seed=3)


def using(profile: str) -> EngagementSettings:
    return ENGAGEMENT.model_copy(update={"profile": profile})


@pytest.fixture(scope="module")
def records() -> SessionRecords:
    return make_records(PLAN)


@pytest.mark.parametrize("profile", list(ENGAGEMENT.profiles))
def test_the_mean_of_every_shipped_profile_is_that_of_the_summary(records: SessionRecords, profile: str) -> None:
    line = summarize(records, using(profile), FLAGS, raised=())[0]

    totals = collect_facts(records, ENGAGEMENT).totals

    assert mean_engagement(totals.values, using(profile)) == pytest.approx(line.mean_engagement, abs=1e-4)
    assert mean_emotions(totals.values) == pytest.approx(line.emotions, abs=1e-6)


def test_times_are_those_of_the_summary(records: SessionRecords) -> None:
    line = summarize(records, ENGAGEMENT, FLAGS, raised=())[0]

    totals = collect_facts(records, ENGAGEMENT).totals

    assert (totals.first_seen, totals.last_seen) == (line.first_seen, line.last_seen)
    assert (totals.any_in_call_s, totals.any_visible_s) == (60 * line.minutes_in_call, 60 * line.minutes_visible)
    assert fact(totals.values, "emotion_read_s") / fact(totals.values, "in_call_s") == pytest.approx(line.coverage)


def test_presence_is_that_of_the_timeline(records: SessionRecords) -> None:
    expected = mean_presence(class_timeline(records, ENGAGEMENT))

    found = presence_of_facts(collect_facts(records, ENGAGEMENT).totals)

    assert expected is not None
    assert found is not None
    assert (found.visible, found.in_call) == pytest.approx((expected.visible, expected.in_call), abs=1e-4)


def test_time_without_a_gallery_is_in_no_presence() -> None:
    records = session_of_one([*minutes(2, NEUTRAL), *minutes(3, None), *minutes(1, NEUTRAL)])

    totals = collect_facts(records, ENGAGEMENT).totals

    assert fact(totals.values, "gallery_s") == pytest.approx(180, abs=2)
    assert presence_of_facts(totals) == Presence(visible=1.0, in_call=1.0)
    assert presence_of_facts(collect_facts(session_of([]), ENGAGEMENT).totals) is None


def test_rows_of_a_participant_add_up_to_its_summary(records: SessionRecords) -> None:
    facts = collect_facts(records, ENGAGEMENT)

    for line in summarize(records, ENGAGEMENT, FLAGS, raised=())[1:]:
        sums = tuple(facts.values[facts.participant == line.participant].astype(np.float64).sum(axis=0).tolist())
        assert fact(sums, "visible_s") == pytest.approx(60 * line.minutes_visible, rel=1e-5)
        assert fact(sums, "in_call_s") == pytest.approx(60 * line.minutes_in_call, rel=1e-5)
        if line.mean_engagement is not None:
            assert mean_engagement(sums, ENGAGEMENT) == pytest.approx(line.mean_engagement, abs=1e-2)


def test_without_smoothing_the_timeline_is_that_of_the_observations(records: SessionRecords) -> None:
    unsmoothed = ENGAGEMENT.model_copy(update={"smoothing_s": 0.001})
    expected = {bin_.start: bin_ for bin_ in class_timeline(records, unsmoothed).bins}

    found = class_timeline_of_facts(collect_facts(records, ENGAGEMENT), records.session, ENGAGEMENT)

    assert len(found.bins) > 20
    for bin_ in found.bins[:-1]:
        other = expected[bin_.start]
        assert (bin_.engagement is None) == (other.engagement is None)
        assert bin_.engagement is None or bin_.engagement == pytest.approx(other.engagement, abs=1e-2)
        assert bin_.coverage == pytest.approx(other.coverage, abs=1e-4)


def test_minutes_in_which_nobody_was_there_have_no_rows() -> None:
    records = session_of([None] * 40 + [{1: NEUTRAL}] * 20 + [None] * 40)

    facts = collect_facts(records, ENGAGEMENT)

    assert facts.minute.tolist() == [2, 3, 4]  # in the call, as far as is known, to the end
    states = facts.values[:, [FACTS.index(name) for name in STATE_FACTS]]
    assert states.sum(axis=1).tolist() == [60.0, 0.0, 0.0]


def test_where_only_one_of_two_terms_was_read_the_other_does_not_count() -> None:
    turned = Seen(moods={Emotion.SAD: 1.0}, pose=(60.0, 0.0))
    records = session_of_one([*minutes(1, turned), *minutes(1, NEUTRAL)])

    totals = collect_facts(records, ENGAGEMENT).totals

    assert mean_engagement(totals.values, using("presence")) == pytest.approx(0.0, abs=1e-9)
    assert mean_engagement(totals.values, using("expression-1")) == pytest.approx((100 + 100 / 3) / 2)


def test_nothing_read_is_no_score() -> None:
    totals = collect_facts(session_of([]), ENGAGEMENT).totals

    assert mean_engagement(totals.values, ENGAGEMENT) is None
    assert mean_emotions(totals.values) is None


def test_facts_made_with_other_thresholds_are_told() -> None:
    other = ENGAGEMENT.model_copy(update={"facing_zero_deg": 70.0})
    records = replace(session_of_one(minutes(1, SAD)), layout="abc")

    assert facts_rule(other) != facts_rule(ENGAGEMENT)
    assert facts_rule(using("classroom-1")) == facts_rule(ENGAGEMENT)
    assert collect_facts(records, ENGAGEMENT).basis.layout == "abc"
