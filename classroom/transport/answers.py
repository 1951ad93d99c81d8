"""What a server tells an agent before and during a class, as JSON."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from classroom.domain import Participant, Session
from classroom.errors import DataError
from classroom.privacy.consents import ConsentRegister


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The course's newest session that was cut off."""

    session: UUID
    course: str
    started_at: datetime
    source: str
    interval_s: float
    time_zone: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class ClassAnswer:
    """What holds for a class of one course."""

    owner: str  # the token's account, whose sessions it records
    expressions: bool | None  # whether they may be read; None = nobody has decided
    register: ConsentRegister
    interrupted: Interrupted | None
    now: datetime | None = None  # by the server's clock; an older one does not say


@dataclass(frozen=True, slots=True)
class ResumeAnswer:
    """With what a cut-off session goes on."""

    number: int  # of the next frame
    participants: tuple[Participant, ...]


@dataclass(frozen=True, slots=True)
class TakenAnswer:
    """To messages that were taken."""

    taken: int  # messages
    expressions: bool | None = None  # whether this class's are stored; None = the server does not say


CLASS_ANSWER = TypeAdapter(ClassAnswer)
TAKEN_ANSWER = TypeAdapter(TakenAnswer)
RESUME_ANSWER = TypeAdapter(ResumeAnswer)


def cut_off(session: Session) -> Interrupted:
    """What is told of a session that was cut off."""
    one = session
    return Interrupted(one.id, one.course, one.started_at, one.source, one.interval_s, one.time_zone, one.owner)


def read_class_answer(body: bytes) -> ClassAnswer:
    """Raises: DataError: it is none."""
    try:
        return CLASS_ANSWER.validate_json(body)
    except ValidationError as error:
        raise DataError("the server's answer is not understood: use the same version on both sides") from error


def read_resume_answer(body: bytes) -> ResumeAnswer:
    """Raises: DataError: it is none."""
    try:
        return RESUME_ANSWER.validate_json(body)
    except ValidationError as error:
        raise DataError("the server's answer is not understood: use the same version on both sides") from error


def read_taken_answer(body: bytes) -> TakenAnswer:
    """What the server says of messages that it took; one that says nothing we know of took them all the same."""
    try:
        return TAKEN_ANSWER.validate_json(body)
    except ValidationError:
        return TakenAnswer(0)
