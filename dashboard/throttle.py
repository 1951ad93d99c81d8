"""Slows down guessing of passwords; in this process, forgotten at its end."""

import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

FREE_ATTEMPTS = 5
ATTEMPTS_PER_ADDRESS = 50  # a school may have one address for all
WINDOW_S = 300.0
ENTRIES_KEPT = 10_000


class Throttle:
    """After `free` attempts of a key within `WINDOW_S`, the key waits for the window's end.

    An attempt counts from its reservation on, so that many at once are no more than one after the other.
    """

    def __init__(self, now_s: Callable[[], float], *, free: int = FREE_ATTEMPTS) -> None:
        self._now_s = now_s
        self._free = free
        self._attempts: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def reserve(self, key: str) -> float:
        """0 when the attempt may be made, which now counts; else the seconds until the next one is allowed."""
        with self._lock:
            now = self._now_s()
            recent = [moment for moment in self._attempts.get(key, []) if moment > now - WINDOW_S]
            if len(recent) >= self._free:
                return recent[-self._free] + WINDOW_S - now
            self._attempts[key] = [*recent, now]
            self._attempts.move_to_end(key)
            while len(self._attempts) > ENTRIES_KEPT:
                self._attempts.popitem(last=False)
            return 0.0

    def release(self, key: str) -> None:
        """Take the key's latest attempt back: it was no guess."""
        with self._lock:
            self._attempts[key] = self._attempts.get(key, [])[:-1]

    def forget(self, key: str) -> None:
        with self._lock:
            self._attempts.pop(key, None)


class LoginThrottle:
    """Counts for the user whatever the address, and for the address whatever the user."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._users = Throttle(now_s)
        self._addresses = Throttle(now_s, free=ATTEMPTS_PER_ADDRESS)

    def reserve(self, name: str, address: str) -> float:
        """0 when the password may be tried, which now counts; else the seconds to wait."""
        wait_s = self._addresses.reserve(address)
        if wait_s > 0:
            return wait_s
        wait_s = self._users.reserve(_key(name))
        if wait_s > 0:
            self._addresses.release(address)
        return wait_s

    def release(self, name: str, address: str) -> None:
        """The password could not be checked."""
        self._users.release(_key(name))
        self._addresses.release(address)

    def succeed(self, name: str, address: str) -> None:
        """The password was right: the user's failures are forgotten, the address's stay."""
        self._users.forget(_key(name))
        self._addresses.release(address)


def _key(name: str) -> str:
    # All spellings that the Store takes for one user are one key; a digest, since a name may be long.
    plain = unicodedata.normalize("NFKC", name.strip()).casefold()
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
