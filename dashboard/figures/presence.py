"""How many were in the call, and how many of them could be seen, bin by bin."""

from collections.abc import Sequence
from datetime import datetime

import plotly.graph_objects as go

from classroom.domain import Timeline
from dashboard import texts
from dashboard.figures.base import bin_axis, bin_spans, empty_figure, time_bars
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
    traces = [
        _trace(spans, in_call, texts.LEGEND_IN_CALL, colors.coverage),
        _trace(spans, visible, texts.LEGEND_VISIBLE, colors.line),
    ]
    layout = {
        "template": template(scheme),
        "uirevision": key,
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "x unified",
        "xaxis": bin_axis(spans),
        "yaxis": {"rangemode": "tozero", "fixedrange": True, "nticks": 5},
    }
    return go.Figure(traces, layout)


def _trace(spans: Sequence[tuple[datetime, datetime]], counts: list[float | None], name: str, color: str) -> go.Bar:
    return go.Bar(
        name=name,
        **time_bars(spans),
        y=counts,
        marker={"color": color, "line": {"width": 0}},
        hovertemplate="%{y:.1f}<extra>" + name + "</extra>",
    )
