"""A class on a real screen, started from the page, paused, found again by a new dashboard, resumed and stopped."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from classroom.control import Phase
from classroom.domain import FrameStatus
from classroom.errors import BusyError
from classroom.privacy.law import ANSWERS
from dashboard.texts import start as texts
from tests.browser import chromium, chromium_path
from tests.e2e.gallery_page import gallery_html
from tests.e2e.test_real_screen import NAMES, PASSWORD, classroom, served_dashboard
from tests.xvfb import virtual_screen

SLOW_MS = 90_000  # models are loaded, on a processor that others share


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return kept | folders


def agent(environment: dict[str, str]) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(classroom(environment, "agent", "--json"))
    return state


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail("nothing of the kind within a minute")
        time.sleep(0.2)  # another process records


@contextmanager
def call_on(display: str) -> Iterator[Browser]:
    """The moving gallery page, full screen on the display; gives another browser, without a screen."""
    arguments = ("--kiosk", "--window-position=0,0", "--window-size=1280,720", "--force-device-scale-factor=1")
    with chromium(display=display, arguments=arguments) as browser:
        page = browser.new_context(no_viewport=True).new_page()
        page.set_content(gallery_html(NAMES))
        page.wait_for_function("[...document.images].every(image => image.complete)")
        with browser.browser_type.launch(executable_path=chromium_path(), args=["--no-sandbox"]) as teachers:
            yield teachers


def open_start(browser: Browser, address: str) -> Page:
    """The page, in a browser that was not logged in."""
    page = browser.new_context().new_page()
    page.goto(f"{address}/start")
    page.fill("input[name=username]", "mira")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    return page


def start_and_pause(page: Page) -> None:
    expect(page.get_by_text(f"{len(NAMES)} tiles").first).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("radio", name="Screen 1", exact=False).first.click()
    page.get_by_role("textbox", name="Course").fill("Physics 101")
    page.get_by_label(texts.INTERVAL).fill("1")
    page.get_by_role("radio", name=ANSWERS["elsewhere"]).check()
    page.get_by_label(texts.CONSENT).check()
    page.get_by_role("button", name=texts.START).click()
    expect(page.get_by_text(texts.PHASES[Phase.STARTING], exact=True)).to_be_visible()
    expect(page.get_by_text(texts.PHASES[Phase.RECORDING], exact=True)).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text(texts.STATUSES[FrameStatus.GALLERY], exact=True)).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name=texts.PAUSE).click()
    expect(page.get_by_text(texts.PHASES[Phase.PAUSED], exact=True)).to_be_visible()


def resume_and_stop(page: Page) -> None:
    expect(page.get_by_text(texts.PHASES[Phase.PAUSED], exact=True)).to_be_visible()
    page.get_by_role("button", name=texts.RESUME).click()
    expect(page.get_by_text(texts.PHASES[Phase.RECORDING], exact=True)).to_be_visible()
    page.get_by_role("button", name=texts.STOP, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=texts.STOP_YES).click()
    expect(page.get_by_text(texts.PHASES[Phase.ENDED], exact=True)).to_be_visible(timeout=SLOW_MS)


@pytest.mark.browser
@pytest.mark.display
def test_a_class_started_from_the_page_outlives_the_dashboard(environment: dict[str, str]) -> None:
    classroom(environment, "users", "add", "mira", "--role", "teacher", "--password-stdin", text=f"{PASSWORD}\n")
    with virtual_screen(1280, 720) as display, call_on(display) as browser:
        shown = environment | {"DISPLAY": display}
        with served_dashboard(shown) as address:
            start_and_pause(open_start(browser, address))

        wait_until(lambda: agent(shown)["phase"] == "paused")
        refused = subprocess.run(
            [sys.executable, "-m", "classroom", "start", "--course", "Chemistry"],
            env=shown,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        before = agent(shown)
        with served_dashboard(shown) as address:
            resume_and_stop(open_start(browser, address))

    assert refused.returncode == BusyError.exit_code
    assert refused.stderr.startswith('error: "Physics 101" is being recorded')
    assert before["last"]["engagement"] is None
    (session,) = json.loads(classroom(environment, "sessions", "--json"))
    assert (session["course"], session["status"]) == ("Physics 101", "finished")
    assert session["gallery_frames"] >= 1
    assert session["interval_s"] == 1
    assert session["participants"] == len(NAMES)
    log = Path(environment["XDG_DATA_HOME"]) / "classroom" / "agent" / "agent.log"
    assert "Traceback" not in log.read_text()
