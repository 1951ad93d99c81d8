"""What all figures share: an empty figure that says so, and the split of a timeline into what was read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import plotly.graph_objects as go

from classroom.domain import Timeline, TimelineBin
from dashboard import formats
from dashboard.theme import Scheme, palette, template

SECONDS_PER_DAY = 86_400


def empty_figure(text: str, scheme: Scheme) -> go.Figure:
    """A figure without axes that says why there is nothing to see."""
    figure = go.Figure(layout={"template": template(scheme)})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(
        text=formats.plotly_text(text, 120),
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


def bin_end(timeline: Timeline, index: int) -> datetime:
    return timeline.bins[index].start + timedelta(seconds=timeline.bin_s)


def middles(timeline: Timeline, zone: str) -> list[datetime]:
    half = timedelta(seconds=timeline.bin_s / 2)
    return [formats.local(bin_.start + half, zone) for bin_ in timeline.bins]


def bin_labels(timeline: Timeline, zone: str) -> list[str]:
    """`10:05–10:06` of each bin."""
    return [formats.span(bin_.start, bin_end(timeline, index), zone) for index, bin_ in enumerate(timeline.bins)]


def is_hidden(bin_: TimelineBin) -> bool:
    """True where no gallery was on the screen for the whole bin."""
    return bin_.in_call is None


def has_engagement(timelines: Iterable[Timeline]) -> bool:
    return any(bin_.engagement is not None for timeline in timelines for bin_ in timeline.bins)


def has_emotions(timeline: Timeline) -> bool:
    return any(bin_.emotions is not None for bin_ in timeline.bins)
