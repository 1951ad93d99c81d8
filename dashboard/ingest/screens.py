"""The classes that are being received, in memory: few enough, small enough, and none that is silent."""

from collections.abc import Callable
from uuid import UUID

from dashboard.cache import Recent
from dashboard.ingest.screening import Screen

KNOWN_KEPT = 2000  # sessions that need not be asked for again
MOST_BYTES = 128 * 2**20  # of all of them; 2000 classes of 30 take half of it
SILENT_S = 600.0  # a class that says nothing for so long is asked for again when it speaks


class Screens:
    """What goes first is what was silent for longest; the database has it. Safe to share between threads."""

    def __init__(
        self,
        now_s: Callable[[], float],
        *,
        most: int = KNOWN_KEPT,
        most_bytes: int = MOST_BYTES,
        silent_s: float = SILENT_S,
    ) -> None:
        self._now_s = now_s
        self._silent_s = silent_s
        self._recent: Recent[UUID, tuple[Screen, float]] = Recent(most, max_bytes=most_bytes)

    def __len__(self) -> int:
        return len(self._recent)

    @property
    def nbytes(self) -> int:
        """About what they take."""
        return self._recent.nbytes

    def get(self, session: UUID) -> Screen | None:
        """The class's; asked for at every request, which is when its growth is seen."""
        since_s = self._now_s() - self._silent_s
        self._recent.drop_while(lambda held: held[1] < since_s)
        held = self._recent.get(session)
        if held is None:
            return None
        self.put(session, held[0])
        return held[0]

    def put(self, session: UUID, screen: Screen) -> None:
        self._recent.put(session, (screen, self._now_s()), nbytes=screen.nbytes)

    def drop(self, session: UUID) -> None:
        self._recent.drop(session)
