"""Which verdict belongs to which flag, also when a flag begins elsewhere than when it was judged."""

from datetime import UTC, datetime, timedelta

import pytest

from classroom.domain import Flag, FlagReason, FlagVerdict, Verdict
from classroom.engagement import join_verdicts, match_verdicts

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LOW, OFF = FlagReason.LOW_ENGAGEMENT, FlagReason.CAMERA_OFF
RIGHT, WRONG = Verdict.RIGHT, Verdict.WRONG


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def flag(start: float, end: float | None, *, who: int = 1, reason: FlagReason = LOW) -> Flag:
    return Flag(who, at(start), None if end is None else at(end), reason, "for a while", "1")


def verdict(
    start: float, end: float | None, said: Verdict = RIGHT, *, who: int = 1, reason: FlagReason = LOW, given: float = 60
) -> FlagVerdict:
    return FlagVerdict(who, reason, at(start), None if end is None else at(end), "1", said, at(given))


def said(flags: list[Flag], verdicts: list[FlagVerdict]) -> list[Verdict | None]:
    return [one.verdict for one in join_verdicts(flags, verdicts)]


def test_a_flag_that_begins_later_keeps_its_verdict() -> None:
    assert said([flag(4, 10)], [verdict(0, 10)]) == [RIGHT]


def test_of_two_parts_of_a_flag_the_longer_one_has_the_verdict() -> None:
    assert said([flag(1, 4), flag(6, 12)], [verdict(0, 12)]) == [None, RIGHT]


def test_a_verdict_of_that_very_start_goes_before_one_that_overlaps_more() -> None:
    assert said([flag(4, 10)], [verdict(0, 10, RIGHT), verdict(4, 5, WRONG)]) == [WRONG]


def test_a_flag_that_has_its_verdict_takes_no_other_and_none_is_counted_twice() -> None:
    flags = [flag(0, 10), flag(12, 20)]

    found = match_verdicts(flags, [verdict(0, 10), verdict(3, 9, WRONG)])

    assert {place: one.verdict for place, one in found.items()} == {0: RIGHT}


def test_of_several_verdicts_on_one_flag_the_longest_shared_counts() -> None:
    assert said([flag(1, 20)], [verdict(0, 5, WRONG), verdict(6, 20, RIGHT)]) == [RIGHT]


@pytest.mark.parametrize(
    "other",
    [
        verdict(0, 10, who=2),
        verdict(0, 10, reason=OFF),
        verdict(0, 4),
        verdict(10, 12),
        verdict(0, None, given=3),  # it was up then; what came an hour later is another flag
    ],
)
def test_a_verdict_on_something_else_is_not_joined(other: FlagVerdict) -> None:
    assert said([flag(4, 10)], [other]) == [None]


def test_a_verdict_on_a_flag_still_up_is_joined_by_what_was_seen_then() -> None:
    assert said([flag(2, None)], [verdict(0, None, given=5)]) == [RIGHT]
    assert said([flag(2, 30)], [verdict(0, None, given=5)]) == [RIGHT]
