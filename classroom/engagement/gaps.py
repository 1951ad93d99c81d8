"""When nothing could be seen of anyone: the gallery was hidden, or no frame was taken."""

from collections.abc import Iterator

import numpy as np

from classroom.domain import Gap, SessionRecords
from classroom.engagement.exclusions import find_counted, shows_gallery
from classroom.engagement.flags import to_datetime
from classroom.engagement.grid import LONGEST_STAND, Bools, Floats

MIN_GAP_S = 10.0  # a shorter one is a dropped frame or a glance at another window
MIN_FRAMES = 3  # ... and so are fewer frames in a row than that


def find_gaps(records: SessionRecords) -> tuple[Gap, ...]:
    """The session's gaps by start, however bins fall; what is excluded is no gap."""
    frames = records.frames
    if not len(frames.number):
        return ()
    interval_s = records.session.interval_s
    times = np.maximum.accumulate(frames.taken_at)
    until = np.append(times[1:], times[-1] + interval_s)
    seen_until = np.minimum(until, times + LONGEST_STAND * interval_s)
    counted = find_counted(frames.taken_at, records.exclusions)
    hidden = counted & ~shows_gallery(frames, records.exclusions)
    shortest_s = max(MIN_GAP_S, MIN_FRAMES * interval_s)
    found = [
        *_join(times, until, hidden, is_recorded=True),
        *_join(seen_until, until, counted & ~hidden & (until > seen_until), is_recorded=False),
    ]
    return tuple(sorted((gap for gap in found if _seconds(gap) >= shortest_s), key=_start))


def _join(starts: Floats, ends: Floats, holds: Bools, *, is_recorded: bool) -> Iterator[Gap]:
    """One gap for each run of frames for which it holds."""
    edges = np.diff(np.concatenate(([False], holds, [False])).astype(np.int8))
    for first, past in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield Gap(to_datetime(float(starts[first])), to_datetime(float(ends[past - 1])), is_recorded)


def _seconds(gap: Gap) -> float:
    return (gap.end - gap.start).total_seconds()


def _start(gap: Gap) -> float:
    return gap.start.timestamp()
