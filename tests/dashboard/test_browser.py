"""A teacher's way through the dashboard in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from classroom.config import Settings
from classroom.storage import Store
from tests.dashboard.classes import Script, frames, new_session
from tests.dashboard.site import PASSWORD, SilentStore, Site, build_site

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)  # generous: other tests may share the processor
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def served(class_store: Store, settings: Settings) -> Iterator[tuple[Site, str]]:
    """The dashboard on a free port, and its address."""
    site = build_site(class_store, settings)
    with serving(site) as address:
        yield site, address


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The address of the dashboard, served meanwhile."""
    server = make_server("127.0.0.1", 0, site.app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Visit:
    """A page that remembers everything that went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("requestfailed", lambda request: self._note_request(request.url, request.failure))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.problems.append(text)

    def _note_request(self, url: str, reason: str | None) -> None:
        if reason != "net::ERR_ABORTED":  # a new address ends what is under way, and a download its navigation
            self.problems.append(f"failed: {url} ({reason})")

    def log_in(self, address: str, path: str = "/", *, name: str = "mira") -> None:
        self.page.goto(address + path)
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()

    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


def test_a_teacher_reviews_a_class(visit: Visit, served: tuple[Site, str]) -> None:
    _, address = served
    page = visit.page

    visit.log_in(address)
    page.get_by_role("heading", name="Physics 101").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Physics 101")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".cell-name")).to_have_count(8)
    expect(page).to_have_title("Physics 101, Tue 10 Mar 2026 · Classroom")

    first = page.get_by_role("group", name="Your verdict").first
    first.get_by_role("button", name="Right").click()
    expect(first.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("too few to tell (1 of 1 right)").first).to_be_visible()

    for kind in ("summary", "observations"):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=kind.capitalize()).click()
        assert download.value.suggested_filename == f"physics-101-2026-03-10-{kind}.csv"

    page.locator(".cell-name", has_text="Daniel").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="Daniel Novák")).to_be_visible()
    expect(drawer.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.get_by_label("Find a student").fill("ada")
    expect(page.locator(".cell-name")).to_have_count(1)
    assert visit.width() == 1280
    assert visit.problems == []


def test_dark_is_remembered_and_the_figures_follow(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    page = visit.page
    root = page.locator("html")

    visit.log_in(address, f"/session/{site.session('Physics 101').id}")
    line = page.locator(".scatterlayer .js-line").first
    expect(line).to_have_css("stroke", "rgb(20, 105, 122)")
    page.get_by_role("button", name="Switch between light and dark").click()

    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(line).to_have_css("stroke", "rgb(92, 195, 214)")
    assert visit.problems == []
    page.reload()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")


@pytest.mark.parametrize("course", ["Physics 101", "<script>alert(1)</script>", "Nothing"])
def test_every_page_fits_a_phone(visit: Visit, served: tuple[Site, str], course: str) -> None:
    site, address = served
    page = visit.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    visit.log_in(address)
    expect(page.locator(".entry")).to_have_count(4)
    assert visit.width() == PHONE["width"]
    page.goto(f"{address}/session/{site.session(course).id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(course)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert visit.width() == PHONE["width"]
    page.goto(f"{address}/about")
    expect(page.get_by_role("heading", name="The law")).to_be_visible()
    assert visit.width() == PHONE["width"]


def test_hostile_names_are_text(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    page = visit.page
    page.on("dialog", lambda dialog: visit.problems.append(dialog.message))

    visit.log_in(address, f"/session/{site.session('<script>alert(1)</script>').id}")

    expect(page.locator(".cell-name").first).to_have_text("<script>alert(1)</script>")
    expect(page.locator(".cell-name").nth(4)).to_have_text("ab & <i>c</i>")
    page.locator(".cell-name").first.click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="<script>alert(1)</script>")).to_be_visible()
    assert visit.problems == []


def test_an_ended_login_leads_back_to_the_login_page(visit: Visit, served: tuple[Site, str]) -> None:
    _, address = served
    page = visit.page
    visit.log_in(address)
    expect(page.locator(".entry").first).to_be_visible()

    page.context.clear_cookies()
    page.locator(".entry").first.click()

    page.wait_for_url("**/login?next=*")


def test_logging_out_shuts_the_door(visit: Visit, served: tuple[Site, str]) -> None:
    _, address = served
    page = visit.page
    visit.log_in(address)

    page.get_by_role("button", name="mira").click()
    page.get_by_role("menuitem", name="Log out").click()
    page.wait_for_url("**/login")
    page.goto(f"{address}/about")

    page.wait_for_url("**/login?next=/about")


def test_a_live_class_refreshes_and_keeps_the_zoom(visit: Visit, class_store: Store, settings: Settings) -> None:
    script = Script(course="Live", minutes=12, interval_s=20, hidden=(99, 99), dip=(99, 99))
    session = class_store.create_session(new_session(script), agent="test:1:1")
    records = list(frames(script))
    for record in records[:-3]:
        class_store.save_frame(session, record)
    page = visit.page

    with serving(build_site(class_store, settings, refresh_s=1)) as address:
        visit.log_in(address, f"/session/{session}")
        expect(page.get_by_text("33 pictures looked at")).to_be_visible()
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        zoom(page)
        zoomed = page.evaluate(SHOWN)
        for record in records[-3:]:
            class_store.save_frame(session, record)
        expect(page.get_by_text("36 pictures looked at")).to_be_visible()
        expect(page.locator("#session-timeline .barlayer .point")).to_have_count(
            3 * 12
        )  # two rows answer to the pointer
        assert page.evaluate(SHOWN) == zoomed
        class_store.finish_session(session, script.started_at + timedelta(minutes=12))
        expect(page.locator(".page-head").get_by_text("Finished")).to_be_visible()
    assert visit.problems == []


FIGURE = "document.querySelector('#session-timeline .js-plotly-plot')"
SHOWN = f"{FIGURE}._fullLayout.xaxis.range"


def zoom(page: Page) -> None:
    """Drag over the middle of the timeline, as a teacher would."""
    place = page.locator("#session-timeline .nsewdrag").first.bounding_box()
    assert place is not None
    middle = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] + place["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.6, middle, steps=5)
    page.mouse.up()
    expect(page.locator("#session-timeline .x2tick text").first).not_to_have_text("10:00")


def test_a_database_that_goes_away_is_told_and_the_page_stays_usable(
    visit: Visit, class_store: Store, settings: Settings
) -> None:
    pages = SilentStore(class_store)
    site = build_site(class_store, settings, pages=pages)
    page = visit.page

    with serving(site) as address:
        visit.log_in(address, f"/session/{site.session('Physics 101').id}")
        expect(page.locator(".cell-name")).to_have_count(8)
        pages.silent = True
        first = page.get_by_role("group", name="Your verdict").first
        first.get_by_role("button", name="Wrong").click()
        expect(page.get_by_text("The database does not answer: database classroom.db is locked")).to_be_visible()
        pages.silent = False
        first.get_by_role("button", name="Wrong").click()
        expect(first.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_text("The database does not answer")).to_be_hidden()


def test_a_student_is_opened_with_the_keyboard(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    page = visit.page
    visit.log_in(address, f"/session/{site.session('Physics 101').id}")
    expect(page.locator(".cell-name")).to_have_count(8)

    page.get_by_label("Find a student").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")

    expect(page.get_by_role("dialog").get_by_role("heading", name="Ada Okafor")).to_be_visible()
