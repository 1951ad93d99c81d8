"""A class is moved to another course in a real browser, and back."""

import pytest
from playwright.sync_api import expect

from classroom.config import Settings
from classroom.storage import Store
from tests.dashboard.site import build_site
from tests.dashboard.test_browser import Visit, serving

pytestmark = pytest.mark.browser


def test_a_class_is_moved_by_keyboard_and_its_page_follows(
    visit: Visit, class_store: Store, settings: Settings
) -> None:
    site = build_site(class_store, settings)
    with serving(site) as address:
        visit.log_in(address, f"/session/{site.session('Physics 101').id}")
        page, dialog = visit.page, visit.page.get_by_role("dialog")
        page.get_by_role("button", name="More for this class").press("Enter")
        page.get_by_role("menuitem", name="Move to another course").press("Enter")
        expect(dialog).to_contain_text("Now it is a class of “Physics 101”")
        course = dialog.get_by_role("textbox", name="Course")
        expect(course).to_be_focused()

        course.press_sequentially("Phisics <b>7")
        dialog.get_by_role("button", name="Move", exact=True).press("Enter")

        expect(dialog).to_be_hidden()
        expect(page.locator(".undo-notice")).to_contain_text("one of “Phisics <b>7” now")
        expect(page.get_by_role("heading", level=1)).to_have_text("Phisics <b>7")
        expect(page).to_have_title("Phisics <b>7, Tue 10 Mar 2026 · Classroom")
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Physics 101")
        page.get_by_role("button", name="More for this class").click()
        expect(page.get_by_role("menuitem", name="Move to another course")).to_be_visible()
