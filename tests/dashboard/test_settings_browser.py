"""Settings in a real browser: a weight is tried, kept and seen on the session's page; a user is added by a link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from classroom.config import Settings
from classroom.settings_file import SettingsFile
from classroom.storage import Store
from tests.dashboard.site import PASSWORD, Site, build_site
from tests.dashboard.test_browser import PHONE, Visit, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def served(class_store: Store, settings: Settings, tmp_path: Path) -> Iterator[tuple[Site, str]]:
    path = tmp_path / "config.yaml"
    path.write_text("engagement:\n  profile: expression-1\n", encoding="utf-8")
    site = build_site(class_store, settings, preferences=SettingsFile(path))
    with serving(site) as address:
        yield site, address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield Visit(context.new_page())
    context.close()


def enter(page: Page, address: str, name: str = "root", password: str = PASSWORD) -> None:
    page.goto(address)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_a_weight_is_tried_kept_and_taken_back(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    page = visit.page
    enter(page, f"{address}/settings/")
    figures = page.locator("#settings-changes")
    page.get_by_role("textbox", name="Class to look at").click()
    page.get_by_role("option", name="Physics 101").click()
    expect(figures).to_contain_text("unchanged")

    happy = page.get_by_role("textbox", name="Happy")
    happy.fill("0.1")
    happy.press("Tab")
    expect(figures).to_contain_text("expression-1 v2")
    expect(page.get_by_role("slider", name="Happy")).to_have_attribute("aria-valuenow", "0.1")
    expect(page.locator("#settings-summary")).to_contain_text("Changed: Happy")
    facing = page.get_by_role("textbox", name="Facing the screen")
    facing.fill("0.4")
    facing.press("Tab")
    expect(page.get_by_role("textbox", name="Expression", exact=True)).to_have_value("0.6")
    facing.fill("0")
    facing.press("Tab")
    expect(page.get_by_role("textbox", name="Expression", exact=True)).to_have_value("1")
    expect(page.locator("#settings-summary")).not_to_contain_text("Facing")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Settings saved: Happy")).to_be_visible()

    shown = page.context.new_page()
    shown.goto(f"{address}/session/{site.session('Physics 101').id}")
    expect(shown.get_by_text("expression-1 v2")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(happy).to_have_value("0.6")
    assert site.queries.engagement.profiles["expression-1"].version == 1
    assert visit.problems == []


def test_a_user_is_added_by_a_link_and_every_part_fits_a_phone(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    page = visit.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    enter(page, f"{address}/settings/users")

    page.get_by_label("User name").fill("nora")
    page.get_by_role("button", name="Add user").click()
    link = page.get_by_role("textbox", name="Link for nora").input_value()
    expect(page.get_by_role("rowheader", name="nora")).to_be_visible()
    for part in ("", "flags", "users", "account", "keys", "audit"):
        page.goto(f"{address}/settings/{part}")
        expect(page.locator(".settings-link[aria-current=page]")).to_be_visible()
        expect(page.locator(".card").first).to_be_visible()
        assert visit.width() == PHONE["width"], part
    page.context.clear_cookies()
    page.goto(link)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.get_by_role("button").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    user = site.accounts.find("nora")
    assert user is not None
    assert user.has_password
    # Going on to the next part breaks off what is still loading.
    assert [one for one in visit.problems if not one.startswith("failed: ")] == []
