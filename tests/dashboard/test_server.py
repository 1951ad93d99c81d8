"""The server that answers."""

import http.client
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from classroom.config import Settings
from classroom.errors import ClassroomError
from dashboard.channels import BoundedServer
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
    connection = http.client.HTTPConnection(host, port, timeout=60)
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


class Drips:
    """Connections that begin a request, and say one more byte of it now and then for as long as they may."""

    def __init__(self, host: str, port: int, count: int, beginning: bytes = b"GET / HTTP/1.1\r\nX: ") -> None:
        self.sockets = [socket.create_connection((host, port)) for _ in range(count)]
        self._over = threading.Event()
        for one in self.sockets:
            with suppress(OSError):
                one.sendall(beginning)
        self._thread = threading.Thread(target=self._drip, daemon=True)

    def __enter__(self) -> "Drips":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join(timeout=60)
        for one in self.sockets:
            one.close()

    def _drip(self) -> None:
        while not self._over.wait(0.1):
            for one in self.sockets:
                with suppress(OSError):
                    one.sendall(b"x")


@pytest.mark.parametrize(
    "beginning", [b"", b"GET / HTTP/1.1\r\nX: ", b"POST /login HTTP/1.1\r\nContent-Length: 4000\r\n\r\n"]
)
def test_connections_that_say_a_byte_now_and_then_do_not_shut_others_out(
    site: Site, settings: Settings, beginning: bytes
) -> None:
    def crowd(host: str, port: int) -> set[int]:
        with Drips(host, port, 260, beginning):
            return {ask(host, port)[0] for _ in range(20)}

    assert visit(site, settings, crowd) == {200}


def test_a_crowd_is_told_once(site: Site, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    def crowd(host: str, port: int) -> int:
        with Drips(host, port, 260):
            return ask(host, port)[0]

    with caplog.at_level(logging.WARNING):
        visit(site, settings, crowd)

    assert [record.getMessage() for record in caplog.records if "connections" in record.getMessage()] == [
        "150 connections are open, more than wanted: those waited for longest are closed (server.connections)"
    ]


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"x"),
        (b"POST / HTTP/1.1\r\nContent-Length: 4000\r\n\r\n", b"x"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"\r\n\r\n"),
        (b"GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET /y HTTP/1.1\r\nX: ", b"x"),
    ],
)
def test_a_request_has_to_be_complete_within_a_time_however_often_a_byte_of_it_comes(
    beginning: bytes, drop: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = BoundedServer(
            lambda _environment, answer: (answer("204 No Content", []), [])[1],
            bound,
            places=20,
            per_address=20,
            head_s=0.3,
            whole_s=0.6,
            cleanup_interval=0,
            threads=1,
        )
        with socket.create_connection(bound.getsockname()) as client:
            client.sendall(beginning)
            began = monotonic()
            while monotonic() - began < 60 and (monotonic() - began < 0.3 or server.active_channels):
                with suppress(OSError):
                    client.sendall(drop)
                server.asyncore.loop(timeout=0.01, map=server._map, count=1)
            lasted_s = monotonic() - began
        server.task_dispatcher.shutdown()
        server.close()

    assert 0.3 <= lasted_s < 60  # else it is never over


@pytest.mark.parametrize(("parts", "asked"), [(12, 1), (1, 30), (30, 1)])
def test_who_takes_nothing_of_an_answer_holds_neither_a_thread_nor_its_memory(parts: int, asked: int) -> None:
    part = b"x" * 2**20
    made: list[int] = []

    def answer(_environment: object, start: Callable[[str, list[tuple[str, str]]], object]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(parts * len(part)))])
        for number in range(parts):
            yield part
            made.append(number)

    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = BoundedServer(
            answer,
            bound,
            places=20,
            per_address=20,
            unread_s=0.3,
            cleanup_interval=0,
            threads=1,
            outbuf_high_watermark=16 * 2**20,
            outbuf_overflow=sys.maxsize,
        )
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(bound.getsockname())
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * asked)
            began = monotonic()
            while monotonic() - began < 60 and (not made or server.active_channels):
                server.asyncore.loop(timeout=0.01, map=server._map, count=1)
            is_closed, idle = not server.active_channels, threading.Event()
            server.task_dispatcher.add_task(Waited(idle))  # the one thread has time for others
            is_idle = idle.wait(10)
        server.task_dispatcher.shutdown()
        server.close()

    assert is_closed
    assert is_idle


def test_who_takes_a_byte_of_an_answer_now_and_then_is_not_waited_for() -> None:
    def answer(_environment: object, start: Callable[[str, list[tuple[str, str]]], object]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(40 * 2**20))])
        for _ in range(40):
            yield b"x" * 2**20

    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = a_server(answer, bound, unread_s=0.5, slowest=1e9, outbuf_overflow=sys.maxsize)
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(bound.getsockname())
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            taken, began = 0, monotonic()
            while monotonic() - began < 20 and (not taken or server.active_channels):
                server.asyncore.loop(timeout=0.001, map=server._map, count=1)
                client.setblocking(False)
                with suppress(BlockingIOError):
                    taken += len(client.recv(4096))  # in each round: there is no moment without activity
            is_closed, idle = not server.active_channels, threading.Event()
            server.task_dispatcher.add_task(Waited(idle))
            is_idle = idle.wait(10)
        server.task_dispatcher.shutdown()
        server.close()

    assert is_closed
    assert is_idle
    assert taken < 40 * 2**20


def a_server(application: Callable[..., object], bound: socket.socket, **named: float) -> BoundedServer:
    return BoundedServer(application, bound, places=20, per_address=20, cleanup_interval=0, threads=1, **named)


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n"),
        (b"POST / HTTP/1.1\r\ntransfer-encoding: CHUNKED\r\nHost: x\r\ncontent-length: 0\r\n\r\n", b"0\r\n\r\n"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nTransfer-Encoding:\r\n\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n\r\n", b""),
        (b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 30\r\n\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 30\r\n\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n", b""),
    ],
)
def test_a_request_whose_end_is_told_in_two_ways_is_refused_with_all_that_follows(head: bytes, body: bytes) -> None:
    asked: list[str] = []

    def answer(environment: dict[str, str], start: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
        asked.append(environment["PATH_INFO"])
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with socket.create_server(("127.0.0.1", 0)) as bound:
        server = a_server(answer, bound)
        with socket.create_connection(bound.getsockname()) as client:
            client.sendall(head + body + SMUGGLED)
            received, is_over, began = b"", False, monotonic()
            client.setblocking(False)
            while monotonic() - began < 60 and not is_over:
                server.asyncore.loop(timeout=0.01, map=server._map, count=1)
                with suppress(BlockingIOError):
                    part = client.recv(4096)
                    received += part
                    is_over = not part
            server.asyncore.loop(timeout=0.01, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        server.close()

    assert b" 400 " in received.split(b"\r\n")[0]
    assert received.count(b"HTTP/1.") == 1
    assert is_over
    assert asked == []


class Waited:
    """A task that tells that it was done."""

    def __init__(self, done: threading.Event) -> None:
        self.service = done.set
        self.cancel = done.clear


def test_where_all_connections_are_being_answered_nobody_is_thrown_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as bound, ExitStack() as clients:
        server = BoundedServer(lambda *_question: [], bound, places=4, per_address=4, threads=1)
        for _ in range(4):
            clients.enter_context(socket.create_connection(bound.getsockname()))
            server.handle_accept()
        busy = list(server.active_channels.values())
        for one in busy:
            one.requests = [object()]

        clients.enter_context(socket.create_connection(bound.getsockname()))
        server.handle_accept()

        assert list(server.active_channels.values()) == busy
        for one in busy:
            one.handle_close()
        server.task_dispatcher.shutdown()
        server.close()
