"""A few recent values by key, safe to share between threads."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """At most `size` values of together at most `max_bytes`; the one unused for longest goes first.

    The value put last stays, however large.
    """

    def __init__(self, size: int, *, max_bytes: int | None = None) -> None:
        self._size = size
        self._max_bytes = max_bytes
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    @property
    def nbytes(self) -> int:
        """What the values were said to take."""
        return self._bytes

    def get(self, key: Key) -> Value | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Key, value: Value, *, nbytes: int = 0) -> None:
        with self._lock:
            self._remove(key)
            self._values[key] = (value, nbytes)
            self._bytes += nbytes
            while len(self._values) > 1 and self._is_too_much():
                self._remove(next(iter(self._values)))

    def drop_while(self, is_over: Callable[[Value], bool]) -> None:
        """Drops those unused for longest, up to the first that is not over."""
        with self._lock:
            while self._values:
                key, (value, _) = next(iter(self._values.items()))
                if not is_over(value):
                    return
                self._remove(key)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._remove(key)

    def _is_too_much(self) -> bool:
        return len(self._values) > self._size or (self._max_bytes is not None and self._bytes > self._max_bytes)

    def _remove(self, key: Key) -> None:
        if key in self._values:
            self._bytes -= self._values.pop(key)[1]
