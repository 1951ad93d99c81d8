"""Students of a class in a real browser: merged and undone, judged and withdrawn, on a phone, with the keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from classroom.config import Settings
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from tests.dashboard.classes import NAMES, START, Script, play
from tests.dashboard.site import Site, build_site
from tests.dashboard.test_browser import PHONE, Visit, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def served(class_store: Store, settings: Settings) -> Iterator[tuple[Site, str]]:
    site = build_site(class_store, settings)
    with serving(site) as address:
        yield site, address


def open_class(visit: Visit, served: tuple[Site, str]) -> Page:
    site, address = served
    visit.log_in(address, f"/session/{site.session('Physics 101').id}")
    expect(visit.page.locator(".cell-name")).to_have_count(8)
    return visit.page


def test_a_student_is_renamed_merged_and_both_are_undone(visit: Visit, served: tuple[Site, str]) -> None:
    page = open_class(visit, served)
    drawer, notice = page.get_by_role("dialog"), page.locator(".undo-notice")
    page.locator(".cell-name", has_text="Daniel").click()
    name = drawer.get_by_role("textbox", name="Name")
    expect(name).to_have_value("Daniel Novák")

    name.fill("Dan <b>N</b>")
    name.press("Enter")
    expect(notice).to_contain_text("Daniel Novák is now called Dan <b>N</b>")
    expect(drawer.get_by_role("heading", name="Dan <b>N</b>")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(name).to_have_value("Daniel Novák")

    drawer.locator("#person-other").click()
    page.get_by_role("option", name="Grace Kim").click()
    drawer.get_by_role("button", name="Make them one", exact=True).click()
    expect(drawer.locator(".merge-question")).to_contain_text(
        "Grace Kim and Daniel Novák were both seen at the same time"
    )
    drawer.get_by_role("button", name="Leave them two").click()
    expect(drawer.locator(".merge-question")).to_be_hidden()
    drawer.get_by_role("button", name="Make them one", exact=True).click()
    drawer.get_by_role("button", name="Make them one all the same").click()
    expect(page.locator(".cell-name")).to_have_count(7)
    expect(drawer.get_by_role("button", name="Take apart")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(page.locator(".cell-name")).to_have_count(8)
    expect(notice).to_contain_text("Undone: Grace Kim is by itself again")
    assert visit.problems == []


def test_a_student_who_is_closed_stays_closed_when_an_answer_still_comes(
    visit: Visit, served: tuple[Site, str]
) -> None:
    page = open_class(visit, served)
    drawer, late = page.get_by_role("dialog"), []
    page.locator(".cell-name", has_text="Daniel").click()
    expect(drawer.get_by_role("textbox", name="Name")).to_have_value("Daniel Novák")

    def hold(route: Route) -> None:
        if "student-drawer.opened" in (route.request.post_data or ""):
            late.append(route)
        else:
            route.fallback()

    page.route("**/_dash-update-component*", hold)
    name = drawer.get_by_role("textbox", name="Name")
    name.fill("Dan")
    with page.expect_request(lambda one: "student-drawer.opened" in (one.post_data or "")):
        name.press("Enter")
    expect(page.locator(".undo-notice")).to_contain_text("is now called Dan")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    for route in late:
        with page.expect_response(route.request.url):
            route.continue_()

    expect(page.locator(".cell-name", has_text="Dan")).to_be_visible()
    page.wait_for_timeout(500)  # long enough for an answer to be drawn: nothing may happen here
    expect(drawer).to_be_hidden()
    assert late
    assert visit.problems == []


def test_a_verdict_is_withdrawn_with_the_keyboard(visit: Visit, served: tuple[Site, str]) -> None:
    page = open_class(visit, served)
    right = page.get_by_role("group", name="Your verdict").first.get_by_role("button", name="Right")

    right.focus()
    page.keyboard.press("Enter")
    expect(right).to_have_attribute("aria-pressed", "true")
    expect(right).to_be_focused()
    page.keyboard.press("Enter")
    expect(right).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".undo-notice")).to_contain_text("verdict withdrawn")

    page.locator(".undo-notice").get_by_role("button", name="Undo").click()
    expect(right).to_have_attribute("aria-pressed", "true")
    assert visit.problems == []


def test_the_table_is_not_cut_on_a_phone_and_enter_opens_a_student(visit: Visit, served: tuple[Site, str]) -> None:
    site, _ = served
    roster = [RosterEntry("Ada Okafor"), RosterEntry("<b>Zed</b> Absent")]
    site.store.import_roster("Physics 101", roster, owner="mira", actor="mira", now=START)
    page = visit.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_class(visit, served)
    table = page.locator("#session-table")

    for view, headings in (("Attendance", ["Student", "First seen", "In call"]), ("Engagement", ["Student"])):
        page.locator("#session-table-view").get_by_text(view).click()
        expect(table.locator(".ag-header-cell-text")).to_have_count(3)
        assert table.locator(".ag-header-cell-text").all_inner_texts()[: len(headings)] == headings
        assert table.evaluate("e => e.querySelector('.ag-center-cols-viewport').scrollWidth <= e.clientWidth")
    assert visit.width() == PHONE["width"]
    expect(page.locator(".absent-names")).to_have_text("<b>Zed</b> Absent")

    table.locator(".ag-cell").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_visible()
    assert visit.problems == []


def test_the_trend_of_a_single_minute_is_a_dot(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    short = play(site.store, Script(course="Short", owner="mira", names=NAMES[:1], minutes=1, interval_s=20))

    visit.log_in(address, f"/session/{short}")

    dot = visit.page.locator(".cell-trend .dot")
    expect(dot).to_have_count(1)
    expect(dot).to_have_css("stroke-linecap", "round")
    expect(dot).to_have_css("stroke-width", "5px")
