"""The page of one student across classes: against the own usual, with gaps, and as CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from classroom.config import Settings
from classroom.domain import Role, User, Verdict
from classroom.roster.types import Student
from classroom.storage import Store, open_store
from dashboard import formats
from dashboard.addresses import history_address, student_address
from dashboard.texts import terms as texts
from dashboard.views import flag_key
from tests.dashboard.conftest import STORAGE
from tests.dashboard.site import HOSTILE_NAMES, Site, build_site, call
from tests.dashboard.terms import add_class, add_roster, link, links_of, texts_of

MIRA = User("mira", Role.TEACHER, True)


@dataclass(frozen=True)
class Course:
    site: Site
    classes: list[UUID]
    ada: Student


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Store]:
    with open_store(STORAGE, default_folder=tmp_path / "term") as opened:
        yield opened


@pytest.fixture
def course(store: Store, settings: Settings) -> Course:
    """Five classes; Ada is in all but the second, and the third was not read."""
    classes = [add_class(store, week, unread=week == 2) for week in range(5)]
    (ada,) = add_roster(store, "Ada")
    for session in classes[:1] + classes[2:]:
        link(store, session, 1, ada)
    return Course(build_site(store, settings), classes, ada)


def draw(course: Course, student: Any = None, shown: str | None = None, name: str = "mira") -> dict[str, Any]:
    reference = str(course.ada.id) if student is None else student
    state = {"history-student.data": reference, "history-shown.data": shown}
    client = course.site.logged_in(name)
    return dict(call(client, course.site, "history-figure.figure", {"scheme.data": "dark"}, state).get_json())


def count_all(course: Course) -> dict[str, Any]:
    for _ in range(12):
        drawn = draw(course)["response"]
        if drawn["history-interval"]["disabled"]:
            return dict(drawn)
    raise AssertionError("the page never ends counting")


def page(course: Course, path: str, name: str = "mira") -> Any:
    answer = call(course.site.logged_in(name), course.site, "page.children", {"address.pathname": path})
    return answer.get_json()["response"]


def trace(drawn: dict[str, Any], figure: str, name: str) -> dict[str, Any]:
    return next(one for one in drawn[figure]["figure"]["data"] if one["name"] == name)


def test_a_class_without_the_student_and_one_without_readings_are_gaps(course: Course) -> None:
    drawn = count_all(course)

    line = trace(drawn, "history-figure", texts.LEGEND_OWN)
    assert [value is None for value in line["y"]] == [False, True, True, False, False]
    assert line["connectgaps"] is False
    assert trace(drawn, "history-figure", texts.LEGEND_NOT_SEEN)["x"] == [1]
    rows = {row["id"]: row for row in drawn["history-table"]["rowData"]}
    absent, unread = rows[str(course.classes[1])], rows[str(course.classes[2])]
    assert absent["seen"] == texts.NO
    assert "engagement" not in absent
    assert (unread["seen"], unread["engagement"]) == (texts.YES, None)


def test_the_own_usual_takes_three_classes_with_a_value(course: Course) -> None:
    drawn = count_all(course)

    band, middle = (one for one in drawn["history-figure"]["figure"]["data"] if one["name"] == texts.LEGEND_USUAL)
    values = sorted(value for value in trace(drawn, "history-figure", texts.LEGEND_OWN)["y"] if value is not None)
    assert middle["y"][0] == pytest.approx(values[1])
    assert values[0] <= band["y"][2] <= values[1] <= band["y"][0] <= values[2]
    line = trace(drawn, "history-figure", texts.LEGEND_OWN)
    below = [value is not None and value < middle["y"][0] for value in line["y"]]
    assert [place == "bottom center" for place in line["textposition"]] == below  # off the line of the usual
    assert "Usually" in drawn["history-figure-frame"]["aria-label"]
    assert drawn["history-figure-lead"]["children"] == texts.HISTORY_LEAD


def test_with_fewer_classes_nothing_is_compared(course: Course) -> None:
    course.site.store.delete_session(course.classes[4])

    drawn = count_all(course)

    names = [one["name"] for one in drawn["history-figure"]["figure"]["data"]]
    assert texts.LEGEND_USUAL not in names
    assert "Not enough classes to compare yet" in drawn["history-figure-lead"]["children"]
    assert texts.NOT_ENOUGH in texts_of(drawn["history-key-figures"]["children"])
    differences = [row.get("difference") for row in drawn["history-table"]["rowData"] if row["seen"] == texts.YES]
    assert set(differences) == {formats.DASH}


def test_minutes_are_divided_by_what_was_seen(course: Course) -> None:
    drawn = count_all(course)

    parts = [
        trace(drawn, "history-minutes", name)["y"]
        for name in (
            texts.LEGEND_MINUTES_VISIBLE,
            texts.LEGEND_MINUTES_OFF,
            texts.LEGEND_MINUTES_OTHER,
            texts.LEGEND_MINUTES_HIDDEN,
        )
    ]
    in_call = {row["id"]: row.get("in_call") for row in drawn["history-table"]["rowData"]}
    for index, session in enumerate(course.classes):
        whole = [part[index] for part in parts]
        if index == 1:
            assert whole == [None] * 4
        else:
            assert sum(whole) == pytest.approx(in_call[str(session)], abs=0.1)


def test_hints_stand_with_their_verdicts_and_lead_to_their_class(store: Store, settings: Settings) -> None:
    session = add_class(store, 1, minutes=50, interval_s=10, students=12)
    site = build_site(store, settings)
    flag = site.queries.view(MIRA, str(session)).flags[0]
    (ada,) = add_roster(store, "Ada")
    link(store, session, flag.participant, ada)
    site.queries.give_verdict(MIRA, str(session), flag_key(flag), Verdict.RIGHT)

    drawn = count_all(Course(site, [session], ada))

    said = texts_of(drawn["history-flags"]["children"])
    assert "right" in said
    assert f"/session/{session}" in links_of(drawn["history-flags"]["children"])
    assert drawn["history-table"]["rowData"][0]["precision"] == texts.PRECISION.format(right=1, judged=1)


def test_the_page_leads_to_the_course_and_to_the_file(course: Course) -> None:
    shown = page(course, student_address(course.ada.id))

    assert {"/courses/Optics", history_address(course.ada.id)} <= set(links_of(shown))
    assert texts.STUDENT_NOTE in texts_of(shown)
    assert "Ada" in texts_of(shown)


def test_an_unchanged_page_is_not_drawn_again(course: Course) -> None:
    version = count_all(course)["history-shown"]["data"]

    assert "history-figure" not in draw(course, shown=version)["response"]


def test_a_student_in_no_class_is_told_how_to_be_linked(course: Course) -> None:
    (ben,) = (one for one in add_roster(course.site.store, "Ben") if one.name == "Ben")

    drawn = count_all(Course(course.site, course.classes, ben))

    assert drawn["history-lead"]["children"] == texts.STUDENT_UNLINKED


@pytest.mark.parametrize("rest", ["", "x", str(uuid4()), "<script>", "x" * 100_000])
def test_a_student_who_is_not_there_is_a_clear_page(course: Course, rest: str) -> None:
    assert texts.STUDENT_GONE_TITLE in texts_of(page(course, f"/students/{rest}"))
    assert course.site.logged_in().get(f"/students/{rest or '-'}/history.csv").status_code == 404


@pytest.mark.parametrize("student", ["", 5, [], {}, "nobody"])
def test_what_a_browser_may_send_instead_of_a_student_is_told(course: Course, student: Any) -> None:
    answer = draw(course, student)

    assert answer["response"] == {}
    assert "no such student" in answer["sideUpdate"]["problem"]["children"]


def test_another_teachers_student_is_closed(course: Course) -> None:
    assert texts.STUDENT_GONE_TITLE in texts_of(page(course, student_address(course.ada.id), "paul"))
    assert draw(course, name="paul")["response"] == {}
    assert course.site.logged_in("paul").get(history_address(course.ada.id)).status_code == 404


def test_with_names_hidden_the_page_and_the_file_hold_a_pseudonym(course: Course) -> None:
    count_all(course)
    client = course.site.logged_in()
    with client.session_transaction() as session:
        session["names"] = "hide"

    shown = call(client, course.site, "page.children", {"address.pathname": student_address(course.ada.id)}).text
    file = client.get(history_address(course.ada.id))

    assert "Ada" not in shown
    assert "Ada" not in file.text
    assert "ada" not in file.headers["Content-Disposition"]
    assert "Student " in file.text


def test_no_file_is_given_while_classes_are_still_counted(course: Course) -> None:
    answer = course.site.logged_in().get(history_address(course.ada.id))

    assert answer.status_code == 409
    assert texts.HISTORY_EARLY_TITLE in answer.text


def test_the_history_is_a_file_with_a_line_a_class_and_is_noted(course: Course) -> None:
    count_all(course)

    answer = course.site.logged_in().get(history_address(course.ada.id))

    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line["session"] for line in lines] == [str(one) for one in course.classes]
    assert [line["seen"] for line in lines] == ["yes", "no", "yes", "yes", "yes"]
    assert [bool(line["engagement"]) for line in lines] == [True, False, False, True, True]
    assert float(lines[0]["minutes_in_call"]) > 5
    assert (lines[0]["flags"], lines[1]["flags"]) == ("0", "")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ada-history.csv"'
    noted = [entry for entry in course.site.store.audit(count=50) if entry.action == "download student's history"]
    assert [(one.actor, one.subject) for one in noted] == [("mira", course.ada.id.hex)]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_are_harmless_on_the_page_and_in_the_file(store: Store, settings: Settings, name: str) -> None:
    session = add_class(store, 1)
    (student,) = add_roster(store, name)
    link(store, session, 1, student)
    course = Course(build_site(store, settings), [session], student)
    count_all(course)

    shown = texts_of(page(course, student_address(student.id)))
    file = course.site.logged_in().get(history_address(student.id))

    assert formats.plain(student.name, 120) in shown
    assert not any("\u202e" in text or "\x00" in text for text in shown)
    (line,) = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))
    assert line["student"][:1] not in {"=", "+", "-", "@"}
    assert file.headers["Content-Disposition"].isascii()
