"""A session is given another course; a transaction is given."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from classroom.domain import SessionStatus
from classroom.errors import DataError
from classroom.roster.keys import plain_key
from classroom.roster.types import CourseMove, KeptLink
from classroom.storage.edits import begin_edit, lock_session
from classroom.storage.participants import link_by_name
from classroom.storage.people import load_recorded
from classroom.storage.roster import list_students
from classroom.storage.sessions import get_session
from classroom.storage.tables import NAME_LENGTH, ParticipantRow, SessionRow


def move_session(
    connection: Connection, session: UUID, course: str, links: Sequence[KeptLink] | None = None
) -> CourseMove:
    """What has changed. A roster is a course's: links to the old one go, and equal names link to the new one.

    A course that differs in case or spaces alone is the same one, and all links stay.

    Args:
        links: made in place of those by equal names, as far as their students are of the course: undoes a move.

    Raises:
        NotFoundError: the session is gone.
        DataError: it is still recorded, or the course's name cannot be one.
    """
    lock_session(connection, session)
    found, name = get_session(connection, session), clean_course(course)
    if found.status is SessionStatus.LIVE:
        raise DataError("this class is still being recorded: stop it first, then move it to another course")
    if name == found.course:
        return CourseMove(name, name)
    begin_edit(connection, session)
    connection.execute(update(SessionRow).where(SessionRow.id == session).values(course=name))
    if plain_key(name) == plain_key(found.course):
        return CourseMove(found.course, name)
    before = _load_links(connection, session)
    _forget_links(connection, session)
    if links is None:
        link_by_name(connection, session, load_recorded(connection, session))
    else:
        _restore_links(connection, session, name, links)
    return CourseMove(found.course, name, before, _count_linked(connection, session))


def clean_course(name: str) -> str:
    """Without outer and double spaces. Raises: DataError: it is empty, too long or not printable."""
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_LENGTH or not clean.isprintable():
        shown = name if len(name) <= 40 else f"{name[:40]}…"
        raise DataError(f"{shown!r} cannot be a course's name: use 1 to {NAME_LENGTH} printable characters")
    return clean


def _load_links(connection: Connection, session: UUID) -> tuple[KeptLink, ...]:
    row = ParticipantRow
    wanted = (
        select(row.number, row.student_id, row.link_is_given)
        .where(row.session_id == session, row.student_id.is_not(None) | row.link_is_given)
        .order_by(row.number)
    )
    return tuple(KeptLink(*found) for found in connection.execute(wanted))


def _forget_links(connection: Connection, session: UUID) -> None:
    """That somebody is nobody of the old roster says nothing about the new one either."""
    values = {"student_id": None, "link_is_given": False}
    connection.execute(update(ParticipantRow).where(ParticipantRow.session_id == session).values(values))


def _restore_links(connection: Connection, session: UUID, course: str, links: Sequence[KeptLink]) -> None:
    free = {student.id for student in list_students(connection, course, None)}
    for link in links:
        if link.student is not None:
            if link.student not in free:
                continue  # the student has left the roster meanwhile, or is somebody else already
            free.remove(link.student)
        one = (ParticipantRow.session_id == session, ParticipantRow.number == link.participant)
        values = {"student_id": link.student, "link_is_given": link.is_given}
        connection.execute(update(ParticipantRow).where(*one).values(values))


def _count_linked(connection: Connection, session: UUID) -> int:
    shown = (ParticipantRow.session_id == session, ParticipantRow.student_id.is_not(None))
    return connection.scalar(select(func.count(func.distinct(ParticipantRow.student_id))).where(*shown)) or 0
