"""Frames, participants, markers and verdicts are written here; a transaction is given."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import Connection, Integer, Update, bindparam, case, update
from sqlalchemy.exc import IntegrityError

from classroom.domain import EMOTIONS, FlagVerdict, FrameRecord, FrameStatus, Marker, Observation, Participant
from classroom.domain import SessionStatus as Status
from classroom.storage.edits import find_owner, load_edits, lock_session
from classroom.storage.participants import count_participants, link_by_name
from classroom.storage.sessions import not_found
from classroom.storage.statements import insert_new, insert_or_update
from classroom.storage.tables import (
    FlagVerdictRow,
    FrameRow,
    MarkerRow,
    ObservationRow,
    ParticipantRow,
    SessionRow,
)

Value = UUID | int | float | str | None
_NO_PROBABILITIES = (None,) * len(EMOTIONS)


def save_frame(connection: Connection, session: UUID, record: FrameRecord) -> None:
    """Writes the frame and what was seen on it; does nothing when the frame is there already.

    Raises:
        NotFoundError: the session is gone.
    """
    edits = load_edits(connection, session) if lock_session(connection, session) else ()
    if not _insert_frame(connection, session, record):
        return
    if record.new_participants:
        _save_participants(connection, session, record.new_participants)
    rows = {one.participant: _observation_row(session, record.number, one) for one in record.observations}
    if rows:
        connection.execute(insert_new(connection, ObservationRow), list(rows.values()))
    counted = {
        "session": session,
        "taken_at": record.taken_at,
        "galleries": int(record.status is FrameStatus.GALLERY),
        "observations": len({find_owner(edits, one, record.taken_at) for one in rows}),
    }
    connection.execute(_COUNT_PEOPLE if record.new_participants else _COUNT, counted)


def save_marker(connection: Connection, session: UUID, marker: Marker) -> None:
    """Raises: NotFoundError."""
    try:
        row = {"session_id": session, **asdict(marker)}
        connection.execute(insert_or_update(connection, MarkerRow, ("text",)), row)
    except IntegrityError as error:
        raise not_found(session) from error


def save_verdict(connection: Connection, session: UUID, verdict: FlagVerdict) -> None:
    """Raises: NotFoundError when the session or the participant is gone."""
    try:
        row = {"session_id": session, **asdict(verdict)}
        changing = ("end", "rule_version", "verdict", "given_at")
        connection.execute(insert_or_update(connection, FlagVerdictRow, changing), row)
    except IntegrityError as error:
        raise not_found(session) from error


def _insert_frame(connection: Connection, session: UUID, record: FrameRecord) -> bool:
    row = {
        "session_id": session,
        "number": int(record.number),
        "taken_at": record.taken_at,
        "status": record.status,
        "elapsed_ms": float(record.elapsed_ms),
    }
    try:
        return connection.execute(insert_new(connection, FrameRow), row).rowcount == 1
    except IntegrityError as error:  # the session it points to
        raise not_found(session) from error


def _save_participants(connection: Connection, session: UUID, participants: Sequence[Participant]) -> None:
    rows = [{"session_id": session, **asdict(one)} for one in participants]
    connection.execute(insert_or_update(connection, ParticipantRow, ("display_name", "name_is_read")), rows)
    link_by_name(connection, session, participants)


def _counting(*, people: bool) -> Update:
    """Keeps the session's counts; a session thought interrupted is live again, a finished one stays so."""
    interrupted = SessionRow.status == Status.INTERRUPTED
    last, taken_at = SessionRow.last_frame_at, bindparam("taken_at", type_=SessionRow.last_frame_at.type)
    values = {
        "frame_count": SessionRow.frame_count + 1,
        "gallery_frame_count": SessionRow.gallery_frame_count + bindparam("galleries", type_=Integer),
        "observation_count": SessionRow.observation_count + bindparam("observations", type_=Integer),
        "last_frame_at": case((last > taken_at, last), else_=taken_at),
        "status": case((interrupted, Status.LIVE), else_=SessionRow.status),
        "ended_at": case((interrupted, None), else_=SessionRow.ended_at),
    }
    if people:
        values["participant_count"] = count_participants(SessionRow.id)
    return update(SessionRow).where(SessionRow.id == bindparam("session")).values(values)


# Made once: making one takes longer than running it.
_COUNT, _COUNT_PEOPLE = _counting(people=False), _counting(people=True)


def _observation_row(session: UUID, frame: int, seen: Observation) -> dict[str, Value]:
    box, reading, quality = seen.box, seen.reading, seen.quality
    pose = reading.head_pose if reading else None
    probabilities = (reading.probabilities if reading else None) or _NO_PROBABILITIES
    row: dict[str, Value] = {
        "session_id": session,
        "frame": int(frame),
        "participant": int(seen.participant),
        "state": seen.state,
        "box_left": int(box.left) if box else None,
        "box_top": int(box.top) if box else None,
        "box_width": int(box.width) if box else None,
        "box_height": int(box.height) if box else None,
        "score": _real(seen.score),
        "yaw": _real(pose.yaw) if pose else None,
        "pitch": _real(pose.pitch) if pose else None,
        "roll": _real(pose.roll) if pose else None,
        "eyes_closed": _real(reading.eyes_closed) if reading else None,
        "face_height_px": int(quality.height_px) if quality else None,
        "sharpness": _real(quality.sharpness) if quality else None,
        "brightness": _real(quality.brightness) if quality else None,
    }
    row.update(zip(EMOTIONS, map(_real, probabilities), strict=True))
    return row


def _real(value: float | None) -> float | None:
    """A plain float, since drivers do not know numpy's; NaN is absent."""
    return None if value is None or math.isnan(value) else float(value)
