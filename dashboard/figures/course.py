"""A course's classes one after the other: engagement, presence, hints.

One step a class: two classes of one day stand apart, and a holiday takes no room. Every column answers to the pointer;
its `customdata` is the session's id.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from classroom.counting import Count
from classroom.domain import Session
from dashboard import formats
from dashboard.figures.base import empty_figure
from dashboard.term_views import ClassOfTerm, judge
from dashboard.texts import terms as texts
from dashboard.theme import Palette, Scheme, palette, template

MOST_TICKS = 10
MOST_LABELS = 12  # of so many points the values stand beside them
TOP = 100.0
CLEAR = "rgba(0,0,0,0)"


def engagement_figure(classes: Sequence[ClassOfTerm], *, scheme: Scheme) -> go.Figure:
    """The class's mean engagement (top; larger points were read better) and the share that was read (bottom)."""
    if not any(one.row.coverage for one in classes):
        return empty_figure(texts.NOTHING_READ if classes else texts.NOTHING_ENDED, scheme)
    colors, steps = palette(scheme), list(range(len(classes)))
    values = [one.row.mean_engagement for one in classes]
    coverage = [one.row.coverage for one in classes]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.8, 0.2], vertical_spacing=0.07)
    figure.add_trace(points(texts.LEGEND_ENGAGEMENT, steps, values, coverage, colors), row=1, col=1)
    figure.add_trace(shares(steps, coverage, colors), row=2, col=1)
    sessions = [one.row.session for one in classes]
    said = [hover_text(one.row.session, _say_engagement(one)) for one in classes]
    for row in (1, 2):
        figure.add_trace(columns(steps, sessions, said, TOP), row=row, col=1)
    lay_out(figure, sessions, scheme)
    figure.update_yaxes(range=[0, TOP + 4], tickvals=[0, 25, 50, 75, 100], row=1, col=1)
    figure.update_yaxes(range=[0, 100], tickvals=[0, 100], ticktext=["0", "100 %"], showgrid=False, row=2, col=1)
    return figure


def presence_figure(classes: Sequence[ClassOfTerm], *, scheme: Scheme) -> go.Figure:
    """How many were in the call on average, and over it how many of them could be seen."""
    in_call = [one.row.mean_in_call for one in classes]
    if not any(in_call):
        return empty_figure(texts.HOVER_NOBODY.capitalize() if classes else texts.NOTHING_ENDED, scheme)
    colors, steps = palette(scheme), list(range(len(classes)))
    figure = go.Figure(
        [
            _bars(texts.LEGEND_IN_CALL, steps, in_call, colors.coverage),
            _bars(texts.LEGEND_VISIBLE, steps, [one.row.mean_visible for one in classes], colors.line),
        ]
    )
    top = max(value for value in in_call if value is not None)
    sessions = [one.row.session for one in classes]
    figure.add_trace(
        columns(steps, sessions, [hover_text(one.row.session, _say_people(one)) for one in classes], top * 1.05)
    )
    lay_out(figure, sessions, scheme)
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(range=[0, top * 1.08], nticks=5)
    return figure


def hints_figure(classes: Sequence[ClassOfTerm], *, scheme: Scheme) -> go.Figure:
    """Hints by verdict, stacked, and class dips as marks; what is still to be counted is a gap."""
    if not any(one.hints for one in classes):
        return empty_figure(texts.HOVER_UNCOUNTED.capitalize() if classes else texts.NOTHING_ENDED, scheme)
    colors, steps = palette(scheme), list(range(len(classes)))
    judged = [None if one.hints is None else judge(one.hints.flags) for one in classes]
    counts: tuple[tuple[str, list[int | None], str, str], ...] = (
        (texts.LEGEND_UNDECIDED, [None if one is None else one.undecided for one in judged], colors.flag, ""),
        (texts.LEGEND_RIGHT, [None if one is None else one.right for one in judged], colors.line, ""),
        (texts.LEGEND_WRONG, [None if one is None else one.wrong for one in judged], colors.quiet, "/"),
        (texts.LEGEND_IGNORED, [None if one is None else one.ignored for one in judged], colors.coverage, "."),
    )
    figure = go.Figure([_bars(name, steps, values, color, pattern) for name, values, color, pattern in counts])
    dips = [None if one.hints is None else one.hints.dips or None for one in classes]
    top = max([*(one.count for one in judged if one is not None), 3])
    figure.add_trace(_dips(steps, dips, top * 1.1, colors))
    sessions = [one.row.session for one in classes]
    said = [hover_text(one.row.session, _say_hints(one)) for one in classes]
    figure.add_trace(columns(steps, sessions, said, top * 1.2))
    lay_out(figure, sessions, scheme)
    figure.update_layout(barmode="stack")
    figure.update_yaxes(range=[0, top * 1.25], dtick=ceil(top / 4), tick0=0)
    return figure


def points(
    name: str, steps: Sequence[int], values: Sequence[float | None], coverage: Sequence[float | None], colors: Palette
) -> go.Scatter:
    """A line that breaks at absent values; points are the larger the more was read, a few carry their value."""
    labelled = len(steps) <= MOST_LABELS
    crowded = len(steps) > 60
    sizes = [(3 if crowded else 6) + (4 if crowded else 9) * (share or 0.0) for share in coverage]
    return go.Scatter(
        name=name,
        x=list(steps),
        y=list(values),
        mode="lines+markers+text" if labelled else "lines+markers",
        text=[formats.score(value) if value is not None else "" for value in values] if labelled else None,
        textposition="top center",
        textfont={"color": colors.text, "size": 12},
        connectgaps=False,
        line={"color": colors.line, "width": 2},
        marker={"color": colors.line, "size": sizes, "opacity": 1, "line": {"color": colors.surface, "width": 1}},
        hoverinfo="skip",
    )


def shares(steps: Sequence[int], coverage: Sequence[float | None], colors: Palette) -> go.Bar:
    """Bars of what was read, in percent."""
    percent = [None if share is None else share * 100 for share in coverage]
    return _bars(texts.LEGEND_COVERAGE, steps, percent, colors.coverage)


def columns(steps: Sequence[int], sessions: Sequence[Session], said: Sequence[str], top: float) -> dict[str, Any]:
    """Bars that cannot be seen: a class's whole column answers to the pointer, also where there is no value."""
    return {
        "type": "bar",
        "name": "hover",
        "x": list(steps),
        "y": [top] * len(steps),
        "width": 1,
        "marker": {"color": CLEAR, "line": {"width": 0}},
        "customdata": [str(one.id) for one in sessions],
        "hovertext": list(said),
        "hoverinfo": "text",
        "offset": -0.5,
    }


def hover_text(session: Session, lines: Sequence[str]) -> str:
    zone = session.time_zone
    when = f"<b>{formats.short_day(session.started_at, zone)}, {formats.clock(session.started_at, zone)}</b>"
    return "<br>".join([when, *lines])


def lay_out(figure: go.Figure, sessions: Sequence[Session], scheme: Scheme) -> None:
    """Dates below a few of the steps; nothing can be dragged, so that a finger scrolls the page."""
    count = len(sessions)
    figure.update_layout(template=template(scheme), hovermode="closest", dragmode=False, bargap=0.2, clickmode="event")
    figure.update_xaxes(
        range=[-0.6, max(count, 3) - 0.4],
        tickvals=(places := tick_places(count)),
        ticktext=[_tick(sessions, one) for one in places],
        fixedrange=True,
        ticks="outside",
        ticklen=4,
    )
    figure.update_yaxes(fixedrange=True)


def tick_places(count: int) -> list[int]:
    """At most `MOST_TICKS` steps, equally far apart from the first on."""
    return list(range(0, count, max(ceil(count / MOST_TICKS), 1)))


def _tick(sessions: Sequence[Session], index: int) -> str:
    shown = formats.local(sessions[index].started_at, sessions[index].time_zone)
    years = {one.started_at.year for one in sessions}
    return f"{shown.day} {shown:%b}" + (f"<br>{shown:%Y}" if len(years) > 1 else "")


def _bars(name: str, steps: Sequence[int], values: Sequence[float | None], color: str, pattern: str = "") -> go.Bar:
    return go.Bar(
        name=name,
        x=list(steps),
        y=list(values),
        marker={"color": color, "line": {"width": 0}, "pattern": {"shape": pattern, "size": 5, "solidity": 0.3}},
        hoverinfo="skip",
    )


def _dips(steps: Sequence[int], dips: Sequence[int | None], height: float, colors: Palette) -> go.Scatter:
    """A mark above the class; of more than one dip with their number."""
    return go.Scatter(
        name=texts.LEGEND_DIPS,
        x=list(steps),
        y=[height if dip else None for dip in dips],
        mode="markers+text",
        text=[str(dip) if dip and dip > 1 else "" for dip in dips],
        textposition="middle right",
        textfont={"color": colors.text, "size": 11},
        marker={
            "symbol": "triangle-down",
            "size": 10,
            "color": colors.text,
            "line": {"color": colors.surface, "width": 1},
        },
        hoverinfo="skip",
    )


def _say_engagement(one: ClassOfTerm) -> list[str]:
    row = one.row
    if row.coverage is None:
        return [texts.HOVER_NOBODY]
    value = texts.HOVER_NO_ENGAGEMENT
    if row.mean_engagement is not None:
        value = texts.HOVER_ENGAGEMENT.format(score=formats.score(row.mean_engagement))
    return [value, texts.HOVER_COVERAGE.format(share=formats.percent(row.coverage))]


def _say_people(one: ClassOfTerm) -> list[str]:
    visible, in_call = one.row.mean_visible, one.row.mean_in_call
    if visible is None or in_call is None:
        return [texts.HOVER_NOBODY]
    return [texts.HOVER_PEOPLE.format(visible=formats.count(visible), in_call=formats.count(in_call))]


def _say_hints(one: ClassOfTerm) -> list[str]:
    if one.hints is None:
        return [texts.HOVER_UNCOUNTED]
    said = judge(one.hints.flags)
    counts = {
        "right": said.right,
        "wrong": said.wrong,
        "ignored": said.ignored,
        "undecided": said.undecided,
    }
    return [texts.HOVER_HINTS.format(count=said.count, **counts), texts.HOVER_DIPS.format(count=Count(one.hints.dips))]
