"""How many classes an account may begin: each takes a place in memory and in the database before anything is seen."""

from collections.abc import Callable
from threading import Lock

from classroom.errors import BusyError
from dashboard.cache import Recent

AN_HOUR = 2000  # for one account, which a whole school may share, also after days without a network
ACCOUNTS_KEPT = 2000
HOUR_S = 3600.0


class Beginnings:
    """A bucket for each account that fills again within an hour. Safe to share between threads."""

    def __init__(self, now_s: Callable[[], float], *, an_hour: int = AN_HOUR) -> None:
        self._now_s = now_s
        self._an_hour = an_hour
        self._left: Recent[str, tuple[float, float]] = Recent(ACCOUNTS_KEPT)  # beginnings, when
        self._lock = Lock()

    def take(self, account: str) -> None:
        """One of the account's. Raises: BusyError: none is left for now."""
        with self._lock:
            now_s = self._now_s()
            left, then_s = self._left.get(account) or (float(self._an_hour), now_s)
            left = min(self._an_hour, left + (now_s - then_s) * self._an_hour / HOUR_S)
            if left < 1:
                raise BusyError(f"this account has begun {self._an_hour} classes within an hour: more are taken later")
            self._left.put(account, (left - 1, now_s))
