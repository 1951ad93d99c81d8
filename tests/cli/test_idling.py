"""A dashboard that nobody looks at ends; one that is asked for something stays."""

import threading

from flask import Flask

from classroom.cli.idling import CHECKS, ending_when_idle


def test_a_server_that_nobody_asks_ends() -> None:
    ended = threading.Event()

    with ending_when_idle(Flask("test"), 0.05, end=ended.set):
        assert ended.wait(10)


def test_a_server_that_is_asked_stays() -> None:
    ended, server = threading.Event(), Flask("test")

    with ending_when_idle(server, 0.5, end=ended.set):
        for _ in range(2 * CHECKS):
            server.test_client().get("/")
            assert not ended.wait(0.5 / CHECKS)


def test_without_a_limit_it_never_ends() -> None:
    ended = threading.Event()

    with ending_when_idle(Flask("test"), None, end=ended.set):
        assert not ended.is_set()
