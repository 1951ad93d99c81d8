"""How the readings were divided among the seven expressions, bin by bin."""

from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from classroom.domain import EMOTIONS, Emotion, Timeline
from dashboard import texts
from dashboard.figures.base import bin_axis, bin_spans, empty_figure, has_emotions, time_bars
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
    layout = {
        "template": template(scheme),
        "uirevision": key,
        "barmode": "stack",
        "bargap": 0,
        "hovermode": "x unified",
        "xaxis": bin_axis(spans),
        "yaxis": {"range": [0, 100], "tickvals": [0, 50, 100], "ticktext": ["0", "50 %", "100 %"], "fixedrange": True},
    }
    return go.Figure([_trace(timeline, emotion, time_bars(spans)) for emotion in EMOTION_ORDER], layout)


def _trace(timeline: Timeline, emotion: Emotion, bars: dict[str, Any]) -> go.Bar:
    index = EMOTIONS.index(emotion)
    return go.Bar(
        name=texts.EMOTIONS[emotion],
        **bars,
        y=[None if bin_.emotions is None else bin_.emotions[index] * 100 for bin_ in timeline.bins],
        marker={"color": EMOTION_COLORS[emotion], "line": {"width": 0}},
        hovertemplate="%{y:.0f} %<extra>" + texts.EMOTIONS[emotion] + "</extra>",
    )
