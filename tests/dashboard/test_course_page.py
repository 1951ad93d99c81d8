"""The list of courses and the page of one: classes compared over a term, students never."""

import io
from collections.abc import Iterator
from itertools import pairwise
from threading import Event
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from classroom.config import Settings
from classroom.domain import Role, Session, User, Verdict
from classroom.errors import NotFoundError
from classroom.storage import Store, open_store
from dashboard.addresses import archive_address, course_address, read_course, roster_address
from dashboard.figures.course import engagement_figure, tick_places
from dashboard.keeping import keeping_terms
from dashboard.pages.courses import digest
from dashboard.term_views import find_baseline
from dashboard.terms import Terms
from dashboard.texts import terms as texts
from dashboard.views import flag_key
from tests.dashboard.classes import START, Script, new_session
from tests.dashboard.conftest import STORAGE
from tests.dashboard.site import HOSTILE_NAMES, SilentStore, Site, build_site, call
from tests.dashboard.terms import add_class, add_roster, link, links_of, texts_of

MIRA = User("mira", Role.TEACHER, True)
STRANGE = (
    "a/b",
    "/",
    "//x",
    ".",
    "..",
    "...",
    "~1",
    "~",
    "100 %",
    "%2F",
    "a?b#c",
    "Ünï ✓",
    "N" * 200,
    *HOSTILE_NAMES[:2],
)


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Store]:
    with open_store(STORAGE, default_folder=tmp_path / "term") as opened:
        yield opened


@pytest.fixture
def term(store: Store, settings: Settings) -> tuple[Site, list[UUID]]:
    """Four classes of Optics, the third unread, and a running one; another teacher's course beside them."""
    classes = [add_class(store, week, unread=week == 2) for week in range(4)]
    add_class(store, 9, course="Secrets", owner="paul")
    store.create_session(new_session(Script(course="Optics", owner="mira", started_at=START)), agent="test:1:1")
    return build_site(store, settings), classes


def draw(site: Site, course: str = "Optics", shown: str | None = None, name: str = "mira") -> dict[str, Any]:
    state = {"course-name.data": course, "course-shown.data": shown}
    answer = call(site.logged_in(name), site, "course-engagement.figure", {"scheme.data": "light"}, state)
    return dict(answer.get_json())


def count_all(site: Site, course: str = "Optics") -> dict[str, Any]:
    """As the page does: asks until everything is counted."""
    for _ in range(12):
        drawn = draw(site, course)["response"]
        if drawn["course-progress"]["children"] is None:
            return dict(drawn)
    raise AssertionError("the page never ends counting")


def page(site: Site, path: str, name: str = "mira") -> Any:
    return call(site.logged_in(name), site, "page.children", {"address.pathname": path}).get_json()["response"]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize("name", STRANGE)
def test_a_course_may_be_called_anything(name: str) -> None:
    address = course_address(name)

    part = address.removeprefix("/courses/")
    assert read_course(part) == name
    assert "/" not in part
    assert part.isascii()
    assert part.replace("%2e", ".").replace("%2E", ".") not in {".", ".."}


@pytest.mark.parametrize("name", ["a/b <i>", "..", "Ünï ✓", "<script>alert(1)</script>"])
def test_the_page_of_a_strange_course_opens(store: Store, settings: Settings, name: str) -> None:
    add_class(store, 1, course=name)
    site = build_site(store, settings)

    shown = page(site, course_address(name))
    direct = site.logged_in().get(course_address(name))

    assert name in texts_of(shown)
    assert direct.status_code == 200
    assert roster_address(name) in links_of(shown)


@pytest.mark.parametrize("rest", ["", "%00", "Nowhere", "Secrets", "x" * 100_000, "%E2%28"])
def test_a_course_that_is_not_there_is_a_clear_page(term: tuple[Site, list[UUID]], rest: str) -> None:
    assert texts.COURSE_GONE_TITLE in texts_of(page(term[0], f"/courses/{rest}"))


# ---------------------------------------------------------------- the list


def test_courses_are_listed_with_their_classes_and_students(term: tuple[Site, list[UUID]], store: Store) -> None:
    add_roster(store, "Ada", "Ben")
    add_roster(store, "Zoe", course="Botany")

    shown = page(term[0], "/courses")

    said = texts_of(shown)
    assert said.index("Optics") < said.index("Botany")
    assert {"4 classes", "1 being recorded now", "2 students in the roster", texts.NO_CLASS_YET} <= set(said)
    assert "Secrets" not in said


def test_a_running_class_counts_in_no_figure_of_the_list_even_when_it_was_resumed(
    store: Store, settings: Settings
) -> None:
    resumed = add_class(store, 0)
    site = build_site(store, settings)
    assert "1 class" in texts_of(page(site, "/courses"))
    assert site.queries.course(MIRA, "Optics").rows  # its facts are kept
    store.resume_session(resumed, agent="test:1:2")

    said = texts_of(page(site, "/courses"))

    assert "1 being recorded now" in said
    assert not {"1 class", texts.NO_CLASS_YET} & set(said)
    assert not [one for one in said if "participant" in one]
    assert digest(site.queries.course(MIRA, "Optics")) == []


def test_a_course_shows_how_far_its_classes_are_read_and_then_their_trend(term: tuple[Site, list[UUID]]) -> None:
    site, _ = term
    first = site.queries.course(MIRA, "Optics")
    second = site.queries.course(MIRA, "Optics")

    assert first.pending == 2
    assert "2 of 4 classes read so far" in str(digest(first))
    assert second.pending == 0
    assert "data:image/svg+xml" in str(digest(second))


def test_without_a_course_the_list_says_what_to_do(store: Store, settings: Settings) -> None:
    shown = page(build_site(store, settings), "/courses")

    assert texts.NO_COURSES_TITLE in texts_of(shown)
    assert "/start" in links_of(shown)


# ---------------------------------------------------------------- the page of a course


def test_classes_are_compared_and_what_is_counted_fills_by_itself(term: tuple[Site, list[UUID]]) -> None:
    site, classes = term

    first = draw(site)["response"]
    last = count_all(site)

    assert "classes are counted" in str(first["course-progress"])
    assert first["course-interval"]["disabled"] is False
    rows = last["course-table"]["rowData"]
    assert [row["id"] for row in rows] == [str(one) for one in reversed(classes)]
    assert all(isinstance(row["flags"], int) for row in rows)
    assert rows[1]["engagement"] is None
    assert rows[0]["href"] == f"/session/{classes[-1]}"


def test_the_figures_follow_the_classes_and_gaps_stay_gaps(term: tuple[Site, list[UUID]]) -> None:
    site, classes = term

    drawn = count_all(site)

    line, _, columns, _ = drawn["course-engagement"]["figure"]["data"]
    assert [value is None for value in line["y"]] == [False, False, True, False]
    assert line["connectgaps"] is False
    assert columns["customdata"] == [str(one) for one in classes]
    assert texts.HOVER_NO_ENGAGEMENT in columns["hovertext"][2]
    assert "In 1 classes too little was read" in drawn["course-engagement-frame"]["aria-label"]
    assert "in the call" in drawn["course-presence-frame"]["aria-label"]
    assert "4 counted classes" in drawn["course-hints-frame"]["aria-label"]


def test_a_running_class_is_named_and_in_no_figure(term: tuple[Site, list[UUID]]) -> None:
    drawn = count_all(term[0])

    assert texts.STILL_LIVE in texts_of(drawn["course-live"]["children"])
    assert len(drawn["course-table"]["rowData"]) == 4
    assert drawn["course-interval"]["disabled"] is False
    assert drawn["course-interval"]["interval"] > 10_000


def test_an_unchanged_page_is_not_drawn_again(term: tuple[Site, list[UUID]]) -> None:
    site, _ = term
    version = count_all(site)["course-shown"]["data"]

    again = draw(site, shown=version)["response"]

    assert "course-engagement" not in again


def test_verdicts_are_counted_at_once(term: tuple[Site, list[UUID]]) -> None:
    site, _ = term
    session = add_class(site.store, 6, minutes=50, interval_s=10, students=12)
    count_all(site)
    flag = site.queries.view(MIRA, str(session)).flags[0]

    site.queries.give_verdict(MIRA, str(session), flag_key(flag), Verdict.WRONG)

    row = next(one for one in count_all(site)["course-table"]["rowData"] if one["id"] == str(session))
    assert row["precision"] == texts.PRECISION.format(right=0, judged=1)


def test_students_are_listed_by_name_with_their_classes_and_without_scores(
    term: tuple[Site, list[UUID]], store: Store
) -> None:
    site, classes = term
    zoe, ada = sorted(add_roster(store, "Zoe", "Ada"), key=lambda one: one.name, reverse=True)
    link(store, classes[0], 1, zoe)
    link(store, classes[1], 1, zoe)
    link(store, classes[1], 2, ada)

    drawn = count_all(site)

    said = texts_of(drawn["course-students"]["children"])
    assert [text for text in said if text in {"Ada", "Zoe", "1 of 4", "2 of 4"}] == ["Ada", "1 of 4", "Zoe", "2 of 4"]
    assert not any("ngagement" in text for text in said)
    assert f"/students/{ada.id}" in links_of(drawn["course-students"]["children"])
    assert texts.NO_RANKING in texts_of(page(site, "/courses/Optics"))


def test_a_course_with_a_roster_alone_has_an_empty_page(store: Store, settings: Settings) -> None:
    add_roster(store, "Ada", course="Botany")
    site = build_site(store, settings)

    drawn = draw(site, "Botany")["response"]

    assert drawn["course-lead"]["children"] == texts.COURSE_LEAD_NONE
    assert drawn["course-table"]["rowData"] == []
    assert drawn["course-interval"]["disabled"] is True


def test_another_teachers_course_is_closed(term: tuple[Site, list[UUID]]) -> None:
    answer = draw(term[0], "Secrets")

    assert answer["response"] == {}
    assert "no such course" in answer["sideUpdate"]["problem"]["children"]
    assert draw(term[0], "Secrets", name="root")["response"]["course-table"]["rowData"]


@pytest.mark.parametrize("name", [None, 5, [], {"a": 1}, "x" * 5_000, "\x00"])
def test_what_a_browser_may_send_instead_of_a_course_is_told(term: tuple[Site, list[UUID]], name: Any) -> None:
    answer = draw(term[0], name)

    assert answer["response"] == {}
    assert "no such course" in answer["sideUpdate"]["problem"]["children"]


def test_the_whole_course_can_be_downloaded(term: tuple[Site, list[UUID]]) -> None:
    site, _ = term
    shown = page(site, "/courses/Optics")

    answer = site.logged_in().get(archive_address("Optics", "csv"))

    assert {archive_address("Optics", kind) for kind in ("csv", "html")} <= set(links_of(shown))
    assert "summary.csv" in ZipFile(io.BytesIO(answer.data)).namelist()


# ---------------------------------------------------------------- pure parts


@pytest.mark.parametrize(("values", "middle"), [([], None), ([50, None, 60], None), ([50, 60, None, 70], 60)])
def test_a_baseline_takes_three_classes(values: list[float | None], middle: float | None) -> None:
    found = find_baseline(values)

    assert (found and found.middle) == middle


@pytest.mark.parametrize("count", [0, 1, 7, 10, 11, 55, 200])
def test_dates_stand_equally_far_apart(count: int) -> None:
    places = tick_places(count)

    assert len(places) <= 10
    assert len({after - before for before, after in pairwise(places)}) <= 1


def test_no_class_gives_a_figure_that_says_so() -> None:
    assert texts.NOTHING_ENDED in str(engagement_figure((), scheme="light"))


# ---------------------------------------------------------------- made in the background


class SoughtStore(SilentStore):
    """Tells when sessions were asked for, so that a test can wait for it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked = Event()

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]:
        self.asked.set()
        return super().sessions(visible_to=visible_to, course=course)


def test_facts_and_hints_are_made_while_the_dashboard_is_served(term: tuple[Site, list[UUID]]) -> None:
    site, classes = term
    terms = Terms(site.store, site.queries)

    with keeping_terms(site.queries, terms, look_s=0.02):
        wait_until(lambda: terms.course(MIRA, "Optics").uncounted == 0)
        store_class = add_class(site.store, 5)
        wait_until(lambda: site.store.load_facts(store_class) is not None)
        asked_for = terms.course(MIRA, "Optics")
        assert asked_for.ended == len(classes) + 1


def test_a_silent_database_does_not_end_it_for_good(store: Store, settings: Settings) -> None:
    session = add_class(store, 1)
    silent = SoughtStore(store)
    silent.silent = True
    site = build_site(store, settings, pages=silent)

    with keeping_terms(site.queries, Terms(silent, site.queries), look_s=0.02, retry_s=0.02):
        assert silent.asked.wait(10)
        silent.asked.clear()
        assert silent.asked.wait(10)
        assert store.load_facts(session) is None
        silent.silent = False
        wait_until(lambda: store.load_facts(session) is not None)


def test_a_page_does_not_wait_for_hints_that_are_made_elsewhere(term: tuple[Site, list[UUID]]) -> None:
    site, _ = term
    terms = Terms(site.store, site.queries)
    terms.book.is_filled = True

    before = terms.course(MIRA, "Optics")
    made = terms.fill(Event())
    after = terms.course(MIRA, "Optics")

    assert before.uncounted == 4
    assert (made, after.uncounted) == (2, 2)  # of two classes the facts were known


def test_a_deleted_course_is_gone(term: tuple[Site, list[UUID]]) -> None:
    site, _ = term
    terms = Terms(site.store, site.queries)
    for session in site.store.sessions():
        site.store.delete_session(session.id)

    with pytest.raises(NotFoundError):
        terms.course(MIRA, "Optics")


def wait_until(holds: Any) -> None:
    """Asks again until it holds; the pause is the thread's, not a sleep of ours."""
    pause = Event()
    for _ in range(600):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("it never came to hold")
