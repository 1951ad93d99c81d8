"""Answers that come late, in a real browser: what somebody has done meanwhile stays done."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from classroom.config import Settings
from classroom.storage import Store
from dashboard.components.start_form import Ids as StartIds
from dashboard.pages.courses import POLL_MS
from tests.dashboard.launchers import ScriptedLauncher
from tests.dashboard.site import Site, build_site
from tests.dashboard.test_browser import Visit, serving

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)  # generous: other tests may share the processor
CALLBACKS = "**/_dash-update-component*"


@contextmanager
def late_answer(page: Page, output: str, most: int = 1) -> Iterator[None]:
    """The first requests for that output meanwhile wait, and are answered at the end."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        if len(late) < most and output in (route.request.post_data or ""):
            late.append(route)
        else:
            route.fallback()

    page.route(CALLBACKS, hold)
    yield
    assert late
    held, most = tuple(late), 0
    for one in held:
        with page.expect_response(one.request.url):
            one.continue_()
    page.wait_for_timeout(300)  # long enough for an answer to be drawn: nothing may happen here
    page.unroute(CALLBACKS, hold)


@pytest.fixture
def served(class_store: Store, settings: Settings) -> Iterator[tuple[Site, str]]:
    site = build_site(class_store, settings, launcher=ScriptedLauncher())
    with serving(site) as address:
        yield site, address


def open_class(visit: Visit, served: tuple[Site, str]) -> Page:
    site, address = served
    visit.log_in(address, f"/session/{site.session('Physics 101').id}")
    return visit.page


def test_a_student_opens_though_a_frame_comes_before_the_answer(visit: Visit, served: tuple[Site, str]) -> None:
    page = open_class(visit, served)
    drawer = page.get_by_role("dialog")

    with late_answer(page, "student-drawer.opened"):
        with page.expect_request(lambda one: "student-drawer.opened" in (one.post_data or "")):
            page.locator(".cell-name", has_text="Daniel").click()
        page.evaluate("window.dash_clientside.set_props('session-version', {data: 'another'})")
        expect(drawer.get_by_role("textbox", name="Name")).to_have_value("Daniel Novák")

    expect(drawer).to_be_visible()
    assert visit.problems == []


def test_what_is_written_into_the_note_while_it_is_saved_stays(visit: Visit, served: tuple[Site, str]) -> None:
    site, _ = served
    page = open_class(visit, served)
    note, said = page.get_by_label("Note on this class"), page.locator("#session-note-said")

    with late_answer(page, "session-note-conflict.hidden"):
        note.fill("Ask Ada")
        with page.expect_request(lambda one: "session-note-conflict.hidden" in (one.post_data or "")):
            note.blur()
        note.fill("Ask Ada about the exercise")
    expect(said).to_have_text("Saved")
    expect(note).to_have_value("Ask Ada about the exercise")
    with page.expect_response(lambda one: "session-note-conflict.hidden" in (one.request.post_data or "")):
        note.blur()

    expect(page.locator("#session-note-conflict")).to_be_hidden()
    kept = site.store.session_note(site.session("Physics 101").id)
    assert kept is not None
    assert kept.text == "Ask Ada about the exercise"
    assert visit.problems == []


def test_a_camera_chosen_while_the_screens_are_looked_at_stays_chosen(visit: Visit, served: tuple[Site, str]) -> None:
    _, address = served
    page = visit.page

    with late_answer(page, f"{StartIds.TARGETS}.children", most=1_000):
        with page.expect_request(lambda one: f"{StartIds.TARGETS}.children" in (one.post_data or "")):
            visit.log_in(address, "/start")
        expect(page.locator("#start-targets")).to_be_attached()
        page.evaluate("window.dash_clientside.set_props('start-target', {value: 'webcam'})")

    expect(page.get_by_role("radio", name="Zoom")).to_be_visible()
    expect(page.get_by_role("radio", name="Zoom")).not_to_be_checked()
    expect(page.locator("#start-camera")).to_be_visible()
    assert visit.problems == []


def test_what_is_typed_while_a_mark_is_saved_stays_and_what_was_sent_goes(
    visit: Visit, served: tuple[Site, str]
) -> None:
    page = open_class(visit, served)
    page.get_by_text("Mark a moment", exact=True).click()
    page.locator("#session-mark-at").fill("10:30")
    text, button = page.locator("#session-mark-text"), page.locator("#session-mark")

    with late_answer(page, "session-mark-text-sent.data"):
        text.fill("Exercise")
        with page.expect_request(lambda one: "session-mark-text-sent.data" in (one.post_data or "")):
            button.click()
        text.fill("Exercise two")
    expect(text).to_have_value("Exercise two")
    page.locator("#session-mark-at").fill("10:31")
    button.click()

    expect(text).to_have_value("")
    assert visit.problems == []


def test_two_accounts_changed_at_once_are_both_shown_as_they_are(visit: Visit, served: tuple[Site, str]) -> None:
    _, address = served
    page = visit.page
    visit.log_in(address, "/settings/users", name="root")

    with late_answer(page, "users-link.children"):
        with page.expect_request(lambda one: "users-link.children" in (one.post_data or "")):
            page.get_by_role("button", name="Disable: mira").click()
        page.get_by_role("button", name="Disable: paul").click()
        expect(page.get_by_role("button", name="Enable: paul")).to_be_visible()

    expect(page.get_by_role("button", name="Enable: mira")).to_be_visible()
    expect(page.get_by_role("button", name="Enable: paul")).to_be_visible()
    assert visit.problems == []


def test_a_course_is_not_asked_for_again_before_its_answer(visit: Visit, served: tuple[Site, str]) -> None:
    _, address = served
    page = visit.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.post_data or "") if "course-digest" in (one.post_data or "") else 0)

    with late_answer(page, '"course":"Physics 101","type":"course-digest"'):
        visit.log_in(address, "/courses")
        expect(page.locator(".digest-score").first).to_be_visible()
        page.wait_for_timeout(POLL_MS + 500)  # long enough for another question: none may come

    assert len([one for one in asked if "Physics 101" in one]) == 1
    expect(page.get_by_role("link", name="Physics 101").locator(".digest-score")).to_be_visible()
    assert visit.problems == []
