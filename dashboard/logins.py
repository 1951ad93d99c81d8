"""Which logins were ended: a cookie that somebody copied is worth nothing after its owner has logged out."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Protocol

from classroom.errors import StorageError

LOG = logging.getLogger(__name__)
READ_AGAIN_S = 10.0  # another dashboard on the same database hears of it within this time


class LoginStore(Protocol):
    """What it needs of `classroom.storage.Store`."""

    def end_login(self, login_hash: str, until: datetime, now: datetime) -> None: ...

    def ended_logins(self, now: datetime) -> frozenset[str]: ...


class Logins:
    """Each login has a number of its own; safe to share between threads."""

    def __init__(
        self,
        store: LoginStore,
        *,
        lasts: timedelta,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float] = monotonic,
    ) -> None:
        """`lasts`: how long a login counts at most."""
        self._store = store
        self._lasts = lasts
        self._now = now
        self._monotonic_s = monotonic_s
        self._ended: frozenset[str] = frozenset()
        self._read_at: float | None = None

    def begin(self) -> str:
        """The number of a new login."""
        return secrets.token_urlsafe(18)

    def end(self, number: str) -> None:
        """Raises: StorageError: it could not be written; in this process it has ended all the same."""
        hashed, now = _hash(number), self._now()
        self._ended |= {hashed}
        self._store.end_login(hashed, now + self._lasts, now)

    def is_ended(self, number: str) -> bool:
        """Whether the login of that number was ended, as far as this process has heard."""
        passed = None if self._read_at is None else self._monotonic_s() - self._read_at
        if passed is None or passed >= READ_AGAIN_S:
            self._read()
        return _hash(number) in self._ended

    def _read(self) -> None:
        self._read_at = self._monotonic_s()
        try:
            self._ended |= self._store.ended_logins(self._now())
        except StorageError as error:
            LOG.warning("ended logins cannot be read: %s", error)


def _hash(number: str) -> str:
    return sha256(number.encode("utf-8", "surrogatepass")).hexdigest()
