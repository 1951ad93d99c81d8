"""Classes that are being recorded now, and what the live page is told of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from classroom.domain import Box, FrameRecord, FrameStatus, Observation, Participant, ParticipantState, Reading
from classroom.storage import Store
from dashboard.components.live_layout import Ids
from tests.dashboard.classes import NAMES, Script, frames, new_session
from tests.dashboard.site import Site, call

CALM = (0.02, 0.01, 0.02, 0.05, 0.1, 0.05, 0.75)
SAD = (0.2, 0.2, 0.1, 0.0, 0.5, 0.0, 0.0)


def running_script(minutes: float = 12, **changes: Any) -> Script:
    """A class whose last frame is a few seconds old."""
    script = Script(course="Now", minutes=minutes, interval_s=5, names=NAMES[:8], owner="mira", hidden=(99, 99))
    started_at = datetime.now(UTC) - timedelta(minutes=minutes, seconds=3)
    return replace(script, started_at=started_at, dip=(99, 99), **changes)


def record(store: Store, script: Script, **changes: Any) -> UUID:
    session = store.create_session(replace(new_session(script), **changes), agent="test:1:1")
    for one in frames(script):
        store.save_frame(session, one)
    return session


def add_frame(
    store: Store, session: UUID, status: FrameStatus = FrameStatus.GALLERY, seen: tuple[Observation, ...] = ()
) -> None:
    known = store.find_session(str(session))
    at = (known.last_frame_at or known.started_at) + timedelta(seconds=known.interval_s)
    store.save_frame(session, FrameRecord(known.frame_count, at, status, 100.0, (), seen))


def look(site: Site, session: UUID, name: str = "mira", **state: Any) -> dict[str, Any]:
    answer = call(
        site.logged_in(name),
        site,
        f"{Ids.NOW}.data",
        {},
        {f"{Ids.SESSION}.data": str(session)} | {f"{Ids.SENT}.data": state.get("sent")},
    )
    body: dict[str, Any] = answer.get_json() or {}
    return body


def data(body: dict[str, Any], identifier: str) -> Any:
    return body["response"].get(identifier, {}).get("data")


def visible(number: int, shares: tuple[float, ...] = CALM) -> Observation:
    box = Box(320 * number, 0, 312, 172)
    return Observation(number, ParticipantState.VISIBLE, box, 0.9, Reading(shares, None, None), None)


def record_sad_class(store: Store, script: Script, *, sad: int, minutes: int = 8) -> UUID:
    """A class of eight, the first of whom look sad for all of the time."""
    script = replace(script, started_at=datetime.now(UTC) - timedelta(minutes=minutes))
    session = store.create_session(new_session(script), agent="test:1:1")
    people = tuple(Participant(number, name, True) for number, name in enumerate(script.names, start=1))
    for number in range(int(minutes * 60 / script.interval_s)):
        seen = tuple(visible(one.number, SAD if one.number <= sad else CALM) for one in people)
        at = script.started_at + timedelta(seconds=number * script.interval_s)
        new = () if number else people
        store.save_frame(session, FrameRecord(number, at, FrameStatus.GALLERY, 100.0, new, seen))
    return session
