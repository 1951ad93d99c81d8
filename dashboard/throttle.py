"""Slows down guessing of passwords; in this process, forgotten at its end."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

FREE_ATTEMPTS = 5
WINDOW_S = 300.0
ENTRIES_KEPT = 10_000


class Throttle:
    """After `FREE_ATTEMPTS` failures of a key within `WINDOW_S`, the key waits for the window's end."""

    def __init__(self, now_s: Callable[[], float], *, free: int = FREE_ATTEMPTS) -> None:
        self._now_s = now_s
        self._free = free
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, key: str) -> float:
        """Seconds until the next attempt is allowed; 0 = now."""
        with self._lock:
            recent = self._recent(key)
            if len(recent) < self._free:
                return 0.0
            return max(recent[-self._free] + WINDOW_S - self._now_s(), 0.0)

    def fail(self, key: str) -> None:
        with self._lock:
            self._failures[key] = [*self._recent(key), self._now_s()]
            self._failures.move_to_end(key)
            while len(self._failures) > ENTRIES_KEPT:
                self._failures.popitem(last=False)

    def succeed(self, key: str) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str) -> list[float]:
        oldest = self._now_s() - WINDOW_S
        return [moment for moment in self._failures.get(key, []) if moment > oldest]
