"""A recording that died is noticed while the dashboard is served, and goes with retention; a slow clock is no death."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID

import pytest

from classroom.cli.silence import mark_silent, noticing_dead_agents
from classroom.domain import FrameRecord, FrameStatus, NewSession, SessionStatus
from classroom.storage import Store

START = datetime(2026, 3, 10, 9, tzinfo=UTC)


def begin(store: Store) -> UUID:
    return store.create_session(NewSession("Physics 101", START, "monitor 1", 3.0, "UTC"), agent="elsewhere:1:2")


def save(store: Store, session: UUID, number: int) -> None:
    taken_at = START + timedelta(seconds=3 * number)
    store.save_frame(session, FrameRecord(number, taken_at, FrameStatus.GALLERY, 9.0, (), ()))


def cannot_ask(_: str) -> None:
    return None


def look(store: Store, before: Mapping[UUID, datetime], minutes: float) -> Mapping[UUID, datetime]:
    return mark_silent(store, before, START + timedelta(minutes=minutes), cannot_ask)


def test_a_class_without_a_frame_at_two_looks_is_interrupted_at_its_last_frame(store: Store) -> None:
    session = begin(store)
    save(store, session, 4)

    before = look(store, {}, 2)
    after_one = store.find_session(session.hex).status
    look(store, before, 3)

    found = store.find_session(session.hex)
    assert after_one is SessionStatus.LIVE
    assert (found.status, found.ended_at) == (SessionStatus.INTERRUPTED, START + timedelta(seconds=12))


def test_an_agent_whose_clock_is_an_hour_slow_stays_live_as_long_as_its_frames_come(store: Store) -> None:
    session = begin(store)
    before: Mapping[UUID, datetime] = {}

    for number in range(4):
        save(store, session, number)
        before = look(store, before, 60 + number)

    assert store.find_session(session.hex).status is SessionStatus.LIVE


def test_a_dead_class_is_purged_though_the_server_never_starts_again(store: Store) -> None:
    begin(store)

    look(store, look(store, {}, 2), 3)

    later = datetime.now(UTC) + timedelta(days=31)
    assert len(store.purge(later, actor="retention", now=later)) == 1


@pytest.mark.parametrize("alive", [False, None])
def test_a_served_dashboard_looks_by_itself(store: Store, alive: bool | None) -> None:
    session = begin(store)
    looks, third = list[str](), Event()

    def is_alive(agent: str) -> bool | None:
        looks.append(agent)
        return alive

    def now() -> datetime:
        if len(looks) >= 2:
            third.set()
        return START + timedelta(hours=1)

    with noticing_dead_agents(store, is_alive, now, pause_s=0.01):
        assert third.wait(20)

    assert store.find_session(session.hex).status is SessionStatus.INTERRUPTED
