"""A teacher's glance at the running class in a real browser."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from classroom.config import Settings
from classroom.control import Phase
from classroom.domain import FrameRecord, FrameStatus, ParticipantState
from classroom.storage import Store
from tests.dashboard.live_classes import record_sad_class, running_script, visible
from tests.dashboard.site import build_site
from tests.dashboard.test_browser import PHONE, Visit, serving
from tests.dashboard.test_live_actions import Launcher

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)  # generous: other tests may share the processor
# Every text with less than 4.5:1 against what stands behind it (WCAG 1.4.3); the lines are no text.
CONTRAST = """
() => {
  const part = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = numbers(getComputedStyle(one).backgroundColor);
      if (color.length < 4 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const weak = (element) => {
    const both = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05) < 4.5;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll("main *")]
    .filter((element) => element.offsetParent && hasText(element) && weak(element))
    .map((element) => element.textContent.trim().slice(0, 40));
}
"""


def test_the_class_of_now_at_a_glance(visit: Visit, class_store: Store, settings: Settings) -> None:
    session = record_sad_class(class_store, running_script(minutes=0), sad=5)
    page = visit.page

    with serving(build_site(class_store, settings, refresh_s=1)) as address:
        visit.log_in(address)
        page.get_by_text("Live now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Now")
        expect(page.locator(".seat")).to_have_count(8)
        expect(page.locator("#live-look .flag")).to_have_count(3)
        expect(page.get_by_text("and 2 more in the review")).to_be_visible()
        expect(page.locator("#live-line .live-curve")).to_have_count(1)
        assert page.evaluate(CONTRAST) == []

        seat = page.locator(".seat").nth(7)
        expect(seat).to_contain_text("Neutral")
        seat.evaluate("(element) => { element.witness = true; }")
        save(class_store, session)
        expect(seat).to_contain_text("No face")
        assert seat.evaluate("(element) => element.witness")  # the seat was not built anew

        page.keyboard.press("m")
        expect(page.locator("#live-marks li")).to_have_count(1)
        page.get_by_label("What happens now").fill("many m in this")
        expect(page.locator("#live-marks li")).to_have_count(1)
        page.get_by_role("button", name="Mark", exact=True).click()
        expect(page.locator("#live-marks li").first).to_contain_text("many m in this")
        page.get_by_role("button", name="Take back the last mark").click()
        expect(page.locator("#live-marks li")).to_have_count(1)
        expect(page.locator("#live-line .live-mark-line")).to_have_count(1)

        class_store.finish_session(session, datetime.now(UTC))
        expect(page.get_by_role("heading", name="The class has ended")).to_be_visible()
        expect(page.locator(".seat").first).to_be_hidden()
    assert visit.problems == []


def test_it_fits_a_phone_in_the_dark_and_works_with_the_keyboard(
    visit: Visit, class_store: Store, settings: Settings
) -> None:
    session = record_sad_class(class_store, running_script(minutes=0), sad=1)
    save(class_store, session, status=FrameStatus.NO_GALLERY)
    page = visit.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")

    with serving(build_site(class_store, settings)) as address:
        visit.log_in(address, f"/live/{session}")
        expect(page.get_by_text("The gallery is not on the screen since")).to_be_visible()
        expect(page.locator(".seat")).to_have_count(8)
        assert visit.width() == PHONE["width"]
        assert page.evaluate(CONTRAST) == []
        page.get_by_label("What happens now").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Exercise starts")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#live-marks li").first).to_contain_text("Exercise starts")
        page.get_by_label("The key M marks, too").click()
        page.get_by_role("heading", level=1).click()
        page.keyboard.press("m")
        page.get_by_role("button", name="New topic").click()
        expect(page.locator("#live-marks li")).to_have_count(2)
    assert visit.problems == []


def save(store: Store, session: UUID, *, status: FrameStatus = FrameStatus.GALLERY) -> None:
    """One more frame: a gallery whose eighth student has turned away, or something else."""
    known = store.find_session(str(session))
    at = (known.last_frame_at or known.started_at) + timedelta(seconds=1)
    away = replace(visible(8), state=ParticipantState.NO_FACE, score=None, reading=None)
    people = (*(visible(number) for number in range(1, 8)), away) if status is FrameStatus.GALLERY else ()
    store.save_frame(session, FrameRecord(known.frame_count, at, status, 100.0, (), people))


def test_no_figure_of_before_stands_as_one_of_now_during_a_pause(
    visit: Visit, class_store: Store, settings: Settings
) -> None:
    session = record_sad_class(class_store, running_script(minutes=0), sad=1)
    launcher = Launcher(session)
    engagement = visit.page.locator("#live-engagement")

    with serving(build_site(class_store, settings, refresh_s=1, launcher=launcher)) as address:
        visit.log_in(address, f"/live/{session}")
        expect(engagement).to_have_text(re.compile(r"^\d+$"))
        before = engagement.inner_text()
        launcher.phase = Phase.PAUSED
        expect(engagement).to_have_text("–")
        expect(visit.page.locator("#live-visible")).to_have_text("–")
        launcher.phase = Phase.RECORDING
        expect(engagement).to_have_text(before)
    assert visit.problems == []
