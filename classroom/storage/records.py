"""A session's records, read as columns of numbers without an object per row; a transaction is given."""

from itertools import chain
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from classroom.domain import (
    EMOTIONS,
    FRAME_STATUSES,
    STATES,
    FlagVerdict,
    FrameTable,
    Marker,
    ObservationTable,
    SessionRecords,
)
from classroom.errors import StorageError
from classroom.storage.edits import load_edits
from classroom.storage.merging import merge_observations, merge_verdicts
from classroom.storage.people import load_participants
from classroom.storage.sessions import get_session
from classroom.storage.tables import FlagVerdictRow, FrameRow, MarkerRow, ObservationRow

_FETCH_ROWS = 20_000  # rows turned into numbers at once: bounds the memory of Python objects

# Column groups of one SELECT, in the order of `ObservationTable`.
_BOX = ("box_left", "box_top", "box_width", "box_height")
_POSE = ("yaw", "pitch", "roll")
_OBSERVATION = ("frame", "participant", "state", *_BOX, "score", *map(str, EMOTIONS), *_POSE, "eyes_closed")


def load_records(
    connection: Connection, session: UUID, after_frame: int, max_frames: int | None = None
) -> SessionRecords:
    """Everything recorded of a session, as the teacher's edits show it; frames and observations after a frame only,
    and of the first `max_frames` of those.

    Raises:
        NotFoundError: the session is gone.
        StorageError: a newer version wrote a state that this one does not know.
    """
    found = get_session(connection, session)
    edits = load_edits(connection, session) if found.revision else ()
    frames = _load_frames(connection, session, after_frame, max_frames)
    last = int(frames.number[-1]) if max_frames is not None and len(frames.number) else None
    return SessionRecords(
        session=found,
        participants=load_participants(connection, session),
        frames=frames,
        observations=merge_observations(_load_observations(connection, session, after_frame, last), frames, edits),
        verdicts=merge_verdicts(_load_verdicts(connection, session), edits),
        markers=_load_markers(connection, session),
    )


def count_observations(connection: Connection, session: UUID) -> int:
    """How many observations the merged view has."""
    edits = load_edits(connection, session)
    if not edits:
        number = select(func.count()).select_from(ObservationRow).where(ObservationRow.session_id == session)
        return connection.scalar(number) or 0
    rows, frames = _load_observations(connection, session, -1), _load_frames(connection, session, -1)
    return len(merge_observations(rows, frames, edits).frame)


def _load_frames(connection: Connection, session: UUID, after: int, most: int | None = None) -> FrameTable:
    rows = connection.execute(
        select(FrameRow.number, FrameRow.taken_at, FrameRow.status, FrameRow.elapsed_ms)
        .where(FrameRow.session_id == session, FrameRow.number > after)
        .order_by(FrameRow.number)
        .limit(most)
    ).all()
    return FrameTable(
        number=np.array([row.number for row in rows], np.int64),
        taken_at=np.array([row.taken_at.timestamp() for row in rows], np.float64),
        status=np.array([FRAME_STATUSES.index(row.status) for row in rows], np.int8),
        elapsed_ms=np.array([row.elapsed_ms for row in rows], np.float32),
    )


def _load_observations(connection: Connection, session: UUID, after: int, last: int | None = None) -> ObservationTable:
    table = ObservationRow.__table__.c
    part = [table.session_id == session, table.frame > after, *([] if last is None else [table.frame <= last])]
    values = _fetch_numbers(
        connection,
        select(*(table[name] for name in _OBSERVATION)).where(*part).order_by(table.frame, table.participant),
    )
    state = values[:, 2].astype(np.int8)
    if state.size and state.max() >= len(STATES):
        raise StorageError(
            f"the database holds state {state.max()}, which this version does not know: update classroom"
        )
    reals = values[:, 3:].astype(np.float32)
    return ObservationTable(
        frame=values[:, 0].astype(np.int64),
        participant=values[:, 1].astype(np.int32),
        state=state,
        box=reals[:, 0:4],
        score=reals[:, 4],
        probabilities=reals[:, 5:12],
        head_pose=reals[:, 12:15],
        eyes_closed=reals[:, 15],
    )


def _fetch_numbers(connection: Connection, wanted: Select[tuple[float, ...]]) -> NDArray[np.float64]:
    """(rows, columns); NULL is NaN. The driver's own rows are used: no object and no type per row."""
    cursor = connection.execute(wanted).cursor
    width = len(wanted.selected_columns)
    parts = [np.empty((0, width))]
    while cursor is not None and (rows := cursor.fetchmany(_FETCH_ROWS)):
        parts.append(np.fromiter(chain.from_iterable(rows), np.float64, len(rows) * width).reshape(-1, width))
    return np.concatenate(parts)


def _load_verdicts(connection: Connection, session: UUID) -> tuple[FlagVerdict, ...]:
    one = FlagVerdictRow
    wanted = (
        select(one.participant, one.reason, one.start, one.end, one.rule_version, one.verdict, one.given_at)
        .where(one.session_id == session)
        .order_by(one.start, one.participant, one.reason)
    )
    return tuple(FlagVerdict(*row) for row in connection.execute(wanted))


def _load_markers(connection: Connection, session: UUID) -> tuple[Marker, ...]:
    wanted = select(MarkerRow.at, MarkerRow.text).where(MarkerRow.session_id == session).order_by(MarkerRow.at)
    return tuple(Marker(*row) for row in connection.execute(wanted))
