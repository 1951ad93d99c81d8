"""The Store keeps what it is given, on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime

from classroom.domain import FrameRecord, FrameStatus, NewSession
from classroom.storage import Store

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_new_session_is_live_and_empty(store: Store) -> None:
    session = store.create_session(NewSession("Physics", START, "monitor 1", 3.0, "Europe/Vienna"), agent="h:1:2")
    store.save_frame(session, FrameRecord(0, START, FrameStatus.GALLERY, 1.0, (), ()))
    store.save_frame(session, FrameRecord(0, START, FrameStatus.GALLERY, 1.0, (), ()))
    assert store.find_session("latest").frame_count == 1
