"""`classroom agent`: the class that is being recorded on this computer, seen and controlled from elsewhere."""

import json
from typing import TYPE_CHECKING

import click

from classroom.cli.options import AGENT_FOLDER, json_option

if TYPE_CHECKING:
    from classroom.control import AgentState, RemoteAgent


@click.group("agent", invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Say what is being recorded on this computer; pause, resume or stop it."""
    if ctx.invoked_subcommand is not None:
        return
    from classroom.control.state import to_json

    state = _remote().state()
    if as_json:
        click.echo(json.dumps(None) if state is None else to_json(state))
    else:
        click.echo("No class has been recorded yet." if state is None else describe(state))


@command.command("pause")
def pause() -> None:
    """Grab nothing until 'resume': the session shows a gap."""
    _give("pause", "is paused: go on with 'classroom agent resume'")


@command.command("resume")
def resume() -> None:
    """Go on after 'pause'."""
    _give("resume", "goes on")


@command.command("stop")
def stop() -> None:
    """End the class cleanly, as Ctrl-C in its terminal does."""
    _give("stop", "ends")


def describe(state: "AgentState") -> str:
    """One line about an agent, for people."""
    from classroom.control.state import plain_line

    last = state.last
    told = [f'"{state.course}": {state.phase.value}']
    if state.source:
        told.append(state.source)
    if last is not None and not state.phase.is_over:
        told.append(f"{last.tiles} tiles, {last.faces} faces at the last look")
    if state.session is not None:
        told.append(f"session {state.session.hex[:13]}")
    return plain_line(", ".join(told) + (f"; {state.error}" if state.error else ""))


def _remote() -> "RemoteAgent":
    from classroom.config import data_folder
    from classroom.control import RemoteAgent

    return RemoteAgent(data_folder() / AGENT_FOLDER)


def _give(name: str, told: str) -> None:
    from classroom.control import Command

    state = _remote().give(Command(name))
    click.echo(f'"{state.course}" {told}.')
