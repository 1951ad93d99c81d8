"""Finds all that is kept of one student; a transaction is given."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from classroom.domain import Session, SessionStatus
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consents import Consent, consent_key
from classroom.privacy.student_data import Appearance, StudentTraces, TracedParticipant
from classroom.roster.keys import plain_key
from classroom.roster.types import Student
from classroom.storage.consents import list_consents
from classroom.storage.people import Group, Person, group_people, load_people
from classroom.storage.policies import owner_key
from classroom.storage.roster import list_students
from classroom.storage.sessions import list_sessions
from classroom.storage.tables import AuditRow, ExclusionRow, MarkerRow, SessionNoteRow, SessionRow

# Where people may have written a name: (key columns, column). What was done (`AuditRow.action`) names nobody.
TEXTS: tuple[tuple[tuple[InstrumentedAttribute[Any], ...], InstrumentedAttribute[str]], ...] = (
    ((MarkerRow.session_id, MarkerRow.at), MarkerRow.text),
    ((ExclusionRow.session_id, ExclusionRow.start, ExclusionRow.end), ExclusionRow.text),
    ((SessionNoteRow.session_id,), SessionNoteRow.text),
    ((SessionRow.id,), SessionRow.source),
    ((AuditRow.id,), AuditRow.subject),
)
Mention = tuple[int, tuple[object, ...], str]  # place in `TEXTS`, key, text
SPLIT_MARK = re.compile(r" \(from \d\d:\d\d:\d\d\)$")  # the name a split gives, see `participants.split`
_SHORTEST = 3  # letters of a name that is looked for in texts


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for, and where."""

    keys: frozenset[str]
    students: tuple[Student, ...]
    others: frozenset[UUID]  # students of the same name who are somebody else
    course: str | None
    visible_to: str | None


def find_student(connection: Connection, name: str, course: str | None, visible_to: str | None) -> StudentTraces:
    """All traces of the student of that name, school's id or e-mail address.

    Args:
        course: in this course only; None = in all.
        visible_to: what a teacher may see; None = all.

    Raises:
        DataError: two students of one course have the name: give the id or address.
        NotFoundError: there is no trace.
    """
    return gather(connection, name, find_wanted(connection, name, course, visible_to))


def gather(connection: Connection, name: str, wanted: Wanted) -> StudentTraces:
    """As `find_student`, of one who is known already."""
    course, visible_to = wanted.course, wanted.visible_to
    sessions = list_sessions(connection, visible_to, None)
    appearances = [_find_appearance(connection, one, wanted) for one in sessions if is_of_course(one.course, course)]
    consents = tuple(
        one for one in list_consents(connection, course, visible_to) if consent_key(one.name) in wanted.keys
    )
    spellings = spell(name, wanted.students)
    mine = [one.id for one in sessions]
    mentions = find_mentions(connection, spellings, mine, visible_to) if course is None else ()
    found = StudentTraces(
        name=name,
        keys=wanted.keys,
        students=wanted.students,
        appearances=tuple(one for one in appearances if one is not None),
        consents=_of_one(consents, wanted),
        mentions=len(mentions),
    )
    if replace(found, mentions=sum(map(_is_of_lesson, mentions))).is_empty:  # the audit log alone proves no student
        raise NotFoundError(f"nothing is kept of {name!r}{f' in {course!r}' if course else ''}: check the spelling")
    return found


def spell(name: str, students: Iterable[Student]) -> tuple[str, ...]:
    """The spellings to look for in texts, longest first."""
    names = {name.strip(), *(one.name for one in students)}
    return tuple(sorted((one for one in names if len(one) >= _SHORTEST), key=len, reverse=True))


def mention_pattern(spellings: Sequence[str]) -> re.Pattern[str]:
    """Finds one of the names as whole words, without regard to case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})(?!\w)", re.IGNORECASE)


def find_mentions(
    connection: Connection, spellings: Sequence[str], sessions: Sequence[UUID], visible_to: str | None
) -> tuple[Mention, ...]:
    """Every line with the name; of these sessions, and of what that teacher (None = anybody) did by the audit log."""
    if not spellings:
        return ()
    pattern, mine = mention_pattern(spellings), {*sessions, *_find_deeds(connection, visible_to)}
    found: list[Mention] = []
    for place, (keys, column) in enumerate(TEXTS):
        for *key, text in connection.execute(select(*keys, column)):
            if key[0] in mine and pattern.search(text):
                found.append((place, tuple(key), text))
    return tuple(found)


def _find_deeds(connection: Connection, visible_to: str | None) -> list[UUID]:
    """The lines of the audit log about what that user did; None = all."""
    lines = connection.execute(select(AuditRow.id, AuditRow.actor))
    return [one for one, actor in lines if visible_to is None or owner_key(actor) == owner_key(visible_to)]


def _is_of_lesson(mention: Mention) -> bool:
    return TEXTS[mention[0]][1].class_ is not AuditRow


def find_groups(groups: Sequence[Group], wanted: Wanted) -> tuple[Group, ...]:
    """The participants of one session who are the one looked for, with what was split off from them.

    A half that the teacher has neither named nor linked since bears no name but the student's.
    """
    found = {group.root.number for group in groups if _is_wanted(group, wanted)}
    while True:
        mine = {one.number for group in groups if group.root.number in found for one in (group.root, *group.members)}
        halves = {group.root.number for group in groups if _is_nameless(group) and group.root.split_from in mine}
        if halves <= found:
            return tuple(group for group in groups if group.root.number in found)
        found |= halves


def _is_nameless(group: Group) -> bool:
    return group.student_id is None and not group.shown.name_is_read


def _is_wanted(group: Group, wanted: Wanted) -> bool:
    if group.student_id is not None:
        return group.student_id in {one.id for one in wanted.students}
    if wanted.others:  # a name that two have proves nothing
        return False
    return consent_key(group.shown.display_name) in wanted.keys


def _find_appearance(connection: Connection, session: Session, wanted: Wanted) -> Appearance | None:
    found = find_groups(group_people(load_people(connection, session.id)), wanted)
    if not found:
        return None
    return Appearance(
        session=session.id,
        course=session.course,
        numbers=tuple(one.root.number for one in found),
        names=tuple(one.shown.display_name for one in found),
        is_live=session.status is SessionStatus.LIVE,
        started_at=_local(session),
        people=tuple(_trace(one) for group in found for one in (group.root, *group.members)),
    )


def _local(session: Session) -> datetime:
    try:
        return session.started_at.astimezone(ZoneInfo(session.time_zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a zone that this computer does not know
        return session.started_at


def _trace(one: Person) -> TracedParticipant:
    return TracedParticipant(one.number, one.own_view.display_name, one.merged_into, one.split_from)


def find_wanted(connection: Connection, name: str, course: str | None, visible_to: str | None) -> Wanted:
    listed = [one for one in list_students(connection, None, visible_to) if is_of_course(one.course, course)]
    key, plain = consent_key(name), plain_key(name)
    if not key:
        raise DataError("name the student")
    by_id = [one for one in listed if plain in (plain_key(one.external_id or ""), plain_key(one.email or ""))]
    by_name = [one for one in listed if consent_key(one.name) == key]
    by_alias = [one for one in listed if key in map(consent_key, one.aliases)]
    students = by_id or by_name or by_alias
    _require_one_a_course(students, name)
    keys = frozenset(consent_key(one.name) for one in students) | (frozenset() if by_id else {key})
    others = frozenset(one.id for one in listed if consent_key(one.name) in keys) - {one.id for one in students}
    return Wanted(keys, tuple(students), others, course, visible_to)


def _require_one_a_course(students: Sequence[Student], name: str) -> None:
    places = [(plain_key(one.course), one.owner) for one in students]
    if len(set(places)) < len(places):
        raise DataError(f"two students of one course are {name!r}: give the school's id or the e-mail address")


def _of_one(consents: tuple[Consent, ...], wanted: Wanted) -> tuple[Consent, ...]:
    """Without those that are surely of another student with the same name."""
    return tuple(one for one in consents if one.student not in wanted.others)


def is_of_course(course: str, wanted: str | None) -> bool:
    return wanted is None or plain_key(course) == plain_key(wanted)
