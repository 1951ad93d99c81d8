"""`classroom student`: all that is kept of one student, handed out or erased."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, confirm, current_settings, json_option
from classroom.counting import Count
from classroom.errors import OutputError

if TYPE_CHECKING:
    from classroom.privacy.student_data import Erasure
    from classroom.storage import Store

in_course = click.option("--course", help="In this course only; default: in all.")


@click.group("student")
def command() -> None:
    """Export or erase all that is kept of one student: the rights of the GDPR, articles 15 and 17."""


@command.command("export")
@click.argument("name")
@in_course
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write: NAME.json, or NAME.zip with a CSV a table; default: JSON on standard output.",
)
@config_option
def export(name: str, course: str | None, output: Path | None) -> None:
    """Write all that is kept of the student NAME (or school's id, or e-mail address)."""
    from classroom.cli.export_command import write_file
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now
    from classroom.student_report import student_json, student_zip

    if output is not None and output.suffix.lower() not in {".json", ".zip"}:
        raise OutputError(f"{output} says no format: name a file that ends with .json or .zip")
    with _open() as store:
        _fetch_waiting(store)
        tables = store.export_student(name, course=course, actor=ACTOR, now=now())
    if output is None:
        click.echo(student_json(name, tables, now()))
        return
    as_zip = output.suffix.lower() == ".zip"
    write_file(output, student_zip(tables, now()) if as_zip else student_json(name, tables, now()).encode())
    click.echo(f"Wrote {output}: {sum(len(one.rows) for one in tables)} rows. It is that student's: keep it safe.")


@command.command("erase")
@click.argument("name")
@in_course
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@config_option
def erase(name: str, course: str | None, yes: bool, as_json: bool) -> None:
    """Erase all that is kept of the student NAME (or school's id, or e-mail address); nobody else loses anything.

    It cannot be undone. Backups keep what they hold: see docs/privacy.md.
    """
    from dataclasses import asdict

    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    with _open() as store:
        _fetch_waiting(store)
        traces = store.find_student(name, course=course)
        where = f" in {', '.join(traces.courses[:5])}" if traces.courses else ""
        for line in traces.describe_people():
            click.echo(f"  {line}", err=True)
        confirm(f"Erase {name}: {traces.describe()}{where}? This cannot be undone", yes)
        done = store.erase_student(name, course=course, actor=ACTOR, now=now())
        compacted = store.compact()
    click.echo(json.dumps(asdict(done)) if as_json else describe_erasure(done))
    if not compacted:
        click.echo(
            "note: the database is in use, so that the erased rows are overwritten but its file is not rewritten yet: "
            "run `classroom db purge` when nothing else runs",
            err=True,
        )
    _tell_waiting()


def describe_erasure(done: "Erasure") -> str:
    """One line about what is gone, without a name."""
    return (
        f"Erased: {Count(done.participants):participant|participants} and "
        f"{Count(done.observations):observation|observations} in {Count(done.sessions):session|sessions}, "
        f"{Count(done.students):roster line|roster lines}, {Count(done.consents):consent line|consent lines}, "
        f"{Count(done.mentions):mention|mentions}. Backups keep theirs."
    )


def _fetch_waiting(store: "Store") -> None:
    """Brings into the database what agents that are gone had to keep beside it: it is about students too."""
    from classroom.cli.homes import catch_up_store
    from classroom.cli.wiring import is_agent_alive, now

    catch_up_store(store)
    store.mark_interrupted(now(), is_agent_alive)  # what has arrived may be a class that nobody records any more


def _tell_waiting() -> None:
    """Says when frames still wait for a database or a server: in them the student is not erased."""
    from classroom.cli.homes import count_spools

    count = count_spools()
    if count:
        click.echo(
            f"warning: {Count(count):class of this computer waits|classes of this computer wait} to be delivered, and "
            "the student may be in them: when they have arrived (`classroom db deliver`, or the end of the class), "
            "erase once more",
            err=True,
        )


def _open() -> "Store":
    from classroom.cli.wiring import open_default_store

    return open_default_store(current_settings())
