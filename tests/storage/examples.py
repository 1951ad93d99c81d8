"""Small records for the tests of the Store."""

from datetime import UTC, datetime, timedelta

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

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
AGENT = "laptop:4711:1772442000"
PROBABILITIES = (0.05, 0.0, 0.05, 0.5, 0.1, 0.1, 0.2)


def new_session(
    course: str = "Physics 101", *, after_min: float = 0, demo: bool = False, owner: str | None = None
) -> NewSession:
    return NewSession(course, START + timedelta(minutes=after_min), "monitor 1", 3.0, "Europe/Vienna", demo, owner)


def moment(frame: int) -> datetime:
    return START + timedelta(seconds=3 * frame)


def people(*numbers: int) -> tuple[Participant, ...]:
    return tuple(Participant(number, f"Student {number}", name_is_read=True) for number in numbers)


def seen(participant: int) -> Observation:
    """A participant with a face, all read."""
    reading = Reading(PROBABILITIES, HeadPose(10.0, -5.0, 2.5), eyes_closed=0.25)
    quality = FaceQuality(80, 120.5, 131.0)
    return Observation(participant, ParticipantState.VISIBLE, Box(10, 20, 320, 180), 0.875, reading, quality)


def unseen(participant: int, state: ParticipantState = ParticipantState.OFF_PAGE) -> Observation:
    """A participant of whom nothing was read."""
    return Observation(participant, state, None, None, None, None)


def frame(
    number: int,
    *observations: Observation,
    new: tuple[Participant, ...] = (),
    status: FrameStatus = FrameStatus.GALLERY,
) -> FrameRecord:
    return FrameRecord(number, moment(number), status, 41.5, new, observations)
