"""The session in one line for the class and one for each participant."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import EMOTIONS, STATES, Flag, ParticipantState, SessionRecords, Summary
from classroom.engagement.flags import find_flags, to_datetime
from classroom.engagement.grid import NOTHING, VISIBLE, Bools, Floats, Grid, build_grid
from classroom.engagement.timeline import divide, optional, optional_shares

CAMERA_OFF = STATES.index(ParticipantState.CAMERA_OFF)
UNSEEN = (NOTHING, STATES.index(ParticipantState.OFF_PAGE), STATES.index(ParticipantState.LEFT))
BLOCK = 256  # frames that are summed together, once: a growing session adds blocks


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """c blocks of `BLOCK` frames x k participants; all in seconds."""

    read_s: Floats  # (c, k) with a score
    score_s: Floats  # (c, k) score x seconds
    in_call_s: Floats  # (c, k)
    visible_s: Floats  # (c, k)
    camera_off_s: Floats  # (c, k)
    emotion_s: Floats  # (c, k, 7) probability x seconds
    emotion_read_s: Floats  # (c, k) with probabilities
    any_in_call_s: Floats  # (c,) in which anyone was in the call
    any_visible_s: Floats  # (c,)
    any_camera_off_s: Floats  # (c,)
    first_seen: Floats  # (c, k) seconds since 1970; NaN = not seen in the block
    last_seen: Floats  # (c, k)

    def followed_by(self, later: "Totals", start: int) -> "Totals":
        """These with the blocks from `start` on put in place of those known."""
        return Totals(
            **{
                field.name: np.concatenate((getattr(self, field.name)[:start], getattr(later, field.name)))
                for field in fields(self)
            }
        )


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
    found = find_flags(records, engagement, flags) if raised is None else raised
    numbers = [participant.number for participant in records.participants]
    return make_summaries(sum_blocks(build_grid(records, engagement)), numbers, found)


def sum_blocks(grid: Grid, *, start: int = 0) -> Totals:
    """The totals of the blocks from `start` on."""
    part = slice(start * BLOCK, None)
    stand_s = grid.stand_s[part]
    begins = np.arange(0, len(stand_s), BLOCK)
    score, in_call, probabilities = grid.score[part], grid.in_call[part], grid.probabilities[part]
    visible: Bools = grid.state[part] == VISIBLE
    camera_off: Bools = grid.state[part] == CAMERA_OFF
    read = ~np.isnan(score)
    seen = np.where(np.isin(grid.state[part], UNSEEN), np.nan, grid.times[part, None])

    def seconds(values: NDArray[Any]) -> Floats:
        if not len(begins) or not values.shape[1]:
            return np.zeros((len(begins), values.shape[1]))
        sums: Floats = np.add.reduceat(values * stand_s[:, None], begins, axis=0)
        return sums

    def reduced(ufunc: np.ufunc, values: Floats) -> Floats:
        if not len(begins) or not values.shape[1]:
            return np.zeros((len(begins), values.shape[1]))
        found: Floats = ufunc.reduceat(values, begins, axis=0)
        return found

    count = probabilities.shape[1]
    flat = np.nan_to_num(probabilities).reshape(len(stand_s), count * len(EMOTIONS))
    return Totals(
        read_s=seconds(read),
        score_s=seconds(np.where(read, score, 0.0)),
        in_call_s=seconds(in_call),
        visible_s=seconds(visible),
        camera_off_s=seconds(camera_off),
        emotion_s=seconds(flat).reshape(len(begins), count, len(EMOTIONS)),
        emotion_read_s=seconds(~np.isnan(probabilities[..., 0])),
        any_in_call_s=seconds(np.any(in_call, axis=1, keepdims=True))[:, 0],
        any_visible_s=seconds(np.any(visible, axis=1, keepdims=True))[:, 0],
        any_camera_off_s=seconds(np.any(camera_off, axis=1, keepdims=True))[:, 0],
        first_seen=reduced(np.fmin, seen),
        last_seen=reduced(np.fmax, seen),
    )


def make_summaries(totals: Totals, numbers: Sequence[int], flags: Sequence[Flag]) -> tuple[Summary, ...]:
    """The lines of blocks with the participants `numbers` (k,)."""
    counts = Counter(flag.participant for flag in flags)
    everyone = _summary(totals, slice(None), None, counts.total())
    class_line = replace(
        everyone,
        minutes_in_call=float(totals.any_in_call_s.sum() / 60.0),
        minutes_visible=float(totals.any_visible_s.sum() / 60.0),
        minutes_camera_off=float(totals.any_camera_off_s.sum() / 60.0),
    )
    lines = [
        _summary(totals, slice(column, column + 1), number, counts[number]) for column, number in enumerate(numbers)
    ]
    return class_line, *lines


def _summary(totals: Totals, columns: slice, participant: int | None, flags: int) -> Summary:
    """One line over the chosen participants; with several, the minutes are those of all together."""
    read_s = totals.read_s[:, columns].sum()
    emotion_s = totals.emotion_s[:, columns].sum(axis=(0, 1))
    shares = divide(emotion_s, totals.emotion_read_s[:, columns].sum(keepdims=True)[0])
    in_call_s = totals.in_call_s[:, columns].sum()
    first, last = totals.first_seen[:, columns], totals.last_seen[:, columns]
    seen = bool(np.isfinite(first).any())
    return Summary(
        participant=participant,
        first_seen=to_datetime(float(np.nanmin(first))) if seen else None,
        last_seen=to_datetime(float(np.nanmax(last))) if seen else None,
        minutes_in_call=float(in_call_s / 60.0),
        minutes_visible=float(totals.visible_s[:, columns].sum() / 60.0),
        minutes_camera_off=float(totals.camera_off_s[:, columns].sum() / 60.0),
        coverage=float(divide(read_s, in_call_s, otherwise=0.0)),
        mean_engagement=optional(float(divide(totals.score_s[:, columns].sum(), read_s))),
        emotions=optional_shares(shares.tolist()),
        flags=flags,
    )
