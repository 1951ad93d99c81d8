"""Students of a course, and which participants they are; a transaction is given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Connection, bindparam, delete, insert, or_, select, update

from classroom.errors import DataError, NotFoundError
from classroom.roster.keys import name_key, plain_key
from classroom.roster.types import RosterChange, RosterEntry, RosterStep, Student
from classroom.storage.ids import new_id
from classroom.storage.statements import insert_or_update
from classroom.storage.tables import NAME_LENGTH, StudentAliasRow, StudentRow
from classroom.storage.users import user_key


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a course's students, by what an entry may be recognised by."""

    rows: dict[UUID, Mapping[Any, Any]]
    by_external_id: dict[str, UUID]
    by_email: dict[str, UUID]
    by_name: dict[str, list[UUID]]


def import_roster(
    connection: Connection, course: str, entries: Sequence[RosterEntry], owner: str | None
) -> RosterChange:
    """Adds new students and updates known ones; nobody is removed.

    An entry is a known student when the school's id is equal; without ids, when the e-mail address is; without
    either, when one student alone has that name.

    Raises:
        DataError: an entry has no name, or the course has none.
    """
    _require_names(course, entries)
    known = _load_known(connection, course, owner)
    added = updated = 0
    for entry in entries:
        student = _recognise(known, entry)
        if student is None:
            _remember(known, _insert(connection, course, entry, owner))
            added += 1
        elif _update(connection, known.rows[student], entry):
            updated += 1
    return RosterChange(added, updated, len(entries) - added - updated)


def plan_import(
    connection: Connection, course: str, entries: Sequence[RosterEntry], owner: str | None
) -> tuple[RosterStep, ...]:
    """What `import_roster` would do with each entry now; nothing is changed. Raises: as it."""
    _require_names(course, entries)
    known = _load_known(connection, course, owner)
    steps = []
    for entry in entries:
        student = _recognise(known, entry)
        if student is None:
            _remember(known, _make_row(course, entry, owner))
            steps.append(RosterStep(entry, None))
        else:
            row = known.rows[student]
            changes = tuple("name" if one == "display_name" else one for one in _find_changes(row, entry))
            steps.append(RosterStep(entry, row["display_name"], changes))
    return tuple(steps)


def list_students(connection: Connection, course: str | None, visible_to: str | None) -> tuple[Student, ...]:
    """By course, then name; of one course, or of all (None)."""
    where: list[ColumnElement[bool]] = []
    if course is not None:
        where.append(StudentRow.course_key == plain_key(course)[:NAME_LENGTH])
    if visible_to is not None:
        where.append(of_owner(visible_to))
    return _read_students(connection, where)


def load_students(connection: Connection, ids: Collection[UUID]) -> tuple[Student, ...]:
    """Those of the given ids that exist."""
    return _read_students(connection, [StudentRow.id.in_(ids)]) if ids else ()


def remove_students(connection: Connection, ids: Collection[UUID]) -> int:
    """How many were there; their participants stay and lose the link."""
    return connection.execute(delete(StudentRow).where(StudentRow.id.in_(ids))).rowcount if ids else 0


def get_student(connection: Connection, student: UUID) -> Student:
    """Raises: NotFoundError."""
    found = load_students(connection, [student])
    if not found:
        raise NotFoundError("there is no such student: `classroom roster list` shows them")
    return found[0]


def remember_alias(connection: Connection, student: UUID, name: str) -> None:
    """Keeps a display name, so that it is recognised next time; the student's own name needs no alias."""
    key = name_key(name)[:NAME_LENGTH]
    own = connection.scalar(select(StudentRow.name_key).where(StudentRow.id == student))
    if key and key != own:
        row = {"student_id": student, "key": key, "name": name}
        connection.execute(insert_or_update(connection, StudentAliasRow, ("name",)), row)


def forget_alias(connection: Connection, student: UUID, name: str) -> None:
    """So that a name that was linked by mistake is not recognised next time."""
    key = name_key(name)[:NAME_LENGTH]
    one = StudentAliasRow
    connection.execute(delete(one).where(one.student_id == student, one.key == key))


def _keys() -> CompoundSelect[str, UUID]:
    """Every name and alias of a course's students: those of the owner and everybody's."""
    owner = or_(
        StudentRow.owner_key == bindparam("owner", type_=StudentRow.owner_key.type), StudentRow.owner_key.is_(None)
    )
    mine = (StudentRow.course_key == bindparam("course"), owner)
    alias = StudentAliasRow
    aliases = select(alias.key, alias.student_id).join(StudentRow, StudentRow.id == alias.student_id).where(*mine)
    return select(StudentRow.name_key, StudentRow.id).where(*mine).union_all(aliases)


_KEYS = _keys()  # made once: making it takes longer than running it


def find_by_key(connection: Connection, course: str, owner: str | None, keys: Iterable[str]) -> dict[str, UUID]:
    """The students whose name or alias has one of the keys, by key; a key that fits two students is left out.

    Args:
        course: the session's.
        owner: the session's; None = everybody's.
    """
    wanted = {key[:NAME_LENGTH] for key in keys if key}
    if not wanted:
        return {}
    asked = {"course": plain_key(course)[:NAME_LENGTH], "owner": None if owner is None else user_key(owner)}
    found: dict[str, set[UUID]] = defaultdict(set)
    for key, student in connection.execute(_KEYS, asked):  # all of the course: a class begins with all its names
        found[key].add(student)
    return {key: next(iter(found[key])) for key in wanted if len(found[key]) == 1}


def of_owner(owner: str | None) -> ColumnElement[bool]:
    """Students of that owner and everybody's; an owner of None has everybody's alone."""
    if owner is None:
        return StudentRow.owner_key.is_(None)
    return or_(StudentRow.owner_key == user_key(owner), StudentRow.owner_key.is_(None))


def _read_students(connection: Connection, where: Sequence[ColumnElement[bool]]) -> tuple[Student, ...]:
    order = (StudentRow.course_key, StudentRow.name_key, StudentRow.id)
    rows = connection.execute(select(StudentRow.__table__).where(*where).order_by(*order)).mappings().all()
    aliases: dict[UUID, list[str]] = defaultdict(list)
    one = StudentAliasRow
    wanted = select(one.student_id, one.name).join(StudentRow, StudentRow.id == one.student_id)
    for student, name in connection.execute(wanted.where(*where).order_by(one.key)):
        aliases[student].append(name)
    return tuple(
        Student(
            id=row["id"],
            course=row["course"],
            name=row["display_name"],
            external_id=row["external_id"],
            email=row["email"],
            aliases=tuple(aliases[row["id"]]),
            owner=row["owner"],
        )
        for row in rows
    )


def _load_known(connection: Connection, course: str, owner: str | None) -> _Known:
    key = StudentRow.owner_key.is_(None) if owner is None else StudentRow.owner_key == user_key(owner)
    mine = (StudentRow.course_key == plain_key(course)[:NAME_LENGTH], key)
    known = _Known({}, {}, {}, defaultdict(list))
    for row in connection.execute(select(StudentRow.__table__).where(*mine)).mappings():
        _remember(known, row)
    return known


def _remember(known: _Known, row: Mapping[Any, Any]) -> None:
    known.rows[row["id"]] = row
    if row["external_id"]:
        known.by_external_id[plain_key(row["external_id"])] = row["id"]
    if row["email"]:
        known.by_email[plain_key(row["email"])] = row["id"]
    known.by_name[row["name_key"]].append(row["id"])


def _recognise(known: _Known, entry: RosterEntry) -> UUID | None:
    if entry.external_id:
        found = known.by_external_id.get(plain_key(entry.external_id))
        if found is not None:
            return found
    if entry.email:
        found = known.by_email.get(plain_key(entry.email))
        if found is not None and _fits(known.rows[found], entry):
            return found
    named = [one for one in known.by_name[_key(entry.name)] if _fits(known.rows[one], entry)]
    return named[0] if len(named) == 1 else None


def _fits(row: Mapping[Any, Any], entry: RosterEntry) -> bool:
    """Whether neither id nor address says that they are two people."""
    pairs = ((row["external_id"], entry.external_id), (row["email"], entry.email))
    return all(not old or not new or plain_key(old) == plain_key(new) for old, new in pairs)


def _require_names(course: str, entries: Sequence[RosterEntry]) -> None:
    if not plain_key(course):
        raise DataError("a roster needs the course's name")
    if not all(entry.name.strip() for entry in entries):
        raise DataError("a student without a name cannot be in a roster")


def _insert(connection: Connection, course: str, entry: RosterEntry, owner: str | None) -> Mapping[Any, Any]:
    row = _make_row(course, entry, owner)
    connection.execute(insert(StudentRow), row)
    return connection.execute(select(StudentRow.__table__).where(StudentRow.id == row["id"])).mappings().one()


def _make_row(course: str, entry: RosterEntry, owner: str | None) -> Mapping[Any, Any]:
    return {
        "id": new_id(),
        "display_name": entry.name.strip(),
        "external_id": entry.external_id or None,
        "course": course.strip(),
        "course_key": plain_key(course),
        "name_key": _key(entry.name),
        "email": entry.email or None,
        "owner": owner,
        "owner_key": None if owner is None else user_key(owner),
    }


def _update(connection: Connection, row: Mapping[Any, Any], entry: RosterEntry) -> bool:
    """Whether the entry says something new; what it leaves out stays, and the old name becomes an alias."""
    changes: dict[str, str] = _find_changes(row, entry)
    if not changes:
        return False
    if "display_name" in changes:
        changes["name_key"] = _key(entry.name)
    connection.execute(update(StudentRow).where(StudentRow.id == row["id"]).values(changes))
    remember_alias(connection, row["id"], row["display_name"])
    return True


def _find_changes(row: Mapping[Any, Any], entry: RosterEntry) -> dict[str, str]:
    """The columns that would be another; what the entry leaves out stays."""
    said = {"display_name": entry.name.strip()[:NAME_LENGTH], "external_id": entry.external_id, "email": entry.email}
    return {name: value for name, value in said.items() if value and value != row[name]}


def _key(name: str) -> str:
    """The name as it is compared; a name of signs alone is compared as it is."""
    return (name_key(name) or plain_key(name))[:NAME_LENGTH]
