"""A class on a real screen goes to a real server: the laptop has no database, and an outage loses nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from classroom.config import StorageSettings
from classroom.domain import SessionStatus
from classroom.storage import open_store
from tests.e2e.test_real_screen import _free_port, call_on, classroom
from tests.xvfb import virtual_screen

PASSWORD = "correct horse battery"


def home(folder: Path) -> dict[str, str]:
    """The environment of a computer of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    return kept | {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}


@contextmanager
def server(environment: dict[str, str], port: int) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom", "dashboard", "--port", str(port)],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        yield found.group().rstrip("/")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()


@pytest.mark.browser
@pytest.mark.display
def test_a_class_reaches_the_server_though_it_was_away_in_between(tmp_path: Path) -> None:
    school, laptop = home(tmp_path / "school"), home(tmp_path / "laptop")
    classroom(school, "users", "add", "mira", "--role", "teacher", "--password-stdin", text=PASSWORD)
    token = classroom(school, "users", "token", "mira", "--record").strip()
    port = _free_port()
    with virtual_screen(1280, 720) as display, call_on(display):
        start = [sys.executable, "-m", "classroom", "start", "--course", "Physics 101", "--interval", "1"]
        sending = laptop | {"DISPLAY": display, "CLASSROOM_DELIVERY__TOKEN": token}
        with server(school, port) as address:
            agent = subprocess.Popen([*start, "--server", address], env=sending, stdout=subprocess.PIPE, text=True)
            _wait_for(lambda: frames(school) >= 2)
        before = frames(school)
        _wait_for(lambda: len(list((tmp_path / "laptop").rglob("*.spool"))) == 1)
        time.sleep(2)  # some frames of the outage
        with server(school, port):
            _wait_for(lambda: frames(school) >= before + 2)
            agent.send_signal(signal.SIGINT)
            output, _ = agent.communicate(timeout=60)

    assert agent.returncode == 0
    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=_database(school)) as store:
        (session,) = store.sessions()
        numbers = store.load_records(session.id).frames.number.tolist()
    assert (session.owner, session.status) == ("mira", SessionStatus.FINISHED)
    assert numbers == list(range(session.frame_count))
    assert f"Sent {session.frame_count} frames" in output
    assert not list((tmp_path / "laptop").rglob("classroom.db"))
    assert not list((tmp_path / "laptop").rglob("*.spool"))


def frames(environment: dict[str, str]) -> int:
    """Of the newest session."""
    found = json.loads(classroom(environment, "sessions", "--json"))
    return int(found[0]["frames"]) if found else 0


def _database(environment: dict[str, str]) -> Path:
    return next(Path(environment["HOME"]).rglob("classroom.db")).parent


def _wait_for(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.5)
