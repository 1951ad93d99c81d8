"""The last minutes of a running class: short bins that are over, and what faces have shown just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from classroom.config import EngagementSettings
from classroom.domain import EMOTIONS, Session, Timeline
from classroom.engagement.binning import bin_grid
from classroom.engagement.grid import Floats, Grid
from classroom.engagement.timeline import make_class_timeline, make_participant_timelines

RECENT_S = 600.0
SHORT_BIN_S = 20.0
BIN_FRAMES = 3  # a bin of fewer frames would show single readings


@dataclass(frozen=True, slots=True)
class RecentMinutes:
    """Some ten minutes up to the last frame."""

    bin_s: float
    timeline: Timeline  # the class; only bins that are over
    timelines: tuple[Timeline, ...]  # the participants'
    coverage: float | None  # 0-1, share of the time in the call that was read; None = nobody was in the call


def recent_minutes(grid: Grid, session: Session, numbers: Sequence[int], settings: EngagementSettings) -> RecentMinutes:
    """The last ten minutes in short bins, by the rules of every timeline.

    A bin is there once a frame behind it has come: one that still runs would change with each frame.

    Args:
        numbers: (k,) `Participant.number` of the grid's columns.
    """
    bin_s = recent_bin_s(session.interval_s)
    short = settings.model_copy(update={"bin_s": bin_s})
    last = float(grid.times[-1]) if len(grid.times) else 0.0
    bins = bin_grid(grid, session, short, since=last - RECENT_S)
    bins = bins.until(int((bins.starts + bin_s <= last).sum()))
    in_call_s = float(bins.in_call_s.sum())
    return RecentMinutes(
        bin_s=bin_s,
        timeline=make_class_timeline(bins, short),
        timelines=make_participant_timelines(bins, numbers, short),
        coverage=float(bins.read_s.sum()) / in_call_s if in_call_s else None,
    )


def recent_bin_s(interval_s: float) -> float:
    """Seconds of a short bin: a multiple of `SHORT_BIN_S` with at least `BIN_FRAMES` frames in it."""
    return SHORT_BIN_S * max(ceil(round(BIN_FRAMES * interval_s / SHORT_BIN_S, 9)), 1)


def expressions_now(grid: Grid, smoothing_s: float) -> Floats:
    """Mean probabilities of the last `smoothing_s`, (k, 7); NaN for everybody not read on the last frame."""
    if not len(grid.times):
        return np.full((grid.state.shape[1], len(EMOTIONS)), np.nan)
    first = int(np.searchsorted(grid.times, grid.times[-1] - smoothing_s, side="right"))
    window = grid.probabilities[first:].astype(np.float64)
    read = ~np.isnan(window[..., :1])
    sums, counts = np.where(read, window, 0.0).sum(axis=0), read.sum(axis=0)
    means: Floats = np.where(read[-1], sums / np.maximum(counts, 1), np.nan)
    return means
