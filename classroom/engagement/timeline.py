"""Engagement over time, of the class and of each participant, in bins with their coverage."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from classroom.config import EngagementSettings
from classroom.domain import Presence, SessionRecords, Timeline, TimelineBin
from classroom.engagement.binning import Bins, bin_session
from classroom.engagement.grid import Floats

SLACK = 1e-6  # seconds since 1970 are exact to some 1e-7 s: half a bin must not fall below one half
DECIMALS = 6  # what lies beyond is rounding noise


def class_timeline(records: SessionRecords, settings: EngagementSettings) -> Timeline:
    """The class's timeline; a session without frames has no bins."""
    return make_class_timeline(bin_session(records, settings), settings)


def participant_timelines(records: SessionRecords, settings: EngagementSettings) -> tuple[Timeline, ...]:
    """One timeline a participant, in the order of `records.participants`."""
    return make_participant_timelines(bin_session(records, settings), _numbers(records), settings)


def all_timelines(records: SessionRecords, settings: EngagementSettings) -> tuple[Timeline, ...]:
    """The class's timeline, then the participants'; cheaper than both calls."""
    bins = bin_session(records, settings)
    return make_class_timeline(bins, settings), *make_participant_timelines(bins, _numbers(records), settings)


def _numbers(records: SessionRecords) -> list[int]:
    return [participant.number for participant in records.participants]


def make_class_timeline(bins: Bins, settings: EngagementSettings) -> Timeline:
    """The class's timeline of such bins."""
    coverage = divide(bins.read_s.sum(axis=1), bins.in_call_s.sum(axis=1), otherwise=0.0)
    enough = (bins.read_s > SLACK) & (bins.read_s >= (settings.min_coverage - SLACK) * bins.in_call_s)
    means = np.where(enough, divide(bins.score_s, bins.read_s), 0.0)
    engagement = divide(means.sum(axis=1), enough.sum(axis=1).astype(np.float64))
    return Timeline(
        participant=None,
        bin_s=settings.bin_s,
        bins=_make_bins(
            bins.starts,
            np.where(coverage >= settings.min_coverage - SLACK, engagement, np.nan),
            coverage,
            divide(bins.visible_s.sum(axis=1), bins.gallery_s),
            divide(bins.shown_in_call_s.sum(axis=1), bins.gallery_s),
            _mean_emotions(
                bins.emotion_s.sum(axis=1), bins.emotion_read_s.sum(axis=1), bins.in_call_s.sum(axis=1), settings
            ),
            bins.gallery_s,
        ),
    )


def make_participant_timelines(
    bins: Bins, numbers: Sequence[int], settings: EngagementSettings
) -> tuple[Timeline, ...]:
    """One timeline for each of the participants `numbers` (k,)."""
    coverage = divide(bins.read_s, bins.lengths_s[:, None], otherwise=0.0)
    engagement = np.where(coverage >= settings.min_coverage - SLACK, divide(bins.score_s, bins.read_s), np.nan)
    visible = divide(bins.visible_s, bins.gallery_s[:, None])
    in_call = divide(bins.shown_in_call_s, bins.gallery_s[:, None])
    emotions = _mean_emotions(bins.emotion_s, bins.emotion_read_s, bins.lengths_s[:, None], settings)
    return tuple(
        Timeline(
            participant=number,
            bin_s=settings.bin_s,
            bins=_make_bins(
                bins.starts,
                engagement[:, column],
                coverage[:, column],
                visible[:, column],
                in_call[:, column],
                emotions[:, column],
                bins.gallery_s,
            ),
        )
        for column, number in enumerate(numbers)
    )


def mean_presence(timeline: Timeline) -> Presence | None:
    """Of all bins together: each counts for the time in which its gallery was seen; None when none was."""
    seen = [
        (one.gallery_s, one.visible, one.in_call)
        for one in timeline.bins
        if one.visible is not None and one.in_call is not None
    ]
    whole_s = sum(gallery_s for gallery_s, _, _ in seen)
    if whole_s <= SLACK:
        return None
    return Presence(
        visible=sum(gallery_s * visible for gallery_s, visible, _ in seen) / whole_s,
        in_call=sum(gallery_s * in_call for gallery_s, _, in_call in seen) / whole_s,
    )


def _mean_emotions(emotion_s: Floats, read_s: Floats, whole_s: Floats, settings: EngagementSettings) -> Floats:
    """Mean probabilities; NaN where less than `min_coverage` of the time was read, as for engagement."""
    enough = read_s >= (settings.min_coverage - SLACK) * whole_s
    return np.where(enough[..., None], divide(emotion_s, read_s[..., None]), np.nan)


def _make_bins(
    starts: Floats,
    engagement: Floats,
    coverage: Floats,
    visible: Floats,
    in_call: Floats,
    emotions: Floats,
    gallery_s: Floats,
) -> tuple[TimelineBin, ...]:
    return tuple(
        TimelineBin(
            start=datetime.fromtimestamp(start, UTC),
            engagement=optional(score),
            coverage=covered,
            visible=optional(seen),
            in_call=optional(called),
            emotions=optional_shares(shares),
            gallery_s=shown_s,
        )
        for start, score, covered, seen, called, shares, shown_s in zip(
            starts.tolist(),
            engagement.round(DECIMALS).tolist(),
            coverage.round(DECIMALS).tolist(),
            visible.round(DECIMALS).tolist(),
            in_call.round(DECIMALS).tolist(),
            emotions.round(DECIMALS).tolist(),
            gallery_s.round(DECIMALS).tolist(),
            strict=True,
        )
    )


def divide(dividend: Floats, divisor: Floats, otherwise: float = np.nan) -> Floats:
    """The quotient, element by element; `otherwise` where the divisor is 0."""
    quotient = np.full(np.broadcast_shapes(dividend.shape, divisor.shape), otherwise)
    np.divide(dividend, divisor, out=quotient, where=divisor > SLACK)
    return quotient


def optional(value: float) -> float | None:
    """The value, or None for NaN."""
    return None if np.isnan(value) else value


def optional_shares(shares: list[float]) -> tuple[float, ...] | None:
    """The seven shares, or None when they are NaN."""
    return None if np.isnan(shares[0]) else tuple(shares)
