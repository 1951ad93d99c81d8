"""What an agent says of its session, as lines of JSON: in the spool's files and on the way to a server.

Pydantic reads and writes the domain's own types, so that there is one definition of a record. What comes from
a file or the network is checked here; nothing else has to.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter, ValidationError

from classroom.domain import EMOTIONS, FrameRecord, NewSession, Observation
from classroom.errors import DataError

MAX_OBSERVATIONS = 1000  # of one frame: more people no call shows
MAX_NUMBER = 2**31 - 1  # of frames and participants, as the tables hold them
MAX_PX = 100_000
MAX_TEXT = 2000  # characters; the tables cut at less
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Begin:
    """A session starts."""

    session: UUID
    new: NewSession
    agent: str  # the recording process, host:pid:start
    kind: Literal["begin"] = "begin"


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame of it."""

    session: UUID
    record: FrameRecord
    kind: Literal["seen"] = "seen"


@dataclass(frozen=True, slots=True)
class End:
    """It is over."""

    session: UUID
    at: datetime
    kind: Literal["end"] = "end"


Message = Begin | Seen | End
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def write_message(message: Message) -> bytes:
    """One line of JSON, without its end of line; what is not a number becomes null."""
    return _MESSAGE.dump_json(message)


def read_message(line: bytes) -> Message:
    """The message of a line.

    Raises:
        DataError: it is no message, or says what cannot be.
    """
    try:
        message = _MESSAGE.validate_json(line)
    except (ValidationError, RecursionError) as error:
        raise DataError(
            f"this is no message of an agent ({_first(error)}): use the same version on both sides"
        ) from error
    _check(message)
    return message


def _first(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "too deep"
    found = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, found['loc']))[:120]}: {found['msg'][:160]}"


def _check(message: Message) -> None:
    if isinstance(message, End):
        _check_time(message.at)
    elif isinstance(message, Begin):
        _check_begin(message)
    else:
        _check_record(message.record)


def _check_begin(message: Begin) -> None:
    new = message.new
    _check_time(new.started_at)
    _require(is_zone(new.time_zone), "a zone that nobody knows")
    texts = (new.course, new.source, new.time_zone, new.owner or "", message.agent)
    _require(all(len(text) <= MAX_TEXT for text in texts), "a text that is too long")
    _require(0 < new.interval_s <= 3600, "an interval that is none")  # NaN compares false
    _require(bool(new.course.strip()), "a session without a course")
    _require(message.session.version == 7, "a session's id that is none of ours")


def _check_record(record: FrameRecord) -> None:
    _check_time(record.taken_at)
    _require(0 <= record.number <= MAX_NUMBER, "a frame's number out of bounds")
    _require(math.isfinite(record.elapsed_ms), "a duration that is none")
    _require(len(record.observations) <= MAX_OBSERVATIONS, "more people than a call shows")
    _require(len(record.new_participants) <= MAX_OBSERVATIONS, "more people than a call shows")
    numbers = [one.participant for one in record.observations]
    _require(len(set(numbers)) == len(numbers), "one participant twice on a frame")
    _require(all(len(one.display_name) <= MAX_TEXT for one in record.new_participants), "a text that is too long")
    _check_numbers([*numbers, *(one.number for one in record.new_participants)])
    for seen in record.observations:
        _check_observation(seen)


def _check_observation(seen: Observation) -> None:
    if seen.box is not None:
        sizes = (seen.box.left, seen.box.top, seen.box.width, seen.box.height)
        _require(all(abs(size) <= MAX_PX for size in sizes), "a box out of bounds")
        _require(seen.box.width > 0 and seen.box.height > 0, "a box without a size")
    _check_share(seen.score)
    if seen.quality is not None:
        _require(0 <= seen.quality.height_px <= MAX_PX, "a face out of bounds")
    if seen.reading is None:
        return
    _check_share(seen.reading.eyes_closed)
    values = seen.reading.probabilities
    if values is not None:
        _require(len(values) == len(EMOTIONS), "not seven probabilities")
        _require(all(0 <= value <= 1 for value in values), "a share out of bounds")
        _require(abs(sum(values) - 1) < 0.01, "probabilities that do not sum to one")


def _check_share(value: float | None) -> None:
    _require(value is None or 0 <= value <= 1, "a share out of bounds")


def _check_numbers(numbers: Iterable[int]) -> None:
    _require(all(0 < number <= MAX_NUMBER for number in numbers), "a participant's number out of bounds")


def _check_time(moment: datetime) -> None:
    _require(moment.utcoffset() is not None, "a time without its zone")
    try:
        near = EARLIEST <= moment.astimezone(UTC) <= LATEST
    except OverflowError:
        near = False
    if not near:
        raise DataError(
            f"a message of an agent is dated {moment:%Y-%m-%d}: set the clock of the computer that sends it"
        )


def is_zone(name: str) -> bool:
    """Whether this computer knows the zone of that IANA name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DataError(f"a message of an agent holds {otherwise}: use the same version on both sides")
