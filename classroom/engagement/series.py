"""Observations by participant, as columns that a watch can take in at once."""

from collections.abc import Iterator

import numpy as np

from classroom.config import EngagementSettings
from classroom.domain import SessionRecords
from classroom.engagement.exclusions import shows_gallery
from classroom.engagement.grid import LEFT, Floats
from classroom.engagement.scores import facing_angles, score_observations, score_without_laughter
from classroom.engagement.watch import Series


def split_series(records: SessionRecords, times: Floats, settings: EngagementSettings) -> Iterator[tuple[int, Series]]:
    """Each participant's number and samples: those on frames with a gallery, and leaving on any frame.

    Args:
        times: (m,) of the frames, never falling.
    """
    observations = records.observations
    rows = np.searchsorted(records.frames.number, observations.frame)
    counts = shows_gallery(records.frames, records.exclusions)[rows] | (observations.state == LEFT)
    order = np.argsort(observations.participant, kind="stable")
    order = order[counts[order]]
    numbers, begins = np.unique(observations.participant[order], return_index=True)
    whole = Series(
        at=times[rows[order]],
        state=observations.state[order],
        score=score_observations(observations, settings)[order],
        unlaughing=score_without_laughter(observations, settings)[order],
        facing_deg=facing_angles(observations.head_pose)[order],
        eyes_closed=observations.eyes_closed[order].astype(np.float64),
    )
    for number, begin, end in zip(
        numbers.tolist(), begins.tolist(), [*begins[1:].tolist(), len(order)][: len(numbers)], strict=True
    ):
        part = slice(begin, end)
        yield (
            number,
            Series(
                whole.at[part],
                whole.state[part],
                whole.score[part],
                whole.unlaughing[part],
                whole.facing_deg[part],
                whole.eyes_closed[part],
            ),
        )
