"""Messages of an agent -> the calls of whatever keeps records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from classroom.domain import FrameRecord, NewSession
from classroom.transport.messages import Begin, Message, Seen


class Recorder(Protocol):
    """What takes records, as `classroom.storage.Store` does; every call may be repeated and changes nothing then."""

    def begin_session(self, session: UUID, new: NewSession, *, agent: str) -> bool | None: ...

    def save_frame(self, session: UUID, record: FrameRecord) -> None: ...

    def finish_session(self, session: UUID, ended_at: datetime) -> None: ...


def record_messages(recorder: Recorder, messages: Sequence[Message]) -> None:
    """Raises: as the recorder (StorageError, NotFoundError)."""
    for message in messages:
        if isinstance(message, Begin):
            recorder.begin_session(message.session, message.new, agent=message.agent)
        elif isinstance(message, Seen):
            recorder.save_frame(message.session, message.record)
        else:
            recorder.finish_session(message.session, message.at)
