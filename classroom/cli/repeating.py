"""Work that is done now and then while something is served."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

STOP_S = 10.0


@contextmanager
def repeating(work: Callable[[], object], *, pause_s: float, name: str) -> Iterator[None]:
    """Does the work at once and then with pauses between, in a thread of that name, until the block is left."""
    stop = Event()

    def repeat() -> None:
        while True:
            work()
            if stop.wait(pause_s):
                return

    thread = Thread(target=repeat, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_S)
