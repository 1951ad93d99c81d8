"""The views of sessions, kept and grown: all who look at a class share what each new frame costs."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from math import ceil
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import FrameTable, ObservationTable, SessionRecords
from classroom.engagement import SessionReview, fit_profile, has_expressions
from classroom.engagement.grid import Grid
from classroom.engagement.growing import Growing
from classroom.engagement.profiles import find_expressions_end
from classroom.report import unique_names
from dashboard.cache import Recent
from dashboard.views import SessionView

VIEWS_KEPT = 24
VIEW_BYTES = 256 * 2**20  # of all views together; one of 2 hours and 49 students takes about 30 MB
MOST_BINS = 720  # more points than that no screen can show side by side
LOCKS = 16
_UNREAD = ("box", "score")  # columns of observations that are not loaded: no page shows them


class ViewStore(Protocol):
    """What views need of `classroom.storage.Store`."""

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords: ...


@dataclass(frozen=True, slots=True, eq=False)
class Viewed:
    """A view with what it was made of."""

    view: SessionView
    grid: Grid  # frames x participants, in the order of `numbers`
    numbers: tuple[int, ...]


class Viewing:
    """Views by session, as they are now; safe to share between threads."""

    def __init__(self, store: ViewStore, engagement: EngagementSettings, flags: FlagSettings) -> None:
        self._store = store
        self._engagement = engagement
        self._flags = flags
        self._open: Recent[UUID, _OpenSession] = Recent(VIEWS_KEPT, max_bytes=VIEW_BYTES)
        self._locks = tuple(Lock() for _ in range(LOCKS))  # a session's two callbacks compute once

    @property
    def nbytes(self) -> int:
        """Roughly, the memory of all views kept."""
        return self._open.nbytes

    def look(self, session: UUID) -> Viewed:
        """The session as it is now; frames that came since the last time are loaded and computed alone.

        Raises:
            NotFoundError: the session is gone.
            StorageError: the database does not answer.
        """
        with self._locks[session.int % LOCKS]:
            known = self._open.get(session)
            if known is None or not known.update():
                known = _OpenSession(self._load(session), self._engagement, self._flags)
            self._open.put(session, known, nbytes=known.nbytes)
            return known.viewed

    def drop(self, session: UUID) -> None:
        self._open.drop(session)

    def make(self, records: SessionRecords) -> SessionView:
        """The view of records that are at hand; nothing of it is kept."""
        return _OpenSession(lambda _: records, self._engagement, self._flags).viewed.view

    def _load(self, session: UUID) -> Callable[[int], SessionRecords]:
        def load(after: int) -> SessionRecords:
            return self._store.load_records(session, after_frame=after, readings_only=True)

        return load


class _OpenSession:
    """One session's records and what was computed of them."""

    def __init__(
        self, load: Callable[[int], SessionRecords], engagement: EngagementSettings, flags: FlagSettings
    ) -> None:
        self._load = load
        self._engagement = engagement
        self._flags = flags
        self._basis = settings_basis(engagement, flags)
        self._records = _Records(load(-1))
        self._settings = screen_settings(self._records.now, engagement)
        self._review = SessionReview(self._settings, flags)
        self._review.update(self._records.now)
        self.viewed = self._view()

    @property
    def nbytes(self) -> int:
        return self._records.nbytes + self._review.nbytes

    def update(self) -> bool:
        """Takes in what is new; False = what was known is no longer so, all must be loaded again."""
        known = self._records.now
        if not len(known.frames.number):
            return False
        newer = self._load(int(known.frames.number[-1]))
        # Rows may also vanish or come late (erased student, replayed frames): then all is read again.
        frames = len(known.frames.number) + len(newer.frames.number)
        observations = len(known.observations.frame) + len(newer.observations.frame)
        counts = (newer.session.frame_count, newer.session.observation_count)
        if newer.ownership != known.ownership or (frames, observations) != counts:
            return False
        if not len(newer.frames.number) and _version(newer, self._basis) == self.viewed.view.version:
            return True
        self._records.append(newer)
        settings = screen_settings(self._records.now, self._engagement)
        if settings != self._settings:
            self._settings = settings
            self._review = SessionReview(settings, self._flags)
        self._review.update(self._records.now, newer)
        self.viewed = self._view()
        return True

    def _view(self) -> Viewed:
        records, review = self._records.now, self._review
        flags = review.flags(records)
        line, *lines = review.summaries(flags)
        timeline, *timelines = review.timelines()
        profile = self._settings.profile
        view = SessionView(
            session=records.session,
            records=records,
            participants=records.participants,
            names=unique_names(records),
            timeline=timeline,
            timelines={one.participant: one for one in timelines if one.participant is not None},
            summary=line,
            summaries={one.participant: one for one in lines if one.participant is not None},
            flags=flags,
            dips=review.dips(),
            markers=records.markers,
            expressions_read=has_expressions(records),
            expressions_end=find_expressions_end(records),
            profile=f"{profile} v{self._settings.profiles[profile].version}",
            version=_version(records, self._basis),
            engagement_now=review.engagement_now(),
        )
        return Viewed(view, review.grid, review.numbers)


class _Records:
    """Records that grow at their end; those given out earlier stay as they were."""

    def __init__(self, records: SessionRecords) -> None:
        self._columns: dict[str, Growing[np.generic]] = {}
        self.now = records
        self._extend(records)

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for column in self._columns.values())

    def append(self, newer: SessionRecords) -> None:
        self._extend(newer)

    def _extend(self, newer: SessionRecords) -> None:
        tables: list[FrameTable | ObservationTable] = [newer.frames, newer.observations]
        frames, observations = (self._extend_table(table) for table in tables)
        self.now = replace(newer, frames=FrameTable(**frames), observations=ObservationTable(**observations))

    def _extend_table(self, table: FrameTable | ObservationTable) -> dict[str, NDArray[Any]]:
        grown: dict[str, NDArray[Any]] = {}
        for field in fields(table):
            rows = getattr(table, field.name)
            if field.name in _UNREAD and isinstance(table, ObservationTable):
                count = len(grown["frame"])
                grown[field.name] = np.broadcast_to(np.float32(np.nan), (count, *rows.shape[1:]))
                continue
            column = self._columns.setdefault(
                f"{type(table).__name__}.{field.name}", Growing(rows.dtype.type, *rows.shape[1:])
            )
            column.append(rows)
            grown[field.name] = column.values
        return grown


def screen_settings(records: SessionRecords, engagement: EngagementSettings) -> EngagementSettings:
    """The settings, with presence alone where no expressions were read, and longer bins where they would be too many.

    A screen cannot show more than `MOST_BINS` side by side.
    """
    engagement = fit_profile(records, engagement)
    recorded_s = len(records.frames.number) * records.session.interval_s
    times = ceil(recorded_s / engagement.bin_s / MOST_BINS)
    return engagement if times <= 1 else engagement.model_copy(update={"bin_s": engagement.bin_s * times})


def settings_basis(engagement: EngagementSettings, flags: FlagSettings) -> str:
    """A short name of the settings: the same records under other ones are another answer."""
    return sha256(f"{engagement!r}{flags!r}".encode()).hexdigest()[:16]


def _version(records: SessionRecords, basis: str) -> str:
    """Changes with every frame, participant's name, verdict and marker, and with the settings."""
    state = (basis, records.session, records.participants, records.verdicts, records.markers)
    return sha256(repr(state).encode("utf-8", "backslashreplace")).hexdigest()[:16]
