"""The other side: what the agent of this computer does, and commands to it."""

from dataclasses import replace
from pathlib import Path

import psutil

from classroom.control.folder import AgentFolder
from classroom.control.state import AgentState, Command, Phase
from classroom.errors import NotFoundError

DIED = "the recording ended without saying why; everything before is kept, and the start can continue it"


class RemoteAgent:
    """The agent that records, or has recorded last, for this user; whoever started it."""

    def __init__(self, path: Path) -> None:
        self.folder = AgentFolder(path)

    def state(self) -> AgentState | None:
        """What it says; an agent that died in the midst of it counts as failed. None = there was none yet."""
        state = self.folder.read_state()
        if state is None or state.phase.is_over or is_running(state):
            return state
        again = self.folder.read_state()  # it may have ended between the two looks
        if again is not None and again.address == state.address and not again.phase.is_over:
            return replace(again, phase=Phase.FAILED, error=DIED)
        return again

    def live(self) -> AgentState | None:
        """The agent that records now, or None."""
        state = self.state()
        return None if state is None or state.phase.is_over else state

    def give(self, command: Command) -> AgentState:
        """Leave the command for the agent that records now, which hears it within a second; its state before.

        Raises:
            NotFoundError: nothing is being recorded.
            StorageError: the command cannot be written.
        """
        state = self.live()
        if state is None:
            raise NotFoundError("no class is being recorded on this computer: there is nothing to do")
        self.folder.give(command, state.address)
        return state


def is_running(state: AgentState) -> bool:
    """Whether the process that wrote the state still lives."""
    try:
        process = psutil.Process(state.pid)
        same = abs(process.create_time() - state.process_started) < 2
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
