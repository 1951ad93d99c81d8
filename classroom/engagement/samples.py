"""Observations as the flags see them: one small sample each, absent = None."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings
from classroom.domain import EMOTIONS, STATES, Observation, ObservationTable, ParticipantState
from classroom.engagement.scores import facing_angles, score_observations, score_without_laughter


class Sample(NamedTuple):
    """One participant on one frame."""

    participant: int  # Participant.number
    state: ParticipantState
    score: float | None  # engagement, 0-100
    unlaughing: float | None  # the same with happiness and surprise counted like the largest weight
    facing_deg: float | None
    eyes_closed: float | None  # 0 open - 1 closed


def take_samples(observations: ObservationTable, settings: EngagementSettings) -> list[Sample]:
    """One sample an observation, in the table's order."""
    return list(
        map(
            Sample,
            observations.participant.tolist(),
            [STATES[code] for code in observations.state.tolist()],
            _optional(score_observations(observations, settings)),
            _optional(score_without_laughter(observations, settings)),
            _optional(facing_angles(observations.head_pose)),
            _optional(observations.eyes_closed),
        )
    )


def tabulate(observations: Sequence[Observation]) -> ObservationTable:
    """One frame's observations as the table that storage would give, to the same precision."""
    count = len(observations)
    table = ObservationTable(
        frame=np.zeros(count, dtype=np.int64),
        participant=np.array([seen.participant for seen in observations], dtype=np.int32),
        state=np.array([STATES.index(seen.state) for seen in observations], dtype=np.int8),
        box=np.full((count, 4), np.nan, dtype=np.float32),
        score=np.full(count, np.nan, dtype=np.float32),
        probabilities=np.full((count, len(EMOTIONS)), np.nan, dtype=np.float32),
        head_pose=np.full((count, 3), np.nan, dtype=np.float32),
        eyes_closed=np.full(count, np.nan, dtype=np.float32),
    )
    for row, seen in enumerate(observations):
        reading = seen.reading
        if reading is None:
            continue
        if reading.probabilities is not None:
            table.probabilities[row] = reading.probabilities
        if reading.head_pose is not None:
            table.head_pose[row] = (reading.head_pose.yaw, reading.head_pose.pitch, reading.head_pose.roll)
        if reading.eyes_closed is not None:
            table.eyes_closed[row] = reading.eyes_closed
    return table


def _optional(values: NDArray[np.floating]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN alone differs from itself
