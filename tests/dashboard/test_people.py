"""Who was in a class: each edit can be undone, and none overwrites what its author has not seen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from classroom.domain import Role, User
from classroom.errors import ClassroomError, DataError, NotFoundError
from classroom.roster.types import ParticipantDetails, RosterEntry
from dashboard.components import undo
from dashboard.components.students import absent_list, columns, student_rows
from dashboard.people import PeopleEdits
from dashboard.states import state_bins, stretches
from dashboard.texts import people as words
from tests.dashboard.classes import START, Script, play
from tests.dashboard.pressing import press
from tests.dashboard.site import HOSTILE_NAMES, Site, call

MIRA = User("mira", Role.TEACHER, has_password=True)
PAUL = User("paul", Role.TEACHER, has_password=True)
ROOT = User("root", Role.ADMIN, has_password=True)
ADA, BEN = 1, 2


@pytest.fixture
def people(site: Site) -> PeopleEdits:
    return PeopleEdits(site.store, site.queries)


@pytest.fixture
def physics(site: Site) -> str:
    return str(site.session("Physics 101").id)


def person(site: Site, reference: str, number: int) -> ParticipantDetails:
    return next(one for one in site.queries.people(MIRA, reference) if one.participant.number == number)


def name_of(site: Site, reference: str, number: int) -> str:
    return person(site, reference, number).participant.display_name


def roster(site: Site, *names: str, owner: str | None = "mira", course: str = "Physics 101") -> list[UUID]:
    site.store.import_roster(course, [RosterEntry(name) for name in names], owner=owner, actor="x", now=START)
    known = {one.name: one.id for one in site.store.students(course)}
    return [known[name] for name in names]


# ---------------------------------------------------------------- edits


def test_a_name_is_given_and_taken_back(site: Site, people: PeopleEdits, physics: str) -> None:
    before = people.rename(MIRA, physics, ADA, "Ada O.", seen="Ada Okafor")
    given = name_of(site, physics, ADA)

    people.rename(MIRA, physics, ADA, before, seen="Ada O.")

    assert (before, given) == (None, "Ada O.")
    assert name_of(site, physics, ADA) == "Ada Okafor"


def test_a_name_that_another_tab_has_given_meanwhile_is_not_overwritten(
    site: Site, people: PeopleEdits, physics: str
) -> None:
    people.rename(MIRA, physics, ADA, "Ada from the other tab", seen="Ada Okafor")

    with pytest.raises(DataError, match="Ada from the other tab"):
        people.rename(MIRA, physics, ADA, "Ada", seen="Ada Okafor")

    assert name_of(site, physics, ADA) == "Ada from the other tab"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b", "\u202eevil"])
def test_a_name_that_cannot_be_shown_is_refused(people: PeopleEdits, physics: str, name: str) -> None:
    with pytest.raises(DataError, match="printable"):
        people.rename(MIRA, physics, ADA, name, seen="Ada Okafor")


def test_one_person_who_was_counted_twice_becomes_one_and_two_again(
    site: Site, people: PeopleEdits, physics: str
) -> None:
    people.merge(MIRA, physics, ADA, BEN)
    merged = [one.participant.number for one in site.queries.people(MIRA, physics)]

    people.unmerge(MIRA, physics, ADA, BEN)

    assert BEN not in merged
    assert name_of(site, physics, BEN) == "Ben Fischer"


def test_who_was_taken_apart_already_is_told(people: PeopleEdits, physics: str) -> None:
    people.merge(MIRA, physics, ADA, BEN)
    people.unmerge(MIRA, physics, ADA, BEN)

    with pytest.raises(DataError, match="not together any more"):
        people.unmerge(MIRA, physics, ADA, BEN)


def test_two_students_of_the_roster_are_not_merged(site: Site, people: PeopleEdits, physics: str) -> None:
    first, second = roster(site, "A", "B")
    people.link(MIRA, physics, ADA, first, seen=None)
    people.link(MIRA, physics, BEN, second, seen=None)

    with pytest.raises(DataError, match="two different students"):
        people.merge(MIRA, physics, ADA, BEN)


def test_two_people_who_were_counted_as_one_are_split_and_one_again(
    site: Site, people: PeopleEdits, physics: str
) -> None:
    new = people.split(MIRA, physics, ADA, START + timedelta(minutes=30))
    last = site.queries.view(MIRA, physics).summaries[ADA].last_seen

    people.merge(MIRA, physics, ADA, new.number)

    assert last is not None
    assert last < START + timedelta(minutes=30)
    assert len(site.queries.people(MIRA, physics)) == 8


def test_a_split_outside_of_the_stay_is_refused(people: PeopleEdits, physics: str) -> None:
    with pytest.raises(DataError, match="Ada Okafor was seen from 10:00:00 to 10:49:50: 09:59:00 is not"):
        people.split(MIRA, physics, ADA, START - timedelta(minutes=1))


def test_a_student_is_linked_once_and_unlinked(site: Site, people: PeopleEdits, physics: str) -> None:
    (student,) = roster(site, "Ada Lovelace")
    people.link(MIRA, physics, ADA, student, seen=None)

    with pytest.raises(DataError, match="linked to Ada Okafor already"):
        people.link(MIRA, physics, BEN, student, seen=None)
    people.link(MIRA, physics, ADA, None, seen=student)

    assert person(site, physics, ADA).student is None


def test_a_link_that_another_tab_has_made_meanwhile_is_not_overwritten(
    site: Site, people: PeopleEdits, physics: str
) -> None:
    first, second = roster(site, "First", "Second")
    people.link(MIRA, physics, ADA, first, seen=None)

    with pytest.raises(DataError, match="meanwhile"):
        people.link(MIRA, physics, ADA, second, seen=None)

    linked = person(site, physics, ADA).student
    assert linked is not None
    assert linked.id == first


def test_students_of_another_course_or_teacher_cannot_be_linked(site: Site, people: PeopleEdits, physics: str) -> None:
    strangers = [*roster(site, "Chem", course="Chemistry"), *roster(site, "Pauls", owner="paul"), uuid4()]

    for student in strangers:
        for user in (MIRA, ROOT):
            with pytest.raises(NotFoundError, match="no such student"):
                people.link(user, physics, ADA, student, seen=None)


def test_a_student_is_added_to_the_roster_and_removed_with_the_undo(
    site: Site, people: PeopleEdits, physics: str
) -> None:
    added = people.add_student(MIRA, physics, ADA, "Ada Okafor")
    linked = person(site, physics, ADA).student

    people.remove_added(MIRA, physics, ADA, added)

    assert added.is_new
    assert linked is not None
    assert (linked.id, linked.owner) == (added.student, "mira")
    assert site.store.students("Physics 101") == ()
    assert person(site, physics, ADA).student is None


def test_a_student_whom_the_roster_has_is_not_added_twice_nor_removed(
    site: Site, people: PeopleEdits, physics: str
) -> None:
    (student,) = roster(site, "Ada Okafor")

    added = people.add_student(MIRA, physics, ADA, "Ada Okafor")
    people.remove_added(MIRA, physics, ADA, added)

    assert (added.student, added.is_new) == (student, False)
    assert [one.id for one in site.store.students("Physics 101")] == [student]


def test_who_was_not_seen_is_told_by_link_and_by_name(site: Site, people: PeopleEdits, physics: str) -> None:
    linked, _, _ = roster(site, "Somebody Else", "ben fischer", "Zed Absent")
    people.link(MIRA, physics, ADA, linked, seen=None)

    absence = people.absence(MIRA, physics)

    assert [one.name for one in absence.students] == ["Zed Absent"]
    assert absence.roster == 3
    assert "Zed Absent" in str(absent_list(absence))


def test_without_a_roster_nobody_is_called_absent(people: PeopleEdits, physics: str) -> None:
    assert words.ABSENT_NO_ROSTER in str(absent_list(people.absence(MIRA, physics)))


def test_whoever_hides_names_writes_none_down(people: PeopleEdits, physics: str) -> None:
    hiding = User("mira", Role.TEACHER, has_password=True, hides_names=True)

    for edit in (
        lambda: people.rename(hiding, physics, ADA, "P1", seen="Ada Okafor"),
        lambda: people.add_student(hiding, physics, ADA, "P1"),
        lambda: people.link(hiding, physics, ADA, None, seen=None),
    ):
        with pytest.raises(DataError, match="names are hidden"):
            edit()


EDITS: list[Callable[[PeopleEdits, User, str], object]] = [
    lambda people, user, session: people.rename(user, session, ADA, "X", seen=""),
    lambda people, user, session: people.merge(user, session, ADA, BEN),
    lambda people, user, session: people.unmerge(user, session, ADA, BEN),
    lambda people, user, session: people.split(user, session, ADA, START),
    lambda people, user, session: people.link(user, session, ADA, None, seen=None),
    lambda people, user, session: people.add_student(user, session, ADA, "X"),
    lambda people, user, session: people.candidates(user, session),
    lambda people, user, session: people.absence(user, session),
    lambda people, user, session: people.delete_session(user, session),
]


@pytest.mark.parametrize("edit", EDITS)
def test_another_teachers_session_cannot_be_touched(
    site: Site, people: PeopleEdits, edit: Callable[[PeopleEdits, User, str], object]
) -> None:
    with pytest.raises(NotFoundError):
        edit(people, MIRA, str(site.session("Secrets").id))


@pytest.mark.parametrize("edit", EDITS[:6])
def test_a_participant_who_does_not_exist_is_told(
    site: Site, people: PeopleEdits, edit: Callable[[PeopleEdits, User, str], object]
) -> None:
    with pytest.raises(ClassroomError):
        edit(people, MIRA, str(site.session("Nothing").id))


# ---------------------------------------------------------------- deletion


def test_a_session_is_deleted_with_an_audit_line(site: Site, people: PeopleEdits, physics: str) -> None:
    gone = people.delete_session(MIRA, physics)

    assert gone.course == "Physics 101"
    with pytest.raises(NotFoundError):
        site.queries.view(MIRA, physics)


@pytest.mark.parametrize("user", [PAUL, MIRA, ROOT])
def test_nobodys_session_and_demo_may_be_deleted_by_whoever_sees_it(
    site: Site, people: PeopleEdits, user: User
) -> None:
    for course in ("Demo", "Nothing"):
        people.delete_session(user, str(site.session(course).id))

    assert {one.course for one in site.store.sessions()}.isdisjoint({"Demo", "Nothing"})


def test_anothers_demo_is_seen_but_not_deleted(site: Site, people: PeopleEdits) -> None:
    demo = str(play(site.store, Script(course="Paul's demo", owner="paul", is_demo=True, minutes=1, interval_s=20)))

    with pytest.raises(DataError, match="somebody else"):
        people.delete_session(MIRA, demo)
    people.delete_session(ROOT, demo)


def test_a_class_that_is_recorded_is_not_deleted(site: Site, people: PeopleEdits) -> None:
    live = str(play(site.store, Script(course="Live", minutes=1, interval_s=20), finish=False))

    with pytest.raises(DataError, match="still being recorded"):
        people.delete_session(MIRA, live)


# ---------------------------------------------------------------- in the page


def state(reference: str) -> dict[str, Any]:
    """What the drawer of Ada knows."""
    seen = {"name": "Ada Okafor", "student": ""}
    return {"session-reference.data": reference, "person.data": ADA, "person-seen.data": seen}


def take_back(site: Site, offered: Any) -> str:
    answer = call(
        site.logged_in(),
        site,
        f"{undo.Ids.DONE}.data",
        {f"{undo.Ids.BUTTON}.n_clicks": 1},
        {f"{undo.Ids.OFFER}.data": offered},
    )
    return answer.text


def offered(answer: dict[str, Any]) -> Any:
    return answer["sideUpdate"]["undo-offer"]["data"]


def test_every_edit_of_the_drawer_is_undone_by_its_notice(site: Site, physics: str) -> None:
    client = site.logged_in()
    (student,) = roster(site, "Ada Lovelace")
    before = [(one.participant, one.student) for one in site.queries.people(MIRA, physics)]
    edits: list[tuple[Any, dict[str, Any]]] = [
        ("person-name-save", {"person-name.value": "Ada <b>O</b>"}),
        ("person-merge-yes", {"person-merge-asked.data": "2"}),
        ("person-split", {"person-split-at.value": "10:30:00"}),
        ("person-student-save", {"person-student.value": str(student)}),
        ("person-student-add", {}),
    ]
    for button, typed in edits:
        answer = press(client, site, button, state(physics) | typed)
        changed = [(one.participant, one.student) for one in site.queries.people(MIRA, physics)]
        said = take_back(site, offered(answer))

        assert changed != before, button
        assert "Undone: " in said, button
        assert [(one.participant, one.student) for one in site.queries.people(MIRA, physics)] == before


def test_before_two_who_were_seen_at_the_same_time_are_made_one_the_page_asks(site: Site, physics: str) -> None:
    answer = press(site.logged_in(), site, "person-merge", state(physics) | {"person-other.value": "2"})["response"]

    assert (
        "Ben Fischer and Ada Okafor were both seen at the same time on " in answer["person-merge-ask-text"]["children"]
    )
    assert "two people, or one with two devices?" in answer["person-merge-ask-text"]["children"]
    assert answer["person-merge-ask"] == {"hidden": False}
    assert answer["person-merge-asked"] == {"data": "2"}
    assert len(site.queries.people(MIRA, physics)) == 8


def test_two_who_were_never_on_one_picture_are_made_one_at_once(site: Site, people: PeopleEdits, physics: str) -> None:
    new = people.split(MIRA, physics, ADA, START + timedelta(minutes=30)).number

    answer = press(site.logged_in(), site, "person-merge", state(physics) | {"person-other.value": str(new)})

    assert answer["response"]["person-merge-ask"] == {"hidden": True}
    assert len(site.queries.people(MIRA, physics)) == 8


def test_who_was_merged_is_taken_apart_and_merged_again(site: Site, people: PeopleEdits, physics: str) -> None:
    people.merge(MIRA, physics, ADA, BEN)

    answer = press(site.logged_in(), site, {"type": "unmerge-participant", "number": BEN}, state(physics))
    apart = len(site.queries.people(MIRA, physics))
    take_back(site, offered(answer))

    assert apart == 8
    assert len(site.queries.people(MIRA, physics)) == 7


@pytest.mark.parametrize(
    ("button", "typed", "said"),
    [
        ("person-name-save", {"person-name.value": ""}, "printable"),
        ("person-name-save", {"person-name.value": "x" * 100_000}, "printable"),
        ("person-name-save", {"person-seen.data": {"name": "Somebody"}, "person-name.value": "Y"}, "meanwhile"),
        ("person-merge", {}, "choose somebody"),
        ("person-merge", {"person-other.value": "1"}, "cannot be merged with themselves"),
        ("person-merge", {"person-other.value": "9" * 400}, "no longer in the list"),
        ("person-merge", {"person-other.value": "-1"}, "no longer in the list"),
        ("person-split", {"person-split-at.value": "soon"}, "not a time"),
        ("person-split", {"person-split-at.value": "03:00"}, "was seen from"),
        ("person-student-save", {"person-student.value": "'; drop"}, "no such student"),
        ("person-student-save", {"person-student.value": str(uuid4())}, "no such student"),
    ],
)
def test_what_cannot_be_done_is_said_in_the_drawer_and_nothing_is_lost(
    site: Site, physics: str, button: str, typed: dict[str, Any], said: str
) -> None:
    answer = press(site.logged_in(), site, button, state(physics) | typed)

    assert said in answer["response"]["person-problem"]["children"]
    assert "person-edited" not in answer["response"]  # what was typed stays
    assert answer["response"]["person-seen"]["data"]["name"] == "Ada Okafor"  # a second try knows how it is now
    assert "undo-offer" not in answer.get("sideUpdate", {})


def test_an_undo_that_comes_too_late_is_told(site: Site, people: PeopleEdits, physics: str) -> None:
    answer = press(site.logged_in(), site, "person-name-save", state(physics) | {"person-name.value": "Ada"})
    people.rename(MIRA, physics, ADA, "Changed since", seen="Ada")

    said = take_back(site, offered(answer))

    assert "Changed since" in said
    assert name_of(site, physics, ADA) == "Changed since"


def test_the_drawer_shows_what_was_seen_and_who_it_is(site: Site, people: PeopleEdits, physics: str) -> None:
    (student,) = roster(site, "Ada <i>Lovelace</i>")
    people.link(MIRA, physics, ADA, student, seen=None)
    known = {"session-reference.data": physics}

    answer = call(site.logged_in(), site, "student-content.children", {"student-chosen.data": {"number": "1"}}, known)
    form = call(site.logged_in(), site, "student-form.children", {"person.data": ADA}, known).text

    assert "own median" in answer.text
    assert "Face visible" in answer.text
    assert answer.get_json()["response"]["student-drawer"]["opened"] is True
    assert f"/students/{student}" in form.replace("\\u002f", "/")
    assert "Seen from 10:00:00 to 10:49:50" in form


@pytest.mark.parametrize(("is_open", "drawn"), [(True, {"student-content", "student-drawer"}), (False, set())])
def test_a_new_frame_touches_no_form_and_opens_no_drawer(
    site: Site, physics: str, is_open: bool, drawn: set[str]
) -> None:
    known = {
        "session-reference.data": physics,
        "student-opened.data": {"number": "1"},
        "student-drawer.opened": is_open,
    }

    given = {"student-chosen.data": {"number": "1"}, "session-version.data": "2"}
    frame = "session-version.data"
    answer = call(site.logged_in(), site, "student-content.children", given, known, changed=frame)

    response = answer.get_json()["response"] if answer.status_code == 200 else {}
    assert set(response) == drawn
    assert "opened" not in response.get("student-drawer", {})


def test_a_frame_that_overtakes_the_answer_opens_the_drawer_all_the_same(site: Site, physics: str) -> None:
    """The browser asks again at each frame, and drops the answer to the first question."""
    choice = {"number": "1", "at": 2}
    known = {"session-reference.data": physics, "student-opened.data": {"number": "1", "at": 1}}
    given = {"student-chosen.data": choice, "session-version.data": "2"}

    frame = "session-version.data"
    answer = call(site.logged_in(), site, "student-content.children", given, known, changed=frame).get_json()

    assert answer["response"]["student-drawer"]["opened"] is True
    assert answer["response"]["student-opened"]["data"] == choice


def test_hostile_names_are_shown_as_text_in_the_form(site: Site) -> None:
    reference = str(site.session("<script>alert(1)</script>").id)

    form = call(
        site.logged_in(), site, "student-form.children", {"person.data": 3}, {"session-reference.data": reference}
    )

    assert form.status_code == 200
    assert len(form.text) < 20_000
    assert "\u202e" not in form.text
    assert HOSTILE_NAMES[1] in form.get_json()["response"]["student-form"]["children"].__str__()


def test_the_delete_question_names_what_is_lost(site: Site, physics: str) -> None:
    asked = press(site.logged_in(), site, "delete-session", {"session-reference.data": physics})
    unsure = press(site.logged_in(), site, "delete-session-button", {"session-reference.data": physics})

    told = str(asked["response"]["delete-session-loss"]["children"])
    assert "of 8 students in 50 min" in told
    assert "Physics 101" in told
    assert unsure["response"] == {}
    assert site.queries.session(MIRA, physics).course == "Physics 101"


def test_the_deletion_leads_back_to_the_list(site: Site, physics: str) -> None:
    sure = {"session-reference.data": physics, "delete-session-sure.checked": True}

    answer = press(site.logged_in(), site, "delete-session-button", sure)

    assert answer["sideUpdate"]["address"] == {"pathname": "/"}
    assert "Physics 101, Tue 10 Mar 2026, was deleted" in str(offered(answer))
    with pytest.raises(NotFoundError):
        site.queries.session(MIRA, physics)


# ---------------------------------------------------------------- table


def test_rows_tell_attendance_and_the_linked_student(site: Site, physics: str) -> None:
    rows = student_rows(site.queries.view(MIRA, physics), {ADA: "Ada Lovelace"})

    late, off = rows[1], rows[4]
    assert (late["first_seen_words"], late["last_seen_words"]) == ("10:04", "10:49")
    assert rows[0]["linked"] == "Ada Lovelace"
    assert rows[1]["linked"] is None
    assert (off["visible"], off["camera_off"]) == (0, pytest.approx(45, abs=0.5))
    assert off["engagement"] is None


def test_each_column_has_a_place_and_what_is_on_a_phone_is_narrow() -> None:
    for view in ("engagement", "attendance"):
        on_phone = [
            one["context"]["phone"]
            for one in columns()
            if one["context"]["phone"] and view in one["context"]["phoneViews"].split()
        ]
        assert sum(on_phone) <= 300
        assert len(on_phone) == 3


def test_states_by_bin_are_shares_of_the_gallerys_time(site: Site, physics: str) -> None:
    view = site.queries.view(MIRA, physics)

    states = state_bins(view, 5)  # never has the camera on
    farid = stretches(state_bins(view, 6))

    assert list(states.totals.values()) == [1.0]
    hidden = [one for one in farid if one.state is None]
    assert [(one.start - START, one.share) for one in hidden] == [(timedelta(minutes=18), None)]
    away = [one for one in farid if one.state is not None and one.state.value == "no_face"]
    assert [one.start - START for one in away] == [timedelta(minutes=25)]
