import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import (
    Emotion,
    Flag,
    FlagReason,
    FlagVerdict,
    ParticipantState,
    SessionStatus,
    Verdict,
)
from classroom.engagement import find_flags, rule_version
from tests.engagement.builders import (
    ANGRY,
    CAMERA_OFF,
    HAPPY,
    HIDDEN,
    LEFT,
    NEUTRAL,
    NO_FACE,
    OFF_PAGE,
    START,
    TOO_SMALL,
    Seen,
    minutes,
    session_of,
    session_of_one,
    shipped_settings,
)

ENGAGEMENT, FLAGS = shipped_settings()
CLASSROOM = ENGAGEMENT.model_copy(update={"profile": "classroom-1"})
GLOOMY = Seen(moods={Emotion.SAD: 0.5, Emotion.ANGRY: 0.15, Emotion.FEAR: 0.05})  # about 55
ASLEEP = Seen(eyes_closed=0.9)
AWAKE = Seen(eyes_closed=0.1)
AWAY = Seen(pose=(50.0, 0.0))
FACING = Seen(pose=(0.0, 0.0))


def flags_of(
    sights: Sequence[Seen | None], engagement: EngagementSettings = ENGAGEMENT, flags: FlagSettings = FLAGS
) -> tuple[Flag, ...]:
    return find_flags(session_of_one(sights), engagement, flags)


def reasons(flags: Sequence[Flag]) -> list[FlagReason]:
    return [flag.reason for flag in flags]


def at(count: float) -> datetime:
    return START + timedelta(minutes=count)


def near(moment: datetime | None, count: float, within_s: float = 30.0) -> bool:
    return moment is not None and abs((moment - at(count)).total_seconds()) <= within_s


# ---------------------------------------------------------------- scores


def test_a_score_under_35_for_three_minutes_is_a_flag() -> None:
    (flag,) = flags_of([*minutes(5, NEUTRAL), *minutes(4, ANGRY), *minutes(3, NEUTRAL)])

    assert flag.reason is FlagReason.LOW_ENGAGEMENT
    assert flag.participant == 1
    assert near(flag.start, 5)
    assert near(flag.end, 9)
    assert re.fullmatch(r"engagement 2\d, under the limit of 35, for 4 min", flag.evidence)
    assert flag.verdict is None


@pytest.mark.parametrize("lasting", [1.0, 2.5])
def test_a_shorter_fall_is_no_flag(lasting: float) -> None:
    assert flags_of([*minutes(12, NEUTRAL), *minutes(lasting, ANGRY), *minutes(5, NEUTRAL)]) == ()


def test_three_minutes_are_counted_to_the_frame() -> None:
    still = flags_of([ANGRY] * 60)
    now = flags_of([ANGRY] * 61)  # the first and the last lie 180 s apart

    assert (reasons(still), reasons(now)) == ([], [FlagReason.LOW_ENGAGEMENT])
    assert now[0].start == START


def test_twenty_points_under_the_own_median_is_a_flag_after_the_warm_up() -> None:
    (flag,) = flags_of([*minutes(12, NEUTRAL), *minutes(5, GLOOMY), *minutes(3, NEUTRAL)])

    assert flag.reason is FlagReason.BELOW_OWN_MEDIAN
    assert near(flag.start, 12)
    assert near(flag.end, 17)
    assert re.fullmatch(r"engagement 5\d against the usual 100, for 5 min", flag.evidence)


def test_the_own_median_is_not_used_in_the_first_ten_minutes() -> None:
    assert flags_of([*minutes(4, NEUTRAL), *minutes(5, GLOOMY)]) == ()


def test_only_what_was_read_warms_up() -> None:
    sights = [*minutes(4, NEUTRAL), *minutes(10, TOO_SMALL), *minutes(5, GLOOMY)]

    assert flags_of(sights) == ()


def test_a_face_that_is_always_so_is_nobodys_flag() -> None:
    assert flags_of(minutes(40, GLOOMY)) == ()


def test_one_fall_is_one_flag() -> None:
    # 28 is both under 35 and far under the usual 100.
    assert reasons(flags_of([*minutes(12, NEUTRAL), *minutes(6, ANGRY), *minutes(3, NEUTRAL)])) == [
        FlagReason.BELOW_OWN_MEDIAN
    ]


@pytest.mark.parametrize("emotion", [Emotion.HAPPY, Emotion.SURPRISE])
@pytest.mark.parametrize("share", [0.45, 0.7, 1.0])
def test_laughter_or_surprise_alone_never_flags(emotion: Emotion, share: float) -> None:
    strict = FLAGS.model_copy(update={"low_score": 90.0, "below_median_points": 5.0})

    assert flags_of([*minutes(12, NEUTRAL), *minutes(10, Seen(moods={emotion: share}))], flags=strict) == ()


def test_a_fall_that_is_mostly_laughter_does_not_count() -> None:
    # 24 points under the usual: 22 of laughter, 7 of sadness.
    mostly_happy = Seen(moods={Emotion.HAPPY: 0.6, Emotion.SAD: 0.1})

    assert flags_of([*minutes(12, NEUTRAL), *minutes(10, mostly_happy)]) == ()


def test_a_laugh_in_between_ends_the_time_that_counts() -> None:
    sights = [*minutes(12, NEUTRAL), *minutes(2.5, ANGRY), *minutes(1, HAPPY), *minutes(2.5, ANGRY), *minutes(1, HAPPY)]

    assert flags_of(sights) == ()


def test_facing_away_lowers_the_score_of_a_profile_that_counts_it() -> None:
    sights = [*minutes(12, FACING), *minutes(5, Seen(pose=(44.0, 0.0)))]

    assert reasons(flags_of(sights, CLASSROOM)) == [FlagReason.BELOW_OWN_MEDIAN]
    assert flags_of(sights) == ()


def test_a_flag_holds_until_the_score_is_well_above_the_limit() -> None:
    just_above = Seen(moods={Emotion.SAD: 0.95})  # 36.7: above 35, not above 40
    well_above = Seen(moods={Emotion.SAD: 0.85})  # 43.3

    (held,) = flags_of([*minutes(4, ANGRY), *minutes(4, just_above)])
    (ended,) = flags_of([*minutes(4, ANGRY), *minutes(4, well_above)])

    assert held.end == at(8) - timedelta(seconds=3)
    assert near(ended.end, 4)


def test_the_same_reason_rests_for_the_cool_down() -> None:
    sights = [*minutes(4, ANGRY), *minutes(1, NEUTRAL), *minutes(20, ANGRY)]

    first, second = flags_of(sights)

    assert first.end is not None
    assert second.start >= first.end + timedelta(seconds=FLAGS.cool_down_s)


def test_a_short_gap_pauses_and_a_long_one_ends() -> None:
    two = minutes(2, ANGRY)
    for gap in (HIDDEN, OFF_PAGE, TOO_SMALL):
        assert reasons(flags_of([*two, *minutes(0.9, gap), *two])) == [FlagReason.LOW_ENGAGEMENT]
        assert flags_of([*two, *minutes(1.5, gap), *two]) == ()


def test_a_gap_adds_no_time() -> None:
    two = minutes(1.4, ANGRY)

    assert flags_of([*two, *minutes(0.9, HIDDEN), *two]) == ()


def test_a_sleeping_machine_ends_a_flag_where_it_fell_asleep() -> None:
    times = [3.0 * index for index in range(80)] + [3600.0 + 3.0 * index for index in range(20)]
    records = session_of_one([ANGRY] * 100, times_s=times)

    (flag,) = find_flags(records, ENGAGEMENT, FLAGS)

    assert flag.end == at(4)


def test_a_long_interval_is_no_gap() -> None:
    records = session_of_one([ANGRY] * 6, interval_s=60.0)

    assert reasons(find_flags(records, ENGAGEMENT, FLAGS)) == [FlagReason.LOW_ENGAGEMENT]


def test_leaving_ends_a_flag() -> None:
    (flag,) = flags_of([*minutes(4, ANGRY), *minutes(0.25, HIDDEN), LEFT, *minutes(3, HIDDEN)])

    assert flag.end == at(4)


# ---------------------------------------------------------------- states


def test_no_face_for_five_minutes_is_a_flag() -> None:
    (flag,) = flags_of([*minutes(2, NEUTRAL), *minutes(6, NO_FACE), *minutes(3, NEUTRAL)])

    assert (flag.reason, flag.start, flag.end) == (FlagReason.NO_FACE, at(2), at(8))
    assert flag.evidence == "camera on but no face for 6 min"


@pytest.mark.parametrize("other", [NEUTRAL, CAMERA_OFF, OFF_PAGE, TOO_SMALL, HIDDEN])
def test_four_minutes_without_a_face_are_no_flag(other: Seen | None) -> None:
    assert flags_of([*minutes(4.5, NO_FACE), *minutes(4, other), *minutes(4.5, NO_FACE)]) == ()


def test_one_misread_sample_does_not_restart_the_count() -> None:
    (flag,) = flags_of([*minutes(3, NO_FACE), NEUTRAL, *minutes(3, NO_FACE)])

    assert (flag.reason, flag.start) == (FlagReason.NO_FACE, START)


@pytest.mark.parametrize("state", [ParticipantState.OFF_PAGE, ParticipantState.TOO_SMALL, ParticipantState.FROZEN])
def test_these_states_never_flag(state: ParticipantState) -> None:
    assert flags_of(minutes(60, Seen(state))) == ()


def test_a_hidden_gallery_never_flags() -> None:
    assert flags_of([NEUTRAL, *minutes(60, HIDDEN)]) == ()


def test_a_camera_that_is_off_flags_only_if_enabled() -> None:
    sights = [*minutes(1, NEUTRAL), *minutes(12, CAMERA_OFF)]
    enabled = FLAGS.model_copy(update={"camera_off": True})

    (flag,) = flags_of(sights, flags=enabled)

    assert flags_of(sights) == ()
    assert (flag.reason, flag.start, flag.evidence) == (FlagReason.CAMERA_OFF, at(1), "camera off for 12 min")


@pytest.mark.parametrize(
    ("usual", "odd", "reason", "evidence"),
    [
        (AWAKE, ASLEEP, FlagReason.EYES_CLOSED, r"eyes closed in \d+% of the readings, for \d+ min"),
        (
            FACING,
            AWAY,
            FlagReason.TURNED_AWAY,
            r"head turned away by 45 degrees or more in \d+% of the readings, for \d+ min",
        ),
    ],
)
class TestMostSamples:
    def test_most_samples_are_a_flag(self, usual: Seen, odd: Seen, reason: FlagReason, evidence: str) -> None:
        # 3 of 4 samples for 8 minutes.
        sights = [*minutes(5, usual), *[odd, odd, odd, usual] * 40, *minutes(5, usual)]

        (flag,) = flags_of(sights)

        assert flag.reason is reason
        assert near(flag.start, 5)
        assert near(flag.end, 13)
        assert re.fullmatch(evidence, flag.evidence)

    def test_half_of_the_samples_are_not(self, usual: Seen, odd: Seen, reason: FlagReason, evidence: str) -> None:
        assert flags_of([*minutes(5, usual), *[odd, usual] * 80]) == ()

    def test_two_minutes_are_not(self, usual: Seen, odd: Seen, reason: FlagReason, evidence: str) -> None:
        assert flags_of([*minutes(2, odd), *minutes(10, usual)]) == ()

    def test_unknown_is_neither(self, usual: Seen, odd: Seen, reason: FlagReason, evidence: str) -> None:
        assert flags_of(minutes(20, NEUTRAL)) == ()


# ---------------------------------------------------------------- what a flag carries


def test_a_flag_that_is_up_at_the_last_frame_is_open_only_while_the_session_is_live() -> None:
    sights = minutes(5, ANGRY)

    (live,) = find_flags(session_of_one(sights, status=SessionStatus.LIVE), ENGAGEMENT, FLAGS)
    (finished,) = find_flags(session_of_one(sights), ENGAGEMENT, FLAGS)
    (interrupted,) = find_flags(session_of_one(sights, status=SessionStatus.INTERRUPTED), ENGAGEMENT, FLAGS)

    assert live.end is None
    assert finished.end == interrupted.end == at(5) - timedelta(seconds=3)


def test_flags_come_by_start_and_name_nobody() -> None:
    rows = [{1: NEUTRAL if index < 40 else ANGRY, 2: ANGRY, 3: NO_FACE} for index in range(160)]
    records = session_of(rows, names={1: "Anna", 2: "Ben", 3: "Carla"})

    flags = find_flags(records, ENGAGEMENT, FLAGS)

    assert [(flag.participant, flag.reason) for flag in flags] == [
        (2, FlagReason.LOW_ENGAGEMENT),
        (3, FlagReason.NO_FACE),
        (1, FlagReason.LOW_ENGAGEMENT),
    ]
    assert not any(name in flag.evidence for flag in flags for name in ("Anna", "Ben", "Carla"))


def test_a_verdict_is_joined_to_its_flag() -> None:
    sights = [*minutes(4, ANGRY), *minutes(8, NEUTRAL)]
    (flag,) = flags_of(sights)
    verdict = FlagVerdict(1, flag.reason, flag.start, flag.end, flag.rule_version, Verdict.WRONG, at(20))
    other = FlagVerdict(2, flag.reason, flag.start, flag.end, flag.rule_version, Verdict.RIGHT, at(20))

    (judged,) = find_flags(session_of_one(sights, verdicts=(verdict, other)), ENGAGEMENT, FLAGS)

    assert judged.verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("engagement", "flags", "changes"),
    [
        (ENGAGEMENT, FLAGS.model_copy(update={"low_score": 30.0}), True),
        (CLASSROOM, FLAGS, True),
        (ENGAGEMENT.model_copy(update={"smoothing_s": 20.0}), FLAGS, True),
        (ENGAGEMENT.model_copy(update={"bin_s": 120.0}), FLAGS, False),
        (ENGAGEMENT, FLAGS.model_copy(update={"dip_share": 0.5}), False),
    ],
)
def test_the_rule_version_tells_rules_apart(engagement: EngagementSettings, flags: FlagSettings, changes: bool) -> None:
    version = rule_version(ENGAGEMENT, FLAGS)

    assert re.fullmatch(r"expression-1\.1-[0-9a-f]{8}", version)
    assert (rule_version(engagement, flags) != version) == changes


def test_a_session_without_frames_has_no_flags() -> None:
    assert find_flags(session_of([]), ENGAGEMENT, FLAGS) == ()
