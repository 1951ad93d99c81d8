"""The rollup: records -> facts per participant and minute, and facts -> figures for lists of sessions.

Facts are sums over time, and so are the terms of a score; that is why the mean engagement of a session can be had from
them for any weights. Two things cannot: smoothing across minutes, and powers of terms (`product` with exponents other
than 1, which is then the product of the means).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings, ProfileSettings
from classroom.domain import EMOTIONS, STATES, ParticipantState, Presence, Session, SessionRecords, Timeline
from classroom.engagement.binning import Bins, Pieces, bin_edges
from classroom.engagement.grid import VISIBLE, Floats, Grid, build_grid
from classroom.engagement.scores import facing_terms
from classroom.engagement.summary import make_summaries, sum_blocks
from classroom.engagement.timeline import make_class_timeline
from classroom.facts import (
    EMOTION_FACTS,
    FACED_FACTS,
    FACTS,
    STATE_FACTS,
    Basis,
    SessionFacts,
    Totals,
)

MINUTE_S = 60.0
FACTS_REVISION = 2  # raise it when the code below makes other facts of the same records
_STATES = {f"{state.value}_s": STATES.index(state) for state in ParticipantState if state is not ParticipantState.LEFT}
_AT = {name: place for place, name in enumerate(FACTS)}


def facts_rule(settings: EngagementSettings) -> str:
    """How facts are made: those made by another rule are out of date."""
    return f"{FACTS_REVISION}:{settings.facing_full_deg:g}-{settings.facing_zero_deg:g}"


def collect_facts(records: SessionRecords, settings: EngagementSettings) -> SessionFacts:
    """The facts of a session as it is now."""
    grid = build_grid(records, settings)
    starts, ends = bin_edges(grid, records.session, MINUTE_S)
    sums = _sum_minutes(grid, _spread_facing(records, grid, settings), starts, ends)
    numbers = np.array([one.number for one in records.participants], np.int32)
    held = sums[..., [_AT[name] for name in (*STATE_FACTS, "in_call_s", "held_in_call_s")]].any(axis=-1)
    columns, rows = np.nonzero(held.T)
    minutes = np.rint((starts - starts[0]) / MINUTE_S).astype(np.int32) if len(starts) else np.zeros(0, np.int32)
    return SessionFacts(
        basis=Basis(
            records.session.frame_count, records.session.observation_count, records.layout, facts_rule(settings)
        ),
        totals=_total(grid, numbers, sums),
        participant=numbers[columns],
        minute=minutes[rows],
        values=sums[rows, columns].astype(np.float32),
    )


def mean_engagement(values: tuple[float, ...], settings: EngagementSettings) -> float | None:
    """Time-weighted mean of the scores of such summed facts, 0-100; None when nothing was read."""
    read_s, score_s = score_facts(np.array([values], np.float64), settings)
    return float(score_s[0] / read_s[0]) if read_s[0] > 0 else None


def read_seconds(values: tuple[float, ...], settings: EngagementSettings) -> float:
    """Seconds with a score."""
    return float(score_facts(np.array([values], np.float64), settings)[0][0])


def mean_emotions(values: tuple[float, ...]) -> tuple[float, ...] | None:
    """Time-weighted mean of the probabilities; None when none were read."""
    read_s = values[_AT["emotion_read_s"]]
    return tuple(values[_AT[name]] / read_s for name in EMOTION_FACTS) if read_s > 0 else None


def presence_of_facts(totals: Totals) -> Presence | None:
    """As `mean_presence` of the class's timeline; None when no gallery was seen."""
    gallery_s = fact(totals.values, "gallery_s")
    if gallery_s <= 0:
        return None
    return Presence(
        visible=fact(totals.values, "visible_s") / gallery_s,
        in_call=fact(totals.values, "shown_in_call_s") / gallery_s,
    )


def fact(values: tuple[float, ...], name: str) -> float:
    """One of `FACTS` by its name, seconds."""
    return values[_AT[name]]


def score_facts(values: Floats, settings: EngagementSettings) -> tuple[Floats, Floats]:
    """Seconds with a score, and score x seconds, (n,) each, of facts (n, len(FACTS))."""
    profile = settings.profiles[settings.profile]

    def column(name: str) -> Floats:
        found: Floats = values[:, _AT[name]]
        return found

    if profile.facing > 0 and profile.expression > 0:
        return column("both_read_s"), _score_both(values, profile)
    if profile.facing > 0:
        read_s, term, weight = column("facing_read_s"), column("facing"), profile.facing
    else:  # a profile of nothing says nothing, and nor do weights that are all 0
        says = profile.expression > 0 and max(profile.emotion_weights.values()) > 0
        read_s = column("emotion_read_s") if says else np.zeros(len(values))
        term, weight = _expression(values, EMOTION_FACTS, profile) if says else read_s, profile.expression
    if profile.combine == "weighted":
        return read_s, 100.0 * weight * term
    return read_s, 100.0 * _share(term, read_s) ** weight * read_s


def _score_both(values: Floats, profile: ProfileSettings) -> Floats:
    """Score x seconds of a profile of both terms."""
    read_s, emotion_s, facing_s, facing = (
        values[:, _AT[name]] for name in ("both_read_s", "emotion_read_s", "facing_read_s", "facing")
    )
    if profile.combine == "product" and profile.expression == profile.facing == 1.0:
        return 100.0 * _expression(values, FACED_FACTS, profile)
    # Where only one of both was read, its part of the sums is taken off in proportion.
    expression = _expression(values, EMOTION_FACTS, profile) * _share(read_s, emotion_s)
    facing = facing * _share(read_s, facing_s)
    if profile.combine == "weighted":
        return 100.0 * (profile.expression * expression + profile.facing * facing)
    powers = _share(expression, read_s) ** profile.expression * _share(facing, read_s) ** profile.facing
    return 100.0 * powers * read_s


def _expression(values: Floats, names: tuple[str, ...], profile: ProfileSettings) -> Floats:
    weights = np.array([profile.emotion_weights[emotion] for emotion in EMOTIONS])
    terms: Floats = values[:, [_AT[name] for name in names]] @ weights / max(weights.max(), 1e-12)
    return terms


def class_timeline_of_facts(facts: SessionFacts, session: Session, settings: EngagementSettings) -> Timeline:
    """The class by the minute, as `class_timeline` with bins of a minute, but not smoothed; gaps are left out."""
    numbers, columns = np.unique(facts.participant, return_inverse=True)
    minutes, rows = np.unique(facts.minute, return_inverse=True)
    values = np.zeros((len(minutes), len(numbers), len(FACTS)))
    values[rows, columns] = facts.values
    read_s, score_s = score_facts(values.reshape(-1, len(FACTS)), settings)
    shape = values.shape[:2]
    emotion_s = values[..., [_AT[name] for name in EMOTION_FACTS]]
    starts = session.started_at.timestamp() + MINUTE_S * minutes.astype(np.float64)
    bins = Bins(
        starts=starts,
        lengths_s=np.full(len(minutes), MINUTE_S),
        gallery_s=values[..., _AT["gallery_s"]].max(axis=1, initial=0.0),
        read_s=read_s.reshape(shape),
        score_s=score_s.reshape(shape),
        visible_s=values[..., _AT["visible_s"]],
        shown_in_call_s=values[..., _AT["shown_in_call_s"]],
        in_call_s=values[..., _AT["held_in_call_s"]],
        emotion_s=emotion_s,
        emotion_read_s=values[..., _AT["emotion_read_s"]],
    )
    return replace(make_class_timeline(bins, settings), bin_s=MINUTE_S)


def _spread_facing(records: SessionRecords, grid: Grid, settings: EngagementSettings) -> Floats:
    """Facing terms at their place in the grid, (m, k); NaN where not read."""
    observations = records.observations
    rows = np.searchsorted(records.frames.number, observations.frame)
    numbers = np.array([one.number for one in records.participants], np.int32)
    used = grid.gallery[rows] & (observations.state == VISIBLE)
    spread = np.full(grid.state.shape, np.nan)
    at = (rows[used], np.searchsorted(numbers, observations.participant[used]))
    spread[at] = facing_terms(observations.head_pose[used], settings)
    return spread


def _sum_minutes(grid: Grid, facing: Floats, starts: Floats, ends: Floats) -> Floats:
    """(b, k, len(FACTS))"""
    standing = Pieces(grid.times, grid.stand_s, starts, ends)
    holding = Pieces(grid.times, grid.counted_s, starts, ends)
    visible = (grid.state == VISIBLE)[..., None]
    probabilities = np.where(visible, grid.probabilities, np.nan)
    emotion_read, facing_read = ~np.isnan(probabilities[..., 0]), ~np.isnan(facing)
    known, faced = np.nan_to_num(probabilities), np.nan_to_num(facing)
    gallery = grid.gallery[:, None]
    parts: dict[str, Floats] = {name: standing.sum(grid.state == code) for name, code in _STATES.items()}
    parts["gallery_s"] = standing.sum(np.broadcast_to(gallery, grid.state.shape))
    parts["shown_in_call_s"] = standing.sum(grid.in_call & gallery)
    parts["in_call_s"] = standing.sum(grid.in_call)
    parts["held_in_call_s"] = holding.sum(grid.in_call)
    parts["emotion_read_s"] = standing.sum(emotion_read)
    parts["facing_read_s"] = standing.sum(facing_read)
    parts["both_read_s"] = standing.sum(emotion_read & facing_read)
    parts["facing"] = standing.sum(faced)
    for place, (name, both) in enumerate(zip(EMOTION_FACTS, FACED_FACTS, strict=True)):
        parts[name] = standing.sum(known[..., place])
        parts[both] = standing.sum(known[..., place] * faced)
    return np.stack([parts[name] for name in FACTS], axis=-1)


def _total(grid: Grid, numbers: NDArray[np.int32], sums: Floats) -> Totals:
    line = make_summaries(sum_blocks(grid), numbers.tolist(), ())[0]
    values = sums.sum(axis=(0, 1))
    values[_AT["gallery_s"]] = grid.stand_s @ grid.gallery  # the class's, once: not once for each participant
    return Totals(
        values=tuple(values.tolist()),
        any_in_call_s=line.minutes_in_call * 60.0,
        any_visible_s=line.minutes_visible * 60.0,
        first_seen=line.first_seen,
        last_seen=line.last_seen,
    )


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share
