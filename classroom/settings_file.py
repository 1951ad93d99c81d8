"""The user's settings file, changed key by key: whole or not at all, one writer at a time, and with a way back."""

import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from pydantic import BaseModel

from classroom.config import FILE_NAME, PREFIX, Settings, find_config, load_settings, resource, user_config_path
from classroom.errors import ConfigError
from classroom.settings_text import Key, Scalar, change_text, key_comments
from classroom.transport.locks import try_lock, unlock
from classroom.transport.own_files import sweep_partials

UNDO_KEPT = 8
WAIT_S = 5.0  # for another writer
POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the settings and its value."""

    key: Key  # e.g. ("flags", "low_score")
    value: Scalar | None  # None = there is no such key

    @property
    def name(self) -> str:
        return ".".join(self.key)


@dataclass(frozen=True, slots=True)
class Saved:
    """What holds after a change."""

    settings: Settings
    undo: str  # for `SettingsFile.undo`


class SettingsFile:
    """A settings file that may not be there yet; safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._before: dict[str, bytes | None] = {}  # what was replaced, by the digest of what took its place

    @property
    def place(self) -> str:
        """Where the file is, for people."""
        return str(self._path)

    def load(self) -> Settings:
        """The settings that the file, the shipped ones and the variables make together. Raises: ConfigError."""
        return load_settings(self._path if self._path.is_file() else None)

    def outranked_by(self, key: Key) -> str | None:
        """The variable that decides this key whatever the file says, or None."""
        variables = {name.upper(): name for name in os.environ}
        for depth in range(1, len(key) + 1):
            name = variables.get((PREFIX + "__".join(key[:depth])).upper())
            if name is not None and _holds(os.environ[name], key[depth:]):
                return name
        return None

    def save(self, changes: Sequence[Setting], *, base: Sequence[Setting] = ()) -> Saved:
        """Write these keys and nothing else.

        Args:
            changes: what is to hold; a value of None takes the key out of the file.
            base: what held when the changes were decided; if it no longer does, nothing is written.

        Raises:
            ConfigError: a value is not allowed, a variable outranks a key, the base is out of date, or the file cannot
                be read, changed or written; it is as it was.
        """
        with self._alone():
            self._refuse_stale(base)
            self._refuse_outranked(changes)
            before = self._read()
            after = change_text((before or b"").decode("utf-8"), [(one.key, one.value) for one in changes])
            if after is None:
                raise ConfigError(
                    f"settings file {self._path} is written in a way that only you can change: set "
                    + ", ".join(f"{one.name} to {one.value}" for one in changes[:20])
                )
            settings = self._write(after.encode("utf-8"), changes)
            return Saved(settings, self._remember(before, after.encode("utf-8")))

    def undo(self, mark: str) -> Settings:
        """The settings after the file is as it was before a change.

        Raises:
            ConfigError: the file was changed again since, or cannot be written.
        """
        with self._alone():
            if mark not in self._before or _digest(self._read()) != mark:
                raise ConfigError("the settings were changed again since: nothing was undone, set the values anew")
            before = self._before.pop(mark)
            if before is None:
                with _told(self._path):
                    self._path.unlink()
                return self.load()
            return self._write(before, ())

    def _remember(self, before: bytes | None, after: bytes) -> str:
        mark = _digest(after)
        self._before[mark] = before
        while len(self._before) > UNDO_KEPT:
            del self._before[next(iter(self._before))]
        return mark

    def _refuse_stale(self, base: Sequence[Setting]) -> None:
        now = self.load()
        moved = [f"{one.name} is {_words(found)}" for one in base if (found := value_of(now, one.key)) != one.value]
        if moved:
            raise ConfigError(
                f"the settings were changed elsewhere meanwhile ({', '.join(moved[:6])}): nothing was saved"
            )

    def _refuse_outranked(self, changes: Sequence[Setting]) -> None:
        for one in changes:
            variable = self.outranked_by(one.key)
            if variable is not None:
                raise ConfigError(f"the variable {variable} outranks {one.name} in the file: change or remove it first")

    def _read(self) -> bytes | None:
        """What the file holds; None when there is none."""
        try:
            content = self._path.read_bytes()
            content.decode("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"settings file {self._path} cannot be read: {error}") from error
        return content

    def _write(self, content: bytes, changes: Sequence[Setting]) -> Settings:
        """Checks a new file beside the old one, as it would be read, and only then lets it take its place."""
        target = self._path.resolve()  # a link stays a link
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        sweep_partials(target)
        if target.exists() and not os.access(target, os.W_OK):
            raise ConfigError(f"settings file {self._path} cannot be written: it is read-only")
        try:
            with _told(self._path):
                _write_whole(partial, content, stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600)
            settings = _check(partial, self._path)
            wrong = next((one for one in changes if value_of(settings, one.key) != one.value), None)
            if wrong is not None and wrong.value is not None:
                raise ConfigError(f"{wrong.name} cannot be set to {_words(wrong.value)} in {self._path}")
            with _told(self._path):
                partial.replace(target)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        return settings

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread or process changes the file meanwhile."""
        with self._lock:
            with _told(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(self._path.with_name(f".{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _wait_for(handle, self._path)
                yield
                unlock(handle)
            finally:
                os.close(handle)


def open_settings_file(path: Path | None = None) -> SettingsFile:
    """The file in use: the one named, else `CLASSROOM_CONFIG`, else the user's own, which may not be there yet.

    Raises:
        ConfigError: a file was named and is not there.
    """
    return SettingsFile(find_config(path) or user_config_path())


@cache
def describe_settings() -> Mapping[Key, str]:
    """What each key means, from the shipped file's comments."""
    return key_comments(resource(FILE_NAME).read_text(encoding="utf-8"))


def value_of(settings: BaseModel, key: Key) -> Scalar | None:
    """The value of a key in force; None when there is none."""
    found: Any = settings
    for word in key:
        found = found.get(word) if isinstance(found, Mapping) else getattr(found, word, None)
    return found if isinstance(found, str | int | float | bool) else None


def _check(partial: Path, shown: Path) -> Settings:
    try:
        return load_settings(partial)
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(partial), str(shown))) from error


def _write_whole(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)  # of a process that had our number
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"settings file {path} cannot be written: {error.strerror or error}") from error


def _wait_for(handle: int, path: Path) -> None:
    until = monotonic() + WAIT_S
    while not try_lock(handle):
        if monotonic() > until:
            raise ConfigError(f"settings file {path} is being changed by another program: try again in a moment")
        sleep(POLL_S)


def _holds(variable: str, rest: Key) -> bool:
    """Whether a variable says something of a key under it; one of a whole section is JSON."""
    if not rest:
        return True
    try:
        found = json.loads(variable)
    except ValueError:
        return True
    for word in rest:
        if not isinstance(found, dict) or word not in found:
            return False
        found = found[word]
    return True


def _digest(content: bytes | None) -> str:
    return sha256(content or b"").hexdigest()


def _words(value: Scalar | None) -> str:
    return "not there any more" if value is None else str(value)[:80]
