"""A session is given another course: links follow the roster, and moving it back restores them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from classroom.domain import Participant
from classroom.errors import DataError, NotFoundError
from classroom.roster.types import CourseMove, KeptLink, RosterEntry, Student
from classroom.storage import Store
from classroom.storage.tables import AuditRow, ParticipantRow
from tests.storage.examples import AGENT, START, frame, moment, new_session, seen

BY: dict[str, Any] = {"actor": "anna", "now": START}
WRONG, RIGHT = "Phisics 101", "Physics 101"
NAMES = ("Ann Lee", "Bob Fisher", "Cy Young", "Dora Day")


def enrol(store: Store, course: str, *names: str, owner: str | None = "anna") -> dict[str, Student]:
    store.import_roster(course, [RosterEntry(name) for name in names], owner=owner, **BY)
    return {one.name: one for one in store.students(course)}


def record(store: Store, *names: str, course: str = WRONG, ended: bool = True) -> UUID:
    session = store.create_session(new_session(course, owner="anna"), agent=AGENT)
    new = tuple(Participant(number, name, name_is_read=True) for number, name in enumerate(names, 1))
    store.save_frame(session, frame(0, *(seen(one.number) for one in new), new=new))
    if ended:
        store.finish_session(session, moment(9))
    return session


def linked(store: Store, session: UUID) -> dict[int, tuple[str, str] | None]:
    """Course and name of each participant's student."""
    details = store.participant_details(session)
    return {one.participant.number: None if (who := one.student) is None else (who.course, who.name) for one in details}


def rows(store: Store, session: UUID) -> list[tuple[Any, ...]]:
    row = ParticipantRow
    with store._database.read() as connection:
        wanted = select(row.number, row.student_id, row.link_is_given, row.given_name, row.merged_into)
        return [tuple(one) for one in connection.execute(wanted.where(row.session_id == session).order_by(row.number))]


def audit(store: Store) -> list[tuple[str, str, str]]:
    with store._database.read() as connection:
        found = connection.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject)).all()
    return [(one[0], one[1], one[2]) for one in found if "moved" in one[1]]


def test_a_moved_session_is_of_the_other_course_and_its_people_of_the_other_roster(store: Store) -> None:
    enrol(store, WRONG, "Ann Lee", "Bob Fisher")
    enrol(store, RIGHT, "Ann Lee", "Cy Young")
    session = record(store, "Ann Lee", "Bob Fisher", "Cy Young")
    revision = store.find_session(session.hex).revision

    move = store.move_session(session, RIGHT, **BY)

    assert (move.before, move.after, len(move.links), move.linked) == (WRONG, RIGHT, 2, 2)
    assert linked(store, session) == {1: (RIGHT, "Ann Lee"), 2: None, 3: (RIGHT, "Cy Young")}
    assert store.find_session(session.hex).course == RIGHT
    assert store.find_session(session.hex).revision > revision
    assert audit(store) == [
        ("anna", "session moved to another course", f"{session.hex} from Phisics 101 to Physics 101")
    ]


def test_a_teachers_word_about_the_old_roster_does_not_hold_for_the_new_one_and_comes_back(store: Store) -> None:
    old = enrol(store, WRONG, "Ann Lee", "Bob Fisher")
    enrol(store, RIGHT, "Ann Lee", "Bob Fisher")
    session = record(store, "Ann Lee", "Bob Fisher")
    store.link_participant(session, 1, None, **BY)
    store.link_participant(session, 2, None, **BY)
    store.link_participant(session, 2, old["Ann Lee"].id, **BY)

    move = store.move_session(session, RIGHT, **BY)
    moved = linked(store, session)
    store.move_session(session, move.before, links=move.links, **BY)

    assert moved == {1: (RIGHT, "Ann Lee"), 2: (RIGHT, "Bob Fisher")}
    assert linked(store, session) == {1: None, 2: (WRONG, "Ann Lee")}
    assert move.links == (KeptLink(1, None, True), KeptLink(2, old["Ann Lee"].id, True))


def test_another_spelling_of_the_same_course_keeps_all_links(store: Store) -> None:
    enrol(store, "physics 101", "Ann Lee")
    session = record(store, "Ann Lee", "Bob", course="physics 101")
    store.link_participant(session, 2, None, **BY)
    before = rows(store, session)

    move = store.move_session(session, "  Physics   101 ", **BY)

    assert move == CourseMove("physics 101", "Physics 101")
    assert rows(store, session) == before
    assert store.find_session(session.hex).course == "Physics 101"


def test_moving_it_a_second_time_changes_nothing(store: Store) -> None:
    session = record(store, "Ann Lee")
    store.move_session(session, RIGHT, **BY)
    revision = store.find_session(session.hex).revision

    assert store.move_session(session, RIGHT, **BY) == CourseMove(RIGHT, RIGHT)
    assert store.find_session(session.hex).revision == revision
    assert len(audit(store)) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b", "\u202eevil", "two\x1blines"])
def test_a_name_that_cannot_be_a_courses_is_refused_in_one_short_line(store: Store, name: str) -> None:
    session = record(store, "Ann Lee")

    with pytest.raises(DataError, match="cannot be a course's name: use 1 to 200 printable characters") as caught:
        store.move_session(session, name, **BY)

    assert len(str(caught.value)) < 160
    assert str(caught.value).isprintable()
    assert store.find_session(session.hex).course == WRONG


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "'; DROP TABLE sessions; --", "物理"]
)
def test_a_strange_name_is_kept_as_it_is(store: Store, name: str) -> None:
    session = record(store, "Ann Lee")

    store.move_session(session, name, **BY)

    assert store.find_session(session.hex).course == name


def test_a_running_class_is_not_moved(store: Store) -> None:
    session = record(store, "Ann Lee", ended=False)

    with pytest.raises(DataError, match="stop it first"):
        store.move_session(session, RIGHT, **BY)

    assert store.find_session(session.hex).course == WRONG


def test_a_session_that_is_gone_is_told(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.move_session(uuid4(), RIGHT, **BY)


def test_links_to_students_of_another_course_or_who_are_gone_are_not_restored(store: Store) -> None:
    art = enrol(store, "Art", "Dora Day")["Dora Day"].id
    ann = enrol(store, RIGHT, "Ann Lee")["Ann Lee"].id
    session = record(store, "Ann Lee", "Bob", "Cy")
    links = (KeptLink(1, art, True), KeptLink(2, ann, True), KeptLink(3, ann, True), KeptLink(9, uuid4(), False))

    store.move_session(session, RIGHT, links=links, **BY)

    assert linked(store, session) == {1: None, 2: (RIGHT, "Ann Lee"), 3: None}


people_of = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4)
roster_of = st.sets(st.sampled_from(NAMES))
words_of = st.lists(st.tuples(st.integers(1, 4), st.one_of(st.none(), st.sampled_from(NAMES))), max_size=4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=people_of, old=roster_of, new=roster_of, words=words_of, merge=st.booleans())
def test_moved_and_back_everybody_is_who_they_were(
    store: Store, names: list[str], old: set[str], new: set[str], words: list[tuple[int, str | None]], merge: bool
) -> None:
    first, second = f"Course {uuid4()}", f"Course {uuid4()}"
    known = enrol(store, first, *sorted(old))
    enrol(store, second, *sorted(new))
    session = record(store, *names, course=first)
    for number, who in words:
        student = known.get(who or "")
        taken = student is not None and linked(store, session).get(number) != (first, student.name)
        if number <= len(names) and not (taken and (first, who) in linked(store, session).values()):
            store.link_participant(session, number, None if student is None else student.id, **BY)
    if merge and len(names) > 1 and None in (linked(store, session)[1], linked(store, session)[2]):
        store.merge_participants(session, 1, 2, **BY)
    before = rows(store, session)

    move = store.move_session(session, second, **BY)
    moved = linked(store, session)
    store.move_session(session, move.before, links=move.links, **BY)

    assert {course for course, _ in filter(None, moved.values())} <= {second}
    assert all(known_as is None or known_as[1] in new for known_as in moved.values())
    assert rows(store, session) == before
