"""Class dips: moments in which many students fall together; markers about the lesson, not about a student."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import ClassDip, SessionRecords
from classroom.engagement.flags import to_datetime
from classroom.engagement.grid import Floats, Grid, build_grid

Counts = NDArray[np.int64]

MIN_FELL = 2  # one student who falls is no event of the class
MIN_VISIBLE = 3


def find_class_dips(
    records: SessionRecords, engagement: EngagementSettings, flags: FlagSettings
) -> tuple[ClassDip, ...]:
    """The class's dips by start; a dip lasts while enough students are that far under their recent best."""
    grid = build_grid(records, engagement)
    return make_dips(grid.times, count_falls(grid, flags), flags)


def count_falls(grid: Grid, flags: FlagSettings, *, known: int = 0) -> Counts:
    """How many have fallen and how many were read on each frame from `known` on, (2, n)."""
    times = grid.times
    first = 0
    if known < len(times):
        first = int(np.searchsorted(times, times[known] - flags.dip_window_s, side="left"))
    best = _trailing_best(grid.smoothed[first:], times[first:], flags.dip_window_s)[known - first :]
    level = grid.level[known:]
    # NaN compares false: who is not read neither falls nor counts.
    fell = (level <= best - flags.dip_points).sum(axis=1)
    return np.stack((fell, (~np.isnan(level)).sum(axis=1))).astype(np.int64)


def make_dips(times: Floats, counts: Counts, flags: FlagSettings) -> tuple[ClassDip, ...]:
    """The dips among the frames (m,) with those counts (2, m)."""
    fell, visible = counts
    is_dip = (fell >= MIN_FELL) & (visible >= MIN_VISIBLE) & (fell >= flags.dip_share * visible)
    dips: list[ClassDip] = []
    for frame in np.flatnonzero(is_dip).tolist():
        at = to_datetime(float(times[frame]))
        dip = ClassDip(start=at, end=at, fell=int(fell[frame]), visible=int(visible[frame]))
        if dips and (at - dips[-1].end).total_seconds() <= flags.dip_window_s:
            dips[-1] = _join(dips[-1], dip)
        else:
            dips.append(dip)
    return tuple(dips)


def _join(before: ClassDip, after: ClassDip) -> ClassDip:
    """One dip from the first's start to the second's end, with the figures of its deepest frame."""
    deepest = after if after.fell > before.fell else before
    return replace(before, end=after.end, fell=deepest.fell, visible=deepest.visible)


def _trailing_best(smoothed: Floats, times: Floats, window_s: float) -> Floats:
    """Each participant's highest smoothed score of the `window_s` up to each frame, (m, k)."""
    known = np.where(np.isnan(smoothed), -np.inf, smoothed)
    first = np.searchsorted(times, times - window_s, side="left").tolist()
    best = np.empty_like(known)
    for frame, start in enumerate(first):
        best[frame] = known[start : frame + 1].max(axis=0)
    return best
