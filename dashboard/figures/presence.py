"""How many were in the call, and how many of them could be seen, bin by bin."""

from collections.abc import Sequence
from datetime import datetime

import plotly.graph_objects as go

from classroom.domain import Timeline
from dashboard import formats, texts
from dashboard.figures import marks
from dashboard.figures.base import bin_axis, bin_spans, empty_figure, time_bars
from dashboard.figures.marks import LessonMarks
from dashboard.theme import Scheme, palette, template

Span = tuple[datetime, datetime]  # by the class's wall clock
NOTHING_HAPPENED = LessonMarks()


def presence_figure(
    timeline: Timeline,
    *,
    zone: str,
    scheme: Scheme,
    key: str,
    happened: LessonMarks = NOTHING_HAPPENED,
    until: datetime | None = None,
) -> go.Figure:
    """Two bars over each other by bin, as wide as what was seen of it; the rest is grey, as on the timeline."""
    if all(bin_.in_call is None for bin_ in timeline.bins):
        return empty_figure(texts.NO_GALLERY, scheme)
    colors = palette(scheme)
    spans = bin_spans(timeline, zone, until)
    shown = (spans[0][0], spans[-1][1])
    drawing = marks.Drawing()
    marks.shade_gaps(drawing, happened.gaps or (), zone, colors, (shown[1] - shown[0]).total_seconds())
    marks.shade_exclusions(drawing, happened.exclusions, zone, colors, shown)
    parts = _seen_parts(spans, _blanks(happened, zone))
    bars = [span for span, _ in parts]
    in_call = [None if index is None else timeline.bins[index].in_call for _, index in parts]
    visible = [None if index is None else timeline.bins[index].visible for _, index in parts]
    traces = [
        _trace(bars, in_call, texts.LEGEND_IN_CALL, colors.coverage),
        _trace(bars, visible, texts.LEGEND_VISIBLE, colors.line),
    ]
    layout = {
        "template": template(scheme),
        "uirevision": key,
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "x unified",
        "shapes": drawing.shapes,
        "annotations": drawing.annotations,
        "xaxis": bin_axis(spans),
        "yaxis": {"rangemode": "tozero", "fixedrange": True, "nticks": 5},
    }
    return go.Figure(traces, layout)


def _blanks(happened: LessonMarks, zone: str) -> list[Span]:
    """When nothing was seen, or what was seen does not count, by start."""
    spans = [(one.start, one.end) for one in happened.gaps or ()]
    spans += [(one.start, one.end) for one in happened.exclusions]
    return sorted((formats.local(start, zone), formats.local(end, zone)) for start, end in spans)


def _seen_parts(spans: Sequence[Span], blanks: Sequence[Span]) -> list[tuple[Span, int | None]]:
    """What the blanks leave of each bin, with the bin's index; a bin of which nothing is left, with None."""
    parts: list[tuple[Span, int | None]] = []
    for index, (start, end) in enumerate(spans):
        at, left = start, []
        for blank_start, blank_end in blanks:
            if blank_end > at and blank_start < end:
                left.append((at, blank_start))
                at = min(blank_end, end)
        seen = [(since, until) for since, until in [*left, (at, end)] if since < until]
        parts += [(part, index) for part in seen] or [((start, end), None)]
    return parts


def _trace(spans: Sequence[Span], counts: list[float | None], name: str, color: str) -> go.Bar:
    return go.Bar(
        name=name,
        **time_bars(spans),
        y=counts,
        marker={"color": color, "line": {"width": 0}},
        hovertemplate="%{y:.1f}<extra>" + name + "</extra>",
    )
