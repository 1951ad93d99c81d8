"""The consent register, kept; a transaction is given."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, or_, select

from classroom.errors import DataError
from classroom.privacy.consents import (
    Consent,
    ConsentChange,
    ConsentEntry,
    ConsentRegister,
    consent_key,
    make_register,
)
from classroom.roster.types import Student
from classroom.storage.people import group_people, load_people
from classroom.storage.policies import course_key, owner_key
from classroom.storage.privacy_tables import ConsentRow
from classroom.storage.roster import find_by_key, list_students
from classroom.storage.statements import insert_or_update
from classroom.storage.tables import NAME_LENGTH

_SAID = ("owner", "course", "name", "decision", "student_id", "given_at", "given_by")


def save_consents(
    connection: Connection,
    course: str,
    entries: Sequence[ConsentEntry],
    *,
    owner: str | None,
    given_by: str,
    now: datetime,
) -> ConsentChange:
    """Writes down each entry's decision in place of an earlier one of the same name; None takes the line out.

    Raises:
        DataError: the course or a name is empty, too long or not printable.
    """
    key = {"owner_key": owner_key(owner), "course_key": course_key(course)}
    if not key["course_key"]:
        raise DataError("consent is given for a course: name it")
    known = {row.key: row.decision for row in connection.execute(_select_rows(*_is(key)))}
    students = find_by_key(connection, course, owner, [consent_key(one.name) for one in entries])
    added = changed = removed = 0
    for entry in entries:
        name = _clean_name(entry.name)
        own = consent_key(name)[:NAME_LENGTH]
        if known.get(own) is entry.decision:
            continue
        if entry.decision is None:
            connection.execute(delete(ConsentRow).where(*_is({**key, "key": own})))
            removed += 1
        else:
            row: dict[str, object] = {"owner": owner, "course": course.strip(), "name": name}
            row |= {"decision": entry.decision, "student_id": students.get(own), "given_at": now, "given_by": given_by}
            connection.execute(insert_or_update(connection, ConsentRow, _SAID), {**key, "key": own, **row})
            added, changed = added + (own not in known), changed + (own in known)
        known[own] = entry.decision
    return ConsentChange(added, changed, removed, len(entries) - added - changed - removed)


def list_consents(connection: Connection, course: str | None, visible_to: str | None) -> tuple[Consent, ...]:
    """By course, then name; of one course or of all, those of a teacher and everyone's, or all (None)."""
    asked: dict[str, str] = {}
    if course is not None:
        asked["course"] = course_key(course)
    if visible_to is not None:
        asked["owner"] = owner_key(visible_to)
    rows = connection.execute(_listed(frozenset(asked)), asked)
    return tuple(
        Consent(
            course=row.course,
            name=row.name,
            decision=row.decision,
            owner=row.owner,
            student=row.student_id,
            given_at=row.given_at,
            given_by=row.given_by,
        )
        for row in rows
    )


@cache  # making one takes longer than running it, and each class asks as it begins
def _listed(given: frozenset[str]) -> Select[tuple[object, ...]]:
    """Lines by course, then name, of what is given: "course", "owner" (that teacher's and everyone's)."""
    mine = or_(ConsentRow.owner_key == "", ConsentRow.owner_key == bindparam("owner"))
    wanted = {"course": ConsentRow.course_key == bindparam("course"), "owner": mine}
    chosen = _select_rows(*(wanted[name] for name in sorted(given)))
    return chosen.order_by(ConsentRow.course_key, ConsentRow.key)


def load_register(connection: Connection, course: str, owner: str | None, session: UUID | None) -> ConsentRegister:
    """What the register says for a class of that course.

    A line holds for all names of the student whose name it is, and of the one it is linked to. A class that is
    everyone's heeds what every account wrote down.

    Args:
        owner: the class's; None = everyone's.
        session: the one that is recorded, for what the teacher said of its participants.
    """
    consents = list_consents(connection, course, owner)
    if not consents:  # most classes: who is who decides nothing then
        return make_register((), {})
    students = list_students(connection, course, owner)
    by_key: dict[str, list[Student]] = defaultdict(list)
    for student in students:
        by_key[consent_key(student.name)].append(student)
    known = ((one.decision, _spellings(one, by_key, students)) for one in consents)
    return make_register(known, {} if session is None else _load_called(connection, session, students))


def _spellings(consent: Consent, by_key: dict[str, list[Student]], students: Sequence[Student]) -> Iterator[str]:
    yield consent.name
    linked = [one for one in students if one.id == consent.student]
    for student in linked or by_key.get(consent_key(consent.name), []):
        yield student.name
        yield from student.aliases


def _load_called(connection: Connection, session: UUID, students: Sequence[Student]) -> dict[int, str]:
    """Participant.number -> whom the teacher, or an equal name, says it is; for those merged too."""
    names = {student.id: student.name for student in students}
    called: dict[int, str] = {}
    for group in group_people(load_people(connection, session)):
        given = group.root.given_name or next((one.given_name for one in group.members if one.given_name), None)
        name = given if group.student_id is None else names.get(group.student_id, given)
        if name is not None:
            called |= {one.number: name for one in (group.root, *group.members)}
    return called


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_LENGTH or not clean.isprintable():
        raise DataError(f"{name[:40]!r} cannot be a student's name: use 1 to {NAME_LENGTH} printable characters")
    return clean


def _select_rows(*where: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return select(ConsentRow.key, *(getattr(ConsentRow, name) for name in _SAID)).where(*where)


def _is(values: dict[str, str]) -> list[ColumnElement[bool]]:
    return [getattr(ConsentRow, name) == value for name, value in values.items()]
