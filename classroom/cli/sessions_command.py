"""`classroom sessions`: list, move or delete what was recorded."""

import json
from typing import TYPE_CHECKING, Any

import click

from classroom.cli.options import config_option, confirm, current_settings, json_option
from classroom.counting import Count

if TYPE_CHECKING:
    from classroom.domain import Session
    from classroom.roster.types import CourseMove


@click.group("sessions", invoke_without_command=True)
@json_option
@config_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the sessions, newest first; `sessions move` corrects a course, `sessions delete` removes one."""
    if ctx.invoked_subcommand is not None:
        return
    from classroom.cli.wiring import open_default_store

    with open_default_store(current_settings()) as store:
        sessions = store.sessions()
    if as_json:
        click.echo(json.dumps([session_json(session) for session in sessions]))
    elif sessions:
        _print_table(sessions)
    else:
        click.echo('No sessions yet. Try "classroom demo", or record one: classroom start --course "Physics 101"')


def session_json(session: "Session") -> dict[str, Any]:
    """The public JSON form of a session."""
    return {
        "id": str(session.id),
        "course": session.course,
        "started_at": session.started_at.isoformat(),
        "ended_at": None if session.ended_at is None else session.ended_at.isoformat(),
        "status": str(session.status),
        "source": session.source,
        "demo": session.is_demo,
        "interval_s": session.interval_s,
        "time_zone": session.time_zone,
        "frames": session.frame_count,
        "gallery_frames": session.gallery_frame_count,
        "participants": session.participant_count,
        "observations": session.observation_count,
    }


def _print_table(sessions: "tuple[Session, ...]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from classroom.cli.wiring import known_zone

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("id", "course", "start", "min", "status", "people", "frames"):
        wraps = heading == "course"
        table.add_column(
            heading, no_wrap=not wraps, justify="right" if heading in {"min", "people", "frames"} else "left"
        )
    for session in sessions:
        start = session.started_at.astimezone(known_zone(session.time_zone))
        end = session.ended_at or session.last_frame_at
        minutes = "" if end is None else f"{(end - session.started_at).total_seconds() / 60:.0f}"
        course = session.course + (" (demo)" if session.is_demo else "")
        table.add_row(
            session.id.hex[:13],
            Text(course),
            f"{start:%Y-%m-%d %H:%M}",
            minutes,
            session.status,
            str(session.participant_count),
            str(session.frame_count),
        )
    Console().print(table)


@command.command("delete")
@click.argument("session", required=False)
@click.option("--demo", is_flag=True, help="Delete all demo sessions.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@config_option
def delete(session: str | None, demo: bool, yes: bool) -> None:
    """Delete SESSION (any unique prefix of its id, or "latest") with all its records, or all demo sessions."""
    from classroom.cli.wiring import describe, now, open_default_store

    if (session is None) != demo:
        raise click.UsageError("name one session, or give --demo")
    with open_default_store(current_settings()) as store:
        if session is None:
            click.echo(f"Deleted {Count(store.delete_demo()):demo session|demo sessions}.")
            return
        found = store.find_session(session)
        confirm(f"Delete {describe(found)} and all its records? This cannot be undone", yes)
        store.delete_session(found.id)
        store.add_audit(now(), "command line", "session deleted", found.id.hex)
        click.echo(f"Deleted {describe(found)}")


@command.command("move")
@click.argument("session")
@click.argument("course")
@json_option
@config_option
def move(session: str, course: str, as_json: bool) -> None:
    """Give SESSION (any unique prefix of its id, or "latest") another COURSE; a new name makes a new course.

    Participants are linked anew, to the students of that course's list whose names are equal. A class that is still
    recorded is stopped first.
    """
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import describe, now, open_default_store
    from classroom.roster.keys import plain_key

    with open_default_store(current_settings()) as store:
        found = store.find_session(session)
        courses = [*(one.course for one in store.sessions()), *(one.course for one in store.students())]
        done = store.move_session(found.id, course, actor=ACTOR, now=now())
    if as_json:
        said = {"session": str(found.id), "before": done.before, "course": done.after}
        click.echo(json.dumps({**said, "unlinked": len(done.links), "linked": done.linked}))
    elif done.before == done.after:
        click.echo(f"Nothing to do: {describe(found)} is of that course already.")
    else:
        click.echo(_describe_move(describe(found), done, is_new=plain_key(done.after) not in map(plain_key, courses)))


def _describe_move(session: str, move: "CourseMove", *, is_new: bool) -> str:
    said = f'Moved {session} to {"the new course " if is_new else ""}"{move.after}".'
    if not move.links and not move.linked:
        return said
    gone = (
        f"{Count(len(move.links)):link|links} to the list of the old course {'is' if len(move.links) == 1 else 'are'}"
    )
    return f"{said} {gone} gone; {Count(move.linked):participant is|participants are} linked to the new one's by name."
