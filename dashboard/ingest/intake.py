"""Messages of a teacher's agent -> the Store, into that teacher's own sessions only."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from classroom.domain import FrameRecord, NewSession, Participant, Session, SessionStatus, User
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consents import ConsentRegister
from classroom.privacy.policies import Policy, find_ruling
from classroom.transport.answers import ClassAnswer, Interrupted, ResumeAnswer, cut_off
from classroom.transport.messages import Begin, End, Message, Seen
from dashboard.cache import Recent

KNOWN_KEPT = 2000  # sessions whose owner need not be asked for again
NOT_YOURS = "there is no such session of yours"  # agents know these words (`classroom.transport.client.GONE`)
_AGENT = re.compile(r"[^:\n]{1,120}:\d{1,12}:\d{1,15}")  # host:pid:start


class IntakeStore(Protocol):
    """What it needs of `classroom.storage.Store`."""

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session: ...

    def begin_session(self, session: UUID, new: NewSession, *, agent: str) -> None: ...

    def save_frames(self, session: UUID, records: Sequence[FrameRecord]) -> None: ...

    def finish_session(self, session: UUID, ended_at: datetime) -> None: ...

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]: ...

    def resume_session(self, session: UUID, *, agent: str) -> int: ...

    def recorded_participants(self, session: UUID) -> tuple[Participant, ...]: ...

    def policies(self) -> tuple[Policy, ...]: ...

    def consent_register(self, course: str, *, owner: str | None, session: UUID | None = None) -> ConsentRegister: ...


class Intake:
    """Safe to share between threads."""

    def __init__(self, store: IntakeStore, emotions: Literal["ask", "on", "off"] = "ask") -> None:
        """`emotions`: `policy.emotions` of the server's settings."""
        self._store = store
        self._emotions = emotions
        self._owners: Recent[UUID, str] = Recent(KNOWN_KEPT)

    def take(self, user: User, messages: Sequence[Message]) -> None:
        """Keeps all of them, frames that follow each other in one transaction.

        Raises:
            DataError: they are of several sessions, or the agent has no name.
            NotFoundError: the session is not there (deleted?), or not this user's.
            StorageError: the database does not answer; what came before the failing message is kept.
        """
        if len({message.session for message in messages}) > 1:
            raise DataError("a request holds messages of one session")
        frames: list[FrameRecord] = []
        for message in messages:
            if isinstance(message, Seen):
                frames.append(message.record)
                continue
            self._save(user, message.session, frames)
            frames = []
            if isinstance(message, Begin):
                self._begin(user, message)
            else:
                self._finish(user, message)
        self._save(user, messages[0].session, frames)

    def describe_class(self, user: User, course: str, session: UUID | None) -> ClassAnswer:
        """What holds for the user's class of that course.

        Raises: NotFoundError (the session is not this user's), StorageError.
        """
        if session is not None:
            self._require_own(user, session)
        ruling = find_ruling(self._store.policies(), self._emotions, user.name, course)
        register = self._store.consent_register(course, owner=user.name, session=session)
        return ClassAnswer(user.name, ruling.reads_expressions, register, self._find_interrupted(user, course))

    def resume(self, user: User, session: UUID, agent: str) -> ResumeAnswer:
        """Makes the user's cut-off session live again. Raises: DataError, NotFoundError, StorageError."""
        self._require_own(user, session)
        number = self._store.resume_session(session, agent=_checked_agent(user, agent))
        return ResumeAnswer(number, self._store.recorded_participants(session))

    def _find_interrupted(self, user: User, course: str) -> Interrupted | None:
        for one in self._store.sessions(visible_to=user.name, course=course):
            if one.status is SessionStatus.INTERRUPTED and one.owner == user.name:
                return cut_off(one)
        return None

    def _begin(self, user: User, message: Begin) -> None:
        new = replace(message.new, owner=user.name, is_demo=False)
        self._store.begin_session(message.session, new, agent=_checked_agent(user, message.agent))
        self._require_own(user, message.session)

    def _save(self, user: User, session: UUID, frames: Sequence[FrameRecord]) -> None:
        if not frames:
            return
        self._require_own(user, session)
        try:
            self._store.save_frames(session, frames)
        except NotFoundError:
            self._owners.drop(session)
            raise NotFoundError(NOT_YOURS) from None

    def _finish(self, user: User, message: End) -> None:
        self._require_own(user, message.session)
        self._store.finish_session(message.session, message.at)

    def _require_own(self, user: User, session: UUID) -> None:
        owner = self._owners.get(session)
        if owner is None:
            owner = self._find_owner(session)
            self._owners.put(session, owner)
        if owner != user.name:
            raise NotFoundError(NOT_YOURS)

    def _find_owner(self, session: UUID) -> str:
        try:
            return self._store.find_session(session.hex).owner or ""
        except NotFoundError:
            raise NotFoundError(NOT_YOURS) from None


def _checked_agent(user: User, agent: str) -> str:
    """The agent's name with the account in front: whether it runs cannot be asked here, even if its host is called
    like ours."""
    if not _AGENT.fullmatch(agent):
        raise DataError("an agent is named host:pid:start")
    return f"{user.name}@{agent}"
