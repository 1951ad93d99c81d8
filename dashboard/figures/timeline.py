"""Engagement over a class, of the class or of one student: a line that breaks where little was read,
over a band of how much was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from classroom.domain import Exclusion, Flag, Gap, Timeline, TimelineBin
from dashboard import formats, texts
from dashboard.figures import marks
from dashboard.figures.base import (
    bin_end,
    bin_labels,
    bin_spans,
    empty_figure,
    is_hidden,
    runs,
    time_axis,
    time_bars,
)
from dashboard.figures.marks import LessonMarks
from dashboard.texts import lesson
from dashboard.theme import Palette, Scheme, palette, template

NOTHING_HAPPENED = LessonMarks()
UPPER, LOWER = [0.256, 1.0], [0.0, 0.186]  # parts of the figure's height

Span = tuple[datetime, datetime]  # by the class's wall clock


def timeline_figure(
    timeline: Timeline,
    *,
    zone: str,
    scheme: Scheme,
    key: str,
    happened: LessonMarks = NOTHING_HAPPENED,
    flags: Sequence[Flag] = (),
    until: datetime | None = None,
    reason: str = texts.NOTHING_READ,
) -> go.Figure:
    """The engagement line (top) and the share that was read (bottom), in the class's own time.

    Args:
        timeline: of the class or of one student.
        zone: IANA name of the class's.
        scheme: light or dark.
        key: Plotly keeps hidden traces and the like as long as it stays the same.
        happened: in the lesson.
        flags: of the student.
        until: when the session ends, which may be within the last bin; None = with that bin.
        reason: what is said if nothing was read.
    """
    if not timeline.bins or not any(bin_.coverage > 0 for bin_ in timeline.bins):
        return empty_figure(reason, scheme)
    colors = palette(scheme)
    spans = bin_spans(timeline, zone, until)
    shown = (spans[0][0], spans[-1][1])
    whole_s = (shown[1] - shown[0]).total_seconds()
    drawing = marks.Drawing()
    drawing.traces += [engagement_trace(timeline, spans, colors), _coverage_trace(timeline, spans, colors)]
    gaps = _whole_bins(timeline, until) if happened.gaps is None else happened.gaps
    marks.shade_gaps(drawing, gaps, zone, colors, whole_s)
    marks.shade_exclusions(drawing, happened.exclusions, zone, colors, shown)
    marks.shade_dips(drawing, happened.dips, zone, colors)
    marks.underline_flags(drawing, flags, bin_end(timeline, len(timeline.bins) - 1, until), zone, colors)
    lanes = marks.draw_markers(drawing, happened.markers, zone, colors, shown)
    drawing.traces += _hover_traces(spans, _hover_texts(timeline, zone, happened.exclusions, until))
    return go.Figure(drawing.traces, _layout(drawing, shown, scheme, key, lanes))


def engagement_trace(timeline: Timeline, spans: Sequence[Span], colors: Palette) -> go.Scatter:
    """The line; a value without neighbours is a dot, since a line of one point cannot be seen."""
    values = [bin_.engagement for bin_ in timeline.bins]
    return go.Scatter(
        name=texts.LEGEND_ENGAGEMENT,
        x=[start + (end - start) / 2 for start, end in spans],
        y=values,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colors.line, "width": 2.5, "shape": "spline", "smoothing": 0.5},
        marker={"color": colors.line, "size": [7 if alone else 0 for alone in _lonely(values)]},
        hoverinfo="skip",
    )


def _lonely(values: Sequence[float | None]) -> list[bool]:
    padded = [None, *values, None]
    return [
        value is not None and before is None and after is None
        for before, value, after in zip(padded, padded[1:-1], padded[2:], strict=False)
    ]


def _coverage_trace(timeline: Timeline, spans: Sequence[Span], colors: Palette) -> go.Bar:
    return go.Bar(
        name=texts.LEGEND_COVERAGE,
        **time_bars(spans),
        xaxis="x2",
        yaxis="y2",
        y=[None if is_hidden(bin_) else bin_.coverage * 100 for bin_ in timeline.bins],
        marker={"color": colors.coverage, "line": {"width": 0}},
        hoverinfo="skip",
    )


def _hover_traces(spans: Sequence[Span], said: list[str]) -> list[go.Bar]:
    """Bars that cannot be seen: the whole of a bin answers to the pointer, also where there is no value."""
    bars = {**time_bars(spans), "y": [marks.TOP] * len(spans), "hovertext": said, "hoverinfo": "text"}
    nothing = {"color": "rgba(0,0,0,0)", "line": {"width": 0}}
    return [go.Bar(name="hover", marker=nothing, xaxis=x, yaxis=y, **bars) for x, y in (("x2", "y2"), ("x", "y"))]


def _hover_texts(timeline: Timeline, zone: str, exclusions: Sequence[Exclusion], until: datetime | None) -> list[str]:
    labels = bin_labels(timeline, zone, until)
    return [
        "<br>".join([label, *_describe(bin_, bin_end(timeline, index, until), exclusions, timeline.participant)])
        for index, (label, bin_) in enumerate(zip(labels, timeline.bins, strict=True))
    ]


def _describe(bin_: TimelineBin, end: datetime, exclusions: Sequence[Exclusion], participant: int | None) -> list[str]:
    """Engagement, what was read, and how many were seen; or why nothing can be said."""
    left_out = next((one for one in exclusions if one.start < end and one.end > bin_.start), None)
    if is_hidden(bin_):
        said = texts.LEGEND_HIDDEN if left_out is None else lesson.excluded_words(left_out.text)
        return [formats.plotly_text(said, 60)]
    value = lesson.HOVER_TOO_LITTLE
    if bin_.engagement is not None:
        value = lesson.HOVER_ENGAGEMENT.format(score=formats.score(bin_.engagement))
    lines = [value, lesson.HOVER_READ.format(share=formats.percent(bin_.coverage))]
    if participant is None and bin_.visible is not None and bin_.in_call is not None:
        lines.append(lesson.HOVER_SEEN.format(visible=formats.count(bin_.visible), in_call=formats.count(bin_.in_call)))
    return lines if left_out is None else [*lines, lesson.HOVER_PARTLY_EXCLUDED]


def _whole_bins(timeline: Timeline, until: datetime | None) -> list[Gap]:
    return [
        Gap(timeline.bins[first].start, bin_end(timeline, past - 1, until), is_recorded=True)
        for first, past in runs([is_hidden(bin_) for bin_ in timeline.bins])
    ]


def _layout(drawing: marks.Drawing, shown: Span, scheme: Scheme, key: str, lanes: int) -> dict[str, Any]:
    """Two plots over each other that share their time axis; the engagement's is the taller one."""
    top = marks.TOP if lanes == 0 else marks.FIRST_LANE + (lanes - 0.4) * marks.LANE_HEIGHT
    time = {
        **time_axis(*shown),
        "showspikes": True,
        "spikemode": "across",
        "spikesnap": "cursor",
        "spikethickness": 1,
        "spikedash": "dot",
        "spikecolor": palette(scheme).quiet,
    }
    percent = {"tickvals": [0, 100], "ticktext": ["0", "100 %"]}
    return {
        "template": template(scheme),
        "uirevision": key,
        "hovermode": "closest",
        "barmode": "overlay",
        "bargap": 0,
        "spikedistance": -1,
        "shapes": drawing.shapes,
        "annotations": drawing.annotations,
        "xaxis": {**time, "anchor": "y", "matches": "x2", "showticklabels": False},
        "yaxis": {"domain": UPPER, "range": [0, top], "tickvals": [0, 25, 50, 75, 100], "fixedrange": True},
        "xaxis2": {**time, "anchor": "y2", "hoverformat": "%H:%M", "ticks": "outside", "ticklen": 4},
        "yaxis2": {"domain": LOWER, "range": [0, 100], **percent, "showgrid": False, "fixedrange": True},
    }
