"""What could be recorded, looked up by a short-lived process: the asking one loads no vision and cannot hang."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from classroom.domain import Box
from dashboard.launching import Look, Outline, Target, TargetKind

TIME_LIMIT_S = 90.0  # for 16 windows on a slow machine; a wedged grab is ended
MAX_OUTPUT = 5_000_000  # characters
_NOTHING = Look(looking=False, at=None, targets=(), windows_problem=None, problem=None)
_TOO_SLOW = "looking at the screens took too long and was ended: try again, or start from the terminal"
_FAILED = "the screens could not be looked at: 'classroom doctor' says more"


class Looker:
    """Looks when asked, in a thread; gives what the last look found. Safe to be used by several threads."""

    def __init__(
        self, command: Sequence[str], *, now: Callable[[], datetime], time_limit_s: float = TIME_LIMIT_S
    ) -> None:
        """`command` prints the JSON of `classroom pick --json`."""
        self._command = tuple(command)
        self._now = now
        self._time_limit_s = time_limit_s
        self._found = _NOTHING
        self._changing = threading.Lock()

    def found(self) -> Look:
        return self._found

    def look(self) -> None:
        """Begin to look; returns at once, and at once where a look goes on."""
        with self._changing:
            if self._found.looking:
                return
            self._found = replace(self._found, looking=True)
        threading.Thread(target=self._look, name="looking at screens", daemon=True).start()

    def _look(self) -> None:
        found = self._ask()
        with self._changing:
            self._found = replace(found, at=self._now())

    def _ask(self) -> Look:
        try:
            done = subprocess.run(  # noqa: S603 - this program, with arguments of our own
                self._command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._time_limit_s,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired:
            return replace(_NOTHING, problem=_TOO_SLOW)
        except OSError as error:
            return replace(_NOTHING, problem=f"{_FAILED} ({error.strerror or error})")
        if done.returncode != 0:
            return replace(_NOTHING, problem=last_error(done.stderr.decode("utf-8", errors="replace")) or _FAILED)
        return _read(done.stdout[:MAX_OUTPUT].decode("utf-8", errors="replace"))


def command_line(*arguments: str) -> tuple[str, ...]:
    """This program with other arguments, as a process of its own."""
    return (sys.executable, "-m", "classroom", *arguments)


def last_error(text: str) -> str | None:
    """The last line that the command line marks as an error, without the mark."""
    lines = [line.removeprefix("error: ") for line in text.splitlines() if line.startswith("error: ")]
    return lines[-1] if lines else None


def _read(text: str) -> Look:
    try:
        values = json.loads(text)
        targets = [_target(one) for one in values["targets"]]
        problem = values["windows_problem"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return replace(_NOTHING, problem=_FAILED)
    return Look(
        looking=False,
        at=None,
        targets=tuple(sorted(targets, key=_likelihood)),
        windows_problem=None if problem is None else str(problem),
        problem=None,
    )


def _target(values: dict[str, Any]) -> Target:
    kind, box = TargetKind(values["kind"]), Box(*(int(value) for value in values["box"]))
    number = int(values["number"])
    place = f"{box.left},{box.top},{box.width},{box.height}" if kind is TargetKind.REGION else str(number)
    return Target(
        key=f"{kind.value}:{place}",
        kind=kind,
        number=number,
        title=str(values["title"]),
        app=str(values["app"]),
        box=box,
        monitor=None if values["monitor"] is None else int(values["monitor"]),
        hidden=float(values["hidden"]),
        width=int(values["width"]),
        height=int(values["height"]),
        outlines=tuple(_outline(tile) for tile in values["tiles"]),
        problem=None if values["problem"] is None else str(values["problem"]),
    )


def _outline(values: dict[str, Any]) -> Outline:
    name = values["name"]
    return Outline(
        Box(*(int(value) for value in values["box"])), None if name is None else str(name), bool(values["face"])
    )


def _likelihood(target: Target) -> tuple[Any, ...]:
    """Most faces and tiles first; of the same grid the window, which is followed when it moves."""
    order = list(TargetKind).index(target.kind)
    return -target.faces, -len(target.outlines), target.problem is not None, order
