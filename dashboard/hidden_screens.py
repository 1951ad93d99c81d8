"""What this computer's screens and its agent tell, without titles of windows and names read on tiles.

A call's window may be called after whose call it is ("Anna Kowalski's Zoom Meeting"); the agent quotes titles in its
notes and errors.
"""

import re
from dataclasses import replace

from classroom.control import AgentState
from dashboard.launching import Look, Running, Target, TargetKind
from dashboard.name_source import hide_source
from dashboard.texts import start as texts

# A quoted text; a cut one lacks its end. An apostrophe is none, nor is the command that an advice names.
_QUOTED = re.compile(r"""(?<!\w)(["'])(?!classroom ).*\1|(?<!\w)["'](?!classroom ).*$""", re.DOTALL)


def hide_quoted(text: str) -> str:
    """The text without anything that stands in quotes."""
    return _QUOTED.sub('"…"', text)


def hide_running(running: Running) -> Running:
    """The agent's state as whoever hides names sees it."""
    return running if running.state is None else replace(running, state=hide_state(running.state))


def hide_state(state: AgentState) -> AgentState:
    return replace(
        state,
        source=None if state.source is None else hide_source(state.source),
        notes=tuple(replace(note, text=hide_quoted(note.text)) for note in state.notes),
        error=None if state.error is None else hide_quoted(state.error),
    )


def hide_look(look: Look) -> Look:
    """What could be recorded, without titles and names."""
    return replace(
        look,
        targets=tuple(map(_hide_target, look.targets)),
        windows_problem=None if look.windows_problem is None else hide_quoted(look.windows_problem),
        problem=None if look.problem is None else hide_quoted(look.problem),
    )


def _hide_target(target: Target) -> Target:
    return replace(
        target,
        title=texts.TITLE_HIDDEN if target.kind is TargetKind.WINDOW else target.title,
        outlines=tuple(replace(one, name=None) for one in target.outlines),
        problem=None if target.problem is None else hide_quoted(target.problem),
    )
