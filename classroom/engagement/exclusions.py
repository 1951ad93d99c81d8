"""Parts of a session that the teacher has excluded: the one place that decides what counts.

A frame in such a part is worked on like one without a gallery (of it, only that somebody left is used) and, like a
recording that was interrupted, stands for no time: it is in no sum and in no denominator.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classroom.domain import FRAME_STATUSES, Exclusion, FrameStatus, FrameTable

Bools = NDArray[np.bool_]

GALLERY = FRAME_STATUSES.index(FrameStatus.GALLERY)


def merge_exclusions(exclusions: Sequence[Exclusion]) -> tuple[Exclusion, ...]:
    """The same parts by start, those that overlap or touch as one, with all that was said of them."""
    merged: list[Exclusion] = []
    for part in sorted(exclusions, key=_span):
        if merged and part.start <= merged[-1].end:
            merged[-1] = _join(merged[-1], part)
        else:
            merged.append(part)
    return tuple(merged)


def find_counted(taken_at: NDArray[np.float64], exclusions: Sequence[Exclusion]) -> Bools:
    """Which moments count, (m,): those in no excluded part.

    Args:
        taken_at: (m,) seconds since 1970, UTC, in any order.
        exclusions: may overlap.
    """
    counts = np.ones(len(taken_at), np.bool_)
    for part in exclusions:
        counts &= (taken_at < part.start.timestamp()) | (taken_at >= part.end.timestamp())
    return counts


def shows_gallery(frames: FrameTable, exclusions: Sequence[Exclusion]) -> Bools:
    """Which frames are looked at, (m,): those that count and have a gallery on them."""
    counted = find_counted(frames.taken_at, exclusions)
    counted &= frames.status == GALLERY
    return counted


def _span(part: Exclusion) -> tuple[float, float, str]:
    return part.start.timestamp(), part.end.timestamp(), part.text


def _join(before: Exclusion, after: Exclusion) -> Exclusion:
    said = [text for text in (before.text, after.text) if text]
    text = before.text if after.text in before.text.split("; ") else "; ".join(said)
    return Exclusion(before.start, max(before.end, after.end), text)
