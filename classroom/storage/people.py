"""Participants as the teacher's edits show them; a transaction is given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from classroom.domain import Participant
from classroom.roster.types import ParticipantDetails
from classroom.storage.edits import FIRST_SPLIT_NUMBER
from classroom.storage.roster import load_students
from classroom.storage.soundness import require_roots, sound_rows
from classroom.storage.tables import ParticipantRow


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the participants' table."""

    number: int
    display_name: str
    name_is_read: bool
    given_name: str | None
    student_id: UUID | None
    merged_into: int | None
    split_from: int | None
    split_at: datetime | None

    @property
    def is_named(self) -> bool:
        return self.given_name is not None or self.name_is_read

    @property
    def own_view(self) -> Participant:
        """As if nothing were merged."""
        return Participant(self.number, self.given_name or self.display_name, self.is_named)


@dataclass(frozen=True, slots=True)
class Group:
    """A participant that is shown, with all that are merged into it, by number."""

    root: Person
    members: tuple[Person, ...]

    @property
    def shown(self) -> Participant:
        """With the best name: the root's own; a name that was read or given is better than none."""
        by_rank = sorted(
            (self.root, *self.members), key=lambda one: (not one.is_named, one is not self.root, not one.given_name)
        )
        named = by_rank[0].own_view
        return Participant(self.root.number, named.display_name, named.name_is_read)

    @property
    def student_id(self) -> UUID | None:
        """The root's link, else the first of those merged into it."""
        return next((one.student_id for one in (self.root, *self.members) if one.student_id is not None), None)


_COLUMNS = tuple(getattr(ParticipantRow, name) for name in Person.__slots__)
_PEOPLE = select(*_COLUMNS).where(ParticipantRow.session_id == bindparam("session")).order_by(ParticipantRow.number)


def load_people(connection: Connection, session: UUID) -> tuple[Person, ...]:
    """All rows, hidden ones too, by number."""
    people = tuple(Person(*row) for row in sound_rows(connection.execute(_PEOPLE, {"session": session}), _COLUMNS))
    require_roots({one.number: one.merged_into for one in people})
    return people


def group_people(people: Sequence[Person]) -> tuple[Group, ...]:
    """Those shown, by number, each with what is merged into it, also by several steps."""
    by_number = {one.number: one for one in people}
    members: dict[int, list[Person]] = {one.number: [] for one in people if one.merged_into is None}
    for one in people:
        root = one
        while root.merged_into is not None:
            root = by_number[root.merged_into]
        if root is not one:
            members[root.number].append(one)
    return tuple(Group(by_number[number], tuple(merged)) for number, merged in members.items())


def find_group(people: Sequence[Person], number: int) -> Group | None:
    """The participant shown under that number; None = there is none."""
    return next((group for group in group_people(people) if group.root.number == number), None)


def load_participants(connection: Connection, session: UUID) -> tuple[Participant, ...]:
    """Those shown, by number."""
    return tuple(group.shown for group in group_people(load_people(connection, session)))


def load_recorded(connection: Connection, session: UUID) -> tuple[Participant, ...]:
    """As the agent recorded them, by number: without the teacher's names, merges and splits."""
    return tuple(
        Participant(one.number, one.display_name, one.name_is_read)
        for one in load_people(connection, session)
        if one.number < FIRST_SPLIT_NUMBER
    )


def load_details(connection: Connection, session: UUID) -> tuple[ParticipantDetails, ...]:
    """Those shown, by number, with what the teacher changed."""
    groups = group_people(load_people(connection, session))
    students = {student.id: student for student in load_students(connection, _linked(groups))}
    return tuple(
        ParticipantDetails(
            participant=group.shown,
            read_name=group.root.display_name,
            name_is_given=group.root.given_name is not None,
            student=None if group.student_id is None else students.get(group.student_id),
            merged=tuple(one.own_view for one in group.members),
            split_from=group.root.split_from,
            split_at=group.root.split_at,
        )
        for group in groups
    )


def find_appearances(connection: Connection, student: UUID) -> tuple[tuple[UUID, int], ...]:
    """Session and number of each participant that is shown as this student, by session."""
    row = ParticipantRow
    wanted = select(row.session_id, row.number, row.merged_into).where(row.student_id == student)
    found: set[tuple[UUID, int]] = set()
    merged: set[UUID] = set()
    for session, number, into in connection.execute(wanted):
        if into is None:  # a root's own link counts first
            found.add((session, number))
        else:
            merged.add(session)
    for session in merged:
        groups = group_people(load_people(connection, session))
        found.update((session, group.root.number) for group in groups if group.student_id == student)
    return tuple(sorted(found))


def _linked(groups: Iterable[Group]) -> set[UUID]:
    return {group.student_id for group in groups if group.student_id is not None}
