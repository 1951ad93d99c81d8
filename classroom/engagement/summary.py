"""The session in one line for the class and one for each participant."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import STATES, Flag, ParticipantState, SessionRecords, Summary
from classroom.engagement.flags import find_flags, to_datetime
from classroom.engagement.grid import NOTHING, VISIBLE, Bools, Floats, Grid, build_grid
from classroom.engagement.scores import score_observations
from classroom.engagement.timeline import divide, optional, optional_shares

UNSEEN = (NOTHING, STATES.index(ParticipantState.OFF_PAGE), STATES.index(ParticipantState.LEFT))


def summarize(
    records: SessionRecords,
    engagement: EngagementSettings,
    flags: FlagSettings,
    *,
    raised: Sequence[Flag] | None = None,
) -> tuple[Summary, ...]:
    """The class's summary (participant None), then the participants' in the order of `records.participants`.

    `raised` are the session's flags where the caller has them already: finding them is most of the work.
    """
    grid = build_grid(records)
    scores = grid.spread(score_observations(records.observations, engagement))
    found = find_flags(records, engagement, flags) if raised is None else raised
    counts = Counter(flag.participant for flag in found)
    parts = _Parts(grid, scores, _emotion_seconds(grid, records))
    everyone = np.ones(len(grid.numbers), dtype=bool)
    lines = [parts.summary(None, everyone, counts.total())]
    for column, participant in enumerate(records.participants):
        alone = np.arange(len(grid.numbers)) == column
        lines.append(parts.summary(participant.number, alone, counts[participant.number]))
    return tuple(lines)


class _Parts:
    """What the lines are summed from, per participant; times in seconds."""

    def __init__(self, grid: Grid, scores: Floats, emotion_s: tuple[Floats, Floats]) -> None:
        lasting = grid.stand_s[:, None]
        read = ~np.isnan(scores)
        self._grid = grid
        self._seen = ~np.isin(grid.state, UNSEEN)
        self._visible = grid.state == VISIBLE
        self._read_s = (read * lasting).sum(axis=0)
        self._score_s = (np.where(read, scores, 0.0) * lasting).sum(axis=0)
        self._in_call_s = (grid.in_call * lasting).sum(axis=0)
        self._emotion_s, self._emotion_read_s = emotion_s

    def summary(self, participant: int | None, columns: Bools, flags: int) -> Summary:
        """One line over the chosen participants (k,)."""
        read_s = self._read_s[columns].sum()
        shares = divide(self._emotion_s[columns].sum(axis=0), self._emotion_read_s[columns].sum(keepdims=True))
        seen = self._grid.times[self._seen[:, columns].any(axis=1)].tolist()
        return Summary(
            participant=participant,
            first_seen=to_datetime(seen[0]) if seen else None,
            last_seen=to_datetime(seen[-1]) if seen else None,
            minutes_in_call=self._minutes(self._grid.in_call, columns),
            minutes_visible=self._minutes(self._visible, columns),
            coverage=float(divide(read_s, self._in_call_s[columns].sum(), otherwise=0.0)),
            mean_engagement=optional(float(divide(self._score_s[columns].sum(), read_s))),
            emotions=optional_shares(shares.tolist()),
            flags=flags,
        )

    def _minutes(self, cells: Bools, columns: Bools) -> float:
        """Minutes in which any of the chosen participants was so."""
        return float(self._grid.stand_s[cells[:, columns].any(axis=1)].sum() / 60.0)


def _emotion_seconds(grid: Grid, records: SessionRecords) -> tuple[Floats, Floats]:
    """Probability x seconds (k, 7), and the seconds with probabilities (k,)."""
    sums = []
    read = np.zeros(grid.state.shape, dtype=bool)
    for column in records.observations.probabilities.T:
        spread = grid.spread(column)
        read = ~np.isnan(spread)
        sums.append((np.where(read, spread, 0.0) * grid.stand_s[:, None]).sum(axis=0))
    return np.stack(sums, axis=-1), (read * grid.stand_s[:, None]).sum(axis=0)
