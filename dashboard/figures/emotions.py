"""How the readings were divided among the seven expressions, bin by bin."""

from collections.abc import Sequence
from datetime import datetime

import plotly.graph_objects as go

from classroom.domain import EMOTIONS, Emotion, Timeline
from dashboard import texts
from dashboard.figures.base import bin_labels, bin_spans, empty_figure, has_emotions, time_axis, time_bars
from dashboard.theme import EMOTION_COLORS, EMOTION_ORDER, Scheme, template


def emotion_mix_figure(
    timeline: Timeline, *, zone: str, scheme: Scheme, key: str, reason: str, until: datetime | None = None
) -> go.Figure:
    """A stack of seven shares by bin; a bin in which nothing was read stays empty.

    Bars as wide as their bin, not a stacked area: Plotly's areas run through gaps as if they were zero.
    `reason` is said when no bin has readings; `until` as for the timeline.
    """
    if not has_emotions(timeline):
        return empty_figure(reason, scheme)
    spans = bin_spans(timeline, zone, until)
    labels = bin_labels(timeline, zone, until)
    figure = go.Figure([_trace(timeline, emotion, spans, labels) for emotion in EMOTION_ORDER])
    figure.update_layout(template=template(scheme), uirevision=key, barmode="stack", bargap=0, hovermode="x unified")
    figure.update_xaxes(time_axis(spans[0][0], spans[-1][1]), hoverformat="%H:%M")
    figure.update_xaxes(ticks="outside", ticklen=4, unifiedhovertitle={"text": "<b>%{x|%H:%M}</b>"})
    figure.update_yaxes(range=[0, 100], tickvals=[0, 50, 100], ticktext=["0", "50 %", "100 %"], fixedrange=True)
    return figure


def _trace(
    timeline: Timeline, emotion: Emotion, spans: Sequence[tuple[datetime, datetime]], labels: list[str]
) -> go.Bar:
    index = EMOTIONS.index(emotion)
    return go.Bar(
        name=texts.EMOTIONS[emotion],
        **time_bars(spans),
        y=[None if bin_.emotions is None else bin_.emotions[index] * 100 for bin_ in timeline.bins],
        marker={"color": EMOTION_COLORS[emotion], "line": {"width": 0}},
        customdata=labels,
        hovertemplate="%{y:.0f} %<extra>" + texts.EMOTIONS[emotion] + "</extra>",
    )
