"""One student's classes one after the other: engagement against the own usual, and minutes in the call."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard import formats
from dashboard.figures.base import empty_figure
from dashboard.figures.course import TOP, columns, hover_text, lay_out, points, shares
from dashboard.term_views import Baseline, ClassOfStudent
from dashboard.texts import terms as texts
from dashboard.theme import Palette, Scheme, palette, template


def history_figure(classes: Sequence[ClassOfStudent], usual: Baseline | None, *, scheme: Scheme) -> go.Figure:
    """Own engagement over the band of the own usual (top), and the share that was read (bottom)."""
    rows = [one.row for one in classes]
    if not any(row is not None and row.coverage for row in rows):
        return empty_figure(texts.NOTHING_READ, scheme)
    colors, steps = palette(scheme), list(range(len(classes)))
    values = [None if row is None else row.mean_engagement for row in rows]
    coverage = [None if row is None else row.coverage for row in rows]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.8, 0.2], vertical_spacing=0.07)
    if usual is not None:
        _draw_usual(figure, usual, len(classes), colors)
    _shade_unseen(figure, classes, colors)
    line = points(texts.LEGEND_OWN, steps, values, coverage, colors)
    if usual is not None:  # a value stands on the side of its point that is away from the usual
        line.textposition = [_beside(value, usual) for value in values]
    figure.add_trace(line, row=1, col=1)
    figure.add_trace(shares(steps, coverage, colors), row=2, col=1)
    sessions = [one.session for one in classes]
    said = [hover_text(one.session, _say_engagement(one)) for one in classes]
    for row in (1, 2):
        figure.add_trace(columns(steps, sessions, said, TOP), row=row, col=1)
    lay_out(figure, sessions, scheme)
    figure.update_yaxes(range=[0, TOP + 4], tickvals=[0, 25, 50, 75, 100], row=1, col=1)
    figure.update_yaxes(range=[0, 100], tickvals=[0, 100], ticktext=["0", "100 %"], showgrid=False, row=2, col=1)
    return figure


def _beside(value: float | None, usual: Baseline) -> str:
    return "bottom center" if value is not None and value < usual.middle else "top center"


def minutes_figure(classes: Sequence[ClassOfStudent], *, scheme: Scheme) -> go.Figure:
    """Minutes in the call by class, stacked: visible, camera off, otherwise, no gallery; a class not seen is a gap."""
    rows = [one.row for one in classes]
    if not any(row is not None for row in rows):
        return empty_figure(texts.LEGEND_NOT_SEEN.capitalize(), scheme)
    colors, steps = palette(scheme), list(range(len(classes)))
    parts = (
        (texts.LEGEND_MINUTES_VISIBLE, [row and row.minutes_visible for row in rows], colors.line, ""),
        (texts.LEGEND_MINUTES_OFF, [row and row.minutes_camera_off for row in rows], colors.quiet, "/"),
        (
            texts.LEGEND_MINUTES_OTHER,
            [None if row is None else other_minutes(one) for one, row in zip(classes, rows, strict=True)],
            colors.coverage,
            "",
        ),
        (texts.LEGEND_MINUTES_HIDDEN, [row and row.minutes_hidden for row in rows], colors.hidden, ""),
    )
    figure = go.Figure(
        [
            go.Bar(
                name=name,
                x=steps,
                y=values,
                marker={
                    "color": color,
                    "line": {"width": 0},
                    "pattern": {"shape": pattern, "size": 5, "solidity": 0.3},
                },
                hoverinfo="skip",
            )
            for name, values, color, pattern in parts
        ]
    )
    top = max((row.minutes_in_call for row in rows if row is not None), default=1.0) or 1.0
    sessions = [one.session for one in classes]
    said = [hover_text(one.session, _say_minutes(one)) for one in classes]
    figure.add_trace(columns(steps, sessions, said, top * 1.05))
    lay_out(figure, sessions, scheme)
    figure.update_layout(template=template(scheme), barmode="stack")
    figure.update_yaxes(range=[0, top * 1.08], nticks=5)
    return figure


def other_minutes(one: ClassOfStudent) -> float:
    """Minutes in the call with a gallery to see, neither visible nor with the camera off."""
    row = one.row
    if row is None:
        return 0.0
    return max(row.minutes_in_call - row.minutes_visible - row.minutes_camera_off - row.minutes_hidden, 0.0)


def _draw_usual(figure: go.Figure, usual: Baseline, count: int, colors: Palette) -> None:
    ends = [-0.6, max(count, 3) - 0.4]
    figure.add_trace(
        go.Scatter(
            name=texts.LEGEND_USUAL,
            x=[*ends, *reversed(ends)],
            y=[usual.high, usual.high, usual.low, usual.low],
            fill="toself",
            mode="none",
            fillcolor=colors.line_fill,
            hoverinfo="skip",
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            name=texts.LEGEND_USUAL,
            x=ends,
            y=[usual.middle] * 2,
            mode="lines",
            line={"color": colors.quiet, "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        ),
        row=1,
        col=1,
    )


def _shade_unseen(figure: go.Figure, classes: Sequence[ClassOfStudent], colors: Palette) -> None:
    places = [index for index, one in enumerate(classes) if one.row is None]
    if places:
        figure.add_trace(
            go.Bar(
                name=texts.LEGEND_NOT_SEEN,
                x=places,
                y=[TOP] * len(places),
                width=0.9,
                marker={"color": colors.hidden, "line": {"width": 0}},
                hoverinfo="skip",
            ),
            row=1,
            col=1,
        )


def _say_engagement(one: ClassOfStudent) -> list[str]:
    row = one.row
    if row is None:
        return [texts.HOVER_NOT_SEEN]
    value = texts.HOVER_NO_ENGAGEMENT
    if row.mean_engagement is not None:
        value = texts.HOVER_ENGAGEMENT.format(score=formats.score(row.mean_engagement))
    said = [value, texts.HOVER_COVERAGE.format(share=formats.percent(row.coverage))]
    if row.difference is not None:
        said.append(texts.HOVER_USUAL.format(difference=formats.signed(row.difference)))
    return said


def _say_minutes(one: ClassOfStudent) -> list[str]:
    row = one.row
    if row is None:
        return [texts.HOVER_NOT_SEEN]
    numbers = {"visible": row.minutes_visible, "off": row.minutes_camera_off, "other": other_minutes(one)}
    shown = {name: f"{value:.0f}" for name, value in numbers.items()}
    said = [texts.HOVER_MINUTES.format(minutes=f"{row.minutes_in_call:.0f}", **shown)]
    return [*said, texts.HOVER_HIDDEN.format(hidden=f"{row.minutes_hidden:.0f}")] if row.minutes_hidden else said
