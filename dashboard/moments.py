"""One session seen another way: every student over time, and everyone at one moment."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from classroom.domain import FRAME_STATUSES, STATES, Timeline
from classroom.engagement.grid import NOTHING
from dashboard.overviews import HeatMap, Moment, PersonThen
from dashboard.viewing import Viewed
from dashboard.views import SessionView


def make_heat_map(view: SessionView) -> HeatMap:
    """Every student's bins, in the order of the participants' numbers."""
    numbers = tuple(one.number for one in view.participants)
    lines = [view.timelines[number] for number in numbers]
    counts = dict.fromkeys(numbers, 0)
    for flag in view.flags:
        counts[flag.participant] = counts.get(flag.participant, 0) + 1
    return HeatMap(
        participants=numbers,
        names=tuple(view.names[number] for number in numbers),
        starts=tuple(one.start for one in view.timeline.bins),
        bin_s=view.timeline.bin_s,
        engagement=_column(lines, "engagement", len(view.timeline.bins)),
        coverage=_column(lines, "coverage", len(view.timeline.bins)),
        in_call=_column(lines, "in_call", len(view.timeline.bins)),
        flags=tuple(counts[number] for number in numbers),
    )


def order_rows(heat: HeatMap, by: str) -> list[int]:
    """The rows of a heat map (k,) by name, by mean engagement (highest first) or by flags (most first)."""
    rows = list(range(len(heat.participants)))
    rows.sort(key=lambda row: heat.names[row].casefold())
    if by == "flags":
        rows.sort(key=lambda row: -heat.flags[row])
    if by == "engagement":
        means = [_mean(heat.engagement[row]) for row in rows]
        rows = [row for _, _, row in sorted(zip(means, range(len(rows)), rows, strict=True))]
    return rows


def _mean(values: NDArray[np.float32]) -> float:
    """Less is more engaged; who was never read comes last."""
    known = values[~np.isnan(values)]
    return -float(known.mean()) if len(known) else float("inf")


def find_moment(viewed: Viewed, at: datetime) -> Moment | None:
    """Everyone on the last frame up to a time; None = before the first frame."""
    view, grid = viewed.view, viewed.grid
    frame = int(np.searchsorted(grid.times, at.timestamp(), side="right")) - 1
    if frame < 0:
        return None
    columns = {number: column for column, number in enumerate(viewed.numbers)}
    people = tuple(
        _person(viewed, frame, columns[one.number], one.number, view.names[one.number])
        for one in view.participants
        if one.number in columns
    )
    # The clock may have been set back: the grid's times never fall, and are those of the frames else.
    status = FRAME_STATUSES[int(view.records.frames.status[frame])]
    at = datetime.fromtimestamp(float(grid.times[frame]), UTC)
    return Moment(at, status, people, is_counted=bool(grid.counted[frame]))


def _person(viewed: Viewed, frame: int, column: int, number: int, name: str) -> PersonThen:
    grid = viewed.grid
    code = int(grid.state[frame, column])
    smoothed = float(grid.smoothed[frame, column])
    probabilities = grid.probabilities[frame, column].tolist()
    return PersonThen(
        participant=number,
        name=name,
        is_in_call=bool(grid.in_call[frame, column]),
        state=None if code == NOTHING else STATES[code],
        engagement=None if np.isnan(smoothed) else smoothed,
        emotions=None if np.isnan(probabilities[0]) else tuple(probabilities),
    )


def _column(lines: list[Timeline], name: str, bins: int) -> NDArray[np.float32]:
    """(k, b); None is NaN."""
    rows = [[getattr(one, name) for one in line.bins] for line in lines]
    return np.array(rows, np.float32).reshape(len(lines), bins)
