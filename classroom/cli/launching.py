"""The dashboard's launcher: agents as processes of their own, which outlive it and are found again by their files."""

import os
import secrets
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from classroom.cli.looking import Looker, command_line, last_error
from classroom.cli.options import AGENT_FOLDER
from classroom.cli.wiring import now
from classroom.config import Settings, data_folder
from classroom.control import AgentState, Command, Phase, RemoteAgent
from classroom.control.state import plain_line
from classroom.domain import User
from classroom.errors import BusyError, CaptureError, DataError, NotFoundError, StorageError
from classroom.transport.own_files import open_plain, read_end
from dashboard.launching import (
    MAX_COURSE,
    MAX_INTERVAL_S,
    MIN_INTERVAL_S,
    Look,
    Running,
    StartRequest,
    Target,
    TargetKind,
    may_control,
)

MAX_CAMERA = 9
LAST_WORDS = 65_536  # bytes at the end of the log in which the reason of an end is looked for
OLD = timedelta(hours=12)  # after which the last recording is no news
SILENT_END = "the agent ended before it began: 'classroom start' in a terminal says more"
_NOTHING_RUNS = "no class of yours is being recorded on this computer: there is nothing to do"
_OCCUPIED = "another account's class is being recorded on this computer: it has to end first"
# Windows: no console, no share in the dashboard's Ctrl-C
_DETACHED = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@dataclass(slots=True)
class _Child:
    """An agent that this process has started, until its own state is found."""

    process: "subprocess.Popen[bytes]"
    launch: str
    course: str
    owner: str
    started_at: datetime


@dataclass(slots=True)
class AgentLauncher:
    """`dashboard.launching.Launcher` over `classroom start` and its files."""

    interval_s: float
    remote: RemoteAgent
    looker: Looker
    arguments: tuple[str, ...] = ()  # of `classroom`, before the command: the settings file
    program: Callable[..., Sequence[str]] = command_line
    clock: Callable[[], datetime] = now
    _child: _Child | None = None
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> None:
        self.looker.look()

    def found(self) -> Look:
        return self.looker.found()

    def state(self, user: User) -> Running:
        state = self._current()
        if state is not None and state.phase.is_over and self.clock() - state.updated_at > OLD:
            return Running(None)
        if state is None or may_control(user, state.owner):
            return Running(state)
        return Running(None, of_another=not state.phase.is_over)

    def start(self, request: StartRequest, user: User) -> None:
        course, interval_s = _checked_course(request.course), _checked_interval(request.interval_s)
        options = _options(request.target, self.found())
        options += ("--course", course, "--owner", user.name)
        if interval_s is not None:
            options += ("--interval", f"{interval_s:g}")
        with self._starting:
            self._refuse_second(user)
            launch = secrets.token_hex(8)
            process = self._spawn((*options, "--launch", launch))
            self._child = _Child(process, launch, course, user.name, self.clock())

    def pause(self, user: User) -> None:
        self._give(Command.PAUSE, user)

    def resume(self, user: User) -> None:
        self._give(Command.RESUME, user)

    def stop(self, user: User) -> None:
        self._give(Command.STOP, user)

    def _give(self, command: Command, user: User) -> None:
        running = self.state(user)
        if running.state is None or running.state.phase.is_over:
            raise NotFoundError(_NOTHING_RUNS)
        self.remote.give(command)

    def _refuse_second(self, user: User) -> None:
        running = self.state(user)
        if running.of_another:
            raise BusyError(_OCCUPIED)
        if running.is_live and running.state is not None:
            course = plain_line(running.state.course)
            raise BusyError(f'"{course}" is being recorded on this computer already: stop it first')

    def _current(self) -> AgentState | None:
        """What the files say; for a child that has not written them yet, what is known of it."""
        state, child = self.remote.state(), self._child
        if child is None:
            return state
        ended = child.process.poll() is not None
        if state is not None and state.launch == child.launch:
            if ended:
                self._child = None
            return state
        if state is not None and not state.phase.is_over:  # another one was faster: the child is refused
            self._child = None if ended else child
            return state
        again = self.remote.state() if ended else state  # it may have written its state and ended in between
        return again if again is not None and again.launch == child.launch else self._unheard(child, ended=ended)

    def _unheard(self, child: _Child, *, ended: bool) -> AgentState:
        phase = Phase.FAILED if ended else Phase.STARTING
        error = plain_line(self._last_words() or SILENT_END) if ended else None
        moment = self.clock()
        return AgentState(
            pid=child.process.pid,
            process_started=0.0,
            launch=child.launch,
            phase=phase,
            course=child.course,
            owner=child.owner,
            source=None,
            interval_s=None,
            time_zone=None,
            session=None,
            started_at=child.started_at,
            updated_at=moment,
            last=None,
            notes=(),
            error=error,
        )

    def _last_words(self) -> str | None:
        try:
            return last_error(read_end(self.remote.folder.log, LAST_WORDS).decode(errors="replace"))
        except OSError:
            return None

    def _spawn(self, options: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        folder = self.remote.folder
        folder.make()
        try:
            log = _open_log(folder.log)
        except OSError as error:
            raise StorageError(
                f"{folder.log} cannot be written: {error.strerror or error}; free some space, or move it away"
            ) from error
        try:
            return subprocess.Popen(  # noqa: S603 - this program; every argument is checked, and none goes through a shell
                self.program(*self.arguments, "start", *options),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the dashboard's terminal is not meant for it
                creationflags=_DETACHED,
            )
        except OSError as error:
            raise CaptureError(f"the agent cannot be started: {error.strerror or error}") from error
        finally:
            os.close(log)


def agent_launcher(settings: Settings, config: Path | None) -> AgentLauncher:
    """The launcher of this user's computer.

    Args:
        config: the settings file that was named, which agents are given too; None = none was.
    """
    arguments = () if config is None else ("--config", str(config.absolute()))
    looker = Looker(command_line(*arguments, "pick", "--json"), now=now)
    return AgentLauncher(settings.capture.interval_s, RemoteAgent(data_folder() / AGENT_FOLDER), looker, arguments)


def _open_log(path: Path) -> int:
    """A new log, to be appended to; the one before is kept beside it."""
    with suppress(OSError):
        path.replace(path.with_name(f"{path.name}.1"))
    return open_plain(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def _checked_course(text: object) -> str:
    course = text.strip() if isinstance(text, str) else ""
    if not course or len(course) > MAX_COURSE or not course.isprintable():
        raise DataError(f"a course name has 1 to {MAX_COURSE} printable characters: give one")
    return course


def _checked_interval(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not MIN_INTERVAL_S <= value <= MAX_INTERVAL_S:
        raise DataError(f"the interval is {MIN_INTERVAL_S:g} to {MAX_INTERVAL_S:g} seconds: choose another")
    return float(value)


def _options(key: object, look: Look) -> tuple[str, ...]:
    """The options of `start` that record a target of the list, or a camera."""
    cameras = {f"{TargetKind.WEBCAM.value}:{number}": number for number in range(MAX_CAMERA + 1)}
    if isinstance(key, str) and key in cameras:
        return ("--webcam", str(cameras[key]))
    target = next((one for one in look.targets if one.key == key), None)
    if target is None:
        raise NotFoundError("what was chosen is not on the list any more: look again, and choose once more")
    if target.problem is not None:
        raise CaptureError(f"it cannot be recorded now ({target.problem}): bring it to the screen and look again")
    return _target_options(target)


def _target_options(target: Target) -> tuple[str, ...]:
    if target.kind is TargetKind.WINDOW:
        return ("--window", f"id:{target.number}")
    if target.kind is TargetKind.REGION:
        return ("--region", target.key.partition(":")[2])
    return ("--monitor", str(target.number))
