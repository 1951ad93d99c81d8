"""Hints, dips and attendance of ended sessions: each made once, in the background, and kept in memory."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from threading import Event, Lock
from typing import Protocol
from uuid import UUID

from classroom.domain import Session
from classroom.engagement import join_verdicts
from classroom.errors import NotFoundError
from classroom.roster.types import ParticipantDetails
from dashboard.cache import Recent
from dashboard.queries import Queries
from dashboard.term_views import SessionHints
from dashboard.viewing import Viewing, ViewStore

KEPT = 5000  # some 10 kB each with 49 students
PAUSE_S = 0.2  # left to the pages between two sessions

_Key = tuple[object, ...]


class HintStore(ViewStore, Protocol):
    """What is needed of `classroom.storage.Store`."""

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]: ...


class HintBook:
    """Hints by session; safe to share between threads.

    A page never waits: what is not known yet is asked for and made by `fill` in a thread of its own. Where nobody
    runs `fill`, one session is made at each question.
    """

    def __init__(self, store: HintStore, queries: Queries) -> None:
        self._store = store
        self._queries = queries
        self._known: Recent[_Key, SessionHints] = Recent(KEPT)
        self._wanted: dict[UUID, Session] = {}
        self._lock = Lock()
        self.asked = Event()  # set whenever something new is wanted
        self.is_filled = False  # True while somebody runs `fill`

    def find(self, sessions: Sequence[Session]) -> Mapping[UUID, SessionHints]:
        """Of those sessions for which they are known; the others are asked for. Raises: StorageError."""
        known = self._find_known(sessions)
        missing = [one for one in sessions if one.id not in known]
        if missing and self.is_filled:
            with self._lock:
                self._wanted.update((one.id, one) for one in missing)
            self.asked.set()
        elif missing:
            with contextlib.suppress(NotFoundError):  # deleted meanwhile
                known[missing[-1].id] = self._make(missing[-1])
        return known

    def fill(self, stop: Event, *, pause_s: float = PAUSE_S) -> int:
        """How many of the wanted sessions were made, newest first, until `stop` is set.

        Raises:
            StorageError: the database does not answer; what is left stays wanted.
        """
        made = 0
        while not stop.is_set():
            session = self._next()
            if session is None:
                break
            with contextlib.suppress(NotFoundError):  # deleted meanwhile
                self._make(session)
                made += 1
            with self._lock:
                if self._wanted.get(session.id) == session:
                    del self._wanted[session.id]
            stop.wait(pause_s)
        return made

    def _next(self) -> Session | None:
        with self._lock:
            return max(self._wanted.values(), key=lambda one: one.started_at, default=None)

    def _find_known(self, sessions: Iterable[Session]) -> dict[UUID, SessionHints]:
        found = {one.id: self._known.get(self._key(one)) for one in sessions}
        return {session: hints for session, hints in found.items() if hints is not None}

    def _make(self, session: Session) -> SessionHints:
        key = self._key(session)
        known = self._known.get(key)
        if known is not None:  # another page has asked for it too
            return known
        viewing = Viewing(self._store, self._queries.engagement, self._queries.flags)
        view = viewing.make(self._store.load_records(session.id, readings_only=True))
        details = self._store.participant_details(session.id)
        hints = SessionHints(
            flags=join_verdicts(view.flags, ()),  # who asks joins those of then
            dips=len(view.dips),
            minutes={number: line.minutes_in_call for number, line in view.summaries.items()},
            students={one.student.id: one.participant.number for one in details if one.student is not None},
        )
        self._known.put(key, hints)
        return hints

    def _key(self, session: Session) -> _Key:
        return (*state_of(session), self._queries.basis)


def state_of(session: Session) -> tuple[object, ...]:
    """Another one whenever anything was recorded or edited."""
    return session.id, session.status, session.frame_count, session.observation_count, session.revision
