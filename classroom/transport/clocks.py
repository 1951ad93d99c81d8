"""How far a laptop's clock may be from its server's, and the time of a class whose laptop's is further off."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from classroom.counting import tell_span
from classroom.domain import Frame, FrameSource

# As Kerberos allows: clocks that are set by themselves are within seconds, and a time that was typed in is within it.
CLOCK_LIMIT = timedelta(minutes=5)


def describe_skew(ahead: timedelta) -> str:
    """What is wrong with this computer's clock, in words, by a server's."""
    return (
        f"this computer's clock is {tell_span(ahead)} {'ahead of' if ahead > timedelta(0) else 'behind'} the server's"
    )


def elapsed_s() -> float:
    """Seconds that nobody can set; where the system tells, they go on while the computer sleeps."""
    # Linux alone has the first; the monotonic clock stands still there meanwhile.
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class ServersClock:
    """The server's time, told once, going on whatever is done to this computer's clock."""

    def __init__(self, told: datetime, elapsed_s: Callable[[], float] = elapsed_s) -> None:
        self._told = told
        self._elapsed_s = elapsed_s
        self._told_s = elapsed_s()

    def __call__(self) -> datetime:
        return self._told + timedelta(seconds=self._elapsed_s() - self._told_s)


class DatedSource:
    """A live source whose frames are dated by another clock."""

    def __init__(self, source: FrameSource, clock: Callable[[], datetime]) -> None:
        self._source = source
        self._clock = clock

    @property
    def description(self) -> str:
        return self._source.description

    @property
    def live(self) -> bool:
        return self._source.live

    @property
    def frame_count(self) -> int | None:
        return self._source.frame_count

    def grab(self) -> Frame | None:
        frame = self._source.grab()
        return None if frame is None else replace(frame, taken_at=self._clock())

    def close(self) -> None:
        self._source.close()
