"""A whole recorded session, written at once in the driver's own way; a transaction is given."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, insert

from classroom.domain import EMOTIONS, FRAME_STATUSES, ObservationTable, SessionRecords
from classroom.errors import StorageError
from classroom.storage.ids import new_id
from classroom.storage.tables import (
    Base,
    ExclusionRow,
    FlagVerdictRow,
    FrameRow,
    MarkerRow,
    ObservationRow,
    ParticipantRow,
    SessionRow,
)
from classroom.storage.users import user_key

_ROWS = 20_000  # written at once: bounds the memory
_BOX = ("box_left", "box_top", "box_width", "box_height")
_REALS = ("score", *map(str, EMOTIONS), "yaw", "pitch", "roll", "eyes_closed")
_OBSERVATION = ("session_id", "frame", "participant", "state", *_BOX, *_REALS)


def insert_session(connection: Connection, records: SessionRecords, agent: str) -> UUID:
    """The new id of a session that is written with all its records; its counts are made to fit them.

    Raises:
        StorageError: numbers of participants or frames do not fit together.
    """
    found, session = records.session, new_id()
    row = asdict(found) | {
        "id": session,
        "agent": agent,
        "owner_key": None if found.owner is None else user_key(found.owner),
        "participant_count": len(records.participants),
        "frame_count": len(records.frames.number),
        "observation_count": len(records.observations.frame),
        "revision": int(bool(records.exclusions)),  # those of revision 0 have none: they are not looked for
    }
    connection.execute(insert(SessionRow), row)
    for table, rows in _small_rows(session, records):
        if rows:
            connection.execute(insert(table), rows)
    key = session if connection.dialect.name == "postgresql" else session.bytes
    insert_rows(connection, ObservationRow, _OBSERVATION, _observation_rows(key, records.observations))
    return session


def _small_rows(session: UUID, records: SessionRecords) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    key = {"session_id": session}
    frames = records.frames
    yield ParticipantRow, [{**key, **asdict(one)} for one in records.participants]
    columns = (frames.number.tolist(), frames.taken_at.tolist(), frames.status.tolist(), frames.elapsed_ms.tolist())
    yield (
        FrameRow,
        [
            {
                **key,
                "number": number,
                "taken_at": datetime.fromtimestamp(taken_at, UTC),
                "status": FRAME_STATUSES[status],
                "elapsed_ms": elapsed_ms,
            }
            for number, taken_at, status, elapsed_ms in zip(*columns, strict=True)
        ],
    )
    yield MarkerRow, [{**key, **asdict(one)} for one in records.markers]
    yield ExclusionRow, [{**key, **asdict(one)} for one in records.exclusions]
    yield FlagVerdictRow, [{**key, **asdict(one)} for one in records.verdicts]


def _observation_rows(key: UUID | bytes, rows: ObservationTable) -> Iterator[tuple[object, ...]]:
    reals = np.column_stack([rows.score, rows.probabilities, rows.head_pose, rows.eyes_closed]).astype(object)
    reals[np.isnan(reals.astype(np.float32))] = None
    boxes = rows.box.astype(object)
    unknown = np.isnan(rows.box)
    boxes[~unknown] = rows.box[~unknown].astype(np.int64)
    boxes[unknown] = None
    first = (rows.frame.tolist(), rows.participant.tolist(), rows.state.tolist(), boxes.tolist(), reals.tolist())
    for frame, participant, state, box, values in zip(*first, strict=True):
        yield key, frame, participant, state, *box, *values


def insert_rows(
    connection: Connection, kind: type[Base], columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Writes rows of the driver's own values, without an object per row and column in between.

    Raises:
        StorageError: the database refuses them.
    """
    table = kind.__tablename__
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our names
        remaining = iter(rows)
        while part := list(islice(remaining, _ROWS)):
            connection.exec_driver_sql(statement, part)
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise StorageError(f"the session cannot be written: {str(error).splitlines()[0]}") from error
