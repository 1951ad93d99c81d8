"""What a platform lists is set beside what was seen; not seen is not absent."""

from datetime import UTC, datetime, timedelta

import pytest

from classroom.roster.comparison import Proposal, ProposalKind, SeenParticipant, compare_attendance, is_of_another_time
from classroom.roster.types import AttendanceEntry, Confidence, Interval, Platform

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def stay(first: float, last: float) -> Interval:
    """Minutes from the class's start."""
    return Interval(START + timedelta(minutes=first), START + timedelta(minutes=last))


def listed(name: str, first: float = 0, last: float = 60, *others: str) -> AttendanceEntry:
    return AttendanceEntry(name, others, None, (stay(first, last),), last - first, Platform.ZOOM)


def seen(number: int, name: str | None, first: float = 0, last: float = 60) -> SeenParticipant:
    frames = frozenset(range(int(first), int(last) + 1))
    return SeenParticipant(number, () if name is None else (name,), stay(first, last), frames)


RECORDED = stay(0, 60)


def test_everyone_is_seen_not_seen_or_not_in_the_list() -> None:
    entries = [listed("Ann Lee"), listed("Bob Fisher"), listed("Nick", 0, 60, "Carla Diaz")]
    people = [seen(1, "Ann L."), seen(2, "carla diaz"), seen(3, "Dora Quist", 5, 20)]

    found = compare_attendance(entries, people, RECORDED)

    assert [(one.entry, one.participant, one.confidence) for one in found.seen] == [
        (0, 1, Confidence.LIKELY),
        (2, 2, Confidence.EXACT),
    ]
    assert (found.not_seen, found.unlisted, found.proposals) == ((1,), (3,), ())


def test_a_device_that_came_and_went_with_one_listed_person_is_proposed() -> None:
    entries = [listed("Ann Lee"), listed("Bob Fisher", 10, 40), listed("Carla Diaz", 20, 60)]
    people = [seen(1, "Ann Lee"), seen(2, "iPhone", 11, 39.5)]

    found = compare_attendance(entries, people, RECORDED)

    assert found.not_seen == (1, 2)
    assert found.proposals == (Proposal(ProposalKind.TIMES_FIT, 2, 1),)


def test_times_that_fit_two_people_are_not_proposed() -> None:
    entries = [listed("Bob Fisher", 10, 40), listed("Carla Diaz", 10.5, 40)]

    found = compare_attendance(entries, [seen(2, None, 11, 39.5)], RECORDED)

    assert found.proposals == ()


def test_what_was_before_and_after_the_recording_does_not_count() -> None:
    found = compare_attendance([listed("Bob Fisher", -15, 75)], [seen(2, None)], RECORDED)

    assert found.proposals == (Proposal(ProposalKind.TIMES_FIT, 2, 0),)


def test_a_second_tile_of_a_listed_person_is_proposed_for_merging_unless_both_stood_side_by_side() -> None:
    after = compare_attendance(
        [listed("Ann Lee")], [seen(1, "Ann Lee", 0, 20), seen(2, "Ann Lee (2)", 30, 60)], RECORDED
    )
    beside = compare_attendance(
        [listed("Ann Lee")], [seen(1, "Ann Lee", 0, 60), seen(2, "Ann Lee (2)", 30, 60)], RECORDED
    )

    assert after.proposals == (Proposal(ProposalKind.SAME_PERSON, 2, 0, keep=1),)
    assert beside.proposals == ()


def test_a_participant_is_also_found_by_the_linked_students_name() -> None:
    person = SeenParticipant(4, ("Sunny", "Ann Lee"), stay(0, 60), frozenset())

    (pair,) = compare_attendance([listed("Ann Lee")], [person], RECORDED).seen

    assert (pair.participant, pair.confidence) == (4, Confidence.EXACT)


def test_nobody_and_nothing_compare_to_nothing() -> None:
    assert compare_attendance([], [], RECORDED).seen == ()
    assert compare_attendance([listed("Ann")], [], RECORDED).not_seen == (0,)


@pytest.mark.parametrize(
    ("entries", "is_other"),
    [
        ([listed("Ann Lee", 1440, 1500), listed("Bob Fisher", 1440, 1450)], True),
        ([listed("Ann Lee", -60, 0)], True),  # over when the class began
        ([listed("Ann Lee", 1440, 1500), listed("Bob Fisher", 59, 70)], False),
        ([AttendanceEntry("Ann Lee", (), None, (), 60.0, Platform.MEET)], False),  # a list without times says nothing
        ([], False),
    ],
)
def test_a_list_whose_times_are_all_outside_the_class_is_of_another_time(
    entries: list[AttendanceEntry], is_other: bool
) -> None:
    assert is_of_another_time(entries, RECORDED) is is_other
