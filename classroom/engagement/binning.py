"""A session cut into bins: what was read, seen and in the call within each, by participant."""

from dataclasses import dataclass, fields
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings
from classroom.domain import EMOTIONS, Session, SessionRecords
from classroom.engagement.grid import VISIBLE, Floats, Grid, build_grid

LONGEST_HOLE = 60  # bins without a frame shown in a row; a longer hole keeps its first and last


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """b bins x k participants; every figure but `starts` and the emotions is in seconds within the bin."""

    starts: Floats  # (b,) seconds since 1970
    lengths_s: Floats  # (b,) part inside the session that counts
    gallery_s: Floats  # (b,) with a gallery on the frame
    read_s: Floats  # (b, k) with a score
    score_s: Floats  # (b, k) smoothed score x seconds
    visible_s: Floats  # (b, k) with a visible face
    shown_in_call_s: Floats  # (b, k) in the call, on frames with a gallery
    in_call_s: Floats  # (b, k) in the call as far as known, gaps included
    emotion_s: Floats  # (b, k, 7) probability x seconds
    emotion_read_s: Floats  # (b, k) with probabilities

    def until(self, count: int) -> "Bins":
        """The first `count` bins."""
        return Bins(**{field.name: getattr(self, field.name)[:count] for field in fields(self)})

    def followed_by(self, later: "Bins") -> "Bins":
        return Bins(
            **{
                field.name: np.concatenate((getattr(self, field.name), getattr(later, field.name)))
                for field in fields(self)
            }
        )


def bin_session(records: SessionRecords, settings: EngagementSettings) -> Bins:
    """The session's bins, aligned to its start; none when nothing was recorded."""
    return bin_grid(build_grid(records, settings), records.session, settings)


def bin_grid(grid: Grid, session: Session, settings: EngagementSettings, *, since: float = -np.inf) -> Bins:
    """The bins that end after `since` (seconds since 1970); each is computed from its own frames alone."""
    starts, ends = bin_edges(grid, session, settings.bin_s)
    later = ends > since
    starts, ends = starts[later], ends[later]
    first = int(np.searchsorted(grid.times + grid.held_s, starts[0], side="right")) if len(starts) else 0
    part = slice(first, None)
    times = grid.times[part]
    standing = Pieces(times, grid.stand_s[part], starts, ends)
    holding = Pieces(times, grid.counted_s[part], starts, ends)
    left_out = Pieces(times, grid.held_s[part], starts, ends).sum(~grid.counted[part, None])[:, 0]
    gallery = grid.gallery[part, None]
    smoothed, probabilities = grid.smoothed[part], grid.probabilities[part]
    read, emotion_read = ~np.isnan(smoothed), ~np.isnan(probabilities[..., 0])
    count = probabilities.shape[1]
    flat = np.nan_to_num(probabilities).reshape(len(times), count * len(EMOTIONS))
    return Bins(
        starts=starts,
        lengths_s=ends - starts - left_out,
        gallery_s=standing.sum(gallery)[:, 0],
        read_s=standing.sum(read),
        score_s=standing.sum(np.where(read, smoothed, 0.0)),
        visible_s=standing.sum(grid.state[part] == VISIBLE),
        shown_in_call_s=standing.sum(grid.in_call[part] & gallery),
        in_call_s=holding.sum(grid.in_call[part]),
        emotion_s=standing.sum(flat).reshape(len(starts), count, len(EMOTIONS)),
        emotion_read_s=standing.sum(emotion_read),
    )


def bin_edges(grid: Grid, session: Session, bin_s: float) -> tuple[Floats, Floats]:
    """Start and end of each bin that is kept; the last ends with the session."""
    if not len(grid.times):
        return np.zeros(0), np.zeros(0)
    start = min(session.started_at.timestamp(), float(grid.times[0]))
    end = float(grid.times[-1]) + session.interval_s
    last = max(ceil(round((end - start) / bin_s, 9)) - 1, 0)
    touched = np.unique(np.floor((grid.times - start) / bin_s)).astype(np.int64)
    numbers = _kept_bins(sorted({0, last, *touched.tolist()}))
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


class Pieces:
    """Which part of which frame lies in each bin; a bin's sums depend on its own pieces and on nothing else."""

    def __init__(self, times: Floats, lasting_s: Floats, starts: Floats, ends: Floats) -> None:
        until = times + lasting_s
        first = np.searchsorted(until, starts, side="right")
        counts = np.maximum(np.searchsorted(times, ends, side="left") - first, 0)
        bins = np.repeat(np.arange(len(starts)), counts)
        begins = np.cumsum(counts) - counts
        self._frames = np.repeat(first - begins, counts) + np.arange(len(bins))
        self._seconds = np.minimum(until[self._frames], ends[bins]) - np.maximum(times[self._frames], starts[bins])
        self._filled = counts > 0
        self._begins = begins[self._filled]

    def sum(self, values: NDArray[np.generic]) -> Floats:
        """Value x seconds within each bin, (b, k), of values (m, k) that last from their frame on."""
        sums = np.zeros((len(self._filled), values.shape[1]))
        if len(self._begins) and values.shape[1]:
            weighted = values[self._frames] * self._seconds[:, None]
            sums[self._filled] = np.add.reduceat(weighted, self._begins, axis=0)
        return sums
