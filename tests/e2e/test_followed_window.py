"""A class recorded from a browser's window that is moved, resized and taken away while it runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from classroom.config import StorageSettings
from classroom.domain import FRAME_STATUSES, Box, FrameStatus, ParticipantState, SessionRecords, SessionStatus
from classroom.storage import open_store
from classroom.vision.sources.windows.x11 import X11Finder
from tests.browser import chromium
from tests.e2e.gallery_page import gallery_html
from tests.x_windows import Desktop, desktop
from tests.xvfb import NO_SCREEN, virtual_screen

NAMES = ("Ada Lovelace", "Grace Hopper", "Emmy Noether", "Alan Turing", "Max Planck", "Lise Meitner")
SIZE = (1000, 640)


@contextmanager
def call_on(display: str) -> Iterator[int]:
    """The moving gallery page in a window of its own; gives the window's number."""
    arguments = ("--window-position=0,0", "--window-size=1000,640", "--force-device-scale-factor=1")
    with chromium(display=display, arguments=arguments) as browser:
        page = browser.new_context(no_viewport=True).new_page()
        page.set_content(gallery_html(NAMES))
        page.wait_for_function("[...document.images].every(image => image.complete)")
        finder = X11Finder(display)
        with closing(finder):
            yield _wait_for_window(finder)


def _wait_for_window(finder: X11Finder) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [window.id for window in finder.list_windows() if window.title.startswith("Call")]
        if found:
            return found[0]
        time.sleep(0.05)  # the browser tells the desktop its page's title
    pytest.fail("the browser shows no window of this title")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return kept | folders


class Recording:
    """What a running agent has stored so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def records(self) -> SessionRecords | None:
        if not (self._folder / "classroom.db").exists():
            return None
        with open_store(StorageSettings(url="default", busy_timeout_s=10), default_folder=self._folder) as store:
            sessions = store.sessions()
            return store.load_records(sessions[0].id) if sessions else None

    def statuses(self) -> list[FrameStatus]:
        records = self.records()
        return [] if records is None else [FRAME_STATUSES[code] for code in records.frames.status]

    def wait_for(self, happened: Callable[[list[FrameStatus]], bool]) -> None:
        deadline = time.monotonic() + 60
        while not happened(self.statuses()):
            if time.monotonic() > deadline:
                pytest.fail(f"nothing of the kind within a minute: {self.statuses()}")
            time.sleep(0.3)  # another process records

    def wait_for_gallery(self, more: int) -> None:
        seen = self.statuses().count(FrameStatus.GALLERY)
        self.wait_for(lambda statuses: statuses.count(FrameStatus.GALLERY) >= seen + more)


def trouble(recording: Recording, opened: Desktop, window: int) -> None:
    """Moves, resizes, minimises and brings back the window while it is recorded."""
    recording.wait_for_gallery(1)
    opened.place(window, Box(540, 200, *SIZE))
    recording.wait_for_gallery(2)
    opened.place(window, Box(100, 60, 1300, 800))
    recording.wait_for_gallery(2)
    opened.hide(window)
    recording.wait_for(lambda statuses: FrameStatus.NO_GALLERY in statuses)
    opened.show(window)
    recording.wait_for_gallery(1)


@pytest.mark.browser
@pytest.mark.display
@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")
def test_a_call_in_a_window_is_recorded_wherever_the_window_goes(environment: dict[str, str], tmp_path: Path) -> None:
    with virtual_screen(1600, 900) as display, desktop(display) as opened, call_on(display) as window:
        opened.place(window, Box(0, 0, *SIZE))
        agent = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "classroom",
                "start",
                "--course",
                "Physics",
                "--window",
                "call",
                "--interval",
                "0.5",
            ],
            env=environment | {"DISPLAY": display},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            trouble(Recording(tmp_path / "home" / "classroom"), opened, window)
        finally:
            agent.send_signal(signal.SIGTERM)
            told = agent.communicate(timeout=60)[1]

    assert agent.returncode == 0, told
    records = Recording(tmp_path / "home" / "classroom").records()
    assert records is not None
    assert records.session.status is SessionStatus.FINISHED
    assert records.session.source.startswith('window "Call')
    assert {person.display_name for person in records.participants} == set(NAMES)
    assert set(records.observations.state.tolist()) <= {
        list(ParticipantState).index(state) for state in (ParticipantState.VISIBLE, ParticipantState.NO_FACE)
    }
    assert told.count("is minimised or on another desktop") == 1
    assert told.count("is back") >= 1
    assert "Traceback" not in told
