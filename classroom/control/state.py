"""What a recording agent tells other processes about itself: text and numbers, never a picture."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from classroom.domain import FrameStatus

MAX_BYTES = 100_000  # of a state file; ours have some two thousand
MAX_NOTES = 8
MAX_LINE = 500  # characters of a note or an error
MAX_NUMBER = 2**31 - 1  # of a process, a frame, a tile
T = TypeVar("T")
YEARS = range(2000, 2101)  # others are no time of a class, and some cannot be told in another zone


class Phase(StrEnum):
    STARTING = "starting"  # models are loaded, the self-test runs
    RECORDING = "recording"
    PAUSED = "paused"  # nothing is grabbed: the session shows a gap
    STOPPING = "stopping"  # the picture in hand is finished
    ENDED = "ended"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in (Phase.ENDED, Phase.FAILED)


class Command(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Note:
    at: datetime  # aware UTC
    text: str


@dataclass(frozen=True, slots=True)
class LastLook:
    """The last frame that was recorded."""

    number: int
    taken_at: datetime  # aware UTC
    status: FrameStatus
    tiles: int
    faces: int
    engagement: float | None  # class, 0-100; None = nothing was read, or the agent is paused


@dataclass(frozen=True, slots=True)
class AgentState:
    """One `classroom start`, from its first moment to after its end."""

    pid: int
    process_started: float  # seconds since 1970: a number that is used again is another process
    launch: str  # who started it: a mark of the launcher's; "" = a terminal
    phase: Phase
    course: str
    owner: str | None  # account; None = everyone's, or not known yet
    source: str | None  # what is recorded, for people; None = not known yet
    interval_s: float | None
    time_zone: str | None  # IANA name; None = not known yet
    session: UUID | None  # None = not begun
    started_at: datetime  # aware UTC, of the process
    updated_at: datetime  # aware UTC
    last: LastLook | None
    notes: tuple[Note, ...]  # newest last
    error: str | None  # one plain line; None = nothing went wrong

    @property
    def address(self) -> str:
        """Names this very process, so that a command cannot reach the next one."""
        return f"{self.pid}:{self.process_started:.0f}"


def to_json(state: AgentState) -> str:
    """The state as one JSON object."""
    last = state.last
    return json.dumps(
        {
            "pid": state.pid,
            "process_started": state.process_started,
            "launch": state.launch,
            "phase": state.phase.value,
            "course": state.course,
            "owner": state.owner,
            "source": state.source,
            "interval_s": state.interval_s,
            "time_zone": state.time_zone,
            "session": None if state.session is None else state.session.hex,
            "started_at": state.started_at.isoformat(),
            "updated_at": state.updated_at.isoformat(),
            "last": None if last is None else _look_json(last),
            "notes": [{"at": note.at.isoformat(), "text": note.text} for note in state.notes],
            "error": state.error,
        }
    )


def from_json(text: str) -> AgentState | None:
    """What `to_json` wrote; None for anything else."""
    try:
        return _read(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None


def plain_line(text: str) -> str:
    """The text as one printable line of bounded length."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= MAX_LINE else f"{line[: MAX_LINE - 1]}…"


def _look_json(look: LastLook) -> dict[str, Any]:
    return {
        "number": look.number,
        "taken_at": look.taken_at.isoformat(),
        "status": look.status.value,
        "tiles": look.tiles,
        "faces": look.faces,
        "engagement": look.engagement,
    }


def _read(values: dict[str, Any]) -> AgentState:
    last = values["last"]
    return AgentState(
        pid=_number(values["pid"], least=1),
        process_started=_amount(values["process_started"]),
        launch=_text(values["launch"]),
        phase=Phase(values["phase"]),
        course=_text(values["course"]),
        owner=_known(_text, values["owner"]),
        source=_known(_text, values["source"]),
        interval_s=_known(_amount, values["interval_s"]),
        time_zone=_known(_text, values["time_zone"]),
        session=None if values["session"] is None else UUID(values["session"]),
        started_at=_moment(values["started_at"]),
        updated_at=_moment(values["updated_at"]),
        last=None if last is None else _read_look(last),
        notes=tuple(Note(_moment(note["at"]), _text(note["text"])) for note in values["notes"][-MAX_NOTES:]),
        error=_known(_text, values["error"]),
    )


def _read_look(values: dict[str, Any]) -> LastLook:
    return LastLook(
        number=_number(values["number"]),
        taken_at=_moment(values["taken_at"]),
        status=FrameStatus(values["status"]),
        tiles=_number(values["tiles"]),
        faces=_number(values["faces"]),
        engagement=_known(_amount, values["engagement"]),
    )


def _known(read: Callable[[object], T], value: object) -> T | None:
    return None if value is None else read(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value.encode("utf-8", "replace").decode("utf-8")  # half characters can be shown nowhere


def _number(value: object, least: int = 0) -> int:
    """A count or the number of a process; with a sign or out of bounds it would mean something else to the system."""
    if type(value) is not int or not least <= value <= MAX_NUMBER:
        raise ValueError("no number of ours")
    return value


def _amount(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no amount")
    return float(value)


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None or moment.astimezone(UTC).year not in YEARS:
        raise ValueError("a time without a zone, or of another age")
    return moment
