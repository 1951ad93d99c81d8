"""`classroom participants`: who is who in a session."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import combinations
from typing import TYPE_CHECKING

import click

from classroom.cli.options import MomentType, config_option, confirm, current_settings, json_option
from classroom.cli.participant_number import ParticipantNumber
from classroom.counting import Count
from classroom.errors import DataError, NotFoundError

if TYPE_CHECKING:
    from classroom.domain import Session
    from classroom.roster.seen import SeenPerson
    from classroom.storage import Store

NUMBER = ParticipantNumber()


@click.group("participants")
def command() -> None:
    """List a session's participants, rename, merge and split them. What was recorded stays; edits can be undone."""


@command.command("list")
@click.argument("session")
@json_option
@config_option
def list_participants(session: str, as_json: bool) -> None:
    """List the participants of SESSION (any unique prefix of its id, or "latest") with their numbers."""
    with _open() as store:
        _show(store, store.find_session(session), as_json)


@command.command("rename")
@click.argument("session")
@click.argument("number", type=NUMBER)
@click.argument("name", required=False)
@click.option("--reset", is_flag=True, help="Back to the name as read.")
@json_option
@config_option
def rename(session: str, number: int, name: str | None, reset: bool, as_json: bool) -> None:
    """Give participant NUMBER the NAME; it outranks what is read from the screen, also later."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    if (name is None) != reset:
        raise click.UsageError("give a name, or --reset")
    with _open() as store:
        found = store.find_session(session)
        store.rename_participant(found.id, number, name, actor=ACTOR, now=now())
        _show(store, found, as_json)


@command.command("merge")
@click.argument("session")
@click.argument("keep", type=NUMBER)
@click.argument("others", type=NUMBER, nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask, also when they were seen at the same time.")
@json_option
@config_option
def merge(session: str, keep: int, others: tuple[int, ...], yes: bool, as_json: bool) -> None:
    """Show OTHERS as participant KEEP: they were one person. `unmerge` undoes it.

    Asks before it makes one of two who were seen at the same time.
    """
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    with _open() as store:
        found = store.find_session(session)
        wanted = tuple(dict.fromkeys(others))
        if _warn_of_overlaps(store, found, keep, wanted):
            confirm("Make them one all the same?", yes)
        for other in wanted:
            store.merge_participants(found.id, keep, other, actor=ACTOR, now=now())
        _show(store, found, as_json)


@command.command("unmerge")
@click.argument("session")
@click.argument("number", type=NUMBER)
@json_option
@config_option
def unmerge(session: str, number: int, as_json: bool) -> None:
    """Show participant NUMBER, merged into another before, by itself again."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    with _open() as store:
        found = store.find_session(session)
        if any(number == person.participant.number for person in store.participant_details(found.id)):
            raise DataError(
                f"participant {number} is not merged into another: `classroom participants list` shows who is"
            )
        store.unmerge_participant(found.id, number, actor=ACTOR, now=now())
        _show(store, found, as_json)


@command.command("split")
@click.argument("session")
@click.argument("number", type=NUMBER)
@click.argument("at")
@json_option
@config_option
def split(session: str, number: int, at: str, as_json: bool) -> None:
    """Give all of participant NUMBER from AT on to a new participant; merging that one back undoes it.

    AT is a time of the class such as 10:15 or 10:15:30, or a date and time (ISO 8601).
    """
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    with _open() as store:
        found = store.find_session(session)
        new = store.split_participant(found.id, number, read_moment(at, found), actor=ACTOR, now=now())
        if not as_json:
            click.echo(f"Participant {number} from then on is participant {new.number}.")
        _show(store, found, as_json)


@command.command("link")
@click.argument("session")
@click.argument("number", type=NUMBER)
@click.argument("student")
@json_option
@config_option
def link(session: str, number: int, student: str, as_json: bool) -> None:
    """Say that participant NUMBER is STUDENT of the course's roster: a name, an id or an e-mail address."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now
    from classroom.roster.keys import plain_key

    with _open() as store:
        found = store.find_session(session)
        wanted = plain_key(student)
        fits = [
            one
            for one in store.students(found.course)
            if wanted in {plain_key(text) for text in (one.name, one.external_id, one.email) if text}
        ]
        if not fits:
            raise NotFoundError(f"no student {student!r} in {found.course!r}: `classroom roster list` shows them")
        if len(fits) > 1:
            raise DataError(f"{len(fits)} students of {found.course!r} are {student!r}: give the id or e-mail address")
        store.link_participant(found.id, number, fits[0].id, actor=ACTOR, now=now())
        _show(store, found, as_json)


@command.command("unlink")
@click.argument("session")
@click.argument("number", type=NUMBER)
@json_option
@config_option
def unlink(session: str, number: int, as_json: bool) -> None:
    """Say that participant NUMBER is no student of the roster, or not the one linked."""
    from classroom.cli.people import ACTOR
    from classroom.cli.wiring import now

    with _open() as store:
        found = store.find_session(session)
        store.link_participant(found.id, number, None, actor=ACTOR, now=now())
        _show(store, found, as_json)


def read_moment(text: str, session: "Session") -> datetime:
    """A clock time of the class's day (the next day when the class went past midnight), or ISO 8601; aware UTC.

    Raises:
        click.UsageError: neither.
    """
    from classroom.cli.wiring import known_zone

    zone = known_zone(session.time_zone)
    start = session.started_at.astimezone(zone)
    for form in ("%H:%M", "%H:%M:%S"):
        try:
            clock = datetime.strptime(text.strip(), form).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
        moment = datetime.combine(start.date(), clock, zone)
        return (moment if moment >= start - timedelta(hours=12) else moment + timedelta(days=1)).astimezone(UTC)
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no time such as 10:15:30 or 2026-03-02T10:15:30") from None
    if given.tzinfo is None:
        given = given.replace(tzinfo=zone)
    found: datetime = MomentType().convert(given.isoformat(), None, None)
    return found


def _open() -> "Store":
    from classroom.cli.wiring import open_default_store

    return open_default_store(current_settings())


def _show(store: "Store", session: "Session", as_json: bool) -> None:
    from classroom.cli.people import load_people, person_json

    people = load_people(store, session)
    if as_json:
        listed = [person_json(person) for person in people]
        click.echo(json.dumps({"session": str(session.id), "participants": listed}))
    elif people:
        from classroom.cli.wiring import known_zone

        _print_table(people, known_zone(session.time_zone))
    else:
        click.echo("Nobody was seen in this session.")


def _print_table(people: "Sequence[SeenPerson]", zone: tzinfo) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("no", "name", "student", "first", "last", "looks", "visible", "note"):
        table.add_column(heading, justify="right" if heading in {"no", "looks", "visible"} else "left")
    for person in people:
        details, stay = person.details, person.stay
        table.add_row(
            str(details.participant.number),
            Text(details.participant.display_name),
            Text("" if details.student is None else details.student.name),
            "" if stay is None else f"{stay.start.astimezone(zone):%H:%M:%S}",
            "" if stay is None else f"{stay.end.astimezone(zone):%H:%M:%S}",
            str(len(person.frames)),
            str(person.visible),
            Text(_note(person)),
        )
    Console().print(table)


def _note(person: "SeenPerson") -> str:
    details = person.details
    notes = [f"with {', '.join(str(one.number) for one in details.merged)}"] if details.merged else []
    if details.split_from is not None:
        notes.append(f"split from {details.split_from}")
    if details.name_is_given:
        notes.append(f"read: {details.read_name}")
    return "; ".join(notes)


def _warn_of_overlaps(store: "Store", session: "Session", keep: int, others: Sequence[int]) -> bool:
    """Whether two of them were on one picture, who are hardly one person; says so on standard error."""
    from classroom.roster.seen import find_overlap

    records = store.load_records(session.id)
    warned = False
    for one, other in combinations((keep, *(number for number in others if number != keep)), 2):
        seen = find_overlap(records, one, other)
        if seen.both:
            warned = True
            click.echo(
                f"participants {one} and {other} were both seen at the same time on {seen.both} of "
                f"{Count(seen.any):picture|pictures}: two people, or one with two devices?",
                err=True,
            )
    return warned
