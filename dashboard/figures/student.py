"""Figures of one student of one session: the own median on the timeline, and how they could be seen."""

from datetime import timedelta

import plotly.graph_objects as go

from classroom.domain import ParticipantState
from dashboard import formats
from dashboard.figures.base import empty_figure, time_axis, time_bars
from dashboard.states import SHOWN, StateBins
from dashboard.texts import people as texts
from dashboard.theme import Palette, Scheme, palette, template

# Told apart by the colour-blind, and the same in light and dark: Okabe and Ito's palette, as the emotions'.
STATE_COLORS: dict[ParticipantState, str] = {
    ParticipantState.VISIBLE: "#2a8596",
    ParticipantState.NO_FACE: "#e6a11a",
    ParticipantState.CAMERA_OFF: "#7d8a99",
    ParticipantState.FROZEN: "#cc79a7",
    ParticipantState.TOO_SMALL: "#56b4e9",
    ParticipantState.OFF_PAGE: "#c3cdd7",
}


def add_median(figure: go.Figure, median: float | None, scheme: Scheme) -> go.Figure:
    """The timeline with a dashed line at the student's own median; the figure itself is changed."""
    if median is not None:
        colors: Palette = palette(scheme)
        figure.add_hline(
            y=median,
            row=1,
            col=1,
            line={"color": colors.quiet, "width": 1.2, "dash": "dash"},
            name="median",
        )
    return figure


def states_figure(states: StateBins, *, zone: str, scheme: Scheme, key: str) -> go.Figure:
    """A stack of shares by bin; a bin without a gallery stays empty."""
    if states.is_empty:
        return empty_figure(texts.STATES_NONE, scheme)
    local = [formats.local(one, zone) for one in states.starts]
    ends = [*local[1:], local[-1] + (local[1] - local[0] if len(local) > 1 else _seconds(states.bin_s))]
    spans = list(zip(local, ends, strict=True))
    figure = go.Figure(
        [
            go.Bar(
                name=texts.STATES[state.value],
                **time_bars(spans),
                y=[None if value != value else value * 100 for value in states.shares[:, index].tolist()],  # noqa: PLR0124
                marker={"color": STATE_COLORS[state], "line": {"width": 0}},
                hovertemplate="%{y:.0f} %<extra>" + texts.STATES[state.value] + "</extra>",
            )
            for index, state in enumerate(SHOWN)
            if state in states.totals
        ]
    )
    figure.update_layout(template=template(scheme), uirevision=key, barmode="stack", bargap=0, hovermode="x unified")
    figure.update_layout(showlegend=False, margin={"t": 8})
    figure.update_xaxes(time_axis(spans[0][0], spans[-1][1]), hoverformat="%H:%M")
    figure.update_yaxes(range=[0, 100], tickvals=[0, 50, 100], ticktext=["0", "50 %", "100 %"], fixedrange=True)
    return figure


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=count)
