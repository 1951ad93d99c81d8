"""The folder in which an agent and those who control it meet: one state, one lock, commands as files.

Files, because they are the same on Linux, macOS and Windows, survive both sides, and are guarded by the
rights of the user's own data folder.
"""

import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from classroom.control.state import MAX_BYTES, AgentState, Command, from_json, to_json
from classroom.errors import StorageError
from classroom.transport.own_files import read_plain, sweep_partials

MAX_COMMANDS = 20  # files looked at in one go; more were not put there by us


@dataclass(frozen=True, slots=True)
class AgentFolder:
    """Readable by the user alone (0700, its files 0600)."""

    path: Path

    @property
    def lock(self) -> Path:
        return self.path / "agent.lock"

    @property
    def log(self) -> Path:
        """What an agent without a terminal says."""
        return self.path / "agent.log"

    @property
    def _state(self) -> Path:
        return self.path / "state.json"

    @property
    def _commands(self) -> Path:
        return self.path / "commands"

    def make(self) -> None:
        """Raises: StorageError (it cannot be made)."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)
            self._commands.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise self._refusal(error) from error

    def sweep(self) -> None:
        """Takes away what agents that were killed left half written; for who holds the lock."""
        for path in (self._state, self.lock):
            sweep_partials(path)

    def read_state(self) -> AgentState | None:
        """The state written last; None = there is none, or it is damaged."""
        try:
            content = read_plain(self._state, MAX_BYTES + 1)
        except OSError:
            return None
        return None if len(content) > MAX_BYTES else from_json(content.decode("utf-8", errors="replace"))

    def write_state(self, state: AgentState) -> None:
        """Raises: StorageError (the folder cannot be written)."""
        self._write(self._state, to_json(state))

    def give(self, command: Command, address: str) -> None:
        """Leave a command for the agent of that `AgentState.address`.

        Raises:
            StorageError: the folder cannot be written.
        """
        self.make()
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}.json"
        self._write(self._commands / name, json.dumps({"to": address, "command": command.value}))

    def take(self, address: str) -> tuple[Command, ...]:
        """The commands for this agent in the order they were given; they, and those for others, are removed."""
        try:
            names = sorted(path for path in self._commands.iterdir() if path.suffix == ".json")[:MAX_COMMANDS]
        except OSError:
            return ()
        found = [_read_command(path, address) for path in names]
        for path in names:
            with suppress(OSError):
                path.unlink()
        return tuple(command for command in found if command is not None)

    def _write(self, path: Path, text: str) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(3)}")
        try:
            with os.fdopen(
                os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(text)
            _replace(partial, path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise self._refusal(error) from error

    def _refusal(self, error: OSError) -> StorageError:
        return StorageError(
            f"{self.path} cannot be written: {error.strerror or error}; free some space, check its rights"
        )


def _replace(partial: Path, path: Path) -> None:
    """Windows refuses to replace a file that somebody reads at that moment; a reader needs a millisecond."""
    for pause_s in (0.01, 0.05, 0.2):
        with suppress(PermissionError):
            partial.replace(path)
            return
        time.sleep(pause_s)
    partial.replace(path)


def _read_command(path: Path, address: str) -> Command | None:
    try:
        values = json.loads(read_plain(path, 1000))
        return Command(values["command"]) if values["to"] == address else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
