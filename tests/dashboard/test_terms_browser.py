"""Courses, students and rosters in a real browser: from a course to a class and back, a list with its preview."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from classroom.config import Settings
from classroom.storage import Store, open_store
from dashboard.addresses import course_address, roster_address, student_address
from tests.dashboard.conftest import STORAGE
from tests.dashboard.site import Site, build_site
from tests.dashboard.terms import add_class, add_roster, link
from tests.dashboard.test_browser import PHONE, Visit, serving

pytestmark = pytest.mark.browser

COURSE = "Optics / <b>Ünï</b>"
LIST = b"Name,ID\nAnn Lee,7\nBen Ito,8\n"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield Visit(context.new_page())
    context.close()


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Store]:
    with open_store(STORAGE, default_folder=tmp_path / "term") as opened:
        yield opened


@pytest.fixture
def served(store: Store, settings: Settings) -> Iterator[tuple[Site, str]]:
    """Three classes of a course with a strange name, in two of which Ann was."""
    classes = [add_class(store, week, course=COURSE) for week in range(3)]
    (ann,) = add_roster(store, "Ann Lee", course=COURSE)
    for session in classes[:2]:
        link(store, session, 1, ann)
    site = build_site(store, settings)
    with serving(site) as address:
        yield site, address


def said(visit: Visit) -> list[str]:
    """What went wrong, less questions and downloads that leaving a page has cut off."""
    return [one for one in visit.problems if not one.startswith("failed: ")]


def test_from_a_course_to_a_class_to_a_student_and_back(visit: Visit, served: tuple[Site, str]) -> None:
    site, address = served
    page = visit.page
    visit.log_in(address, "/courses")

    page.get_by_role("heading", name=COURSE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(COURSE)
    expect(page.locator(".cell-link")).to_have_count(3)
    expect(page.locator(".term-progress")).to_have_count(0)
    page.locator("#course-engagement .nsewdrag").first.click(position={"x": 40, "y": 60})
    page.wait_for_url("**/session/*")
    page.go_back()
    expect(page.locator(".cell-link")).to_have_count(3)

    page.locator(".cell-link").first.click()
    newest = max(site.store.sessions(), key=lambda one: one.started_at)
    page.wait_for_url(f"**/session/{newest.id}")
    page.go_back()

    page.get_by_role("link", name="Ann Lee").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann Lee")
    expect(page.get_by_text("Not enough classes to compare yet").first).to_be_visible()
    expect(page.get_by_text(f"{COURSE} · seen in 2 of 3 classes")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "ann-lee-history.csv"
    page.get_by_role("link", name=f"Back to {COURSE}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(COURSE)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(COURSE)
    assert said(visit) == []


def test_a_list_is_looked_at_saved_and_a_student_removed_and_all_fits_a_phone(
    visit: Visit, served: tuple[Site, str]
) -> None:
    site, address = served
    page = visit.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visit.log_in(address, roster_address(COURSE))
    chooser = page.get_by_label("Choose a CSV file with the course's students")

    chooser.set_input_files({"name": "huge.csv", "mimeType": "text/csv", "buffer": b"x" * 2_000_001})
    expect(page.get_by_text("the file is larger than 2 MB")).to_be_visible()
    chooser.set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": LIST})
    expect(page.get_by_text("list.csv: 1 new, 1 changed, 0 as before.")).to_be_visible()
    assert visit.width() == PHONE["width"]
    assert len(site.store.students(COURSE)) == 1
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Remove Ben Ito from the roster")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_hidden()

    page.get_by_role("button", name="Remove Ben Ito from the roster").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").last.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Remove Ben Ito from the roster").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Remove Ben Ito from the roster")).to_have_count(0)
    assert [one.name for one in site.store.students(COURSE)] == ["Ann Lee"]

    ann = site.store.students(COURSE)[0].id
    for path in ("/courses", course_address(COURSE), student_address(ann)):
        page.goto(address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert visit.width() == PHONE["width"], path
    assert said(visit) == []
