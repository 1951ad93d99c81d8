"""Hands out all rows that are kept of one student; a transaction is given."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, inspect, select

from classroom.domain import EMOTIONS, STATES, SessionRecords
from classroom.privacy.student_data import Appearance, Cell, StudentTable, StudentTraces
from classroom.storage.people import group_people, load_people
from classroom.storage.records import load_records
from classroom.storage.student_search import TEXTS, find_mentions, spell
from classroom.storage.tables import (
    AuditRow,
    Base,
    FlagVerdictRow,
    MinuteFactsRow,
    ParticipantRow,
    StudentAliasRow,
    StudentRow,
)

_BOX = ("left", "top", "width", "height")
_MEASURED = (*_BOX, "score", *map(str, EMOTIONS), "yaw", "pitch", "roll", "eyes_closed")
OBSERVATION_COLUMNS = ("session", "taken_at", "participant", "state", *_MEASURED)


def export_student(
    connection: Connection, traces: StudentTraces, sessions: Collection[UUID], visible_to: str | None
) -> tuple[StudentTable, ...]:
    """Every table with what it holds of the student; tables without anything are empty.

    Args:
        sessions: those whose texts may be searched for the name.
        visible_to: as `find_mentions`.
    """
    ids = [one.id for one in traces.students]
    keys = [(one.session, number) for one in traces.appearances for number in _all_numbers(connection, one)]
    return (
        _dump(connection, "roster", StudentRow, StudentRow.id, ids),
        _dump(connection, "aliases", StudentAliasRow, StudentAliasRow.student_id, ids),
        _consents(traces),
        _dump_participants(connection, "participants", ParticipantRow, keys),
        _observations(connection, traces),
        _dump_participants(connection, "verdicts", FlagVerdictRow, keys),
        _dump_participants(connection, "minutes", MinuteFactsRow, keys),
        _mentions(connection, traces, sessions, visible_to),
        _dump(connection, "audit", AuditRow, AuditRow.subject, [one.hex for one in ids]),
    )


def _all_numbers(connection: Connection, appearance: Appearance) -> list[int]:
    """The numbers shown, and those merged into them."""
    groups = group_people(load_people(connection, appearance.session))
    shown = [group for group in groups if group.root.number in appearance.numbers]
    return [one.number for group in shown for one in (group.root, *group.members)]


def _dump(connection: Connection, name: str, table: type[Base], column: Any, values: Sequence[object]) -> StudentTable:
    columns = _columns(table)
    rows = connection.execute(select(*(getattr(table, one) for one in columns)).where(column.in_(values)))
    return StudentTable(name, columns, tuple(tuple(map(_cell, row)) for row in rows))


def _dump_participants(connection: Connection, name: str, table: Any, keys: Sequence[tuple[UUID, int]]) -> StudentTable:
    columns = _columns(table)
    number = table.number if table is ParticipantRow else table.participant
    rows: list[Sequence[object]] = []
    for session in dict.fromkeys(one for one, _ in keys):
        mine = [other for one, other in keys if one == session]
        wanted = select(*(getattr(table, one) for one in columns))
        rows += connection.execute(wanted.where(table.session_id == session, number.in_(mine)).order_by(number)).all()
    return StudentTable(name, columns, tuple(tuple(map(_cell, row)) for row in rows))


def _columns(table: type[Base]) -> tuple[str, ...]:
    hidden = {"owner_key", "course_key", "name_key", "key"}  # as names are compared: nothing new
    return tuple(one.key for one in inspect(table).column_attrs if one.key not in hidden)


def _consents(traces: StudentTraces) -> StudentTable:
    columns = ("course", "name", "decision", "owner", "student_id", "given_at", "given_by")
    rows = (
        (one.course, one.name, one.decision, one.owner, one.student, one.given_at, one.given_by)
        for one in traces.consents
    )
    return StudentTable("consents", columns, tuple(tuple(map(_cell, row)) for row in rows))


def _observations(connection: Connection, traces: StudentTraces) -> StudentTable:
    rows: list[tuple[Cell, ...]] = []
    for one in traces.appearances:
        rows += _rows_of(load_records(connection, one.session, -1, None), one.numbers)
    return StudentTable("observations", OBSERVATION_COLUMNS, tuple(rows))


def _rows_of(records: SessionRecords, numbers: Collection[int]) -> list[tuple[Cell, ...]]:
    seen = records.observations
    times = dict(zip(records.frames.number.tolist(), records.frames.taken_at.tolist(), strict=True))
    rows: list[tuple[Cell, ...]] = []
    for at in np.flatnonzero(np.isin(seen.participant, list(numbers))).tolist():
        measured = (*seen.box[at], seen.score[at], *seen.probabilities[at], *seen.head_pose[at], seen.eyes_closed[at])
        taken_at = datetime.fromtimestamp(times[int(seen.frame[at])], UTC)
        first = (str(records.session.id), taken_at.isoformat(), int(seen.participant[at]), str(STATES[seen.state[at]]))
        rows.append((*first, *(None if np.isnan(value) else round(float(value), 4) for value in measured)))
    return rows


def _mentions(
    connection: Connection, traces: StudentTraces, sessions: Collection[UUID], visible_to: str | None
) -> StudentTable:
    spellings = spell(traces.name, traces.students) if traces.mentions else ()
    found = find_mentions(connection, spellings, tuple(sessions), visible_to)
    rows = tuple((f"{TEXTS[place][1].class_.__tablename__}.{TEXTS[place][1].key}", text) for place, _, text in found)
    return StudentTable("mentions", ("where", "text"), rows)


def _cell(value: object) -> Cell:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
