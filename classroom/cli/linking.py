"""Links a session's participants to the students of its course, asking about each that is not sure."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from classroom.cli.people import ACTOR, load_people
from classroom.cli.wiring import now
from classroom.counting import Count
from classroom.errors import NotFoundError
from classroom.roster.seen import SeenPerson
from classroom.roster.types import Confidence, NameMatch, Student

if TYPE_CHECKING:
    from classroom.domain import Session
    from classroom.storage import Store

SURE = (Confidence.EXACT, Confidence.LIKELY)


@dataclass(frozen=True, slots=True)
class Pair:
    """A participant and the student who may be it."""

    person: SeenPerson
    student: Student
    score: float  # 0-1
    confidence: Confidence
    rivals: tuple[Student, ...] = ()


def match_session(store: "Store", session: "Session", *, yes: bool, as_json: bool) -> None:
    """Shows the pairs and links those that `--yes` or the person at the terminal takes.

    Raises:
        NotFoundError: the course has no students.
    """
    students = store.students(session.course, visible_to=session.owner)
    if not students:
        raise NotFoundError(
            f"{session.course!r} has no list of students: `classroom roster import FILE.csv --course ...`"
        )
    people = load_people(store, session)
    pairs, unmatched = find_pairs(people, students)
    if not as_json:
        _print_pairs(pairs, unmatched, _left_over(people, pairs, students))
    taken = take_pairs(pairs, yes=yes, ask=not as_json and sys.stdin.isatty())
    for pair in taken:
        store.link_participant(session.id, pair.person.participant.number, pair.student.id, actor=ACTOR, now=now())
    if as_json:
        click.echo(json.dumps(_as_json(session, people, pairs, unmatched, taken, students)))
    else:
        _tell_result(taken, pairs)


def find_pairs(
    people: Sequence[SeenPerson], students: Sequence[Student]
) -> tuple[tuple[Pair, ...], tuple[SeenPerson, ...]]:
    """Participants without a student and those they may be; then the ones that fit nobody."""
    from classroom.roster.matching import match_names

    linked = {person.details.student.id for person in people if person.details.student is not None}
    free = [student for student in students if student.id not in linked]
    open_people = [person for person in people if person.details.student is None]
    names = [_matchable(person) for person in open_people]
    matches = match_names(names, [(student.name, *student.aliases) for student in free])
    pairs = tuple(_pair(open_people[one.name], one, free) for one in matches if one.person is not None)
    return pairs, tuple(open_people[one.name] for one in matches if one.person is None)


def take_pairs(pairs: Sequence[Pair], *, yes: bool, ask: bool) -> tuple[Pair, ...]:
    """Those to link: the sure ones by `--yes`; at a terminal those that are confirmed; else none."""
    sure = [pair for pair in pairs if pair.confidence in SURE]
    if yes:
        return tuple(sure)
    if not ask:
        return ()
    taken = (
        sure if sure and click.confirm(f"Link {Count(len(sure)):exact or likely pair|exact and likely pairs}?") else []
    )
    unsure = [pair for pair in pairs if pair.confidence is Confidence.UNSURE]
    question = "Is participant {0.number} ({0.display_name}) the student {1}?"
    return (
        *taken,
        *(one for one in unsure if click.confirm(question.format(one.person.participant, one.student.name))),
    )


def pair_json(pair: Pair) -> dict[str, Any]:
    """The public JSON form of a pair."""
    return {
        "participant": pair.person.participant.number,
        "name": pair.person.participant.display_name,
        "student": {"id": str(pair.student.id), "name": pair.student.name},
        "score": round(pair.score, 3),
        "confidence": str(pair.confidence),
        "rivals": [rival.name for rival in pair.rivals],
    }


def _matchable(person: SeenPerson) -> str:
    """The name shown; "" when it was made by us and says nothing."""
    return person.participant.display_name if person.participant.name_is_read else ""


def _pair(person: SeenPerson, match: NameMatch, students: Sequence[Student]) -> Pair:
    rivals = tuple(students[index] for index in match.rivals)
    return Pair(person, students[match.person or 0], match.score, match.confidence, rivals)


def _left_over(people: Sequence[SeenPerson], pairs: Sequence[Pair], students: Sequence[Student]) -> tuple[Student, ...]:
    found = {pair.student.id for pair in pairs}
    found |= {person.details.student.id for person in people if person.details.student is not None}
    return tuple(student for student in students if student.id not in found)


def _print_pairs(pairs: Sequence[Pair], unmatched: Sequence[SeenPerson], not_seen: Sequence[Student]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("no", "participant", "student", "score", "confidence", "also fits"):
        table.add_column(heading, justify="right" if heading in {"no", "score"} else "left")
    for pair in pairs:
        table.add_row(
            str(pair.person.participant.number),
            Text(pair.person.participant.display_name),
            Text(pair.student.name),
            f"{pair.score:.2f}",
            str(pair.confidence),
            Text(", ".join(rival.name for rival in pair.rivals)),
        )
    if pairs:
        Console().print(table)
    if unmatched:
        click.echo("Fit no student: " + ", ".join(_label(person) for person in unmatched))
    if not_seen:
        click.echo("Not seen (which is not absent): " + ", ".join(student.name for student in not_seen))


def _label(person: SeenPerson) -> str:
    return f"{person.participant.number} {person.participant.display_name}"


def _tell_result(taken: Sequence[Pair], pairs: Sequence[Pair]) -> None:
    left = len(pairs) - len(taken)
    click.echo(
        f"Linked {Count(len(taken)):participant|participants}."
        + (f" {Count(left):pair is|pairs are} left as before." if left else "")
    )
    if left and not taken and not sys.stdin.isatty():
        click.echo("Without a terminal nobody can be asked: --yes links the exact and likely ones.", err=True)


def _as_json(
    session: "Session",
    people: Sequence[SeenPerson],
    pairs: Sequence[Pair],
    unmatched: Sequence[SeenPerson],
    taken: Sequence[Pair],
    students: Sequence[Student],
) -> dict[str, Any]:
    linked = {pair.person.participant.number for pair in taken}
    return {
        "session": str(session.id),
        "pairs": [{**pair_json(pair), "linked": pair.person.participant.number in linked} for pair in pairs],
        "linked_before": [person.participant.number for person in people if person.details.student is not None],
        "fit_no_student": [person.participant.number for person in unmatched],
        "not_seen": [student.name for student in _left_over(people, pairs, students)],
    }
