"""How many were in the call, and how many of them could be seen, bin by bin."""

from collections.abc import Sequence
from datetime import datetime

import plotly.graph_objects as go

from classroom.domain import Timeline
from dashboard import texts
from dashboard.figures.base import bin_spans, empty_figure, time_axis, time_bars
from dashboard.theme import Scheme, palette, template


def presence_figure(
    timeline: Timeline, *, zone: str, scheme: Scheme, key: str, until: datetime | None = None
) -> go.Figure:
    """Two bars over each other by bin; a bin without a gallery on the screen stays empty."""
    if all(bin_.in_call is None for bin_ in timeline.bins):
        return empty_figure(texts.NO_GALLERY, scheme)
    colors = palette(scheme)
    spans = bin_spans(timeline, zone, until)
    in_call = [bin_.in_call for bin_ in timeline.bins]
    visible = [bin_.visible for bin_ in timeline.bins]
    figure = go.Figure(
        [
            _trace(spans, in_call, texts.LEGEND_IN_CALL, colors.coverage),
            _trace(spans, visible, texts.LEGEND_VISIBLE, colors.line),
        ]
    )
    figure.update_layout(template=template(scheme), uirevision=key, barmode="overlay", bargap=0, hovermode="x unified")
    figure.update_xaxes(time_axis(spans[0][0], spans[-1][1]), hoverformat="%H:%M")
    figure.update_xaxes(ticks="outside", ticklen=4, unifiedhovertitle={"text": "<b>%{x|%H:%M}</b>"})
    figure.update_yaxes(rangemode="tozero", fixedrange=True, nticks=5)
    return figure


def _trace(spans: Sequence[tuple[datetime, datetime]], counts: list[float | None], name: str, color: str) -> go.Bar:
    return go.Bar(
        name=name,
        **time_bars(spans),
        y=counts,
        marker={"color": color, "line": {"width": 0}},
        hovertemplate="%{y:.1f}<extra>" + name + "</extra>",
    )
