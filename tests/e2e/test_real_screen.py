"""The whole way on a real screen: a call in a browser, the agent, the dashboard, the CSV."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.e2e.gallery_page import gallery_html
from tests.xvfb import virtual_screen

NAMES = ("Ada Lovelace", "Grace Hopper", "Emmy Noether", "Alan Turing", "Max Planck", "Lise Meitner")
PASSWORD = "correct horse battery"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return kept | folders


def classroom(environment: dict[str, str], *arguments: str, text: str | None = None) -> str:
    """Run a command to its end and return its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "classroom", *arguments],
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@contextmanager
def served_dashboard(environment: dict[str, str]) -> Iterator[str]:
    """Address of a dashboard that runs as its own process on a free port."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom", "dashboard", "--port", str(port)],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        yield found.group().rstrip("/")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
        process.stdout.close()
        assert code == 0


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def call_on(display: str) -> Iterator[None]:
    """The moving gallery page, full screen on the display."""
    arguments = ("--kiosk", "--window-position=0,0", "--window-size=1280,720", "--force-device-scale-factor=1")
    with chromium(display=display, arguments=arguments) as browser:
        page = browser.new_context(no_viewport=True).new_page()
        page.set_content(gallery_html(NAMES))
        page.wait_for_function("[...document.images].every(image => image.complete)")
        yield


@pytest.mark.browser
@pytest.mark.display
def test_a_class_on_a_real_screen_reaches_the_dashboard_and_the_report(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with virtual_screen(1280, 720) as display, call_on(display):
        classroom(
            environment | {"DISPLAY": display},
            "start",
            "--course",
            "Physics 101",
            "--interval",
            "1",
            "--duration",
            "20",
        )

    session = json.loads(classroom(environment, "sessions", "--json"))[0]
    assert session["status"] == "finished"
    assert session["gallery_frames"] >= 3
    assert session["participants"] == len(NAMES)

    classroom(environment, "users", "add", "mira", "--role", "teacher", "--password-stdin", text=f"{PASSWORD}\n")
    with served_dashboard(environment) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/")
        page.fill("input[name=username]", "mira")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.get_by_text("Physics 101").first.click()
        page.wait_for_selector(".js-plotly-plot")
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name="Summary").click()
        report = Path(download.value.path()).read_bytes()

    rows = list(csv.DictReader(io.StringIO(report.decode("utf-8-sig"))))
    assert rows[0]["scope"] == "class"
    assert {row["participant"] for row in rows[1:]} == set(NAMES)
    assert float(rows[0]["minutes_visible"]) > 0


@pytest.mark.display
def test_a_killed_agent_leaves_every_earlier_frame_and_can_be_resumed(environment: dict[str, str]) -> None:
    with virtual_screen(640, 480) as display:
        shown = environment | {"DISPLAY": display}
        agent = subprocess.Popen(
            [sys.executable, "-m", "classroom", "start", "--course", "Chemistry", "--interval", "0.5"],
            env=shown,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        recorded = _wait_for_frames(environment, 3)
        agent.kill()
        agent.wait()

        interrupted = json.loads(classroom(environment, "sessions", "--json"))[0]
        assert interrupted["status"] == "interrupted"
        assert interrupted["frames"] >= recorded

        classroom(shown, "start", "--course", "Chemistry", "--resume", "--duration", "2")

    sessions = json.loads(classroom(environment, "sessions", "--json"))
    assert len(sessions) == 1
    assert sessions[0]["status"] == "finished"
    assert sessions[0]["frames"] > interrupted["frames"]


def _wait_for_frames(environment: dict[str, str], wanted: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        sessions = json.loads(classroom(environment, "sessions", "--json"))
        if sessions and sessions[0]["frames"] >= wanted:
            return int(sessions[0]["frames"])
    pytest.fail("the agent recorded nothing within a minute")
