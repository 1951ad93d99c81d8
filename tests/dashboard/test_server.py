"""The server that answers."""

import http.client
import signal
import socket
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from classroom.config import Settings
from classroom.errors import ClassroomError
from dashboard.security import MAX_BODY
from dashboard.server import address, serve
from tests.dashboard.site import Site

T = TypeVar("T")


def test_a_port_in_use_is_said_in_one_line(site: Site, settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ClassroomError, match=rf"^port {port} is in use: choose another with --port$"):
            serve(site.app, settings.server.model_copy(update={"port": port}))


def test_an_address_that_is_not_ours_is_said_in_one_line(site: Site, settings: Settings) -> None:
    with pytest.raises(ClassroomError, match=r"cannot listen on 192\.0\.2\.1"):
        serve(site.app, settings.server.model_copy(update={"host": "192.0.2.1"}))


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8050"), ("::1", "http://[::1]:8050"), ("0.0.0.0", "http://127.0.0.1:8050")],
)
def test_the_address_is_one_a_browser_reaches(settings: Settings, host: str, shown: str) -> None:
    assert address(settings.server.model_copy(update={"host": host})) == shown


def visit(site: Site, settings: Settings, visitor: Callable[[str, int], T]) -> T:
    """What the visitor brings back from a running server, which Ctrl-C stops afterwards."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    visits: list[Future[T]] = []

    def stay(url: str) -> T:
        place = urlsplit(url)
        try:
            return visitor(place.hostname or "", place.port or 0)
        finally:
            signal.raise_signal(signal.SIGINT)

    with ThreadPoolExecutor(1) as other_side:
        section = settings.server.model_copy(update={"port": port})
        serve(site.app, section, on_ready=lambda url: visits.append(other_side.submit(stay, url)))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    return visits[0].result()


def ask(host: str, port: int, *, method: str = "GET", path: str = "/healthz", body_bytes: int = 0) -> tuple[int, str]:
    """Status and text of the answer; of the promised body only the first bytes are sent."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.putrequest(method, path)
        connection.putheader("Connection", "close")
        if body_bytes:
            connection.putheader("Content-Length", str(body_bytes))
        connection.endheaders(b"{" if body_bytes else None)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_running_server_answers_and_stops_at_ctrl_c(site: Site, settings: Settings) -> None:
    assert visit(site, settings, ask) == (200, "ok\n")


def test_a_huge_body_is_refused_before_it_is_sent(site: Site, settings: Settings) -> None:
    def send(host: str, port: int) -> int:
        return ask(host, port, method="POST", path="/login", body_bytes=MAX_BODY + 1)[0]

    assert visit(site, settings, send) == 413


def test_connections_that_say_nothing_do_not_shut_others_out(site: Site, settings: Settings) -> None:
    def crowd(host: str, port: int) -> int:
        with ExitStack() as silent:
            for _ in range(120):
                silent.enter_context(socket.create_connection((host, port))).sendall(b"GET / HT")
            return ask(host, port)[0]

    assert visit(site, settings, crowd) == 200
