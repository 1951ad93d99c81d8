"""Answers to whether expressions may be read, kept; a transaction is given."""

from sqlalchemy import Connection, bindparam, delete, or_, select

from classroom.errors import DataError
from classroom.privacy.policies import GENERAL, Policy
from classroom.roster.keys import plain_key
from classroom.storage.privacy_tables import PolicyRow
from classroom.storage.statements import insert_or_update
from classroom.storage.tables import NAME_LENGTH
from classroom.storage.users import user_key

_SAID = ("owner", "course", "reads_expressions", "place", "decided_at", "decided_by")


def owner_key(owner: str | None) -> str:
    """As these tables hold it: "" = everyone's."""
    return "" if owner is None else user_key(owner)


def course_key(course: str) -> str:
    """Raises: DataError when the name cannot be a course's."""
    if len(course) > NAME_LENGTH or not (course.isprintable() or course == GENERAL):
        raise DataError(f"a course name has 1 to {NAME_LENGTH} printable characters")
    return plain_key(course)[:NAME_LENGTH]


def save_policy(connection: Connection, policy: Policy) -> None:
    """In place of an earlier answer about the same course. Raises: DataError."""
    row = {name: getattr(policy, name) for name in _SAID}
    key = {"owner_key": owner_key(policy.owner), "course_key": course_key(policy.course)}
    connection.execute(insert_or_update(connection, PolicyRow, _SAID), {**row, **key})


_ALL = select(*(getattr(PolicyRow, name) for name in _SAID)).order_by(PolicyRow.course_key, PolicyRow.owner_key)
_OWN = _ALL.where(or_(PolicyRow.owner_key == "", PolicyRow.owner_key == bindparam("owner")))


def list_policies(connection: Connection, visible_to: str | None) -> tuple[Policy, ...]:
    """By course; the general one first; of a teacher and everyone's, or all (None)."""
    rows = (
        connection.execute(_ALL) if visible_to is None else connection.execute(_OWN, {"owner": owner_key(visible_to)})
    )
    return tuple(
        Policy(
            course=row.course,
            reads_expressions=row.reads_expressions,
            place=row.place,
            owner=row.owner,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
        )
        for row in rows
    )


def remove_policy(connection: Connection, course: str, owner: str | None) -> bool:
    """Whether there was one; the course then follows the general answer."""
    key = (PolicyRow.owner_key == owner_key(owner), PolicyRow.course_key == course_key(course))
    return connection.execute(delete(PolicyRow).where(*key)).rowcount > 0
