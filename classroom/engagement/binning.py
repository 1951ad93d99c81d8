"""A session cut into bins: what was read, seen and in the call within each, by participant."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

import numpy as np

from classroom.config import EngagementSettings
from classroom.domain import SessionRecords
from classroom.engagement.grid import VISIBLE, Floats, Grid, build_grid, integrate, smooth_scores
from classroom.engagement.scores import score_observations

LONGEST_HOLE = 60  # bins without a frame shown in a row; a longer hole keeps its first and last


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """b bins x k participants; every figure but `starts` and the emotions is in seconds within the bin."""

    starts: Floats  # (b,) seconds since 1970
    lengths_s: Floats  # (b,) part inside the session
    gallery_s: Floats  # (b,) with a gallery on the frame
    read_s: Floats  # (b, k) with a score
    score_s: Floats  # (b, k) smoothed score x seconds
    visible_s: Floats  # (b, k) with a visible face
    shown_in_call_s: Floats  # (b, k) in the call, on frames with a gallery
    in_call_s: Floats  # (b, k) in the call as far as known, gaps included
    emotion_s: Floats  # (b, k, 7) probability x seconds
    emotion_read_s: Floats  # (b, k) with probabilities


def bin_session(records: SessionRecords, settings: EngagementSettings) -> Bins:
    """The session's bins, aligned to its start; none when nothing was recorded."""
    grid = build_grid(records)
    starts, ends = _bin_edges(grid, records, settings.bin_s)
    raw = grid.spread(score_observations(records.observations, settings))
    smoothed = smooth_scores(raw, grid.times, settings.smoothing_s)
    read = ~np.isnan(smoothed)

    def seconds(values: Floats, lasting_s: Floats = grid.stand_s) -> Floats:
        return integrate(grid, values, lasting_s, starts, ends)

    gallery = grid.gallery[:, None].astype(np.float64)
    emotion_s, emotion_read_s = _emotion_seconds(grid, records, starts, ends)
    return Bins(
        starts=starts,
        lengths_s=ends - starts,
        gallery_s=seconds(gallery)[:, 0],
        read_s=seconds(read.astype(np.float64)),
        score_s=seconds(np.where(read, smoothed, 0.0)),
        visible_s=seconds((grid.state == VISIBLE).astype(np.float64)),
        shown_in_call_s=seconds(grid.in_call * gallery),
        in_call_s=seconds(grid.in_call.astype(np.float64), grid.held_s),
        emotion_s=emotion_s,
        emotion_read_s=emotion_read_s,
    )


def _bin_edges(grid: Grid, records: SessionRecords, bin_s: float) -> tuple[Floats, Floats]:
    """Start and end of each bin that is kept; the last ends with the session."""
    if not len(grid.times):
        return np.zeros(0), np.zeros(0)
    start = min(records.session.started_at.timestamp(), float(grid.times[0]))
    end = float(grid.times[-1]) + records.session.interval_s
    last = max(ceil(round((end - start) / bin_s, 9)) - 1, 0)
    numbers = _kept_bins(sorted({0, last, *(floor((moment - start) / bin_s) for moment in grid.times.tolist())}))
    starts = start + bin_s * np.array(numbers, dtype=np.float64)
    return starts, np.minimum(starts + bin_s, end)


def _kept_bins(touched: list[int]) -> list[int]:
    """All bins from the first to the last, but of a hole longer than `LONGEST_HOLE` only its edges.

    A session that went on a day later, or a clock that was wrong, would else fill the timeline with nothing.
    """
    kept = touched[:1]
    for before, after in pairwise(touched):
        hole = range(before + 1, after)
        kept += hole if len(hole) <= LONGEST_HOLE else (hole[0], hole[-1])
        kept.append(after)
    return kept


def _emotion_seconds(grid: Grid, records: SessionRecords, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
    shares = []
    read = np.zeros(grid.state.shape)
    for column in records.observations.probabilities.T:
        spread = grid.spread(column)
        read = (~np.isnan(spread)).astype(np.float64)
        shares.append(integrate(grid, np.nan_to_num(spread), grid.stand_s, starts, ends))
    return np.stack(shares, axis=-1), integrate(grid, read, grid.stand_s, starts, ends)
