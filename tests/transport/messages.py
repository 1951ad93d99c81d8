"""Small sessions to send."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from classroom.domain import (
    Box,
    FaceQuality,
    FrameRecord,
    FrameStatus,
    HeadPose,
    NewSession,
    Observation,
    Participant,
    ParticipantState,
    Reading,
)
from classroom.storage.ids import new_id
from classroom.transport.messages import Begin

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def a_begin(session: UUID | None = None) -> Begin:
    new = NewSession("Physics 101", START, "monitor 1 (1920x1080)", 3.0, "Europe/Vienna", owner=None)
    return Begin(session or new_id(), new, "host:1:1")


def a_record(number: int = 0) -> FrameRecord:
    reading = Reading((0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4), HeadPose(1.0, -2.0, 0.5), 0.25)
    seen = Observation(1, ParticipantState.VISIBLE, Box(0, 0, 320, 180), 0.875, reading, FaceQuality(48, 6.5, 120.0))
    away = Observation(2, ParticipantState.LEFT, None, None, None, None)
    people = (Participant(1, "Ada Okafor", name_is_read=True), Participant(2, "Бен", name_is_read=True))
    return FrameRecord(
        number=number,
        taken_at=START + timedelta(seconds=3 * number),
        status=FrameStatus.GALLERY,
        elapsed_ms=150.0,
        new_participants=() if number else people,
        observations=(seen, away),
    )
