"""Students of a course, and the participants that are linked to them."""

from uuid import UUID, uuid4

import pytest

from classroom.domain import Participant
from classroom.errors import DataError, NotFoundError
from classroom.roster.types import RosterChange, RosterEntry, Student
from classroom.storage import Store
from tests.storage.examples import AGENT, START, frame, new_session, people, seen

BY = {"actor": "anna", "now": START}
COURSE = "Physics 101"


def add(store: Store, *names: str, course: str = COURSE, owner: str | None = None) -> tuple[Student, ...]:
    store.import_roster(course, [RosterEntry(name) for name in names], owner=owner, **BY)
    return store.students(course)


def record(store: Store, *names: str | None, course: str = COURSE, owner: str | None = None) -> UUID:
    """A session with a participant of each name."""
    session = store.create_session(new_session(course, owner=owner), agent=AGENT)
    new = tuple(
        Participant(number, name or f"Participant {number}", name is not None) for number, name in enumerate(names, 1)
    )
    store.save_frame(session, frame(0, *(seen(one.number) for one in new), new=new))
    return session


def linked(store: Store, session: UUID) -> dict[int, str | None]:
    details = store.participant_details(session)
    return {one.participant.number: one.student.name if one.student else None for one in details}


# ---------------------------------------------------------------- import


def test_importing_again_updates_and_removes_nobody(store: Store) -> None:
    first = [RosterEntry("Ann Lee", "1"), RosterEntry("Bob", None, "bob@x.example"), RosterEntry("Cy")]
    again = [RosterEntry("Ann Lee-Smith", "1"), RosterEntry("Robert", None, "BOB@x.example"), RosterEntry("Dora")]

    changes = [store.import_roster(COURSE, entries, **BY) for entries in (first, first, again)]

    assert changes == [RosterChange(3, 0, 0), RosterChange(0, 0, 3), RosterChange(1, 2, 0)]
    students = {one.name: one for one in store.students("physics  101")}
    assert set(students) == {"Ann Lee-Smith", "Robert", "Cy", "Dora"}
    assert students["Ann Lee-Smith"].aliases == ("Ann Lee",)
    assert students["Robert"].external_id is None


def test_two_students_of_one_name_are_kept_apart_by_their_ids(store: Store) -> None:
    entries = [RosterEntry("Ann Lee", "1"), RosterEntry("Ann Lee", "2")]

    assert store.import_roster(COURSE, entries, **BY) == RosterChange(2, 0, 0)
    assert store.import_roster(COURSE, entries, **BY) == RosterChange(0, 0, 2)


def test_a_list_is_of_one_course_and_owner(store: Store) -> None:
    add(store, "Ann", owner="Anna")
    add(store, "Bob", course="Art")

    assert [one.name for one in store.students()] == ["Bob", "Ann"]
    assert [one.name for one in store.students(COURSE, visible_to="anna")] == ["Ann"]
    assert store.students(COURSE, visible_to="Otto") == ()


@pytest.mark.parametrize(("course", "name"), [("", "Ann"), (COURSE, " ")])
def test_nameless_students_and_courses_are_refused_and_nothing_is_kept(store: Store, course: str, name: str) -> None:
    with pytest.raises(DataError):
        store.import_roster(course, [RosterEntry("Bob"), RosterEntry(name)], **BY)

    assert store.students() == ()


# ---------------------------------------------------------------- links by name


def test_participants_link_by_themselves_when_their_name_is_equal(store: Store) -> None:
    add(store, "Ann Lee", "Bob Fisher")

    session = record(store, "Lee, Ann (she/her)", "Bob F.", None, course="physics 101")

    assert linked(store, session) == {1: "Ann Lee", 2: None, 3: None}


def test_a_name_that_is_read_later_links_too(store: Store) -> None:
    add(store, "Ann Lee")
    session = record(store, None)

    store.save_frame(session, frame(1, seen(1), new=(Participant(1, "Ann Lee", name_is_read=True),)))

    assert linked(store, session) == {1: "Ann Lee"}


@pytest.mark.parametrize("others", [("Ann Lee",), ("ann lee", "Ánn Lee")])
def test_a_name_of_two_students_links_nobody(store: Store, others: tuple[str, ...]) -> None:
    entries = [RosterEntry(name, str(number)) for number, name in enumerate(("Ann Lee", *others))]
    store.import_roster(COURSE, entries, **BY)

    assert linked(store, record(store, "Ann Lee")) == {1: None}


def test_a_second_participant_of_a_student_is_not_linked(store: Store) -> None:
    add(store, "Ann Lee")

    assert linked(store, record(store, "Ann Lee", "Lee, Ann")) == {1: "Ann Lee", 2: None}


def test_students_of_an_owner_link_in_the_owners_sessions_alone(store: Store) -> None:
    add(store, "Ann Lee", owner="Anna")

    assert linked(store, record(store, "Ann Lee", owner="anna")) == {1: "Ann Lee"}
    assert linked(store, record(store, "Ann Lee")) == {1: None}
    assert linked(store, record(store, "Ann Lee", owner="otto")) == {1: None}


# ---------------------------------------------------------------- links by the teacher


def test_a_linked_name_is_recognised_in_the_next_session(store: Store) -> None:
    (ann,) = add(store, "Ann Lee")
    first = record(store, "Sunny ☀")

    store.link_participant(first, 1, ann.id, **BY)

    assert linked(store, first) == {1: "Ann Lee"}
    assert linked(store, record(store, "sunny")) == {1: "Ann Lee"}
    assert store.students(COURSE)[0].aliases == ("Sunny ☀",)


def test_unlinking_is_remembered_and_the_name_forgotten(store: Store) -> None:
    (ann,) = add(store, "Ann Lee")
    session = record(store, "Sunny")
    store.link_participant(session, 1, ann.id, **BY)

    store.link_participant(session, 1, None, **BY)
    store.save_frame(session, frame(1, seen(1), new=(Participant(1, "Ann Lee", name_is_read=True),)))

    assert linked(store, session) == {1: None}
    assert store.students(COURSE)[0].aliases == ()


def test_a_name_made_by_us_is_no_alias(store: Store) -> None:
    (ann,) = add(store, "Ann Lee")
    store.link_participant(record(store, None), 1, ann.id, **BY)

    assert store.students(COURSE)[0].aliases == ()


def test_one_student_is_one_participant_of_a_session(store: Store) -> None:
    (ann,) = add(store, "Ann Lee")
    session = record(store, "Ann Lee", "Sunny")

    with pytest.raises(DataError, match="participant 1 is linked to Ann Lee already: merge 2 into 1"):
        store.link_participant(session, 2, ann.id, **BY)


def test_a_student_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no such student"):
        store.link_participant(record(store, "Ann"), 1, uuid4(), **BY)


def test_a_merged_participant_brings_its_student_and_takes_it_back(store: Store) -> None:
    add(store, "Ann Lee")
    session = record(store, None, "Ann Lee")

    store.merge_participants(session, 1, 2, **BY)
    assert linked(store, session) == {1: "Ann Lee"}

    store.unmerge_participant(session, 2, **BY)
    assert linked(store, session) == {1: None, 2: "Ann Lee"}


def test_participants_of_two_students_are_not_merged(store: Store) -> None:
    add(store, "Ann Lee", "Bob Fisher")
    session = record(store, "Ann Lee", "Bob Fisher")

    with pytest.raises(DataError, match="two students"):
        store.merge_participants(session, 1, 2, **BY)


def test_removing_a_student_leaves_what_was_recorded(store: Store) -> None:
    (ann,) = add(store, "Ann Lee")
    session = record(store, "Ann Lee")

    assert store.remove_students([ann.id, uuid4()], **BY) == 1

    assert linked(store, session) == {1: None}
    assert store.remove_students([], **BY) == 0


# ---------------------------------------------------------------- what an import would do


@pytest.mark.parametrize(
    "entries",
    [
        [RosterEntry("Ann Lee", "7", "ann@x.org"), RosterEntry("Zoe"), RosterEntry("Bob")],
        [RosterEntry("Zoe", "1"), RosterEntry("Zoe", "2"), RosterEntry("Zoe", "1")],
        [RosterEntry("Anna Lee", None, "ann@x.org")],
    ],
)
def test_a_plan_says_what_the_import_then_does(store: Store, entries: list[RosterEntry]) -> None:
    store.import_roster(COURSE, [RosterEntry("Ann Lee", None, "ann@x.org"), RosterEntry("Bob")], **BY)
    before = store.students(COURSE)

    steps = store.plan_roster(COURSE, entries)
    assert store.students(COURSE) == before
    change = store.import_roster(COURSE, entries, **BY)

    assert change.added == sum(one.known_as is None for one in steps)
    assert change.unchanged == sum(one.known_as is not None and not one.changes for one in steps)


def test_a_plan_names_what_would_be_another(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry("Ann Lee", None, "ann@x.org")], **BY)

    (step,) = store.plan_roster(COURSE, [RosterEntry("Anna Lee", "7", "ann@x.org")])

    assert (step.known_as, step.changes) == ("Ann Lee", ("name", "external_id"))


def test_a_plan_for_one_account_knows_only_its_students(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry("Ann Lee")], owner="paul", **BY)

    (step,) = store.plan_roster(COURSE, [RosterEntry("Ann Lee")], owner="anna")

    assert step.known_as is None


def test_a_roster_that_comes_after_the_class_finds_its_participants(store: Store) -> None:
    session = store.create_session(new_session("Physics 101"), agent="test:1:1")
    store.save_frame(session, frame(0, seen(1), seen(2), new=people(1, 2)))

    store.import_roster("physics  101", [RosterEntry("student 2"), RosterEntry("Nobody")], actor="anna", now=START)

    found = {one.participant.number: one.student for one in store.participant_details(session)}
    assert found[1] is None
    assert found[2] is not None
    assert found[2].name == "student 2"
