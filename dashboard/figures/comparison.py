"""One class under two settings: the engagement in use, and the one that would be."""

import plotly.graph_objects as go

from classroom.domain import Timeline
from dashboard import formats
from dashboard.figures.base import bin_end, empty_figure, time_axis
from dashboard.texts import settings as texts
from dashboard.theme import Scheme, palette, template


def comparison_figure(before: Timeline, after: Timeline, *, zone: str, scheme: Scheme, key: str) -> go.Figure:
    """Two lines over the class's own time; told apart by dashes as well as by colour."""
    if not any(bin_.engagement is not None for line in (before, after) for bin_ in line.bins):
        return empty_figure(texts.NOTHING_SCORED, scheme)
    colors = palette(scheme)
    figure = go.Figure(
        [
            _line(before, texts.BEFORE, zone, {"color": colors.quiet, "width": 2, "dash": "dot"}),
            _line(after, texts.AFTER, zone, {"color": colors.line, "width": 2.5}),
        ]
    )
    start = formats.local(before.bins[0].start, zone)
    end = formats.local(bin_end(before, len(before.bins) - 1), zone)
    figure.update_layout(template=template(scheme), uirevision=key, hovermode="x unified")
    figure.update_xaxes(time_axis(start, end), hoverformat="%H:%M", ticks="outside", ticklen=4)
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100], fixedrange=True)
    return figure


def _line(timeline: Timeline, name: str, zone: str, line: dict[str, object]) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[formats.local(bin_.start, zone) for bin_ in timeline.bins],
        y=[bin_.engagement for bin_ in timeline.bins],
        mode="lines",
        connectgaps=False,
        line=line,
        hovertemplate="%{y:.0f}<extra>" + name + "</extra>",
    )
