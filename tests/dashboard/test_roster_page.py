"""The page of a course's roster: nothing is saved unseen, removal asks first, hostile files give one line."""

import base64
import zlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from classroom.config import Settings
from classroom.privacy.consents import Decision
from classroom.roster.types import RosterEntry, Student
from classroom.storage import Store, open_store
from dashboard.addresses import roster_address
from dashboard.rosters import MAX_FILE
from dashboard.texts import rosters as texts
from tests.dashboard.conftest import STORAGE
from tests.dashboard.pressing import press
from tests.dashboard.site import HOSTILE_NAMES, Site, build_site, call
from tests.dashboard.terms import PLAN, add_class, add_roster, link, texts_of, walk

LIST = b"Name,ID,Email,Consent\nAnn Lee,7,ann@school.org,yes\nBen Ito,8,,no\nAnn Lee,7,,\n,9,,\n"
ZOOM = (
    b"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
    b"Student 01,,10/03/2026 10:00:00,10/03/2026 10:12:00,12\n"
    b"Nobody There,,10/03/2026 10:00:00,10/03/2026 10:12:00,12\n"
)


@pytest.fixture
def site(tmp_path: Any, settings: Settings) -> Iterator[Site]:
    """A course of mira's with one class, another of paul's."""
    with open_store(STORAGE, default_folder=tmp_path / "term") as store:
        add_class(store, 0)
        add_class(store, 1, course="Secrets", owner="paul")
        yield build_site(store, settings)


def sent(data: bytes, kind: str = "text/csv") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def state_of(contents: Any, name: Any = "list.csv", course: Any = "Optics") -> dict[str, Any]:
    return {"roster-upload.contents": contents, "roster-upload.filename": name, "roster-course.data": course}


def preview(site: Site, contents: Any, name: Any = "list.csv", *, course: Any = "Optics", user: str = "mira") -> Any:
    state = state_of(contents, name, course)
    client = site.logged_in(user)
    return call(client, site, "roster-preview.children", {"roster-upload.contents": contents}, state).get_json()


def save(site: Site, contents: Any, *, course: Any = "Optics", client: FlaskClient | None = None) -> dict[str, Any]:
    return press(client or site.logged_in(), site, "roster-save", state_of(contents, course=course))


def compare(site: Site, contents: Any, session: Any, *, user: str = "mira") -> Any:
    inputs = {"roster-attendance.contents": contents, "roster-class.value": session}
    state = {"roster-attendance.filename": "zoom.csv", "roster-course.data": "Optics"}
    return call(site.logged_in(user), site, "roster-compared.children", inputs, state).get_json()


def names(store: Store, course: str = "Optics") -> list[str]:
    return [one.name for one in store.students(course)]


def problem(answer: Any) -> str:
    """The line a person sees, or the one that answers what no browser of ours sends."""
    if "error" in answer:
        return str(answer["error"])
    assert answer["response"] == {}
    return str(answer["sideUpdate"]["problem"]["children"])


# ---------------------------------------------------------------- upload


def test_an_upload_shows_what_would_change_and_saves_nothing(site: Site) -> None:
    add_roster(site.store, "Ann Lee")

    answer = preview(site, sent(LIST))["response"]

    said = " ".join(texts_of(answer["roster-preview"]["children"]))
    assert "list.csv: 1 new, 1 changed, 0 as before" in said
    assert "Only mira and administrators" in said
    assert "Listed twice, taken once: Ann Lee" in said
    assert "no name in line 5" in said
    assert "Consent: 1 yes, 1 no" in said
    assert answer["roster-buttons"]["hidden"] is False
    assert names(site.store) == ["Ann Lee"]


def test_a_name_that_is_listed_twice_counts_once_in_the_consents(site: Site) -> None:
    twice = b"Name,Consent\nAnn Lee,yes\nBen Ito,no\nann lee,no\nBen Ito,yes\nCy Dee,yes\n"

    said = " ".join(texts_of(preview(site, sent(twice))["response"]["roster-preview"]["children"]))
    save(site, sent(twice))

    assert "Consent: 1 yes, 2 no." in said
    decisions = {one.name: one.decision for one in site.store.consents("Optics")}
    assert decisions == {"ann lee": Decision.NO, "Ben Ito": Decision.NO, "Cy Dee": Decision.YES}


def test_saving_adds_updates_and_keeps_the_decisions(site: Site) -> None:
    add_roster(site.store, "Ann Lee", "Zoe")

    answer = save(site, sent(LIST))

    assert names(site.store) == ["Ann Lee", "Ben Ito", "Zoe"]
    assert {one.owner for one in site.store.students("Optics")} == {"mira"}
    decisions = {one.name: one.decision for one in site.store.consents("Optics")}
    assert decisions == {"Ann Lee": Decision.YES, "Ben Ito": Decision.NO}
    assert answer["response"]["roster-upload"]["contents"] is None
    assert "Ben Ito" in texts_of(answer["response"]["roster-list"]["children"])
    assert "1 added, 1 updated" in str(answer["sideUpdate"]["undo-offer"])


def test_discarding_takes_the_upload_away(site: Site) -> None:
    client = site.logged_in()
    inputs = {"roster-discard.n_clicks": 1}

    answer = call(
        client, site, "roster-upload.contents", inputs, state_of(sent(LIST)), changed="roster-discard.n_clicks"
    ).get_json()["response"]

    assert answer["roster-upload"]["contents"] is None
    assert names(site.store) == []


def test_a_list_without_a_class_belongs_to_who_uploads_it(site: Site) -> None:
    add_roster(site.store, "Zoe", course="Botany")

    save(site, sent(LIST), course="Botany")

    assert {one.name: one.owner for one in site.store.students("Botany")} == {
        "Zoe": "mira",
        "Ann Lee": "mira",
        "Ben Ito": "mira",
    }


def test_a_list_of_everyones_course_is_everyones(site: Site) -> None:
    add_class(site.store, 3, course="Open", owner=None)

    shown = preview(site, sent(LIST), course="Open")["response"]

    assert texts.PREVIEW_EVERYONE in texts_of(shown["roster-preview"]["children"])


HOSTILE_FILES = {
    "nothing": None,
    "no data address": "hello",
    "no base64": "data:text/csv;base64,@@@@",
    "empty": sent(b""),
    "binary": sent(bytes(range(256)) * 40),
    "NUL": sent(b"Name\nAnn\x00Lee\n"),
    "Excel": sent(b"PK\x03\x04" + b"\0" * 100),
    "PDF": sent(b"%PDF-1.7"),
    "picture": sent(b"\x89PNG\r\n\x1a\n" + zlib.compress(b"\0" * 10_000)),
    "no names": sent(b"Colour,Size\nred,5\n"),
    "heading alone": sent(b"Name\n"),
    "more cells": sent(b"Name,ID\nLee, Ann,7\n"),
    "two with one id": sent(b"Name,ID\nAnn,7\nBen,7\n"),
    "too many": sent(b"Name\n" + b"".join(b"Student %d\n" % number for number in range(2_001))),
    "giant": sent(b"Name\n" + b"x" * MAX_FILE),
    "no decision": sent(b"Name,Consent\nAnn,perhaps\n"),
}


@pytest.mark.parametrize("kind", HOSTILE_FILES)
def test_a_file_that_is_no_list_gives_one_line_and_changes_nothing(site: Site, kind: str) -> None:
    contents = HOSTILE_FILES[kind]

    if contents is not None:
        shown = problem(preview(site, contents))
        assert shown
        assert "\n" not in shown
        assert "Traceback" not in shown
    assert "\n" not in problem(save(site, contents))
    assert names(site.store) == []


@pytest.mark.parametrize(
    "data",
    [
        "Name\nJosé Núñez\n".encode("latin-1"),
        "Name\nJosé Núñez\n".encode("utf-16"),
        "\ufeffName\nJosé Núñez\n".encode(),
    ],
)
def test_other_encodings_are_read(site: Site, data: bytes) -> None:
    save(site, sent(data))

    assert names(site.store) == ["José Núñez"]


@pytest.mark.parametrize("hostile", [*HOSTILE_NAMES[:4], "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_hostile_cells_are_text(site: Site, hostile: str) -> None:
    data = sent(('Name\n"' + hostile.replace('"', '""') + '"\n').encode())

    shown = texts_of(preview(site, data, hostile)["response"]["roster-preview"]["children"])
    save(site, data)

    assert not any("\u202e" in text for text in shown)
    assert max(map(len, shown)) < 400
    assert len(names(site.store)) == 1


@pytest.mark.parametrize("course", ["Secrets", "Nowhere", None, 5, ""])
def test_a_roster_of_nobodys_course_starts_no_course_of_others(site: Site, course: Any) -> None:
    before = site.store.students()

    save(site, sent(LIST), course=course)

    added = [one for one in site.store.students() if one not in before]
    assert all(one.owner == "mira" for one in added)


# ---------------------------------------------------------------- removal


def test_removing_asks_first_and_then_cannot_be_undone(site: Site) -> None:
    ann, ben = add_roster(site.store, "Ann", "Ben")
    client, course = site.logged_in(), {"roster-course.data": "Optics"}

    asked = press(client, site, {"type": "roster-remove", "student": str(ann.id)}, course)["response"]
    assert names(site.store) == ["Ann", "Ben"]
    removed = press(client, site, "roster-yes", {**course, "roster-chosen.data": asked["roster-chosen"]["data"]})

    assert asked["roster-dialog"]["opened"] is True
    assert "Ann" in asked["roster-question"]["children"]
    assert names(site.store) == ["Ben"]
    assert ben.name in texts_of(removed["response"])
    assert "Ann was removed" in str(removed["sideUpdate"])


@pytest.mark.parametrize("student", [None, 5, "x", str(uuid4()), "paul's"])
def test_only_students_of_the_own_roster_are_removed(site: Site, student: Any) -> None:
    (other,) = add_roster(site.store, "Wolfram", course="Secrets", owner="paul")
    chosen = str(other.id) if student == "paul's" else student
    state = {"roster-course.data": "Secrets" if student == "paul's" else "Optics", "roster-chosen.data": chosen}

    answer = press(site.logged_in(), site, "roster-yes", state)

    assert texts.NOT_IN_ROSTER in problem(answer)
    assert names(site.store, "Secrets") == ["Wolfram"]


# ---------------------------------------------------------------- attendance


def first_class(site: Site) -> UUID:
    return site.session("Optics").id


def test_an_attendance_list_stands_beside_what_was_seen(site: Site) -> None:
    answer = compare(site, sent(ZOOM), str(first_class(site)))["response"]

    said = texts_of(answer["roster-compared"]["children"])
    assert any("1 of 2 listed were seen; not seen: 1; seen without being listed: 4" in text for text in said)
    assert texts.NOT_SEEN in said
    assert "Student 01" in said
    assert any(text.startswith("Seen, and not in the list: Student 02") for text in said)


def test_a_linked_student_is_compared_by_the_rosters_name(site: Site) -> None:
    (nobody,) = add_roster(site.store, "Nobody There")
    link(site.store, first_class(site), 3, nobody)

    answer = compare(site, sent(ZOOM), str(first_class(site)))["response"]

    assert any("2 of 2 listed" in text for text in texts_of(answer["roster-compared"]["children"]))


@pytest.mark.parametrize(
    "data", [LIST, b"", b"\x00\x01", b"Name,Join Time\n", b"Name (Original Name),Duration (Minutes)\n"]
)
def test_what_is_no_attendance_list_gives_one_line(site: Site, data: bytes) -> None:
    shown = problem(compare(site, sent(data), str(first_class(site))))

    assert "\n" not in shown


@pytest.mark.parametrize("session", [None, 5, "x", "paul's"])
def test_a_list_is_compared_with_an_own_class_alone(site: Site, session: Any) -> None:
    chosen = str(site.session("Secrets").id) if session == "paul's" else session

    assert texts.CHOOSE_CLASS in problem(compare(site, sent(ZOOM), chosen))


# ---------------------------------------------------------------- linking by the list

HEAD = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n"
LINE = "{name},{email},10/03/2026 10:00:00,10/03/2026 10:12:00,12\n"


def zoom_list(count: int) -> bytes:
    """A list whose people are called as the class shows them, and have the addresses of the roster's students."""
    lines = (LINE.format(name=f"Student {one:02}", email=f"{one}@school.org") for one in range(1, count + 1))
    return (HEAD + "".join(lines)).encode()


WITH_ROSTER = zoom_list(4)


def add_students(site: Site, *names: str, course: str = "Optics") -> tuple[Student, ...]:
    """Students whom their addresses alone join to those of the class, in the order of the names."""
    entries = [RosterEntry(name, email=f"{number}@school.org") for number, name in enumerate(names, start=1)]
    site.store.import_roster(course, entries, owner="mira", actor="mira", now=PLAN.started_at)
    return site.store.students(course)


STUDENTS = ("Ada One", "Ben Two", "Cy Three")


def linked(site: Site) -> dict[str, str]:
    """Students by the participants' names."""
    details = site.store.participant_details(first_class(site))
    return {one.participant.display_name: one.student.name for one in details if one.student is not None}


def apply(site: Site, chosen: Any, *, client: FlaskClient | None = None, **changed: Any) -> dict[str, Any]:
    state = {
        "roster-links.value": chosen,
        "roster-attendance.contents": sent(WITH_ROSTER),
        "roster-attendance.filename": "zoom.csv",
        "roster-class.value": str(first_class(site)),
        "roster-course.data": "Optics",
        **changed,
    }
    return press(client or site.logged_in(), site, "roster-apply", state)


def offered_links(site: Site) -> Any:
    return compare(site, sent(WITH_ROSTER), str(first_class(site)))["response"]


def test_what_linking_would_do_is_listed_and_nothing_is_done(site: Site) -> None:
    add_students(site, *STUDENTS)

    shown = offered_links(site)

    said = texts_of(shown["roster-links"]["children"])
    labels = [one["props"].get("aria-label") for one in walk(shown["roster-links"])]
    assert texts.LINKS_LEAD in said
    assert "Link Student 01 to Ada One" in labels
    assert len(shown["roster-links"]["value"]) == 3  # Student 04 is in no roster
    assert (shown["roster-linking"]["hidden"], shown["roster-apply"]["hidden"]) == (False, False)
    assert linked(site) == {}


def test_those_ticked_are_linked_and_an_undo_takes_it_back(site: Site) -> None:
    add_students(site, *STUDENTS)
    keys = offered_links(site)["roster-links"]["value"]

    answer = apply(site, keys[:2])
    after = linked(site)
    offer = answer["sideUpdate"]["undo-offer"]["data"]
    undone = call(
        site.logged_in(), site, "undo-done.data", {"undo-button.n_clicks": 1}, {"undo-offer.data": offer}
    ).text

    assert after == {"Student 01": "Ada One", "Student 02": "Ben Two"}
    assert "2 participants linked to the roster" in offer["text"]
    assert "Cy Three" in texts_of(answer["response"]["roster-list"]["children"])
    assert "Undone: 2 participants are not linked any more" in undone
    assert linked(site) == {}


def test_who_is_linked_already_is_not_offered_again(site: Site) -> None:
    first, *_ = add_students(site, *STUDENTS)
    link(site.store, first_class(site), 1, first)

    shown = offered_links(site)

    assert first.id.hex not in str(shown["roster-links"])
    assert len(shown["roster-links"]["value"]) == 2


@pytest.mark.parametrize(("roster", "said"), [((), texts.LINKS_NO_ROSTER), (("Zoe",), texts.LINKS_NONE)])
def test_where_nobody_can_be_linked_it_says_why(site: Site, roster: tuple[str, ...], said: str) -> None:
    if roster:
        add_roster(site.store, *roster)

    shown = offered_links(site)

    assert said in texts_of(shown["roster-links"]["children"])
    assert shown["roster-apply"]["hidden"] is True
    assert texts.CHOOSE_LINKS in problem(apply(site, shown["roster-links"]["value"]))


def test_an_undo_leaves_alone_what_was_changed_since(site: Site) -> None:
    _, _, three = add_students(site, *STUDENTS)
    offer = apply(site, offered_links(site)["roster-links"]["value"][:2])["sideUpdate"]["undo-offer"]["data"]
    link(site.store, first_class(site), 2, three)

    said = call(site.logged_in(), site, "undo-done.data", {"undo-button.n_clicks": 1}, {"undo-offer.data": offer}).text

    assert "1 participant is not linked any more" in said
    assert linked(site) == {"Student 02": "Cy Three"}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (None, texts.CHOOSE_LINKS),
        ([], texts.CHOOSE_LINKS),
        ("1=x", texts.CHOOSE_LINKS),
        ([None, {"a": 1}, [2]], texts.CHOOSE_LINKS),
        ({"value": 1}, texts.CHOOSE_LINKS),
        (["1=x"], texts.LINKS_CHANGED),
        (["x" * 10_000] * 50, texts.LINKS_CHANGED),
        ([f"1={uuid4().hex}"], texts.LINKS_CHANGED),
        ([f"1={number}" for number in range(2_000)], texts.LINKS_CHANGED),
    ],
)
def test_what_was_not_offered_is_not_linked(site: Site, chosen: Any, said: str) -> None:
    add_students(site, *STUDENTS)

    assert said in problem(apply(site, chosen))
    assert linked(site) == {}


def test_when_one_was_linked_meanwhile_none_is(site: Site) -> None:
    one, *_ = add_students(site, *STUDENTS)
    keys = offered_links(site)["roster-links"]["value"]
    link(site.store, first_class(site), 5, one)

    assert texts.LINKS_CHANGED in problem(apply(site, keys))
    assert linked(site) == {"Student 05": "Ada One"}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"session": "x", "links0": "1=x"},
        {"session": "CLASS", "links0": "1=" + "0" * 32},
        {"session": "CLASS", "links0": "x=" + "0" * 32},
        {"session": "CLASS", "links0": "1="},
        {"session": "CLASS", "links0": "=== \x00 \u202e"},
        {"session": "CLASS"},
        {"session": "SECRETS", "links0": "1=" + "0" * 32},
    ],
)
def test_a_forged_undo_gives_one_line_and_changes_nothing(site: Site, values: dict[str, str]) -> None:
    one, *_ = add_students(site, *STUDENTS)
    link(site.store, first_class(site), 1, one)
    known = {"CLASS": str(first_class(site)), "SECRETS": str(site.session("Secrets").id)}
    offer = {"action": "roster.attendance", "values": {key: known.get(text, text) for key, text in values.items()}}

    answer = call(site.logged_in(), site, "undo-done.data", {"undo-button.n_clicks": 1}, {"undo-offer.data": offer})

    assert "\n" not in problem(answer.get_json())
    assert linked(site) == {"Student 01": "Ada One"}


def test_a_class_of_hundreds_is_linked_and_undone_at_once(site: Site) -> None:
    session = add_class(site.store, 2, course="Lecture", students=120)
    add_students(site, *(f"Person {number}" for number in range(1, 121)), course="Lecture")
    data = sent(zoom_list(120))
    state = {"roster-attendance.contents": data, "roster-class.value": str(session), "roster-course.data": "Lecture"}
    inputs = {"roster-attendance.contents": data, "roster-class.value": str(session)}
    shown = call(site.logged_in(), site, "roster-compared.children", inputs, {"roster-course.data": "Lecture"})

    answer = apply(site, shown.get_json()["response"]["roster-links"]["value"], **state)
    made = sum(one.student is not None for one in site.store.participant_details(session))
    offer = {"undo-offer.data": answer["sideUpdate"]["undo-offer"]["data"]}
    said = call(site.logged_in(), site, "undo-done.data", {"undo-button.n_clicks": 1}, offer).text

    assert made == 120
    assert "120 participants are not linked any more" in said


# ---------------------------------------------------------------- the page


def page(site: Site, course: str, client: FlaskClient | None = None) -> Any:
    answer = call(client or site.logged_in(), site, "page.children", {"address.pathname": roster_address(course)})
    return answer.get_json()["response"]


def test_the_page_lists_the_roster_with_a_button_each(site: Site) -> None:
    add_roster(site.store, "Zoe", "Ann")

    shown = page(site, "Optics")

    said = texts_of(shown)
    assert said.index("Ann") < said.index("Zoe")
    labels = [one["props"].get("aria-label") for one in walk(shown)]
    assert texts.REMOVE_LABEL.format(name="Ann") in labels
    assert texts.GONE_TITLE in texts_of(page(site, "Secrets"))


def test_while_names_are_hidden_nothing_can_be_written(site: Site) -> None:
    (ann,) = add_roster(site.store, "Ann")
    client = site.logged_in()
    with client.session_transaction() as session:
        session["names"] = "hide"

    shown = page(site, "Optics", client)
    saved = save(site, sent(LIST), client=client)
    removed = press(client, site, "roster-yes", {"roster-course.data": "Optics", "roster-chosen.data": str(ann.id)})

    assert texts.NAMES_HIDDEN in texts_of(shown)
    assert "Ann" not in texts_of(shown)
    assert texts.NAMES_HIDDEN in problem(saved)
    assert texts.NAMES_HIDDEN in problem(removed)
    assert names(site.store) == ["Ann"]
