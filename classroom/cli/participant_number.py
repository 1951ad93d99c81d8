"""The argument that names a participant of a session by number."""

import contextlib
from typing import Any

import click

from classroom.cli.options import current_settings
from classroom.errors import ClassroomError

MOST_TOLD = 8  # participants in one line
LONGEST_NAME = 30


class ParticipantNumber(click.IntRange):
    """A participant's number; what is none is answered with the numbers that there are."""

    name = "number"

    def __init__(self) -> None:
        super().__init__(min=1, max=2**31 - 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            session = None if ctx is None else ctx.params.get("session")
            told = f"{str(value)[:LONGEST_NAME]!r} is no participant's number: give {describe_numbers(session)}"
            self.fail(told, param, ctx)


def describe_numbers(session: object) -> str:
    """Which numbers there are, with names; where the session cannot be read, which command tells."""
    from classroom.cli.wiring import open_default_store

    known: list[str] = []
    if isinstance(session, str):
        with contextlib.suppress(ClassroomError), open_default_store(current_settings()) as store:
            people = store.participants(store.find_session(session).id)
            known = [f"{one.number} ({one.display_name[:LONGEST_NAME]})" for one in people]
    command = f"`classroom participants list {session if known else 'SESSION'}`"
    if not known:
        return f"a whole number that {command} shows"
    more = len(known) - MOST_TOLD
    return ", ".join(known[:MOST_TOLD]) + (f", or one of the {more} others that {command} shows" if more > 0 else "")
