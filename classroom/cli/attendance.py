"""Shows a platform's attendance list beside what was seen in a session, and offers what follows from it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from classroom.cli.linking import Pair, pair_json, take_pairs
from classroom.cli.people import ACTOR, load_people
from classroom.cli.wiring import known_zone, now
from classroom.counting import Count
from classroom.roster.attendance_links import find_links, find_student
from classroom.roster.comparison import (
    Comparison,
    Proposal,
    ProposalKind,
    compare_attendance,
    is_of_another_time,
)
from classroom.roster.seen import SeenPerson, recorded_time
from classroom.roster.types import AttendanceEntry

if TYPE_CHECKING:
    from classroom.domain import Session
    from classroom.storage import Store


@dataclass(frozen=True, slots=True)
class _Comparing:
    """All that is compared, and what came of it."""

    session: "Session"
    entries: tuple[AttendanceEntry, ...]
    people: dict[int, SeenPerson]  # by number
    found: Comparison
    pairs: tuple[Pair, ...]  # links to students that follow from the list


def compare_session(
    store: "Store", session: "Session", file: Path, *, zone: str | None, yes: bool, as_json: bool
) -> None:
    """Prints who is in the list and was seen, who was not seen, who is not in it; then asks about proposals.

    Raises:
        DataError: the file is no attendance list.
        click.UsageError: the zone is unknown.
    """
    from classroom.roster.attendance import read_attendance

    entries = read_attendance(file, _read_zone(zone or session.time_zone), session.started_at)
    work = _compare(store, session, entries)
    if is_of_another_time(entries, recorded_time(session)):
        click.echo(
            "warning: all times of the list are outside this class: is it another day's list (choose that session), or "
            "in another time zone (--zone)?",
            err=True,
        )
    if not as_json:
        _print(work)
    ask = not as_json and not yes and sys.stdin.isatty()
    linked = take_pairs(work.pairs, yes=yes, ask=ask)
    for pair in linked:
        store.link_participant(session.id, pair.person.participant.number, pair.student.id, actor=ACTOR, now=now())
    taken = [one for one in work.found.proposals if ask and click.confirm(_question(one, work))]
    for proposal in taken:
        _take(store, work, proposal)
    if as_json:
        click.echo(json.dumps(_as_json(work, linked)))
    else:
        click.echo(
            f"Linked {Count(len(linked)):participant|participants}, took {len(taken)} of "
            f"{Count(len(work.found.proposals)):proposal|proposals}."
        )


def _compare(store: "Store", session: "Session", entries: tuple[AttendanceEntry, ...]) -> _Comparing:
    people = load_people(store, session)
    found = compare_attendance(entries, [person.compared for person in people], recorded_time(session))
    by_number = {person.participant.number: person for person in people}
    students = store.students(session.course, visible_to=session.owner)
    links = find_links(found.seen, entries, by_number, students)
    pairs = tuple(Pair(one.person, one.student, one.score, one.confidence) for one in links)
    return _Comparing(session, entries, by_number, found, pairs)


def _take(store: "Store", work: _Comparing, proposal: Proposal) -> None:
    session, entry = work.session, work.entries[proposal.entry]
    if proposal.kind is ProposalKind.SAME_PERSON and proposal.keep is not None:
        store.merge_participants(session.id, proposal.keep, proposal.participant, actor=ACTOR, now=now())
        return
    store.rename_participant(session.id, proposal.participant, entry.name, actor=ACTOR, now=now())
    student = find_student(entry, store.students(session.course, visible_to=session.owner))
    linked = {one.student.id for one in store.participant_details(session.id) if one.student is not None}
    if student is not None and student.id not in linked:
        store.link_participant(session.id, proposal.participant, student.id, actor=ACTOR, now=now())


def _question(proposal: Proposal, work: _Comparing) -> str:
    shown = work.people[proposal.participant].participant
    name = work.entries[proposal.entry].name
    if proposal.kind is ProposalKind.SAME_PERSON:
        return f"Merge participant {shown.number} ({shown.display_name}) into {proposal.keep}? Both fit {name}"
    return f"Participant {shown.number} ({shown.display_name}) came and went with {name}: the same person?"


def _print(work: _Comparing) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("in the list", "minutes", "seen as", "from", "to", "confidence"):
        table.add_column(heading, justify="right" if heading == "minutes" else "left")
    zone = known_zone(work.session.time_zone)
    pairs = {one.entry: one for one in work.found.seen}
    for index, entry in enumerate(work.entries):
        pair = pairs.get(index)
        person = None if pair is None else work.people[pair.participant]
        stay = None if person is None else person.stay
        table.add_row(
            Text(entry.name),
            "" if entry.minutes is None else f"{entry.minutes:.0f}",
            Text("not seen" if person is None else _label(person)),
            "" if stay is None else f"{stay.start.astimezone(zone):%H:%M}",
            "" if stay is None else f"{stay.end.astimezone(zone):%H:%M}",
            "" if pair is None else str(pair.confidence),
        )
    Console().print(table)
    if work.found.unlisted:
        people = (_label(work.people[number]) for number in work.found.unlisted)
        click.echo("Seen, and not in the list: " + ", ".join(people))
    for proposal in work.found.proposals:
        click.echo("Proposal: " + _question(proposal, work))
    click.echo("Not seen is not absent: cameras off, other pages of the gallery and unread names are not seen either.")


def _label(person: SeenPerson) -> str:
    return f"{person.participant.number} {person.participant.display_name}"


def _as_json(work: _Comparing, linked: Sequence[Pair]) -> dict[str, Any]:
    numbers = {pair.person.participant.number for pair in linked}
    return {
        "session": str(work.session.id),
        "platform": str(work.entries[0].platform),
        "seen": [
            {
                **_entry_json(work.entries[one.entry]),
                "participant": one.participant,
                "seen_as": work.people[one.participant].participant.display_name,
                "score": round(one.score, 3),
                "confidence": str(one.confidence),
            }
            for one in work.found.seen
        ],
        "not_seen": [_entry_json(work.entries[index]) for index in work.found.not_seen],
        "unlisted": list(work.found.unlisted),
        "proposals": [
            {
                "kind": str(one.kind),
                "participant": one.participant,
                "entry": work.entries[one.entry].name,
                "keep": one.keep,
            }
            for one in work.found.proposals
        ],
        "links": [{**pair_json(pair), "linked": pair.person.participant.number in numbers} for pair in work.pairs],
    }


def _entry_json(entry: AttendanceEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "other_names": list(entry.other_names),
        "email": entry.email,
        "minutes": None if entry.minutes is None else round(entry.minutes, 2),
        "intervals": [[stay.start.isoformat(), stay.end.isoformat()] for stay in entry.intervals],
    }


def _read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise click.UsageError(f"{name!r} is no IANA zone name such as Europe/Vienna") from error
