"""One recorded session from begin to end, shared by `start`, `analyze` and `demo`."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Protocol
from uuid import UUID

from classroom.agent import Outcome, Pace, Parts, record
from classroom.cli.consent_watch import ConsentWatch
from classroom.cli.wiring import agent_identity, now
from classroom.config import EngagementSettings, Settings
from classroom.domain import FrameRecord, FrameSource, LiveStatus, NewSession, Participant, SessionRecords
from classroom.engagement import ClassMonitor, has_expressions, only_presence
from classroom.errors import CaptureError
from classroom.storage import Store
from classroom.vision.consent import ConsentTracker
from classroom.vision.own_tile import ClassTracker, Tracker
from classroom.vision.pipeline import GalleryPipeline
from classroom.vision.tracks import ParticipantTracker


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told what happens: a live table, a progress bar or plain lines."""

    report: Callable[[LiveStatus], None]
    note: Callable[[str], None]


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Controls:
    """How a recording is paused and stopped beside Ctrl-C, and whom it may read."""

    stop: threading.Event = field(default_factory=threading.Event)
    paused: Callable[[], bool] = _never
    consent: ConsentWatch | None = None  # None = everybody may be read
    clock: Callable[[], datetime] = now


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that is ready to receive frames."""

    id: UUID
    first_number: int
    known: tuple[Participant, ...]
    earlier: SessionRecords | None  # what was recorded before a resume


class Keeper(Protocol):
    """Keeps a session's frames; `classroom.transport.delivery.Delivery` does it whatever happens."""

    def save(self, record: FrameRecord) -> None:
        """Raises: StorageError, NotFoundError."""

    def finish(self, ended_at: datetime) -> object:
        """Raises: StorageError, NotFoundError."""


@dataclass(frozen=True, slots=True)
class StoreKeeper:
    """Straight into the Store: for recordings, which can be analysed again."""

    store: Store
    session: UUID

    def save(self, record: FrameRecord) -> None:
        self.store.save_frame(self.session, record)

    def finish(self, ended_at: datetime) -> None:
        self.store.finish_session(self.session, ended_at)


def begin(store: Store, new: NewSession) -> Begun:
    return Begun(store.create_session(new, agent=agent_identity()), 0, (), None)


def resume(store: Store, session: UUID) -> Begun:
    """Continue an interrupted session with its participants and numbering."""
    number = store.resume_session(session, agent=agent_identity())
    return Begun(session, number, store.recorded_participants(session), store.load_records(session))


def run_session(
    settings: Settings,
    keeper: Keeper,
    source: FrameSource,
    begun: Begun,
    pace: Pace,
    watcher: Watcher,
    pipeline: GalleryPipeline,
    controls: Controls | None = None,
) -> Outcome:
    """Record `source` into the begun session and end it.

    Raises:
        CaptureError: the source broke; the session is ended with what was recorded.
        StorageError: a frame could not be saved; the session shows as interrupted at the next start.
    """
    used = controls or Controls()
    monitor = ClassMonitor(_engagement(settings, begun), settings.flags, pace.interval_s)
    if begun.earlier is not None:
        monitor.replay(begun.earlier)
    last_taken_at: datetime | None = None

    def save(frame: FrameRecord) -> None:
        nonlocal last_taken_at
        keeper.save(frame)
        last_taken_at = frame.taken_at

    def end() -> None:
        keeper.finish(_ended_at(source, last_taken_at, pace, used.clock()))

    tracker: Tracker = ParticipantTracker(settings.tracking, begun.known)
    if settings.tracking.own_name.strip():
        tracker = ClassTracker(tracker, settings.tracking.own_name, watcher.note)
    if used.consent is not None:
        used.consent.follow(begun.id)
        tracker = ConsentTracker(tracker, used.consent.treat, begun.known)
    parts = Parts(source, pipeline, tracker, monitor, save, watcher.report, watcher.note, used.paused)
    with stop_on_signals(used.stop):
        try:
            after = _last_taken_at(begun)
            outcome = record(parts, pace, used.stop, first_number=begun.first_number, after=after)
        except CaptureError:
            end()
            raise
    end()
    return outcome


def _ended_at(source: FrameSource, last_taken_at: datetime | None, pace: Pace, at: datetime) -> datetime:
    if last_taken_at is None:
        return at
    if source.live:
        return max(at, last_taken_at)  # the clock may have been set back
    return last_taken_at + timedelta(seconds=pace.interval_s)


def _last_taken_at(begun: Begun) -> datetime | None:
    """The time of the last frame before a resume."""
    if begun.earlier is None or not len(begun.earlier.frames.taken_at):
        return None
    return datetime.fromtimestamp(float(begun.earlier.frames.taken_at.max()), UTC)


def _engagement(settings: Settings, begun: Begun) -> EngagementSettings:
    """As the pages will score the session: by presence where no expression is read, nor was before a resume."""
    off = settings.policy.emotions == "off"
    earlier = begun.earlier is not None and has_expressions(begun.earlier)
    return only_presence(settings.engagement) if off and not earlier else settings.engagement


@contextmanager
def stop_on_signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set the event meanwhile, so that the frame in hand is finished and saved first."""

    def handle(_: int, __: FrameType | None) -> None:
        stop.set()

    earlier = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
