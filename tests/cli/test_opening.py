"""`classroom` alone: the dashboard in the browser, logged in once, on "Start class"."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from classroom.cli.opening import can_open_browser, find_place
from classroom.config import load_settings
from dashboard.instance import Instance


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    kept.pop("DISPLAY", None)
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return kept | folders | {"PORT": str(_free_port()), "PYTHONUNBUFFERED": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lines_until_link(process: "subprocess.Popen[str]") -> str:
    """The link that the program prints."""
    assert process.stdout is not None
    told: list[str] = []
    for line in process.stdout:
        told.append(line)
        found = re.search(r"http://\S+/(?:enter|login)\S*", line)
        if found:
            return found.group()
    pytest.fail("".join(told))


@contextmanager
def dripping() -> Iterator[int]:
    """The port of a program that answers with a byte now and then, and never comes to an end."""
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        client, _ = listening.accept()
        with client, contextlib.suppress(OSError):
            client.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.05):
                client.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        thread.join()


def test_another_program_that_never_ends_its_answer_is_not_waited_for() -> None:
    own = Instance(b"x" * 32, "sqlite:///x.db")
    with dripping() as port:
        began = time.monotonic()
        place, runs = find_place(load_settings().server.model_copy(update={"port": port}), own, answer_s=0.3)
        lasted_s = time.monotonic() - began

    assert not runs
    assert place.port > port
    assert lasted_s < 60  # the other one answers for ever


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[str]:
    """The link of a dashboard that runs meanwhile."""
    process = subprocess.Popen(
        [sys.executable, "-m", "classroom"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield lines_until_link(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        assert process.stdout is not None
        process.stdout.close()


def visit(link: str) -> tuple[str, int]:
    """Address and status at the end of a link, for a browser without a login."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
    )
    try:
        with opener.open(link, timeout=60) as answer:
            return str(answer.url), int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return str(error.url), error.code


def test_the_dashboard_opens_logged_in_and_a_second_call_finds_it(environment: dict[str, str], tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    browser = tmp_path / "browser.py"
    browser.write_text(f"#!{sys.executable}\nimport sys\nopen({str(told)!r}, 'w').write(sys.argv[1])\n")
    browser.chmod(0o755)

    with opened(environment) as link:
        assert visit(link) == (f"http://127.0.0.1:{environment['PORT']}/start", 200)
        assert visit(link)[1] == 410

        again = subprocess.run(
            [sys.executable, "-m", "classroom"],
            env=environment | {"DISPLAY": ":4711", "BROWSER": f"{browser} %s"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert again.returncode == 0, again.stderr
        assert "runs already" in again.stdout
        fresh = _read_when_written(told)
        assert fresh in again.stdout
        assert visit(fresh) == (f"http://127.0.0.1:{environment['PORT']}/start", 200)


def _read_when_written(path: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.05)  # a process of its own writes it
    pytest.fail("no browser was opened")


def test_where_several_share_the_database_the_login_page_opens_beside_another_program(
    environment: dict[str, str],
) -> None:
    for name in ("mira", "paul"):
        subprocess.run(
            [sys.executable, "-m", "classroom", "users", "add", name, "--password-stdin"],
            env=environment,
            input="correct horse battery\n",
            text=True,
            check=True,
            capture_output=True,
        )
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        with opened(environment | {"CLASSROOM_NO_BROWSER": "1", "DISPLAY": ":4711"}) as link:
            assert link.endswith("/login?next=/start")
            assert f":{environment['PORT']}/" not in link
            assert visit(link)[1] == 200


@pytest.mark.parametrize(
    ("platform", "environment", "opens"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "CLASSROOM_NO_BROWSER": "1"}, False),
        ("darwin", {}, True),
        ("win32", {}, True),
        ("win32", {"SSH_CONNECTION": "1.2.3.4"}, False),
    ],
)
def test_a_browser_is_opened_only_where_it_is_seen(platform: str, environment: dict[str, str], opens: bool) -> None:
    assert can_open_browser(environment, platform) is opens
