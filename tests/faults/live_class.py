"""A real `classroom start` on a virtual screen, and what was recorded of it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from classroom.control import RemoteAgent
from classroom.control.state import AgentState

COMMAND = (sys.executable, "-m", "classroom")
PATIENCE_S = 90.0  # for models to be loaded on a busy computer
Stream = int | IO[Any] | None


def environment_in(home: Path) -> dict[str, str]:
    """Variables with which everything of Classroom's lies in that folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "XDG_", "PORT"))}
    folders = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return {**kept, **folders, "CLASSROOM_POLICY__EMOTIONS": "off", "CLASSROOM_NAMES__ENABLED": "false"}


@contextmanager
def live_class(
    environment: dict[str, str],
    *options: str,
    stdout: Stream = subprocess.DEVNULL,
    stderr: Stream = subprocess.DEVNULL,
    shell_end: str = "",
) -> Iterator["subprocess.Popen[bytes]"]:
    """The agent of a class; killed at the latest when the block ends.

    Args:
        shell_end: redirections in the shell's words, such as `>&-`.
    """
    words = [*COMMAND, "start", "--course", "Physics", "--interval", "0.5", *options]
    if shell_end:
        words = ["sh", "-c", f'exec "$@" {shell_end}', "sh", *words]
    process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def agent_state(home: Path) -> AgentState | None:
    """What the class's agent says of itself."""
    return RemoteAgent(home / "classroom" / "agent").state()


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Returns when it holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE_S:.0f} s: {what}"
        time.sleep(0.05)


def wait_for_frame(home: Path, number: int) -> None:
    """Returns when that frame was recorded."""

    def is_there() -> bool:
        state = agent_state(home)
        assert state is None or state.error is None, state
        return state is not None and state.last is not None and state.last.number >= number

    wait_until(is_there, f"frame {number}")


def sessions(environment: dict[str, str]) -> list[dict[str, Any]]:
    """As `classroom sessions --json` tells them."""
    done = subprocess.run([*COMMAND, "sessions", "--json"], env=environment, capture_output=True, text=True, check=True)
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def last_number(home: Path) -> int:
    """Of the frames that the class's agent told."""
    state = agent_state(home)
    assert state is not None
    assert state.last is not None
    return state.last.number
