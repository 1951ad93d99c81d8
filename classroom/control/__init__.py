"""A running `classroom start`, seen and controlled by other processes of the same user through files."""

from classroom.control.remote import RemoteAgent
from classroom.control.running import Endings, RunningAgent, run_controlled
from classroom.control.state import AgentState, Command, LastLook, Note, Phase

__all__ = [
    "AgentState",
    "Command",
    "Endings",
    "LastLook",
    "Note",
    "Phase",
    "RemoteAgent",
    "RunningAgent",
    "run_controlled",
]
