"""Readings -> engagement scores; the only home of the formulas (`docs/engagement.md`)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings, ProfileSettings
from classroom.domain import EMOTIONS, STATES, Emotion, ObservationTable, ParticipantState

Floats = NDArray[np.float64]

LIGHT_EMOTIONS = (Emotion.HAPPY, Emotion.SURPRISE)  # alone they never flag (DESIGN: laughter or surprise)
DECIMALS = 6  # live and review score in batches of other sizes; this hides the last bits of that


def score_observations(observations: ObservationTable, settings: EngagementSettings) -> Floats:
    """Engagement of each observation, (n,) 0-100; NaN where a term that the profile needs was not read."""
    profile = settings.profiles[settings.profile]
    return _score(observations, settings, profile.emotion_weights)


def score_without_laughter(observations: ObservationTable, settings: EngagementSettings) -> Floats:
    """Scores as if happiness and surprise carried the largest weight, (n,) 0-100; never below the true score.

    What is low here is low for another reason than laughter or surprise.
    """
    weights = settings.profiles[settings.profile].emotion_weights
    largest = max(weights.values())
    return _score(observations, settings, {**weights, **dict.fromkeys(LIGHT_EMOTIONS, largest)})


def facing_angles(head_pose: NDArray[np.float32]) -> Floats:
    """Angle between the nose and the viewer, (n,) degrees 0-180, of (n, 3) yaw, pitch, roll; NaN = not read."""
    yaw, pitch = np.radians(head_pose[:, :2].astype(np.float64)).T
    angles: Floats = np.degrees(np.arccos(np.clip(np.cos(yaw) * np.cos(pitch), -1.0, 1.0)))
    return angles


def expression_terms(probabilities: NDArray[np.float32], weights: Mapping[Emotion, float]) -> Floats:
    """Sum of p x weight over the largest weight, (n,) 0-1, of (n, 7) probabilities; NaN = not read.

    With the weights of Sharma et al. 2019 the largest is neutral's 0.9: a neutral face is 1.
    """
    largest = max(weights.values())
    total = np.zeros(len(probabilities))
    for column, emotion in enumerate(EMOTIONS):  # a fixed order of sums: the same bits for 1 row as for 100 000
        total += probabilities[:, column].astype(np.float64) * weights[emotion]
    return total / largest if largest > 0 else np.full(len(total), np.nan)


def facing_terms(head_pose: NDArray[np.float32], settings: EngagementSettings) -> Floats:
    """1 up to `facing_full_deg`, falling linearly to 0 at `facing_zero_deg`, (n,); NaN = not read."""
    span = settings.facing_zero_deg - settings.facing_full_deg
    terms: Floats = np.clip((settings.facing_zero_deg - facing_angles(head_pose)) / span, 0.0, 1.0)
    return terms


def _score(observations: ObservationTable, settings: EngagementSettings, weights: Mapping[Emotion, float]) -> Floats:
    profile = settings.profiles[settings.profile]
    terms = []
    if profile.expression > 0:
        terms.append((profile.expression, expression_terms(observations.probabilities, weights)))
    if profile.facing > 0:
        terms.append((profile.facing, facing_terms(observations.head_pose, settings)))
    score = 100.0 * _combine(profile, terms, len(observations.frame))
    score[observations.state != STATES.index(ParticipantState.VISIBLE)] = np.nan
    rounded: Floats = score.clip(0.0, 100.0).round(DECIMALS)
    return rounded


def _combine(profile: ProfileSettings, terms: list[tuple[float, Floats]], count: int) -> Floats:
    if not terms:  # a profile of nothing says nothing
        return np.full(count, np.nan)
    total = np.full(count, 0.0 if profile.combine == "weighted" else 1.0)
    for weight, term in terms:
        if profile.combine == "weighted":
            total += weight * term
        else:
            total *= np.power(term, weight, dtype=np.float64)
    return total
