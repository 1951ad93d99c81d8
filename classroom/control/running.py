"""The agent's side: one at a time, its state told, its commands heard while it works."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil

from classroom.control.folder import AgentFolder
from classroom.control.state import MAX_NOTES, AgentState, Command, LastLook, Note, Phase, plain_line
from classroom.domain import LiveStatus
from classroom.errors import BusyError, ClassroomError, StorageError
from classroom.transport.locks import try_lock, unlock

POLL_S = 0.3  # how soon a command is heard, however long the interval is
LOCK_PATIENCE_S = 1.0  # the one before may be on its last lines
MAX_LOG = 500_000  # bytes
UNEXPECTED = "an unexpected error; its trace is in {log}"


class RunningAgent:
    """What a recording process says of itself, and hears. Safe to be used by several threads."""

    def __init__(self, folder: AgentFolder, state: AgentState, now: Callable[[], datetime]) -> None:
        self.stop = threading.Event()
        self._paused = threading.Event()
        self._folder = folder
        self._state = state
        self._now = now
        self._changing = threading.RLock()
        self._on_stop: Callable[[], None] | None = None

    @property
    def state(self) -> AgentState:
        return self._state

    def is_paused(self) -> bool:
        return self._paused.is_set()

    def describe(self, **known: Any) -> None:
        """Tell fields of `AgentState` that are known by now: owner, source, interval_s, time_zone."""
        self._change(**known)

    def stand_ready(self) -> None:
        """The self-test is over: from now on a stop is seen by the loop.

        Raises:
            KeyboardInterrupt: it was stopped meanwhile, and nothing has to be recorded.
        """
        with self._changing:
            self._on_stop = None
            if self.stop.is_set():
                raise KeyboardInterrupt

    def begin(self, session: UUID) -> None:
        """The session is open and the first picture is about to be taken."""
        with self._changing:
            phase = self._state.phase
            self._change(session=session, phase=Phase.RECORDING if phase is Phase.STARTING else phase)

    def report(self, status: LiveStatus) -> None:
        """Tell the frame that was just recorded."""
        engagement = None if self.is_paused() else status.engagement
        look = LastLook(status.frame_number, status.taken_at, status.status, status.tiles, status.faces, engagement)
        self._change(last=look)

    def note(self, text: str) -> None:
        with self._changing:
            self._change(notes=(*self._state.notes, Note(self._now(), plain_line(text)))[-MAX_NOTES:])

    def end(self, error: str | None = None) -> None:
        """Tell that it is over, and why if it failed."""
        phase = Phase.ENDED if error is None else Phase.FAILED
        self._change(phase=phase, error=None if error is None else plain_line(error))

    def interrupt_start(self, interrupt: Callable[[], None]) -> None:
        """What a stop calls as long as nothing is recorded yet: there is no loop that would see it."""
        with self._changing:
            self._on_stop = interrupt
            if self.stop.is_set():
                interrupt()

    def obey(self) -> None:
        """Follow the commands that were given since the last time."""
        for command in self._folder.take(self._state.address):
            self._follow(command)

    def _follow(self, command: Command) -> None:
        with self._changing:
            if self._state.phase in (Phase.STOPPING, Phase.ENDED, Phase.FAILED):
                return
            if command is Command.STOP:
                self._change(phase=Phase.STOPPING)
                self.stop.set()
                if self._on_stop is not None:
                    self._on_stop()
            elif command is Command.PAUSE and self._state.phase is Phase.RECORDING:
                self._paused.set()
                last = self._state.last
                self._change(phase=Phase.PAUSED, last=None if last is None else replace(last, engagement=None))
            elif command is Command.RESUME and self._state.phase is Phase.PAUSED:
                self._paused.clear()
                self._change(phase=Phase.RECORDING)

    def _change(self, **changes: Any) -> None:
        with self._changing:
            self._state = replace(self._state, **changes, updated_at=self._now())
            with suppress(StorageError):  # a folder that cannot be written must not end a class
                self._folder.write_state(self._state)


@dataclass(frozen=True, slots=True)
class Endings:
    """How exceptions that leave the recording are told; any other is a surprise."""

    stopped: tuple[type[BaseException], ...] = (KeyboardInterrupt, SystemExit)  # by the user, before the first picture
    expected: tuple[type[BaseException], ...] = (ClassroomError,)  # its text says what happened


@contextmanager
def run_controlled(
    path: Path,
    course: str,
    *,
    launch: str = "",
    endings: Endings = Endings(),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[RunningAgent]:
    """The only recording agent of this user's data folder, open to commands, until the block is left.

    An error that leaves the block is told as the agent's end, and goes on.

    Args:
        path: the folder of `AgentFolder`.
        course: what is to be recorded.
        launch: the mark of who starts it; "" = a terminal. With one, the log is kept short.
        endings: which exceptions are no surprise.
        now: aware UTC.

    Raises:
        BusyError: another agent is recording; the line names its course and how to stop it.
        StorageError: the folder cannot be written.
    """
    folder = AgentFolder(path)
    folder.make()
    with _only_one(folder):
        agent = RunningAgent(folder, _first_state(course, launch, now()), now)
        folder.sweep()
        folder.take(agent.state.address)  # what was meant for those before
        folder.write_state(agent.state)
        with _listening(agent, folder.log if launch else None), _telling_the_end(agent, folder.log, endings):
            yield agent


def _first_state(course: str, launch: str, at: datetime) -> AgentState:
    return AgentState(
        pid=os.getpid(),
        process_started=psutil.Process().create_time(),
        launch=launch,
        phase=Phase.STARTING,
        course=course,
        owner=None,
        source=None,
        interval_s=None,
        time_zone=None,
        session=None,
        started_at=at,
        updated_at=at,
        last=None,
        notes=(),
        error=None,
    )


@contextmanager
def _only_one(folder: AgentFolder) -> Iterator[None]:
    handle = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + LOCK_PATIENCE_S
        while not try_lock(handle):
            if time.monotonic() > deadline:
                raise BusyError(refusal(folder.read_state()))
            time.sleep(0.1)
        try:
            yield
        finally:
            unlock(handle)
    finally:
        os.close(handle)


def refusal(state: AgentState | None) -> str:
    """Why a second agent does not start, naming the first."""
    how = "stop it first with 'classroom agent stop', on the page \"Start class\", or with Ctrl-C in its terminal"
    if state is None or state.phase.is_over:
        return f"another class is being recorded on this computer: {how}"
    return f'"{plain_line(state.course)}" is being recorded on this computer already (process {state.pid}): {how}'


@contextmanager
def _listening(agent: RunningAgent, log: Path | None) -> Iterator[None]:
    over = threading.Event()

    def listen() -> None:
        while not over.wait(POLL_S):
            agent.obey()
            if log is not None:
                shorten(log)

    thread = threading.Thread(target=listen, name="commands", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _telling_the_end(agent: RunningAgent, log: Path, endings: Endings) -> Iterator[None]:
    try:
        yield
    except endings.expected as error:
        agent.end(str(error))
        raise
    except endings.stopped:
        agent.end()
        raise
    except BaseException:
        agent.end(UNEXPECTED.format(log=log if agent.state.launch else "its terminal"))
        raise
    agent.end()


def shorten(log: Path, limit: int = MAX_LOG) -> None:
    """Empty a log that has grown too long; its writer appends."""
    with suppress(OSError):
        if log.stat().st_size > limit:
            os.truncate(log, 0)
