"""How many were in the call, and how many of them could be seen, bin by bin."""

import plotly.graph_objects as go

from classroom.domain import Timeline
from dashboard import formats, texts
from dashboard.figures.base import bin_end, bin_labels, empty_figure
from dashboard.figures.timeline import time_axis
from dashboard.theme import Scheme, palette, template


def presence_figure(timeline: Timeline, *, zone: str, scheme: Scheme, key: str) -> go.Figure:
    """Two bars over each other by bin; a bin without a gallery on the screen stays empty."""
    if all(bin_.in_call is None for bin_ in timeline.bins):
        return empty_figure(texts.NO_GALLERY, scheme)
    colors = palette(scheme)
    in_call = [bin_.in_call for bin_ in timeline.bins]
    visible = [bin_.visible for bin_ in timeline.bins]
    figure = go.Figure(
        [
            _trace(timeline, in_call, texts.LEGEND_IN_CALL, colors.coverage, zone),
            _trace(timeline, visible, texts.LEGEND_VISIBLE, colors.line, zone),
        ]
    )
    start = formats.local(timeline.bins[0].start, zone)
    end = formats.local(bin_end(timeline, len(timeline.bins) - 1), zone)
    figure.update_layout(template=template(scheme), uirevision=key, barmode="overlay", bargap=0, hovermode="x unified")
    figure.update_xaxes(time_axis(start, end), hoverformat="%H:%M")
    figure.update_xaxes(ticks="outside", ticklen=4, unifiedhovertitle={"text": "<b>%{x|%H:%M}</b>"})
    figure.update_yaxes(rangemode="tozero", fixedrange=True, nticks=5)
    return figure


def _trace(timeline: Timeline, counts: list[float | None], name: str, color: str, zone: str) -> go.Bar:
    return go.Bar(
        name=name,
        x=[formats.local(bin_.start, zone) for bin_ in timeline.bins],
        y=counts,
        width=timeline.bin_s * 1000,
        offset=0,
        marker={"color": color, "line": {"width": 0}},
        customdata=bin_labels(timeline, zone),
        hovertemplate="%{y:.1f}<extra>" + name + "</extra>",
    )
