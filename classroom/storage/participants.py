"""The teacher's edits of participants: renamed, merged, split, linked to a student; a transaction is given.

Each returns whether anything has changed; an edit made twice changes nothing the second time.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, ScalarSelect, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from classroom.domain import Participant, Session
from classroom.errors import DataError
from classroom.roster.keys import name_key, plain_key
from classroom.storage.edits import (
    begin_edit,
    find_root,
    lock_session,
    next_split_number,
    require_visible,
    unknown_participant,
)
from classroom.storage.people import Group, Person, find_group, group_people, load_people, load_recorded
from classroom.storage.records import count_observations, load_records
from classroom.storage.roster import find_by_key, forget_alias, get_student, remember_alias
from classroom.storage.sessions import get_session, list_sessions
from classroom.storage.tables import NAME_LENGTH, ParticipantRow, SessionRow

Value = str | int | bool | datetime | UUID | None


def rename(connection: Connection, session: UUID, number: int, name: str | None) -> bool:
    """Gives the teacher's name, which outranks names that the agent reads later; None = the read one again.

    Raises:
        NotFoundError: session or participant is gone, or merged into another.
        DataError: the name is empty or cannot be shown.
    """
    lock_session(connection, session)
    require_visible(connection, session, number)
    clean = None if name is None else _clean_name(name)
    person = _person(connection, session, number)
    if person.given_name == clean:
        return False
    begin_edit(connection, session)
    _set(connection, session, number, given_name=clean)
    return True


def merge(connection: Connection, session: UUID, keep: int, other: int) -> bool:
    """Shows `other` as `keep` from now on. A `keep` that is merged itself stands for what it is merged into.

    Raises:
        NotFoundError: session or participant is gone, or `other` is merged into a third.
        DataError: both are one already, or linked to two students.
    """
    lock_session(connection, session)
    root, shown = find_root(connection, session, keep), find_root(connection, session, other)
    if keep == other:
        raise DataError(f"participant {keep} cannot be merged with itself: name two participants")
    if root == shown:
        if other == root:
            raise DataError(
                f"participant {keep} is merged into {other} already: nothing to do, or unmerge {keep} first"
            )
        return False
    require_visible(connection, session, other)
    _require_one_student(load_people(connection, session), root, other)
    revision = begin_edit(connection, session)
    _set(connection, session, other, merged_into=root, merge_revision=revision)
    recount(connection, session)
    return True


def unmerge(connection: Connection, session: UUID, number: int) -> bool:
    """Shows a merged participant by itself again, with what had been merged into it.

    Raises:
        NotFoundError: session or participant is gone.
    """
    lock_session(connection, session)
    if find_root(connection, session, number) == number:
        return False
    begin_edit(connection, session)
    _set(connection, session, number, merged_into=None, merge_revision=None)
    recount(connection, session)
    return True


def split(connection: Connection, session: UUID, number: int, at: datetime) -> tuple[int, bool]:
    """The number of the participant that has all of `number`'s observations from `at` on, also those to come.

    Merging it back undoes the split.

    Raises:
        NotFoundError: session or participant is gone, or merged into another.
        DataError: the participant was not seen both before and from `at` on.
    """
    lock_session(connection, session)
    require_visible(connection, session, number)
    people = load_people(connection, session)
    same = [one for one in people if one.split_from == number and one.split_at == at]
    for one in same:
        if one.merged_into is None:
            return one.number, False
        if one.merged_into == number:
            return one.number, unmerge(connection, session, one.number)
    found = get_session(connection, session)
    _require_two_parts(connection, found, number, at)
    shown = find_group(people, number)
    if shown is None:
        raise unknown_participant(number)
    revision = begin_edit(connection, session)
    new = next_split_number(connection, session)
    local = at.astimezone(ZoneInfo(found.time_zone))
    row = {
        "session_id": session,
        "number": new,
        "display_name": f"{shown.shown.display_name[: NAME_LENGTH - 20]} (from {local:%H:%M:%S})",
        "name_is_read": False,
        "split_from": number,
        "split_at": at,
        "split_revision": revision,
    }
    connection.execute(insert(ParticipantRow), row)
    recount(connection, session)
    return new, True


def link(connection: Connection, session: UUID, number: int, student: UUID | None) -> bool:
    """Says who a participant is (None: nobody of the roster); the name shown becomes an alias of the student.

    Raises:
        NotFoundError: session, participant or student is gone, or the participant is merged into another.
        DataError: the student is of another course, or another participant of the session.
    """
    lock_session(connection, session)
    require_visible(connection, session, number)
    groups = group_people(load_people(connection, session))
    group = next(one for one in groups if one.root.number == number)
    if student is not None:
        _require_free(connection, groups, number, student)
        if group.shown.name_is_read:
            remember_alias(connection, student, group.shown.display_name)
    given = connection.scalar(
        select(ParticipantRow.link_is_given).where(
            ParticipantRow.session_id == session, ParticipantRow.number == number
        )
    )
    if given and group.student_id == student:
        return False
    if group.student_id not in (None, student):
        forget_alias(connection, group.student_id, group.shown.display_name)
    begin_edit(connection, session)
    for one in (group.root, *group.members):
        _set(connection, session, one.number, student_id=student if one is group.root else None, link_is_given=True)
    return True


def link_by_name(connection: Connection, session: UUID, participants: Sequence[Participant]) -> None:
    """Links those whose read name equals one student's name or alias, unless the teacher has said who they are."""
    read = {one.number: name_key(one.display_name) for one in participants if one.name_is_read}
    if not any(read.values()):
        return
    found = get_session(connection, session)
    students = find_by_key(connection, found.course, found.owner, read.values())
    if not students:
        return
    row = ParticipantRow
    rows = connection.execute(
        select(row.number, row.student_id, row.link_is_given, row.given_name).where(row.session_id == session)
    ).all()
    taken = {one.student_id for one in rows if one.student_id is not None}
    free = {one.number for one in rows if not one.link_is_given and one.given_name is None}
    for number, key in read.items():
        student = students.get(key)
        if student is not None and student not in taken and number in free:
            _set(connection, session, number, student_id=student)
            taken.add(student)


def link_course(connection: Connection, course: str, owner: str | None) -> None:
    """As `link_by_name`, in all recorded classes of a course: its roster may come after them."""
    for session in list_sessions(connection, owner, None):
        if plain_key(session.course) == plain_key(course):
            link_by_name(connection, session.id, load_recorded(connection, session.id))


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_LENGTH or not clean.isprintable():
        raise DataError(f"{name!r} cannot be a participant's name: use 1 to {NAME_LENGTH} printable characters")
    return clean


def _person(connection: Connection, session: UUID, number: int) -> Person:
    people = load_people(connection, session)
    return next(one for one in people if one.number == number)


def _require_one_student(people: Sequence[Person], first: int, second: int) -> None:
    groups = {group.root.number: group for group in group_people(people)}
    linked = {groups[number].student_id for number in (first, second)} - {None}
    if len(linked) == 2:
        raise DataError(
            f"participants {first} and {second} are linked to two students; if they are one person, "
            "`classroom participants unlink` one first"
        )


def _require_free(connection: Connection, groups: Sequence[Group], number: int, student: UUID) -> None:
    found = get_student(connection, student)
    for group in groups:
        if group.student_id == student and group.root.number != number:
            raise DataError(
                f"participant {group.root.number} is linked to {found.name} already: "
                f"merge {number} into {group.root.number}, or unlink that one first"
            )


def _require_two_parts(connection: Connection, session: Session, number: int, at: datetime) -> None:
    records = load_records(connection, session.id, -1)
    times = dict(zip(records.frames.number.tolist(), records.frames.taken_at.tolist(), strict=True))
    seen = [times[frame] for frame in records.observations.frame[records.observations.participant == number].tolist()]
    if not seen:
        raise DataError(f"participant {number} was never seen: there is nothing to split")
    if min(seen) < at.timestamp() <= max(seen):
        return
    zone = ZoneInfo(session.time_zone)
    first, last = (datetime.fromtimestamp(moment, zone) for moment in (min(seen), max(seen)))
    raise DataError(
        f"participant {number} was seen from {first:%H:%M:%S} to {last:%H:%M:%S} on {first:%Y-%m-%d} "
        f"({session.time_zone}), and not on both sides of {at.astimezone(zone):%Y-%m-%d %H:%M:%S}: "
        "name a time in between"
    )


def _set(connection: Connection, session: UUID, number: int, **values: Value) -> None:
    one = (ParticipantRow.session_id == session, ParticipantRow.number == number)
    connection.execute(update(ParticipantRow).where(*one).values(values))


def recount(connection: Connection, session: UUID) -> None:
    """Keeps the session's counts those of the merged view."""
    connection.execute(
        update(SessionRow)
        .where(SessionRow.id == session)
        .values(
            observation_count=count_observations(connection, session), participant_count=count_participants(session)
        )
    )


def count_participants(session: UUID | InstrumentedAttribute[UUID]) -> ScalarSelect[int]:
    """How many are shown, as part of a statement; of the session with that id, or of the one that is changed."""
    shown = (ParticipantRow.session_id == session, ParticipantRow.merged_into.is_(None))
    return select(func.count()).select_from(ParticipantRow).where(*shown).scalar_subquery()
