"""Where a live class is recorded: in the database of this computer's settings, or through a school's server."""

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

import click

from classroom.cli.consent_watch import ConsentWatch
from classroom.cli.permissions import prepare_class, settle_remotely
from classroom.cli.recording import Begun, begin, resume
from classroom.cli.summary import describe_records
from classroom.cli.wiring import agent_identity, check_owner, now, open_default_store
from classroom.config import Settings, data_folder
from classroom.counting import Count
from classroom.domain import NewSession, SessionStatus
from classroom.errors import ClassroomError, ConfigError, DataError, NotFoundError, StorageError
from classroom.privacy.consents import ConsentRegister
from classroom.storage import Store
from classroom.storage.ids import new_id
from classroom.transport.answers import CLASS_ANSWER, ClassAnswer, Interrupted, cut_off, read_class_answer
from classroom.transport.client import ServerClient
from classroom.transport.clocks import CLOCK_LIMIT, ServersClock, describe_skew
from classroom.transport.delivery import Delivery, deliver_left
from classroom.transport.messages import Begin, Message
from classroom.transport.own_files import sweep_partials
from classroom.transport.recorder import record_messages
from classroom.transport.refused import SUFFIX as REFUSED
from classroom.transport.refused import forget_refused, try_again
from classroom.transport.spool import SUFFIX


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the class that is about to start."""

    owner: str | None
    settings: Settings  # with `policy.emotions` on or off
    consent: ConsentWatch
    interrupted: Interrupted | None  # the course's newest session that was cut off
    clock: Callable[[], datetime] | None = None  # the server's, where this computer's is wrong
    may_classify: Callable[[], bool] = _always  # asked frame by frame: False once a server forbids expressions


class Home(Protocol):
    """Asked by `start`, in the order of the methods."""

    @property
    def place(self) -> str:
        """In words."""

    def settle(self, settings: Settings, course: str, owner: str | None) -> Rules:
        """What holds for a class of that course. Raises: StorageError, NotFoundError (no such account)."""

    def begin(self, new: NewSession) -> Begun:
        """The new session. Raises: StorageError."""

    def resume(self, earlier: Interrupted) -> Begun:
        """The session, live again. Raises: StorageError, NotFoundError."""

    def deliver(self, messages: Sequence[Message]) -> None:
        """As `classroom.transport.delivery.Deliver`."""

    def summarize(self, session: UUID, settings: Settings, frames: int) -> str:
        """What was recorded, as lines of text."""


class DatabaseHome:
    """The Store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def place(self) -> str:
        return self._store.place

    def settle(self, settings: Settings, course: str, owner: str | None) -> Rules:
        chosen = check_owner(self._store, settings, owner)
        prepared = prepare_class(self._store, settings, course, chosen)
        return Rules(chosen, prepared.settings, prepared.consent, self._find_interrupted(course))

    def begin(self, new: NewSession) -> Begun:
        return begin(self._store, new)

    def resume(self, earlier: Interrupted) -> Begun:
        return resume(self._store, earlier.session)

    def deliver(self, messages: Sequence[Message]) -> None:
        record_messages(self._store, messages)

    def summarize(self, session: UUID, settings: Settings, frames: int) -> str:
        return describe_records(self._store.load_records(session), settings)

    def _find_interrupted(self, course: str) -> Interrupted | None:
        found = (one for one in self._store.sessions(course=course) if one.status is SessionStatus.INTERRUPTED)
        return next(map(cut_off, found), None)


class ServerHome:
    """A server that takes what this computer sees; only while it is away something is kept here."""

    def __init__(self, client: ServerClient, folder: Path, now: Callable[[], datetime] = now) -> None:
        """`folder` keeps the server's last word on each course, for when it is away at the start of a class; `now` is
        this computer's clock."""
        self._now = now
        self._clock: ServersClock | None = None  # where it is wrong
        self._client = client
        self._folder = folder
        self._session: UUID | None = None
        self._forbids_expressions = False  # the server's word during the class

    @property
    def place(self) -> str:
        return self._client.place

    def settle(self, settings: Settings, course: str, owner: str | None) -> Rules:
        if owner is not None:
            raise ConfigError("--owner cannot be chosen with a server: the token's account owns the class")
        answer = self._ask(course)
        expressions = None if answer is None else answer.expressions
        settled = settle_remotely(settings, expressions, is_known=answer is not None)

        def load(session: UUID | None) -> ConsentRegister:
            try:
                return self._ask_register(course, session)
            except StorageError:
                if session is None:  # away at the start: its last word, or nobody is known
                    return ConsentRegister() if answer is None else answer.register
                raise

        consent = ConsentWatch(load, settled.policy)
        if answer is None:
            return Rules(None, settled, consent, None, may_classify=self._may_classify)
        return Rules(answer.owner, settled, consent, answer.interrupted, self._clock, self._may_classify)

    def begin(self, new: NewSession) -> Begun:
        self._session = new_id(int(new.started_at.timestamp() * 1e6) * 1000)  # not by a clock that may be wrong
        return Begun(self._session, 0, (), None)  # the delivery tells the server, at once or when it is back

    def resume(self, earlier: Interrupted) -> Begun:
        self._session = earlier.session
        answer = self._client.resume(earlier.session, agent_identity())
        return Begun(earlier.session, answer.number, answer.participants, None)

    def deliver(self, messages: Sequence[Message]) -> None:
        self._client.deliver(messages)

    def summarize(self, session: UUID, settings: Settings, frames: int) -> str:
        return f"Sent {Count(frames):frame|frames} to {self.place}; its dashboard shows the class."

    def _ask_register(self, course: str, session: UUID | None) -> ConsentRegister:
        """Raises: StorageError: the server gives none now."""
        try:
            answer = self._client.ask_class(course, session)
        except NotFoundError:  # the class began while the server was away: what tells of it still waits here
            answer = self._client.ask_class(course)
        except DataError as error:  # of another version meanwhile: no reason to end the class
            raise StorageError(str(error)) from error
        self._forbids_expressions = self._forbids_expressions or answer.expressions is False
        return answer.register

    def _may_classify(self) -> bool:
        """Until the server forbids expressions, in its answers to frames or about the class; then not again."""
        told = self._session is not None and self._client.forbids_expressions(self._session)
        return not (told or self._forbids_expressions)

    def _ask(self, course: str) -> ClassAnswer | None:
        """The server's word; its last one when it is away; None when there was none."""
        key = hashlib.sha256(f"{self.place}\0{course}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
        path = self._folder / f"{key}.json"
        try:
            answer = self._client.ask_class(course)
        except StorageError as error:
            click.echo(f"{error}. What is seen is kept on this computer until it answers.", err=True)
            with contextlib.suppress(OSError, DataError):
                return read_class_answer(path.read_bytes())
            return None
        self._compare_clocks(answer)
        _write_private(path, CLASS_ANSWER.dump_json(answer))
        return answer

    def _compare_clocks(self, answer: ClassAnswer) -> None:
        """A class cannot be held again: where this computer's clock is wrong, it goes by the server's."""
        if answer.now is None or abs(ahead := self._now() - answer.now) <= CLOCK_LIMIT:
            return
        self._clock = ServersClock(answer.now)
        click.echo(f"note: {describe_skew(ahead)}: the class is dated by the server's; set this one.", err=True)


@contextmanager
def open_home(settings: Settings) -> Iterator[Home]:
    """The server that the settings name, else the database; with what earlier agents left delivered.

    Raises:
        ConfigError: the server's address or token is none.
        StorageError: the database cannot be opened.
    """
    forget_refused(_spools(), settings.retention.days * 86_400, time.time())
    if settings.delivery.server:
        client = ServerClient(settings.delivery.server, settings.delivery.token)
        with contextlib.closing(client):
            home: Home = ServerHome(client, data_folder() / "server")
            _catch_up_server(client)
            yield home
    else:
        with open_default_store(settings) as store:
            home = DatabaseHome(store)
            catch_up(home.place, home.deliver)
            yield home


def open_delivery(home: Home, begun: Begun, new: NewSession, note: Callable[[str], None]) -> Delivery:
    """The way of the class's frames to its home."""
    begin, folder = Begin(begun.id, new, agent_identity()), spool_folder(home.place)
    return Delivery(home.deliver, begin, folder, note=note, known=begun.known)


def _catch_up_server(client: ServerClient) -> None:
    """As `catch_up`, of classes of the token's account alone; another's wait for their own token."""
    if not any(spool_folder(client.place).glob("*.spool")):
        return
    try:
        account = client.ask_class("waiting classes").owner
    except ClassroomError as error:
        click.echo(f"note: what an earlier class left here waits on: {error}", err=True)
        return
    catch_up(client.place, client.deliver, lambda begin: begin.new.owner in {None, account})


def _any_account(_: Begin) -> bool:
    return True


def catch_up(
    place: str, deliver: Callable[[Sequence[Message]], None], accepts: Callable[[Begin], bool] = _any_account
) -> None:
    """Delivers what agents that are gone could not; says so. What still cannot be delivered waits on."""

    def note(text: str) -> None:
        click.echo(f"note: {text}", err=True)

    try:
        count = deliver_left(spool_folder(place), deliver, accepts=accepts, note=note)
    except ClassroomError as error:
        click.echo(f"note: what an earlier class left here waits on: {error}", err=True)
    else:
        if count:
            click.echo(f"Delivered {Count(count):frame|frames} that an earlier class had to keep here.", err=True)


def catch_up_store(store: Store) -> None:
    """As `catch_up`, into the database."""
    catch_up(store.place, partial(record_messages, store))


def count_spools() -> int:
    """How many classes wait on this computer for some database or server, also of a class that goes on, or are set
    aside in part."""
    return sum(1 for suffix in (SUFFIX, REFUSED) for _ in _spools().glob(f"*/*{suffix}"))


def wake_refused() -> int:
    """Makes what was refused and set aside wait for its delivery again; how many classes."""
    return sum(try_again(folder, SUFFIX) for folder in _spools().glob("*"))


def spool_folder(place: str) -> Path:
    """Where what cannot be delivered to that place waits; each place has its own."""
    return _spools() / hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _spools() -> Path:
    return data_folder() / "spool"


def describe_new(earlier: Interrupted) -> NewSession:
    """How the session that goes on was begun."""
    return NewSession(
        earlier.course, earlier.started_at, earlier.source, earlier.interval_s, earlier.time_zone, owner=earlier.owner
    )


def require_delivered(delivered: bool, place: str) -> None:
    """Raises: StorageError: something waits here, and what to do."""
    if not delivered:
        raise StorageError(
            f"{place} did not answer at the end of the class: what it lacks is kept on this computer; "
            "`classroom db deliver` or the next start brings it there"
        )


def require_interrupted(earlier: Interrupted | None, course: str) -> Interrupted:
    """Raises: NotFoundError: there is none."""
    if earlier is None:
        raise NotFoundError(f"no interrupted session of {course!r} to continue: start without --resume")
    return earlier


def _write_private(path: Path, content: bytes) -> None:
    """The file whole or not at all, for its owner alone; a full disk is no reason to stop."""
    partial_path = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep_partials(path)
        handle = os.open(partial_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        partial_path.replace(path)
