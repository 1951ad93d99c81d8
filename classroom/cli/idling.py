"""Ends a dashboard that nobody looks at: one that was opened from a menu has no terminal to end it in."""

import threading
import time
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

CHECKS = 20  # a silence is noticed so many times as soon as it is allowed to last


@contextmanager
def ending_when_idle(
    server: Flask, idle_s: float | None, *, end: Callable[[], None] = interrupt_main
) -> Iterator[None]:
    """While the block runs, `end` is called once nothing was asked of the server for so long; None = never."""
    if idle_s is None:
        yield
        return
    asked_at = time.monotonic()
    over = threading.Event()

    def note() -> None:
        nonlocal asked_at
        asked_at = time.monotonic()

    def watch() -> None:
        while not over.wait(idle_s / CHECKS):
            if time.monotonic() - asked_at > idle_s:
                end()
                return

    server.before_request(note)
    thread = threading.Thread(target=watch, name="idling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
