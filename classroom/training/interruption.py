"""Ctrl-C during training: heard at once, acted on between two batches; imported only where keras is installed."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import keras


class StopBetweenBatches(keras.callbacks.Callback):  # type: ignore[misc]  # keras has no types
    """Raises KeyboardInterrupt after the batch in which `stop` was set."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt


@contextmanager
def hear_interruption() -> Iterator[StopBetweenBatches]:
    """A callback that ends the fit cleanly on Ctrl-C; a second Ctrl-C ends the program at once.

    Python's own KeyboardInterrupt may arrive inside the backend's native code, which turns it into another error.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield StopBetweenBatches(stop)  # signals reach the main thread alone
        return
    before = signal.getsignal(signal.SIGINT)

    def remember(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, remember)
    try:
        yield StopBetweenBatches(stop)
    finally:
        signal.signal(signal.SIGINT, before)
