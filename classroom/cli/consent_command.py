"""`classroom consent`: who agreed to be read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, confirm, course_option, current_settings, json_option, owner_option
from classroom.counting import Count

if TYPE_CHECKING:
    from classroom.privacy.consents import Consent, ConsentChange, ConsentEntry
    from classroom.storage import Store


@click.group("consent")
def command() -> None:
    """Keep a course's consent register: who did not agree is left out before anything of a face is read."""


@command.command("list")
@click.option("--course", help="Of this course only.")
@json_option
@config_option
def list_consents(course: str | None, as_json: bool) -> None:
    """List the decisions; students who are not listed are treated as policy.unknown_names says."""
    settings = current_settings()
    with _open() as store:
        listed = store.consents(course)
    if as_json:
        click.echo(json.dumps([consent_json(one) for one in listed]))
        return
    if listed:
        _print_table(listed)
    else:
        click.echo("No decisions yet. Write them down: classroom consent set no NAME --course NAME")
    policy = settings.policy
    click.echo(f"Without consent: {policy.without_consent}; not listed: {policy.unknown_names}.", err=True)


@command.command("set")
@click.argument("decision", type=click.Choice(["yes", "no", "unknown"]))
@click.argument("names", nargs=-1, required=True)
@course_option
@owner_option
@json_option
@config_option
def set_consents(decision: str, names: tuple[str, ...], course: str, owner: str | None, as_json: bool) -> None:
    """Write down the DECISION of the students NAMES (as on the roster or in the call); unknown takes it back."""
    from classroom.privacy.consents import ConsentEntry, Decision

    said = None if decision == "unknown" else Decision(decision)
    _save(course, [ConsentEntry(name, said) for name in names], owner, as_json)


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@course_option
@owner_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@config_option
def import_file(file: Path, course: str, owner: str | None, yes: bool, as_json: bool) -> None:
    """Import decisions from FILE (CSV with names and a column "Consent": yes, no or empty)."""
    from classroom.privacy.consent_list import read_consents

    entries = read_consents(file)
    confirm(f"Write down {Count(len(entries)):decision|decisions} for {course}?", yes)
    _save(course, list(entries), owner, as_json)


def consent_json(consent: "Consent") -> dict[str, object]:
    """The public JSON form of a decision."""
    return {
        "course": consent.course,
        "name": consent.name,
        "decision": str(consent.decision),
        "owner": consent.owner,
        "student": None if consent.student is None else str(consent.student),
        "given_at": consent.given_at.isoformat(),
        "given_by": consent.given_by,
    }


def describe_change(course: str, change: "ConsentChange") -> str:
    """One line about what was written down."""
    parts = ((change.added, "new"), (change.changed, "changed"), (change.removed, "taken back"))
    told = ", ".join(f"{count} {what}" for count, what in parts if count) or "nothing new"
    return f"Consent register of {course}: {told}. A class that is being recorded follows within a minute."


def _save(course: str, entries: "list[ConsentEntry]", owner: str | None, as_json: bool) -> None:
    from dataclasses import asdict

    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import check_owner, now

    with _open() as store:
        owned = check_owner(store, current_settings(), owner)
        change = store.save_consents(course, entries, owner=owned, actor=ACTOR, now=now())
    click.echo(json.dumps({"course": course, **asdict(change)}) if as_json else describe_change(course, change))


def _open() -> "Store":
    from classroom.cli.wiring import open_default_store

    return open_default_store(current_settings())


def _print_table(consents: "tuple[Consent, ...]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("course", "name", "decision", "since", "by"):
        table.add_column(heading)
    for one in consents:
        since = f"{one.given_at.astimezone():%Y-%m-%d}"
        table.add_row(*map(Text, (one.course, one.name, str(one.decision), since, one.given_by)))
    Console().print(table)
