"""Where one-time login links wait until they are used: in this process, or where another one can leave them."""

import os
import re
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Protocol

from classroom.errors import StorageError

MAX_WAITING = 1000
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Passes(Protocol):
    """Safe to be used by several threads."""

    def add(self, nonce: str) -> None:
        """Raises: StorageError (it cannot be kept)."""

    def take(self, nonce: str) -> bool:
        """True once for each that was added."""


class MemoryPasses:
    """Of this process; the oldest is dropped when there are too many."""

    def __init__(self) -> None:
        self._waiting: dict[str, None] = {}
        self._lock = Lock()

    def add(self, nonce: str) -> None:
        with self._lock:
            while len(self._waiting) >= MAX_WAITING:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[nonce] = None

    def take(self, nonce: str) -> bool:
        with self._lock:
            if nonce not in self._waiting:
                return False
            del self._waiting[nonce]
            return True


class FolderPasses:
    """Empty files in the user's own data folder: who may write there may enter, as with the secret key beside it."""

    def __init__(self, folder: Path, max_age_s: float) -> None:
        self._folder = folder
        self._max_age_s = max_age_s

    def add(self, nonce: str) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._drop_old()
            os.close(os.open(self._folder / nonce, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise StorageError(
                f"{self._folder} cannot be written: {error.strerror or error}; check its rights"
            ) from error

    def take(self, nonce: str) -> bool:
        if not _NONCE.fullmatch(nonce):
            return False
        try:
            (self._folder / nonce).unlink()
        except OSError:
            return False
        return True

    def _drop_old(self) -> None:
        oldest = time.time() - self._max_age_s
        for path in self._folder.iterdir():
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
