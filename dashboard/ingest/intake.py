"""Messages of a teacher's agent -> the Store, into that teacher's own sessions only."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol
from uuid import UUID

from classroom.config import PolicySettings
from classroom.domain import FrameRecord, NewSession, Participant, Session, SessionStatus, User
from classroom.errors import ClockError, DataError, NotFoundError, RefusedError
from classroom.privacy.consents import ConsentRegister, ConsentRules, Likeness, Treatment
from classroom.privacy.policies import Policy, Ruling, find_ruling
from classroom.transport.answers import ClassAnswer, Interrupted, ResumeAnswer, TakenAnswer, cut_off
from classroom.transport.clocks import CLOCK_LIMIT, describe_skew
from classroom.transport.messages import LATEST, Begin, End, Message, Seen
from dashboard.ingest.beginnings import AN_HOUR, Beginnings
from dashboard.ingest.screening import ClassRules, Screen
from dashboard.ingest.screens import Screens

REFRESH_S = 30.0  # what holds for a class is asked for again after this time; agents ask, and so renew it, each 20 s
NOT_YOURS = "there is no such session of yours"  # agents know these words (`classroom.transport.client.GONE`)
_AGENT = re.compile(r"[^:\n]{1,120}:\d{1,12}:\d{1,15}")  # host:pid:start


def _is_equal(first: str, second: str) -> bool:
    return first == second


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class IntakeStore(Protocol):
    """What it needs of `classroom.storage.Store`."""

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session: ...

    def begin_session(self, session: UUID, new: NewSession, *, agent: str) -> bool: ...

    def save_frames(self, session: UUID, records: Sequence[FrameRecord]) -> None: ...

    def finish_session(self, session: UUID, ended_at: datetime) -> None: ...

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]: ...

    def resume_session(self, session: UUID, *, agent: str) -> int: ...

    def recorded_participants(self, session: UUID) -> tuple[Participant, ...]: ...

    def class_rules(
        self, course: str, *, owner: str | None, session: UUID | None = None
    ) -> tuple[tuple[Policy, ...], ConsentRegister]: ...


class Intake:
    """Safe to share between threads."""

    def __init__(
        self,
        store: IntakeStore,
        policy: PolicySettings,
        *,
        alike: Likeness = _is_equal,
        now_s: Callable[[], float] = monotonic,
        now: Callable[[], datetime] = _wall_clock,
        begun_an_hour: int = AN_HOUR,
    ) -> None:
        """`policy`: of the server's settings; `alike` tells whether two names may be readings of one label."""
        self._now = now
        self._store = store
        self._policy = policy
        self._means = ConsentRules(Treatment(policy.without_consent), Treatment(policy.unknown_names))
        self._alike = alike
        self._now_s = now_s
        self._screens = Screens(now_s)
        self._beginnings = Beginnings(now_s, an_hour=begun_an_hour)

    @property
    def classes_held(self) -> int:
        """How many classes are in memory."""
        return len(self._screens)

    def take(self, user: User, messages: Sequence[Message]) -> TakenAnswer:
        """Keeps all of them, frames that follow each other in one transaction, less what may not be stored.

        Raises:
            BusyError: the account begins too many classes.
            DataError: they are of several sessions, or the agent has no name, or a class has too many people.
            NotFoundError: the session is not there (deleted?), or not this user's.
            ClockError: something is dated in the future; nothing is kept.
            RefusedError: what came contradicts what is stored; what came before the failing message is kept.
            StorageError: the database does not answer; as before.
        """
        if len({message.session for message in messages}) > 1:
            raise DataError("a request holds messages of one session")
        self._require_past(messages)
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
        return TakenAnswer(len(messages), self._find_screen(user, messages[0].session).rules.reads_expressions)

    def describe_class(self, user: User, course: str, session: UUID | None) -> ClassAnswer:
        """What holds for the user's class of that course.

        Raises: NotFoundError (the session is not this user's), StorageError.
        """
        screen = None if session is None else self._find_screen(user, session)
        ruling, register = self._load_ruling(course, user.name, session)
        if screen is not None and screen.course == course:
            with screen.lock:
                screen.learn(self._make_rules(ruling, register), self._now_s())
        interrupted = self._find_interrupted(user, course) if session is None else None
        return ClassAnswer(user.name, ruling.reads_expressions, register, interrupted, self._now())

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
        if self._screens.get(message.session) is None:
            self._beginnings.take(user.name)
        new = replace(message.new, owner=user.name, is_demo=False)
        if self._store.begin_session(message.session, new, agent=_checked_agent(user, message.agent)):
            self._make_screen(message.session, new.course, user.name)
        else:
            self._require_own(user, message.session)

    def _save(self, user: User, session: UUID, frames: Sequence[FrameRecord]) -> None:
        if not frames:
            return
        screen = self._find_screen(user, session)
        with screen.lock:
            self._refresh_in_time(screen, session)
            if not screen.knows(frames):
                screen.remember(self._store.recorded_participants(session))
            kept = screen.screen(frames)
            try:
                self._store.save_frames(session, kept)
            except NotFoundError:
                self._screens.drop(session)
                raise NotFoundError(NOT_YOURS) from None
            except RefusedError:  # whom we take for stored need not be: the agent introduces everybody once more
                screen.recall(self._store.recorded_participants(session))
                raise
            screen.remember([one for record in kept for one in record.new_participants])

    def _finish(self, user: User, message: End) -> None:
        self._require_own(user, message.session)
        # A class is over in any case: at a time that can be, so that retention reaches it.
        latest = self._now() + CLOCK_LIMIT
        self._store.finish_session(message.session, min(message.at, latest))

    def _require_past(self, messages: Sequence[Message]) -> None:
        """What is long over may come, from a laptop that was offline; what is yet to be never. Raises: ClockError."""
        now = self._now()
        ahead = max((at - now for message in messages for at in _times(message)), default=-CLOCK_LIMIT)
        if ahead > CLOCK_LIMIT:
            raise ClockError(
                f"{describe_skew(ahead)}, or was when this was recorded: set it, then start the class anew"
            )

    def _require_own(self, user: User, session: UUID) -> None:
        self._find_screen(user, session)

    def _find_screen(self, user: User, session: UUID) -> Screen:
        """The user's own session's. Raises: NotFoundError, StorageError."""
        screen = self._screens.get(session)
        if screen is None:
            found = self._find_session(session)
            screen = self._make_screen(session, found.course, found.owner)
            screen.remember(self._store.recorded_participants(session))
        if screen.owner != user.name:
            raise NotFoundError(NOT_YOURS)
        return screen

    def _make_screen(self, session: UUID, course: str, owner: str | None) -> Screen:
        screen = Screen(course, owner or "", self._load_rules(course, owner, session), self._now_s())
        self._screens.put(session, screen)
        return screen

    def _refresh_in_time(self, screen: Screen, session: UUID) -> None:
        if self._now_s() - screen.checked_at >= REFRESH_S:
            screen.learn(self._load_rules(screen.course, screen.owner, session), self._now_s())

    def _load_rules(self, course: str, owner: str | None, session: UUID | None) -> ClassRules:
        return self._make_rules(*self._load_ruling(course, owner, session))

    def _load_ruling(self, course: str, owner: str | None, session: UUID | None) -> tuple[Ruling, ConsentRegister]:
        policies, register = self._store.class_rules(course, owner=owner, session=session)
        return find_ruling(policies, self._policy.emotions, owner, course), register

    def _make_rules(self, ruling: Ruling, register: ConsentRegister) -> ClassRules:
        return ClassRules(ruling.reads_expressions is not False, register, self._means, self._alike)

    def _find_session(self, session: UUID) -> Session:
        try:
            return self._store.find_session(session.hex)
        except NotFoundError:
            raise NotFoundError(NOT_YOURS) from None


def _times(message: Message) -> tuple[datetime, ...]:
    match message:
        case Begin():
            made_s = (message.session.int >> 80) / 1000
            return message.new.started_at, datetime.fromtimestamp(min(made_s, LATEST.timestamp()), UTC)
        case Seen():
            return (message.record.taken_at,)
        case End():
            return ()  # corrected


def _checked_agent(user: User, agent: str) -> str:
    """The agent's name with the account in front: whether it runs cannot be asked here, even if its host is called
    like ours."""
    if not _AGENT.fullmatch(agent):
        raise DataError("an agent is named host:pid:start")
    return f"{user.name}@{agent}"
