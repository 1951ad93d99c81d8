"""Every page for those who use a keyboard, a screen reader, a small screen or the dark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from classroom.config import Settings
from classroom.roster.types import RosterEntry
from classroom.storage import Store, open_store
from tests.dashboard.classes import NAMES, Script, play
from tests.dashboard.conftest import STORAGE
from tests.dashboard.launchers import ScriptedLauncher
from tests.dashboard.live_classes import record, running_script
from tests.dashboard.site import PASSWORD, build_site
from tests.dashboard.test_browser import serving

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 1024, 1440)  # px
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PAGES = {
    "sessions": "/",
    "session": "/session/{session}",
    "session without expressions": "/session/{bare}",
    "live": "/live/{live}",
    "courses": "/courses",
    "course": "/courses/Physics%20101",
    "roster": "/roster/Physics%20101",
    "student": "/students/{student}",
    "start": "/start",
    "try it": "/try",
    "engagement": "/settings/",
    "flags": "/settings/flags",
    "privacy": "/settings/privacy",
    "users": "/settings/users",
    "account": "/settings/account",
    "keys": "/settings/keys",
    "audit": "/settings/audit",
    "about": "/about",
    "no page": "/nowhere",
}
WITHOUT_LOGIN = {"log in": "/login", "dead link": "/setup/nothing"}


@dataclass(frozen=True)
class Opened:
    """A page of a dashboard with classes, logged in as an administrator."""

    page: Page
    address: str
    places: dict[str, str]

    def open(self, name: str) -> Page:
        self.page.goto(self.address + PAGES[name].format(**self.places))
        expect(self.page.locator("h1").first).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator(".skeleton")).to_have_count(0)
        return self.page


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a dashboard with classes of each kind, and the ids in its pages' addresses."""
    folder = tmp_path_factory.mktemp("accessible")
    with open_store(STORAGE, default_folder=folder) as store:
        places = fill(store)
        with serving(build_site(store, settings, launcher=ScriptedLauncher())) as address:
            yield address, places


def fill(store: Store) -> dict[str, str]:
    script = Script(names=NAMES[:12], interval_s=15, owner="mira")
    session = play(store, script, markers=[(2, "Homework"), (33, "Discussion")])
    bare = play(store, replace(script, course="Bare", hidden=(0, 99), minutes=5, interval_s=30))
    live = record(store, running_script())
    store.import_roster("Physics 101", [RosterEntry(name) for name in NAMES[:6]], actor="mira", now=NOW)
    ada = next(one for one in store.students("Physics 101") if one.name == NAMES[0])
    store.link_participant(session, 1, ada.id, actor="mira", now=NOW)
    return {"session": str(session), "bare": str(bare), "live": str(live), "student": str(ada.id)}


@pytest.fixture(scope="module")
def opened(browser: Browser, school: tuple[str, dict[str, str]]) -> Iterator[Opened]:
    address, places = school
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.get_by_label("User name").fill("root")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".entry").first).to_be_visible()
    yield Opened(page, address, places)
    context.close()


def problems(page: Page) -> list[str]:
    """What axe-core finds that keeps somebody out: serious and critical violations, with the elements."""
    found: list[dict[str, Any]] = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['html'][:200]} ({'; '.join(reasons(node))})"
        for one in found
        if one["impact"] in {"serious", "critical"} or one["id"] in {"page-has-heading-one", "heading-order"}
        for node in one["nodes"]
    ]


def reasons(node: dict[str, Any]) -> list[str]:
    return [check["message"] for kind in ("any", "all", "none") for check in node[kind]]


def change_scheme(page: Page) -> None:
    """Light to dark or back, as the button does; then the figures are drawn anew."""
    root = page.locator("html")
    before = root.get_attribute("data-mantine-color-scheme")
    page.locator("#scheme-toggle").dispatch_event("click")
    expect(root).not_to_have_attribute("data-mantine-color-scheme", before or "")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("name", PAGES)
def test_no_page_keeps_anybody_out(opened: Opened, name: str) -> None:
    page = opened.page
    found = {}

    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    opened.open(name)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for _ in range(2):
            found[f"{size['width']} px, {page.locator('html').get_attribute('data-mantine-color-scheme')}"] = problems(
                page
            )
            change_scheme(page)

    check_widths(page)
    assert len(found) == 4
    assert {place: what for place, what in found.items() if what} == {}
    assert page.locator("h1").count() == 1
    assert page.title().endswith("· Classroom")


@pytest.mark.parametrize("path", WITHOUT_LOGIN.values(), ids=WITHOUT_LOGIN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_before_the_login_keep_nobody_out(
    browser: Browser, school: tuple[str, dict[str, str]], path: str, scheme: Any
) -> None:
    with browser.new_context(viewport=PHONE, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(school[0] + path)

        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def open_export(page: Page) -> None:
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("menuitem", name="Observations")).to_be_visible()


def open_user_menu(page: Page) -> None:
    page.get_by_role("button", name="root: menu").click()
    expect(page.get_by_role("menuitem", name="Log out")).to_be_visible()


def open_burger(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("menuitem", name="Log out")).to_be_visible()


def open_student(page: Page) -> None:
    page.locator(".cell-name", has_text="Daniel").click()
    expect(page.get_by_role("dialog").locator(".js-plotly-plot .main-svg").first).to_be_visible()


def open_deletion(page: Page) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def open_moving(page: Page) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Move to another course").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def open_tables(page: Page) -> None:
    for button in page.locator(".table-button").all():
        button.click()
    expect(page.locator(".figure-table:visible table").first).to_be_visible()


def open_forms(page: Page) -> None:
    for text in ("Mark a moment", "Leave a part out"):
        page.get_by_text(text, exact=True).click()


def open_moment(page: Page) -> None:
    page.locator(".moment-controls button").first.click()


OPENERS = (
    open_export,
    open_user_menu,
    open_burger,
    open_student,
    open_deletion,
    open_moving,
    open_tables,
    open_forms,
    open_moment,
)


@pytest.mark.parametrize("way", OPENERS, ids=lambda way: way.__name__)
def test_what_opens_keeps_nobody_out(opened: Opened, way: Callable[[Page], None]) -> None:
    page = opened.page
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    opened.open("session")

    way(page)
    page.wait_for_load_state("networkidle")
    first = problems(page)
    change_scheme(page)

    assert first == []
    assert problems(page) == []


def check_widths(page: Page) -> None:
    """Nothing scrolls sideways, and nothing of the header is cut, on small and large screens."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth", timeout=10_000)
        assert cut_off(page) == [], f"at {width} px"


def cut_off(page: Page) -> list[str]:
    """What of the header lies outside of the screen."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("header a, header button")]
            .filter(one => one.checkVisibility())
            .filter(one => { const box = one.getBoundingClientRect();
                             return box.left < 0 || box.right > innerWidth || one.scrollWidth > one.clientWidth + 1; })
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    return found


def focused(page: Page) -> str:
    """Role-like words of what has the focus: its label or text."""
    words: str = page.evaluate(
        "() => (document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
    )
    return words


def tab_to(page: Page, words: str, *, most: int = 80) -> None:
    """Press Tab until that element has the focus; every stop on the way can be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement !== document.body"):
            assert shows_focus(page), page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        if focused(page).startswith(words):
            return
    pytest.fail(f"{words!r} is not reached with the Tab key")


def shows_focus(page: Page) -> bool:
    """An outline, or a border or shadow around the element or what it stands in."""
    seen: bool = page.evaluate(
        """() => { for (let one = document.activeElement, up = 0; one && up < 4; one = one.parentElement, up++) {
            const style = getComputedStyle(one);
            const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
            if (drawn || one.matches(".ag-cell-focus, .ag-header-cell, :focus-within[data-variant]")) return true;
            if (style.boxShadow !== "none" && one.matches(":focus")) return true;
          }
          return document.activeElement.tagName === "INPUT"; }"""
    )
    return seen


def test_the_header_is_worked_by_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    opened.open("sessions")

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    for words in ("Classroom", "Sessions", "Courses", "Start class", "Try it", "Settings", "Hide names", "Switch"):
        tab_to(page, words, most=1)
    tab_to(page, "root: menu", most=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Privacy and law")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Log out")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("button", name="root: menu")).to_be_focused()


def test_a_class_is_reviewed_by_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    opened.open("session")

    tab_to(page, "Export")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Export")).to_be_focused()
    for words in ("Show as table", "One minute earlier", "Right", "Find a student"):
        tab_to(page, words, most=60)
    tab_to(page, "Student", most=3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name=NAMES[0])).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_the_menu_of_a_small_screen_holds_every_way(opened: Opened) -> None:
    page = opened.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened.open("sessions")

    page.get_by_role("button", name="Menu", exact=True).click()

    texts = page.get_by_role("menuitem").all_inner_texts()
    assert texts[:5] == ["Sessions", "Courses", "Start class", "Try it", "Settings"]
    assert {"Hide names", "Switch between light and dark", "Privacy and law", "Log out"} <= set(texts)
    page.get_by_role("menuitem", name="Hide names").click()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("menuitem", name="Show names").click()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("menuitem", name="Hide names")).to_be_visible()
    page.get_by_role("menuitem", name="Courses").click()
    page.wait_for_url("**/courses")
