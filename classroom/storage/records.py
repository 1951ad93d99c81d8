"""A session's records, read as columns of numbers without an object per row; a transaction is given."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple
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
from classroom.storage.edits import describe_layout, find_departures, load_edits
from classroom.storage.failures import RESTORE_HINT
from classroom.storage.lesson import load_exclusions
from classroom.storage.merging import merge_observations, merge_verdicts
from classroom.storage.people import load_participants
from classroom.storage.sessions import get_session
from classroom.storage.tables import FlagVerdictRow, FrameRow, MarkerRow, ObservationRow

_FETCH_ROWS = 20_000  # rows turned into numbers at once: bounds the memory of Python objects

# Column groups of one SELECT, in the order of `ObservationTable`.
_BOX = ("box_left", "box_top", "box_width", "box_height")
_POSE = ("yaw", "pitch", "roll")
_READING = ("frame", "participant", "state", *map(str, EMOTIONS), "yaw", "pitch", "eyes_closed")
_OBSERVATION = ("frame", "participant", "state", *_BOX, "score", *map(str, EMOTIONS), *_POSE, "eyes_closed")


def load_records(
    connection: Connection,
    session: UUID,
    after_frame: int,
    max_frames: int | None = None,
    *,
    readings_only: bool = False,
) -> SessionRecords:
    """Everything recorded of a session, as the teacher's edits show it; frames and observations after a frame only,
    and of the first `max_frames` of those. `readings_only` leaves out boxes, the detector's scores and roll.

    Raises:
        NotFoundError: the session is gone.
        StorageError: a newer version wrote a state that this one does not know; rows belong to nothing.
    """
    found = get_session(connection, session)
    edits = load_edits(connection, session) if found.revision else ()
    exclusions = load_exclusions(connection, session) if found.revision else ()
    frames = _load_frames(connection, session, after_frame, max_frames)
    last = int(frames.number[-1]) if max_frames is not None and len(frames.number) else None
    # Which of two observations of one frame counts is decided by all their columns.
    load = _load_readings if readings_only and not edits else _load_observations
    observations = merge_observations(load(connection, session, after_frame, last), frames, edits)
    participants = load_participants(connection, session)
    _require_belonging(observations.frame, frames.number)
    _require_belonging(observations.participant, np.array([one.number for one in participants], np.int64))
    return SessionRecords(
        session=found,
        participants=participants,
        frames=frames,
        observations=_keep_readings(observations) if readings_only else observations,
        verdicts=merge_verdicts(_load_verdicts(connection, session), edits),
        markers=_load_markers(connection, session),
        exclusions=exclusions,
        layout=describe_layout(edits, exclusions),
        departures=find_departures(edits),
    )


def _require_belonging(used: NDArray[np.integer], known: NDArray[np.int64]) -> None:
    """Raises: StorageError (what the database's own keys forbid: its file was damaged)."""
    if used.size and not (known.size and np.isin(used, known).all()):
        raise StorageError(f"the database holds observations that belong to nothing: {RESTORE_HINT}")


def _require_rising(keys: NDArray[np.int64]) -> None:
    """Raises: StorageError (a key that is there twice or out of its order: the file was damaged)."""
    if (np.diff(keys) <= 0).any():
        raise StorageError(f"the database holds rows out of their order: {RESTORE_HINT}")


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
    number = np.array([row.number for row in rows], np.int64)
    _require_rising(number)
    return FrameTable(
        number=number,
        taken_at=np.array([row.taken_at.timestamp() for row in rows], np.float64),
        status=np.array([FRAME_STATUSES.index(row.status) for row in rows], np.int8),
        elapsed_ms=np.array([row.elapsed_ms for row in rows], np.float32),
    )


def _load_observations(connection: Connection, session: UUID, after: int, last: int | None = None) -> ObservationTable:
    numbers = _fetch_observations(connection, _OBSERVATION, session, after, last)
    return ObservationTable(
        frame=numbers.whole[:, 0].astype(np.int64),
        participant=numbers.whole[:, 1].copy(),
        state=_known_states(numbers.whole[:, 2]),
        box=numbers.real[:, 0:4],
        score=numbers.real[:, 4],
        probabilities=numbers.real[:, 5:12],
        head_pose=numbers.real[:, 12:15],
        eyes_closed=numbers.real[:, 15],
    )


def _load_readings(connection: Connection, session: UUID, after: int, last: int | None = None) -> ObservationTable:
    numbers = _fetch_observations(connection, _READING, session, after, last)
    count = len(numbers.whole)
    pose = np.full((count, 3), np.nan, np.float32)
    pose[:, :2] = numbers.real[:, 7:9]
    return ObservationTable(
        frame=numbers.whole[:, 0].astype(np.int64),
        participant=numbers.whole[:, 1].copy(),
        state=_known_states(numbers.whole[:, 2]),
        box=_nothing(count, 4),
        score=_nothing(count),
        probabilities=numbers.real[:, 0:7].copy(),
        head_pose=pose,
        eyes_closed=numbers.real[:, 9].copy(),
    )


def _keep_readings(rows: ObservationTable) -> ObservationTable:
    count = len(rows.frame)
    pose = rows.head_pose.copy()
    pose[:, 2] = np.nan
    return ObservationTable(
        frame=rows.frame,
        participant=rows.participant,
        state=rows.state,
        box=_nothing(count, 4),
        score=_nothing(count),
        probabilities=rows.probabilities.copy(),
        head_pose=pose,
        eyes_closed=rows.eyes_closed.copy(),
    )


def _nothing(*shape: int) -> NDArray[np.float32]:
    """Not read, (...): one number shown everywhere, which takes no room."""
    return np.broadcast_to(np.float32(np.nan), shape)


def _known_states(codes: NDArray[np.int32]) -> NDArray[np.int8]:
    if codes.size and codes.min() < 0:
        raise StorageError(f"the database holds state {codes.min()}, which nobody wrote: {RESTORE_HINT}")
    if codes.size and codes.max() >= len(STATES):
        raise StorageError(
            f"the database holds state {codes.max()}, which this version does not know: update classroom"
        )
    return codes.astype(np.int8)


class _Numbers(NamedTuple):
    whole: NDArray[np.int32]  # (n, 3) frame, participant, state
    real: NDArray[np.float32]  # (n, columns)


def _fetch_observations(
    connection: Connection, names: Sequence[str], session: UUID, after: int, last: int | None
) -> _Numbers:
    """Small numbers piece by piece: as one array of float64 they would take three times the room."""
    table = ObservationRow.__table__.c
    part = [table.session_id == session, table.frame > after, *([] if last is None else [table.frame <= last])]
    wanted = select(*(table[name] for name in names)).where(*part).order_by(table.frame, table.participant)
    whole, real = [np.empty((0, 3), np.int32)], [np.empty((0, len(names) - 3), np.float32)]
    with np.errstate(over="raise", invalid="raise"):  # a damaged file holds anything
        for rows in _fetch_parts(connection, wanted):
            whole.append(rows[:, :3].astype(np.int32))
            real.append(rows[:, 3:].astype(np.float32))
    found = _Numbers(np.concatenate(whole), np.concatenate(real))
    _require_rising((found.whole[:, 0].astype(np.int64) << 32) + found.whole[:, 1])
    return found


def fetch_numbers(connection: Connection, wanted: Select[tuple[float, ...]]) -> NDArray[np.float64]:
    """(rows, columns); NULL is NaN."""
    return np.concatenate([np.empty((0, len(wanted.selected_columns))), *_fetch_parts(connection, wanted)])


def _fetch_parts(connection: Connection, wanted: Select[tuple[float, ...]]) -> Iterator[NDArray[np.float64]]:
    """(rows, columns) each. The driver's own rows are used: no object and no type per row."""
    cursor = connection.execute(wanted).cursor
    width = len(wanted.selected_columns)
    while cursor is not None and (rows := cursor.fetchmany(_FETCH_ROWS)):
        yield np.fromiter(chain.from_iterable(rows), np.float64, len(rows) * width).reshape(-1, width)


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
