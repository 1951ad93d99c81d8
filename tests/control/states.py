"""What an agent that records tells about itself."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from classroom.control import AgentState, LastLook, Note, Phase
from classroom.domain import FrameStatus


def recording_state(now: datetime, **changes: Any) -> AgentState:
    """The state of an agent that has just looked at a gallery, with these fields changed."""
    state = AgentState(
        pid=4711,
        process_started=1772438400.25,
        launch="abc",
        phase=Phase.RECORDING,
        course="Physics 101",
        owner="mira",
        source="monitor 1 (1920x1080)",
        interval_s=3.0,
        time_zone="Europe/Vienna",
        session=UUID(int=7),
        started_at=now,
        updated_at=now,
        last=LastLook(41, now, FrameStatus.GALLERY, 25, 24, 71.5),
        notes=(Note(now, "the gallery is back"),),
        error=None,
    )
    return replace(state, **changes)
