"""A class of a wrong course is moved to another one on its page, and back."""

from typing import Any
from uuid import UUID

import pytest

from classroom.domain import Role, User
from classroom.errors import DataError, NotFoundError
from classroom.roster.types import CourseMove, KeptLink, RosterEntry
from dashboard.components import undo
from dashboard.moving import SessionMoves
from tests.dashboard.classes import START, Script, play
from tests.dashboard.pressing import press
from tests.dashboard.site import Site, call

MIRA = User("mira", Role.TEACHER, has_password=True)
ROOT = User("root", Role.ADMIN, has_password=True)
ADA, BEN = 1, 2
WRONG, RIGHT = "Physics 101", "Chemistry"


@pytest.fixture
def moves(site: Site) -> SessionMoves:
    return SessionMoves(site.store, site.queries)


@pytest.fixture
def physics(site: Site) -> str:
    return str(site.session(WRONG).id)


def enrol(site: Site, course: str, *names: str, owner: str | None = "mira") -> dict[str, UUID]:
    site.store.import_roster(course, [RosterEntry(name) for name in names], owner=owner, actor="x", now=START)
    return {one.name: one.id for one in site.store.students(course)}


def students(site: Site, reference: str) -> dict[int, UUID]:
    people = site.queries.people(ROOT, reference)
    return {one.participant.number: one.student.id for one in people if one.student is not None}


def course(site: Site, reference: str) -> str:
    return site.store.find_session(reference).course


def move(site: Site, reference: str, name: object) -> dict[str, Any]:
    known = {"session-reference.data": reference, "move-session-course.value": name}
    return press(site.logged_in(), site, "move-session-button", known)


def offered(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer["sideUpdate"][undo.Ids.OFFER]["data"]
    return found


def take_back(site: Site, offer: dict[str, Any]) -> dict[str, Any]:
    return press(site.logged_in(), site, undo.Ids.BUTTON, {f"{undo.Ids.OFFER}.data": offer})


def test_a_class_is_moved_on_its_page_and_back_with_its_links(site: Site, physics: str) -> None:
    enrol(site, WRONG, "Ada Okafor", "Somebody else")
    new = enrol(site, RIGHT, "Ada Okafor")
    before = students(site, physics)

    answer = move(site, physics, "chemistry")
    moved, name = students(site, physics), course(site, physics)
    undone = take_back(site, offered(answer))

    assert (moved, name) == ({ADA: new["Ada Okafor"]}, RIGHT)
    assert answer["response"]["move-session-dialog"]["opened"] is False
    assert "one of “Chemistry” now; 1 student of its roster linked, 1 link to the old one" in offered(answer)["text"]
    assert "one of “Physics 101” again" in str(undone)
    assert (students(site, physics), course(site, physics)) == (before, WRONG)


def test_the_question_names_the_course_and_offers_the_others(site: Site, physics: str) -> None:
    enrol(site, "Roster alone", "Ada")

    asked = press(site.logged_in(), site, "move-session", {"session-reference.data": physics})["response"]

    offers = asked["move-session-course"]["data"]
    assert "Physics 101" in asked["move-session-lead"]["children"]
    assert "Physics 101" not in offers
    assert "Secrets" not in offers  # another teacher's
    assert offers[-1] == "Roster alone"


def test_exports_and_heading_follow_the_class(site: Site, physics: str) -> None:
    move(site, physics, "Brand new")
    known = {"session-reference.data": physics}

    tools = call(site.logged_in(), site, "session-tools.children", {"move-session-moved.data": "1"}, known)
    head = call(site.logged_in(), site, "session-head.children", {"session-version.data": "1"}, known)

    assert "course=Brand%20new" in tools.text.replace("\\u0025", "%")
    assert "Brand new, Tue 10 Mar 2026" in tools.text
    assert "Brand new" in head.text


def test_the_course_pages_follow_the_class(site: Site, moves: SessionMoves, physics: str) -> None:
    before = site.queries.view(MIRA, physics).version

    moves.move(MIRA, physics, "Brand new")

    assert site.queries.view(MIRA, physics).version != before
    assert [str(row.session.id) for row in site.queries.course(MIRA, "Brand new").rows] == [physics]
    assert site.queries.view(MIRA, physics).session.course == "Brand new"


@pytest.mark.parametrize("name", ["", "  ", "x" * 100_000, "a\x00b", "\u202eevil", None, 7, ["Physics"]])
def test_a_name_that_cannot_be_a_courses_is_told_in_the_dialog(site: Site, physics: str, name: object) -> None:
    answer = move(site, physics, name)["response"]

    told = answer["move-session-problem"]["children"]
    assert "cannot be a course's name: use 1 to 200 printable characters" in told
    assert len(told) < 200
    assert "move-session-dialog" not in answer
    assert course(site, physics) == WRONG


def test_the_same_course_is_told_and_its_spelling_can_be_corrected(site: Site, physics: str) -> None:
    same = move(site, physics, WRONG)["response"]
    move(site, physics, "PHYSICS 101")

    assert "of that course already" in same["move-session-problem"]["children"]
    assert course(site, physics) == "PHYSICS 101"


def test_another_teachers_session_or_demo_cannot_be_moved(site: Site, moves: SessionMoves) -> None:
    demo = str(play(site.store, Script(course="Paul's demo", owner="paul", is_demo=True, minutes=1, interval_s=20)))

    with pytest.raises(NotFoundError):
        moves.move(MIRA, str(site.session("Secrets").id), RIGHT)
    with pytest.raises(DataError, match="somebody else"):
        moves.move(MIRA, demo, RIGHT)
    assert moves.move(ROOT, demo, RIGHT).after == RIGHT


def test_a_class_that_is_recorded_is_not_moved(site: Site) -> None:
    live = str(play(site.store, Script(course="Live", minutes=1, interval_s=20), finish=False))

    assert "stop it first" in move(site, live, RIGHT)["response"]["move-session-problem"]["children"]


def test_an_undo_cannot_link_to_students_the_user_may_not_see(site: Site, moves: SessionMoves, physics: str) -> None:
    pauls = enrol(site, WRONG, "Ada Paulsen", owner="paul")["Ada Paulsen"]
    moves.move(MIRA, physics, RIGHT)

    moves.move_back(MIRA, physics, CourseMove(WRONG, RIGHT, (KeptLink(ADA, pauls, True), KeptLink(BEN, None, True))))

    assert (students(site, physics), course(site, physics)) == ({}, WRONG)


@pytest.mark.parametrize("links", ["x", "1=zz", "99999999999=", "1=" + "a" * 31, "=" + "a" * 32])
def test_a_hostile_undo_changes_nothing(site: Site, physics: str, links: str) -> None:
    offer = offered(move(site, physics, RIGHT))
    offer["values"]["links0"] = links

    told = str(take_back(site, offer))

    assert "nothing" in told.lower()
    assert course(site, physics) == RIGHT


def test_a_class_that_was_moved_on_meanwhile_stays(site: Site, physics: str) -> None:
    offer = offered(move(site, physics, RIGHT))
    move(site, physics, "A third")

    assert "moved to another course meanwhile" in str(take_back(site, offer))
    assert course(site, physics) == "A third"
