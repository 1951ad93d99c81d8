"""A teacher reviews a lesson in a real browser: a moment, a part left out, a note in two tabs."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.texts.lesson import NOT_DRAWN_YET
from tests.dashboard.site import Site
from tests.dashboard.test_browser import Visit, served

__all__ = ["served"]  # a fixture

PSEUDO = "(one, part) => getComputedStyle(one, part).content"

pytestmark = pytest.mark.browser


def click_time(page: Page, share: float) -> None:
    """Click into the timeline at that share of its width."""
    place = page.locator("#session-timeline .nsewdrag").first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


def open_class(visit: Visit, served: tuple[Site, str]) -> Page:
    site, address = served
    visit.log_in(address, f"/session/{site.session('Physics 101').id}")
    expect(visit.page.locator("#session-timeline .js-line").first).to_be_visible()
    return visit.page


def test_a_click_on_a_time_shows_who_was_how_and_the_keyboard_does_too(visit: Visit, served: tuple[Site, str]) -> None:
    page = open_class(visit, served)

    click_time(page, 0.5)
    panel = page.locator("#session-moment-box")
    expect(panel.get_by_role("heading", name=re.compile(r"At 10:2[45]:"))).to_be_visible()
    expect(panel.get_by_role("row", name=re.compile("Ada Okafor"))).to_be_visible()
    expect(page.locator("#session-timeline .moment-cursor")).to_be_visible()

    page.get_by_role("button", name="One minute later").press("Enter")
    expect(panel.get_by_role("heading", name=re.compile(r"At 10:2[56]:"))).to_be_visible()
    page.get_by_label("Who was how at").locator("input").fill("10:12")
    page.get_by_label("Who was how at").locator("input").press("Enter")
    expect(panel.get_by_role("heading", name="At 10:12:00")).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()

    page.get_by_role("button", name="Show who was how at 10:12").click()
    expect(panel.get_by_role("heading", name="At 10:12:00")).to_be_visible()
    page.locator("#session-heat-frame").scroll_into_view_if_needed()
    expect(page.locator("#session-heat .hm").first).to_be_attached()
    assert page.locator("#session-heat .js-plotly-plot").evaluate(
        "one => one.offsetHeight === document.getElementById('session-heat-frame').offsetHeight"
    ), "the map does not fill its frame, or lies over what follows"
    page.get_by_role("button", name="Show as table").first.click()
    expect(page.get_by_role("table", name="Class engagement").get_by_role("row")).to_have_count(51)
    assert visit.problems == []


def test_a_part_is_left_out_and_undone(visit: Visit, served: tuple[Site, str]) -> None:
    page = open_class(visit, served)
    events = page.locator(".event-card")

    events.get_by_text("Leave a part out").click()
    events.get_by_label("From").fill("10:33")
    events.get_by_label("Until").fill("10:40")
    events.get_by_label("Why (optional)").fill("Break")
    events.get_by_role("button", name="Leave out", exact=True).click()

    expect(events.get_by_text("Break (not counted)")).to_be_visible()
    expect(page.get_by_text("fell together", exact=False).filter(has_text="of")).to_have_count(0)
    expect(page.locator("#session-timeline-legend")).to_contain_text("excluded by you")
    page.get_by_role("button", name="Undo").click()
    expect(events.get_by_text("Break (not counted)")).to_have_count(0)
    expect(page.locator("#session-timeline-legend")).not_to_contain_text("excluded by you")
    assert visit.problems == []


def test_a_note_written_in_two_tabs_is_lost_in_neither(visit: Visit, served: tuple[Site, str]) -> None:
    first = open_class(visit, served)
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        expect(page.locator(".note-card")).to_be_visible()
        expect(page.locator("#session-timeline .js-line").first).to_be_visible()

    first.get_by_label("Your note on this class").fill("from the first")
    first.get_by_label("Your note on this class").blur()
    expect(first.get_by_text("Saved", exact=True)).to_be_visible()
    second.get_by_label("Your note on this class").fill("from the second")
    second.get_by_label("Your note on this class").blur()
    expect(second.get_by_text("The note was changed meanwhile by mira")).to_be_visible()
    second.get_by_role("button", name="Keep both").click()
    expect(second.get_by_text("Saved", exact=True)).to_be_visible()

    first.reload()
    expect(first.get_by_label("Your note on this class")).to_have_value("from the first\n\nfrom the second")
    assert visit.problems == []


LATE_PARTS = ("#session-mix .main-svg", "#session-presence .main-svg", "#session-heat .main-svg", ".cell-name")


def test_soon_after_its_opening_all_of_a_page_is_drawn_unscrolled(visit: Visit, served: tuple[Site, str]) -> None:
    page = open_class(visit, served)

    for part in LATE_PARTS:
        expect(page.locator(part).first).to_be_attached()
    assert page.evaluate("window.scrollY") == 0
    page.emulate_media(media="print")
    assert NOT_DRAWN_YET not in page.locator("#session-mix-place").evaluate(PSEUDO, "::after")
    assert visit.problems == []


def test_on_paper_words_take_the_place_of_what_is_not_drawn_yet(visit: Visit, served: tuple[Site, str]) -> None:
    visit.page.add_init_script("window.requestIdleCallback = () => 0")  # a browser that is busy until it prints
    page = open_class(visit, served)

    page.emulate_media(media="print")

    for figure in ("presence", "heat"):
        frame = page.locator(f"#session-{figure}-frame")
        words = frame.get_attribute("aria-label")
        assert words
        assert words in frame.evaluate(PSEUDO, "::before")
        assert NOT_DRAWN_YET in page.locator(f"#session-{figure}-place").evaluate(PSEUDO, "::after")
    assert NOT_DRAWN_YET in page.locator("#session-table-place").evaluate(PSEUDO, "::after")
    assert visit.problems == []
