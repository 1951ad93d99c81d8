"""Who of an attendance list's people is which student of the course."""

from uuid import UUID

import pytest

from classroom.domain import Participant
from classroom.roster.attendance_links import find_links, find_student
from classroom.roster.comparison import SeenEntry
from classroom.roster.seen import SeenPerson
from classroom.roster.types import AttendanceEntry, Confidence, ParticipantDetails, Platform, Student


def student(number: int, name: str, *, email: str | None = None, aliases: tuple[str, ...] = ()) -> Student:
    return Student(UUID(int=number), "Optics", name, None, email, aliases, "mira")


def entry(name: str, *, email: str | None = None, other: tuple[str, ...] = ()) -> AttendanceEntry:
    return AttendanceEntry(name, other, email, (), None, Platform.ZOOM)


def person(number: int, name: str, linked: Student | None = None) -> SeenPerson:
    shown = Participant(number, name, name_is_read=True)
    return SeenPerson(ParticipantDetails(shown, name, False, linked, ()), None, frozenset(), 0)


ANN = student(1, "Ann Lee", email="ann@school.org", aliases=("annie",))
BEN = student(2, "Ben Ito")


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (entry("Someone", email="ANN@school.org"), ANN),
        (entry("ann lee"), ANN),
        (entry("Annie"), ANN),
        (entry("A.", other=("Ben Ito",)), BEN),
        (entry("Ann Leigh"), None),
        (entry("Ben Ito", email="ann@school.org"), ANN),  # the address is surer than the name
    ],
)
def test_an_entry_is_the_student_of_its_address_else_of_an_equal_name(
    listed: AttendanceEntry, expected: Student | None
) -> None:
    assert find_student(listed, (ANN, BEN)) == expected


def test_two_students_of_one_name_are_nobody() -> None:
    assert find_student(entry("Ben Ito"), (BEN, student(3, "Ben Ito"))) is None


def test_who_is_linked_already_is_in_no_link() -> None:
    seen = [SeenEntry(0, 5, 1.0, Confidence.EXACT), SeenEntry(1, 6, 0.9, Confidence.LIKELY)]
    entries = [entry("Ann Lee"), entry("Ben Ito")]

    open_links = find_links(seen, entries, {5: person(5, "Ann"), 6: person(6, "Ben")}, (ANN, BEN))
    taken = find_links(seen, entries, {5: person(5, "Ann"), 6: person(6, "Ben", ANN)}, (ANN, BEN))

    assert [(one.person.participant.number, one.student, one.entry) for one in open_links] == [(5, ANN, 0), (6, BEN, 1)]
    assert [one.confidence for one in open_links] == [Confidence.EXACT, Confidence.LIKELY]
    assert taken == ()


def test_nobody_is_linked_to_two() -> None:
    seen = [SeenEntry(0, 5, 1.0, Confidence.EXACT), SeenEntry(1, 6, 1.0, Confidence.EXACT)]
    entries = [entry("Ann Lee"), entry("Annie", email="ann@school.org")]

    links = find_links(seen, entries, {5: person(5, "Ann"), 6: person(6, "Annie")}, (ANN, BEN))

    assert [one.person.participant.number for one in links] == [5]
