"""A recorded class for the tests of commands, without pictures."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
from classroom.domain import (
    Box,
    FrameRecord,
    FrameStatus,
    NewSession,
    Observation,
    Participant,
    ParticipantState,
)

START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00 in Vienna
COURSE = "Physics 101"
INTERVAL_S = 60.0


def record_class(*people: tuple[str | None, int, int]) -> UUID:
    """The id of a finished session of an hour: (name, first look, last look) for participants 1, 2, ..."""
    new = NewSession(COURSE, START, "monitor 1", INTERVAL_S, "Europe/Vienna")
    with open_default_store(load_settings()) as store:
        session = store.create_session(new, agent="elsewhere:1:2")
        for number in range(61):
            begun = [_person(at, name) for at, (name, first, _) in enumerate(people, 1) if first == number]
            there = [_see(at) for at, (_, first, last) in enumerate(people, 1) if first <= number <= last]
            taken_at = START + timedelta(seconds=INTERVAL_S * number)
            record = FrameRecord(number, taken_at, FrameStatus.GALLERY, 40.0, tuple(begun), tuple(there))
            store.save_frame(session, record)
        store.finish_session(session, START + timedelta(seconds=INTERVAL_S * 61))
    return session


def _person(number: int, name: str | None) -> Participant:
    return Participant(number, name or f"Participant {number}", name_is_read=name is not None)


def _see(number: int) -> Observation:
    return Observation(number, ParticipantState.VISIBLE, Box(10, 10, 100, 80), 0.9, None, None)
