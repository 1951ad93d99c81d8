"""Who was how at one moment: chosen in a figure, typed, or minute by minute, below the timeline."""

from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard import ids
from dashboard.auth import asking_user
from dashboard.class_time import read_moment, write_moment
from dashboard.components.basics import Component, aria, icon
from dashboard.components.clock_field import clock_field
from dashboard.components.moment_panel import moment_panel
from dashboard.queries import Queries
from dashboard.texts import lesson as texts
from dashboard.views import SessionView


class Ids:
    AT = "session-moment-at"  # by the class's wall clock, as figures name moments; None = no moment is chosen
    BOUNDS = "session-moment-bounds"  # first and last moment of the class, likewise
    TIME = "session-moment-time"
    BACK = "session-moment-back"
    FORWARD = "session-moment-forward"
    CLOSE = "session-moment-close"
    PANEL = "session-moment-panel"
    BOX = "session-moment-box"


def controls(view: SessionView, *beside: Component) -> Component:
    """The way to a moment without a mouse, and the panel that opens below."""
    back, forward = (
        dmc.ActionIcon(icon(glyph), id=name, variant="default", size="lg", **aria(label=label))
        for glyph, name, label in (
            ("left", Ids.BACK, texts.MOMENT_BACK),
            ("right", Ids.FORWARD, texts.MOMENT_FORWARD),
        )
    )
    time = clock_field(Ids.TIME, size="sm", className="moment-time", **aria(label=texts.MOMENT_LABEL))
    label = html.Span(texts.MOMENT_LABEL, className="moment-label", **aria(hidden="true"))
    choose = html.Div(
        [label, back, time, forward], className="moment-choice", role="group", **aria(label=texts.MOMENT_LABEL)
    )
    row = html.Div(
        [choose, html.Span(texts.MOMENT_HINT, className="moment-hint"), *beside], className="moment-controls"
    )
    return html.Div(
        [dcc.Store(id=Ids.AT), dcc.Store(id=Ids.BOUNDS, data=bounds(view)), row, _box()], className="moment"
    )


def _box() -> Component:
    close = dmc.ActionIcon(
        icon("close"), id=Ids.CLOSE, variant="subtle", color="gray", **aria(label=texts.MOMENT_CLOSE)
    )
    return html.Div([close, html.Div(id=Ids.PANEL)], id=Ids.BOX, className="moment-box", hidden=True)


def bounds(view: SessionView) -> list[str] | None:
    """First and last frame by the class's clock; None when nothing was recorded."""
    times = view.records.frames.taken_at
    if not len(times):
        return None
    zone = view.session.started_at.tzinfo
    return [write_moment(datetime.fromtimestamp(float(at), zone), view.session) for at in (times.min(), times.max())]


def register(app: Dash, queries: Queries) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("lesson", "choose"),
        Output(Ids.AT, "data"),
        Output(Ids.TIME, "value"),
        Input(Ids.AT, "data"),
        Input(Ids.TIME, "value"),
        Input(Ids.BACK, "n_clicks"),
        Input(Ids.FORWARD, "n_clicks"),
        Input(Ids.CLOSE, "n_clicks"),
        State(Ids.BOUNDS, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Ids.PANEL, "children"),
        Output(Ids.BOX, "hidden"),
        Input(Ids.AT, "data"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def show_moment(chosen: object, _version: str, reference: str) -> tuple[Any, bool]:
        if chosen is None:
            return no_update, True
        user = asking_user()
        session = queries.session(user, reference)
        at = read_moment(chosen, session)
        return moment_panel(queries.moment(user, reference, at), at, session.time_zone), False

    @app.callback(
        Output(Ids.BOUNDS, "data"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def tell_bounds(_version: str, reference: str) -> list[str] | None:
        return bounds(queries.view(asking_user(), reference))
