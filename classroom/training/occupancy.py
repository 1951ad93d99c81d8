"""One run in one folder at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from classroom.errors import OutputError

LOCK = ".run.lock"  # holds the process's number


@contextmanager
def occupy(folder: Path) -> Iterator[None]:
    """Makes the folder and keeps other runs out of it; what a run left that ended unasked is taken over.

    Raises:
        OutputError: the folder cannot be made or written to, or another run is at work in it.
    """
    lock = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _take(lock, folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made or written to: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: Path, folder: Path) -> None:
    """Writes the lock; only one process can be the one that makes the file."""
    owner = _read_owner(lock)
    if owner is not None and owner != os.getpid() and psutil.pid_exists(owner):
        raise OutputError(f"{folder} is in use by another run (process {owner}): wait for it, or choose another folder")
    lock.unlink(missing_ok=True)
    try:
        with lock.open("x", encoding="ascii") as file:
            file.write(str(os.getpid()))
    except FileExistsError as error:
        raise OutputError(f"{folder} is in use by another run: wait for it, or choose another folder") from error


def _read_owner(lock: Path) -> int | None:
    try:
        return int(lock.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
