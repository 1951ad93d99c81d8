"""What all figures share: an empty figure that says so, and the split of a timeline into what was read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from classroom.domain import Timeline, TimelineBin
from dashboard import formats
from dashboard.theme import Scheme, palette, template

SECONDS_PER_DAY = 86_400
LINE_LENGTH = 44  # letters of a line in an empty figure, which may be as narrow as a phone


def empty_figure(text: str, scheme: Scheme) -> go.Figure:
    """A figure without axes that says why there is nothing to see."""
    figure = go.Figure(layout={"template": template(scheme)})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(
        text="<br>".join(formats.plotly_text(line, LINE_LENGTH) for line in wrap(text, LINE_LENGTH)),
        showarrow=False,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"size": 15, "color": palette(scheme).quiet},
    )
    return figure


def runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Index ranges [first, past) in which the flags hold."""
    found: list[tuple[int, int]] = []
    start = None
    for index, holds in enumerate([*flags, False]):
        if holds and start is None:
            start = index
        elif not holds and start is not None:
            found.append((start, index))
            start = None
    return found


def bin_end(timeline: Timeline, index: int, until: datetime | None = None) -> datetime:
    """When a bin ends; the last one does so with the session (`until`), which may be within it."""
    end = timeline.bins[index].start + timedelta(seconds=timeline.bin_s)
    is_last = index == len(timeline.bins) - 1
    return min(end, until) if is_last and until is not None and until > timeline.bins[index].start else end


def bin_spans(timeline: Timeline, zone: str, until: datetime | None = None) -> list[tuple[datetime, datetime]]:
    """Start and end of each bin by the class's wall clock."""
    return [
        (formats.local(one.start, zone), formats.local(bin_end(timeline, index, until), zone))
        for index, one in enumerate(timeline.bins)
    ]


def time_bars(spans: Sequence[tuple[datetime, datetime]]) -> dict[str, Any]:
    """Place and width of bars that fill their bins."""
    return {
        "x": [start for start, _ in spans],
        "width": [(end - start).total_seconds() * 1000 for start, end in spans],
        "offset": 0,
    }


def time_axis(start: datetime, end: datetime) -> dict[str, Any]:
    """An x axis from start to end; not as a fixed range, so that a reader's zoom may stay while the class grows."""
    return {
        "autorangeoptions": {"clipmin": start, "clipmax": end},
        "tickformat": tick_format((end - start).total_seconds()),
    }


def bin_axis(spans: Sequence[tuple[datetime, datetime]]) -> dict[str, Any]:
    """The time axis of a figure of bars, each of which is named by its start."""
    return {
        **time_axis(spans[0][0], spans[-1][1]),
        "hoverformat": "%H:%M",
        "ticks": "outside",
        "ticklen": 4,
        "unifiedhovertitle": {"text": "<b>%{x|%H:%M}</b>"},
    }


def tick_format(seconds: float) -> str:
    if seconds > SECONDS_PER_DAY:
        return "%d %b %H:%M"
    return "%H:%M:%S" if seconds < 300 else "%H:%M"


def bin_labels(timeline: Timeline, zone: str, until: datetime | None = None) -> list[str]:
    """`10:05–10:06` of each bin."""
    return [formats.span(bin_.start, bin_end(timeline, index, until), zone) for index, bin_ in enumerate(timeline.bins)]


def is_hidden(bin_: TimelineBin) -> bool:
    """True where no gallery was on the screen for the whole bin, or nothing of it counts."""
    return bin_.in_call is None


def has_emotions(timeline: Timeline) -> bool:
    return any(bin_.emotions is not None for bin_ in timeline.bins)
