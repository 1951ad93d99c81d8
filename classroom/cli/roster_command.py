"""`classroom roster`: the students of a course, and which participants they are."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, confirm, course_option, current_settings, json_option, owner_option
from classroom.counting import Count

if TYPE_CHECKING:
    from classroom.roster.reading import RosterFile
    from classroom.roster.types import Student
    from classroom.storage import Store

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group("roster")
def command() -> None:
    """Keep a course's list of students and link the participants of its sessions to them."""


@command.command("import")
@click.argument("file", type=FILE)
@course_option
@owner_option
@yes_option
@json_option
@config_option
def import_file(file: Path, course: str, owner: str | None, yes: bool, as_json: bool) -> None:
    """Import the students of FILE (CSV with names; ids, e-mail addresses and consent if any); nobody is removed."""
    from dataclasses import asdict

    from classroom.cli.consent_command import describe_change
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import check_owner, now
    from classroom.privacy.consent_list import find_consents
    from classroom.privacy.consents import ConsentChange
    from classroom.roster.csv_rows import read_rows
    from classroom.roster.reading import find_entries

    rows = read_rows(file)
    read, decisions = find_entries(rows, str(file)), find_consents(rows, str(file))
    _tell_oddities(read)
    with _open() as store:
        owned = check_owner(store, current_settings(), owner)
        if not as_json:
            _preview(read)
        confirm(f"Import {Count(len(read.entries)):student|students} into {course}?", yes)
        change = store.import_roster(course, read.entries, owner=owned, actor=ACTOR, now=now())
        consents = ConsentChange(0, 0, 0, 0)
        if decisions:
            consents = store.save_consents(course, decisions, owner=owned, actor=ACTOR, now=now())
    if as_json:
        told = {**asdict(change), "duplicates": list(read.duplicates), "consents": asdict(consents)}
        click.echo(json.dumps({"course": course, **told}))
        return
    click.echo(f"{course}: {change.added} added, {change.updated} updated, {change.unchanged} as before.")
    if decisions:
        click.echo(describe_change(course, consents))


@command.command("list")
@click.option("--course", help="Of this course only.")
@json_option
@config_option
def list_students(course: str | None, as_json: bool) -> None:
    """List the students with their ids and the display names they are recognised by."""
    with _open() as store:
        students = store.students(course)
    if as_json:
        click.echo(json.dumps([student_json(student) for student in students]))
    elif students:
        _print_students(students)
    else:
        click.echo("No students yet. Import a list: classroom roster import FILE.csv --course NAME")


@command.command("remove")
@click.argument("students", nargs=-1)
@course_option
@click.option("--all", "everybody", is_flag=True, help="Remove the whole list.")
@yes_option
@json_option
@config_option
def remove(students: tuple[str, ...], course: str, everybody: bool, yes: bool, as_json: bool) -> None:
    """Remove STUDENTS (names, school's ids or addresses) from the list; what was recorded stays, without the link."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    if bool(students) == everybody:
        raise click.UsageError("name the students, or give --all")
    with _open() as store:
        listed = store.students(course)
        chosen = listed if everybody else tuple(_find_student(listed, text, course) for text in students)
        confirm(f"Remove {', '.join(one.name for one in chosen[:5])}{_more(len(chosen), 5)} from {course}?", yes)
        removed = store.remove_students({one.id for one in chosen}, actor=ACTOR, now=now())
    click.echo(
        json.dumps({"course": course, "removed": removed}) if as_json else f"Removed {Count(removed):student|students}."
    )


@command.command("match")
@click.argument("session")
@click.option("--yes", is_flag=True, help="Link exact and likely pairs without asking; unsure ones stay.")
@json_option
@config_option
def match(session: str, yes: bool, as_json: bool) -> None:
    """Show which participants of SESSION fit which students of its course, and link those that are confirmed."""
    from classroom.cli.linking import match_session

    with _open() as store:
        match_session(store, store.find_session(session), yes=yes, as_json=as_json)


@command.command("attendance")
@click.argument("session")
@click.argument("file", type=FILE)
@click.option("--zone", help="Time zone of the file's times (IANA name), if not the class's.")
@click.option("--yes", is_flag=True, help="Link exact and likely pairs without asking; proposals stay.")
@json_option
@config_option
def attendance(session: str, file: Path, zone: str | None, yes: bool, as_json: bool) -> None:
    """Compare the attendance list of Zoom, Meet or Teams with what was seen in SESSION. Not seen is not absent."""
    from classroom.cli.attendance import compare_session

    with _open() as store:
        compare_session(store, store.find_session(session), file, zone=zone, yes=yes, as_json=as_json)


def student_json(student: "Student") -> dict[str, object]:
    """The public JSON form of a student."""
    return {
        "id": str(student.id),
        "course": student.course,
        "name": student.name,
        "external_id": student.external_id,
        "email": student.email,
        "aliases": list(student.aliases),
        "owner": student.owner,
    }


def _open() -> "Store":
    from classroom.cli.wiring import open_default_store

    return open_default_store(current_settings())


def _tell_oddities(read: "RosterFile") -> None:
    if read.duplicates:
        names = ", ".join(read.duplicates[:5]) + _more(len(read.duplicates), 5)
        click.echo(f"note: listed twice, taken once: {names}", err=True)
    if read.nameless:
        lines = ", ".join(map(str, read.nameless[:5])) + _more(len(read.nameless), 5)
        click.echo(f"note: left out, no name in line {lines}", err=True)


def _preview(read: "RosterFile") -> None:
    if not sys.stdout.isatty():
        return
    for entry in read.entries[:10]:
        click.echo("  " + "  ".join(part for part in (entry.name, entry.external_id, entry.email) if part))
    if len(read.entries) > 10:
        click.echo(f"  ... and {len(read.entries) - 10} more")


def _more(count: int, shown: int) -> str:
    return f" and {count - shown} more" if count > shown else ""


def _find_student(students: "tuple[Student, ...]", text: str, course: str) -> "Student":
    """Raises: NotFoundError when none or several fit."""
    from classroom.errors import NotFoundError
    from classroom.roster.keys import name_key, plain_key

    key = plain_key(text)
    exact = [one for one in students if key in (plain_key(one.external_id or ""), plain_key(one.email or ""))]
    found = exact or [one for one in students if name_key(one.name) == name_key(text) != ""]
    if not found:
        raise NotFoundError(f"{course} has no student {text!r}: `classroom roster list` shows them")
    if len(found) > 1:
        raise NotFoundError(f"{course} has {len(found)} students {text!r}: name the id or e-mail address")
    return found[0]


def _print_students(students: "tuple[Student, ...]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("course", "name", "id", "e-mail", "also seen as"):
        table.add_column(heading)
    for one in students:
        cells = (one.course, one.name, one.external_id or "", one.email or "", ", ".join(one.aliases))
        table.add_row(*map(Text, cells))
    Console().print(table)
