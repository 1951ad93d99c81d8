"""What a browser shows when names, addresses or the database are hostile: a clear word, a way on, nothing lost."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import Dialog, Page, expect

from classroom.config import Settings
from classroom.storage import Store
from tests.dashboard.classes import NAMES, Script, play
from tests.dashboard.site import HOSTILE_NAMES, SilentStore, Site, build_site
from tests.dashboard.test_browser import Visit, serving

pytestmark = pytest.mark.browser

HOSTILE_COURSE = "<script>alert(1)</script>"
FIRST_PAGE = "Sessions"


@pytest.fixture
def alerts(visit: Visit) -> list[str]:
    """What scripts of a name have said: nothing, if all is well."""
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", note)
    return said


def expect_first_page(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST_PAGE)


# ---------------------------------------------------------------- names
def test_hostile_names_run_nothing_and_break_no_page(visit: Visit, site: Site, alerts: list[str]) -> None:
    page = visit.page
    session = site.session(HOSTILE_COURSE).id

    with serving(site) as address:
        visit.log_in(address)
        expect_first_page(page)
        page.wait_for_load_state("networkidle")  # requests that a new address ends would count as failed
        for path in ("/", f"/session/{session}", f"/reports/{session}.html", "/start", "/try", "/about"):
            page.goto(address + path)
            expect(page.get_by_role("heading", level=1).first).to_be_visible()
            page.wait_for_load_state("networkidle")
            assert visit.width() == 1280, path
            assert "\u202e" not in page.content(), path
            assert "\x00" not in page.content(), path
            assert max(map(len, page.get_by_role("heading").all_inner_texts())) < 200, path
    assert alerts == []
    assert visit.problems == []


def test_courses_of_any_name_are_listed_and_opened(
    visit: Visit, class_store: Store, settings: Settings, alerts: list[str]
) -> None:
    for name in HOSTILE_NAMES:
        course = name[:200].replace("\x00", " ")
        play(class_store, Script(course=course, owner="mira", names=NAMES[:2], minutes=2, interval_s=20))
    page = visit.page
    entries = page.locator(".entry")

    with serving(build_site(class_store, settings)) as address:
        visit.log_in(address)
        expect(entries).to_have_count(4 + len(HOSTILE_NAMES))
        for number in range(len(HOSTILE_NAMES)):
            entries.nth(number).click()
            page.wait_for_url("**/session/*")
            expect(page.get_by_role("heading", level=1)).not_to_have_text(FIRST_PAGE)
            expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
            page.go_back()
            expect(entries).to_have_count(4 + len(HOSTILE_NAMES))
    assert alerts == []
    assert visit.problems == []


# ---------------------------------------------------------------- addresses
def test_an_address_that_leads_nowhere_says_so_and_leads_back(visit: Visit, site: Site, alerts: list[str]) -> None:
    page = visit.page
    references = (
        str(uuid4()),
        "0",
        quote(HOSTILE_COURSE),
        "..%2f..%2fetc%2fpasswd",
        "x" * 2000,
        "%00",
        quote("' OR 1=1"),
    )

    with serving(site) as address:
        visit.log_in(address)
        expect_first_page(page)
        for reference in references:
            page.goto(f"{address}/session/{reference}")
            expect(page.get_by_role("heading", level=1)).to_have_text("This session is not here")
            page.get_by_role("link", name="All sessions").click()
            expect_first_page(page)
    assert alerts == []


def test_a_session_deleted_while_it_is_open_is_told_and_leads_back(visit: Visit, site: Site) -> None:
    page = visit.page
    session = site.session("Physics 101")

    with serving(site) as address:
        visit.log_in(address, f"/session/{session.id}")
        expect(page.locator(".cell-name")).to_have_count(8)
        site.store.delete_session(session.id)
        page.get_by_role("group", name="Your verdict").first.get_by_role("button", name="Wrong").click()
        expect(page.get_by_role("alert").filter(has_text="Please check")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("This session is not here")
        page.get_by_role("link", name="All sessions").click()
        expect_first_page(page)
        expect(page.get_by_role("heading", name="Physics 101")).to_have_count(0)


# ---------------------------------------------------------------- the database
def test_a_database_that_is_away_when_a_page_opens_is_tried_again_by_a_link(
    visit: Visit, class_store: Store, settings: Settings
) -> None:
    pages = SilentStore(class_store)
    site = build_site(class_store, settings, pages=pages)
    page = visit.page

    with serving(site) as address:
        visit.log_in(address)
        expect_first_page(page)
        pages.silent = True
        page.goto(f"{address}/session/{site.session('Physics 101').id}")
        expect(page.get_by_role("heading", level=1)).to_have_text("The database does not answer")
        expect(page.get_by_text("database classroom.db is locked")).to_be_visible()
        pages.silent = False
        page.get_by_role("link", name="Try again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Physics 101")


# ---------------------------------------------------------------- two tabs
def test_the_later_of_two_tabs_is_shown_the_earlier_verdict_before_it_may_change_it(visit: Visit, site: Site) -> None:
    page = visit.page
    path = f"/session/{site.session('Physics 101').id}"

    with serving(site) as address:
        visit.log_in(address, path)
        other = page.context.new_page()
        other.goto(address + path)
        right, late, wrong = (
            one.get_by_role("group", name="Your verdict").first.get_by_role("button", name=name)
            for one, name in ((page, "Right"), (other, "Right"), (other, "Wrong"))
        )
        expect(wrong).to_be_visible()  # it shows the hint as it was before the first verdict
        right.click()
        expect(right).to_have_attribute("aria-pressed", "true")
        wrong.click()  # on what it has not seen: nothing is overwritten
        expect(other.get_by_role("alert").filter(has_text="Please check")).to_be_visible()
        other.reload()
        expect(late).to_have_attribute("aria-pressed", "true")
        wrong.click()
        expect(wrong).to_have_attribute("aria-pressed", "true")
        page.reload()
        first = page.get_by_role("group", name="Your verdict").first
        expect(first.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
        expect(first.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "false")
    assert visit.problems == []
