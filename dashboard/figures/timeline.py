"""Engagement over a class, of the class or of one student: a line that breaks where little was read,
over a band of how much was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from classroom.domain import ClassDip, Flag, Marker, Timeline
from dashboard import formats, texts
from dashboard.figures.base import (
    SECONDS_PER_DAY,
    bin_end,
    bin_labels,
    empty_figure,
    is_hidden,
    middles,
    runs,
)
from dashboard.theme import Palette, Scheme, palette, template

MIN_LABEL_SHARE = 0.12  # narrower shadings carry no word


def timeline_figure(
    timeline: Timeline,
    *,
    zone: str,
    scheme: Scheme,
    key: str,
    dips: Sequence[ClassDip] = (),
    markers: Sequence[Marker] = (),
    flags: Sequence[Flag] = (),
) -> go.Figure:
    """The engagement line (top) and the share that was read (bottom), in the class's own time.

    Plotly keeps hidden traces and the like as long as `key` stays the same.
    """
    if not timeline.bins or not any(bin_.coverage > 0 for bin_ in timeline.bins):
        return empty_figure(texts.NOTHING_READ, scheme)
    colors = palette(scheme)
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.8, 0.2], vertical_spacing=0.07)
    figure.add_trace(engagement_trace(timeline, zone, colors), row=1, col=1)
    figure.add_trace(_coverage_trace(timeline, zone, colors), row=2, col=1)
    _shade_hidden(figure, timeline, zone, colors)
    _shade_dips(figure, dips, zone, colors)
    _underline_flags(figure, flags, timeline, zone, colors)
    _draw_markers(figure, markers, zone, colors)
    _lay_out(figure, timeline, zone, scheme, key)
    return figure


def engagement_trace(timeline: Timeline, zone: str, colors: Palette) -> go.Scatter:
    """The line; a value without neighbours is a dot, since a line of one point cannot be seen."""
    values = [bin_.engagement for bin_ in timeline.bins]
    lonely = _lonely(values)
    labels = bin_labels(timeline, zone)
    return go.Scatter(
        name=texts.LEGEND_ENGAGEMENT,
        x=middles(timeline, zone),
        y=values,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colors.line, "width": 2.5, "shape": "spline", "smoothing": 0.5},
        marker={"color": colors.line, "size": [7 if alone else 0 for alone in lonely]},
        hovertext=[
            f"{label}<br><b>{formats.score(bin_.engagement)}</b> engagement · {formats.percent(bin_.coverage)} read"
            for label, bin_ in zip(labels, timeline.bins, strict=True)
        ],
        hoverinfo="text",
    )


def _lonely(values: Sequence[float | None]) -> list[bool]:
    padded = [None, *values, None]
    return [
        value is not None and before is None and after is None
        for before, value, after in zip(padded, padded[1:-1], padded[2:], strict=False)
    ]


def _coverage_trace(timeline: Timeline, zone: str, colors: Palette) -> go.Bar:
    return go.Bar(
        name=texts.LEGEND_COVERAGE,
        x=[formats.local(bin_.start, zone) for bin_ in timeline.bins],
        y=[None if is_hidden(bin_) else bin_.coverage * 100 for bin_ in timeline.bins],
        width=timeline.bin_s * 1000,
        offset=0,
        marker={"color": colors.coverage, "line": {"width": 0}},
        hovertext=[
            f"{label}<br>{texts.LEGEND_HIDDEN if is_hidden(bin_) else formats.percent(bin_.coverage) + ' read'}"
            for label, bin_ in zip(bin_labels(timeline, zone), timeline.bins, strict=True)
        ],
        hoverinfo="text",
    )


def _shade(figure: go.Figure, start: datetime, end: datetime, color: str, name: str) -> None:
    figure.add_shape(
        type="rect",
        xref="x",
        yref="paper",
        x0=start,
        x1=end,
        y0=0,
        y1=1,
        fillcolor=color,
        line={"width": 0},
        layer="below",
        name=name,
    )


def _shade_hidden(figure: go.Figure, timeline: Timeline, zone: str, colors: Palette) -> None:
    for first, past in runs([is_hidden(bin_) for bin_ in timeline.bins]):
        start = formats.local(timeline.bins[first].start, zone)
        end = formats.local(bin_end(timeline, past - 1), zone)
        _shade(figure, start, end, colors.hidden, "hidden")
        if (past - first) / len(timeline.bins) >= MIN_LABEL_SHARE:
            _label(figure, start + (end - start) / 2, texts.LEGEND_HIDDEN, colors, anchor="center")


def _shade_dips(figure: go.Figure, dips: Sequence[ClassDip], zone: str, colors: Palette) -> None:
    for dip in dips:
        _shade(figure, formats.local(dip.start, zone), formats.local(dip.end, zone), colors.dip, "dip")


def _underline_flags(figure: go.Figure, flags: Sequence[Flag], timeline: Timeline, zone: str, colors: Palette) -> None:
    last = bin_end(timeline, len(timeline.bins) - 1)
    for flag in flags:
        figure.add_trace(
            go.Scatter(
                x=[formats.local(flag.start, zone), formats.local(flag.end or last, zone)],
                y=[2, 2],
                mode="lines",
                line={"color": colors.flag, "width": 5},
                hovertext=f"{texts.REASONS[flag.reason]}<br>{formats.span(flag.start, flag.end, zone)}",
                hoverinfo="text",
                name="flag",
            ),
            row=1,
            col=1,
        )


def _draw_markers(figure: go.Figure, markers: Sequence[Marker], zone: str, colors: Palette) -> None:
    for marker in markers:
        at = formats.local(marker.at, zone)
        figure.add_shape(
            type="line",
            xref="x",
            yref="paper",
            x0=at,
            x1=at,
            y0=0,
            y1=1,
            line={"color": colors.quiet, "width": 1, "dash": "dot"},
            name="marker",
        )
        _label(figure, at, marker.text, colors, anchor="left")


def _label(figure: go.Figure, at: datetime, text: str, colors: Palette, *, anchor: str) -> None:
    figure.add_annotation(
        x=at,
        y=1,
        xref="x",
        yref="paper",
        text=formats.plotly_text(text, 28),
        showarrow=False,
        xanchor=anchor,
        yanchor="top",
        xshift=4 if anchor == "left" else 0,
        font={"size": 11, "color": colors.quiet},
    )


def _lay_out(figure: go.Figure, timeline: Timeline, zone: str, scheme: Scheme, key: str) -> None:
    start = formats.local(timeline.bins[0].start, zone)
    end = formats.local(bin_end(timeline, len(timeline.bins) - 1), zone)
    figure.update_layout(template=template(scheme), uirevision=key, hovermode="closest", bargap=0)
    figure.update_xaxes(time_axis(start, end))
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100], row=1, col=1, fixedrange=True)
    figure.update_yaxes(
        range=[0, 100], tickvals=[0, 100], ticktext=["0", "100 %"], showgrid=False, row=2, col=1, fixedrange=True
    )
    figure.update_xaxes(hoverformat="%H:%M", ticks="outside", ticklen=4, row=2, col=1)


def time_axis(start: datetime, end: datetime) -> dict[str, Any]:
    """An x axis from start to end; not as a fixed range, so that a reader's zoom may stay while the class grows."""
    return {
        "autorangeoptions": {"clipmin": start, "clipmax": end},
        "tickformat": tick_format((end - start).total_seconds()),
    }


def tick_format(seconds: float) -> str:
    if seconds > SECONDS_PER_DAY:
        return "%d %b %H:%M"
    return "%H:%M:%S" if seconds < 300 else "%H:%M"
