"""Which profile a session can be scored by: where no expressions were read, presence alone."""

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np

from classroom.config import EngagementSettings
from classroom.domain import SessionRecords
from classroom.engagement.facts import fact

PRESENCE = "presence"
_SURE_FRAMES = 3


def has_expressions(records: SessionRecords) -> bool | None:
    """Whether expressions were read; None = no face was read at all, which says nothing about what was allowed."""
    seen = records.observations
    if not np.isnan(seen.probabilities[:, 0]).all():
        return True
    return None if np.isnan(seen.head_pose[:, 0]).all() else False


def find_expressions_end(records: SessionRecords) -> datetime | None:
    """Since when heads are read and expressions no longer: they were switched off in mid-class. None = they were not.

    One picture whose expressions failed is no switch: `_SURE_FRAMES` pictures with heads say it.
    """
    seen = records.observations
    expressed = ~np.isnan(seen.probabilities[:, 0])
    if not expressed.any():
        return None
    heads = np.unique(seen.frame[~np.isnan(seen.head_pose[:, 0])])
    without = heads[heads > seen.frame[expressed].max()]
    if len(without) < _SURE_FRAMES:
        return None
    at = records.frames.taken_at[np.searchsorted(records.frames.number, without[0])]
    return datetime.fromtimestamp(float(at), UTC)


def fit_profile(records: SessionRecords, settings: EngagementSettings) -> EngagementSettings:
    """The settings; with the profile `presence` for a session in which heads were read and expressions were not."""
    return only_presence(settings) if has_expressions(records) is False else settings


def fit_profile_to_facts(totals: Iterable[tuple[float, ...]], settings: EngagementSettings) -> EngagementSettings:
    """As `fit_profile`, of summed facts; of several sessions together, so that their scores can be compared."""
    sums = tuple(totals)
    expressions = any(fact(values, "emotion_read_s") > 0 for values in sums)
    heads = any(fact(values, "facing_read_s") > 0 for values in sums)
    return only_presence(settings) if heads and not expressions else settings


def only_presence(settings: EngagementSettings) -> EngagementSettings:
    """The settings with the profile that needs no expression."""
    needs_none = settings.profiles[settings.profile].expression == 0
    if needs_none or PRESENCE not in settings.profiles:
        return settings
    return settings.model_copy(update={"profile": PRESENCE})
