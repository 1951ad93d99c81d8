"""How the readings were divided among the seven expressions, bin by bin."""

import plotly.graph_objects as go

from classroom.domain import EMOTIONS, Emotion, Timeline
from dashboard import formats, texts
from dashboard.figures.base import bin_end, bin_labels, empty_figure, has_emotions
from dashboard.figures.timeline import time_axis
from dashboard.theme import EMOTION_COLORS, EMOTION_ORDER, Scheme, template


def emotion_mix_figure(timeline: Timeline, *, zone: str, scheme: Scheme, key: str, reason: str) -> go.Figure:
    """A stack of seven shares by bin; a bin in which nothing was read stays empty.

    Bars as wide as their bin, not a stacked area: Plotly's areas run through gaps as if they were zero.
    `reason` is said when no bin has readings.
    """
    if not has_emotions(timeline):
        return empty_figure(reason, scheme)
    figure = go.Figure([_trace(timeline, emotion, zone) for emotion in EMOTION_ORDER])
    start = formats.local(timeline.bins[0].start, zone)
    end = formats.local(bin_end(timeline, len(timeline.bins) - 1), zone)
    figure.update_layout(template=template(scheme), uirevision=key, barmode="stack", bargap=0, hovermode="x unified")
    figure.update_xaxes(time_axis(start, end), hoverformat="%H:%M")
    figure.update_xaxes(ticks="outside", ticklen=4, unifiedhovertitle={"text": "<b>%{x|%H:%M}</b>"})
    figure.update_yaxes(range=[0, 100], tickvals=[0, 50, 100], ticktext=["0", "50 %", "100 %"], fixedrange=True)
    return figure


def _trace(timeline: Timeline, emotion: Emotion, zone: str) -> go.Bar:
    index = EMOTIONS.index(emotion)
    return go.Bar(
        name=texts.EMOTIONS[emotion],
        x=[formats.local(bin_.start, zone) for bin_ in timeline.bins],
        y=[None if bin_.emotions is None else bin_.emotions[index] * 100 for bin_ in timeline.bins],
        width=timeline.bin_s * 1000,
        offset=0,
        marker={"color": EMOTION_COLORS[emotion], "line": {"width": 0}},
        customdata=bin_labels(timeline, zone),
        hovertemplate="%{y:.0f} %<extra>" + texts.EMOTIONS[emotion] + "</extra>",
    )
