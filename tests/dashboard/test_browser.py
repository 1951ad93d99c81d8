"""A teacher's way through the dashboard in a real browser."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from classroom.config import Settings
from classroom.storage import Store
from tests.browser import chromium
from tests.dashboard.site import PASSWORD, Site, build_site

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def served(class_store: Store, settings: Settings) -> Iterator[tuple[Site, str]]:
    """The dashboard on a free port, and its address."""
    site = build_site(class_store, settings)
    server = make_server("127.0.0.1", 0, site.app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site, f"http://127.0.0.1:{server.server_port}"
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
        page.on("requestfailed", lambda request: self._note_request(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.problems.append(text)

    def _note_request(self, url: str) -> None:
        if "/download/" not in url:  # a download ends its navigation early
            self.problems.append(f"failed: {url}")

    def log_in(self, address: str, path: str = "/") -> None:
        self.page.goto(address + path)
        self.page.get_by_label("User name").fill("mira")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()

    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    yield Visit(context.new_page())
    context.close()


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
    expect(page.get_by_text("1 of 1 judged hints were right")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert download.value.suggested_filename == "physics-101-2026-03-10-summary.csv"
    page.get_by_role("button", name="More CSV files").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Observations").click()
    assert download.value.suggested_filename == "physics-101-2026-03-10-observations.csv"

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
    page.reload()
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    assert visit.problems == []


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

    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")
    page.goto(f"{address}/about")

    page.wait_for_url("**/login?next=/about")
