"""Every student over time on a session's page; drawn when the reader comes near it."""

from typing import Any, Literal, get_args

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria
from dashboard.components.graphs import Drawn, as_drawn, figure_card, graph, graph_frame, renewal
from dashboard.figures.heat_map import heat_map_figure, heat_map_height
from dashboard.moments import make_heat_map, order_rows
from dashboard.overviews import HeatMap
from dashboard.queries import Queries
from dashboard.texts import lesson as texts
from dashboard.theme import Scheme
from dashboard.views import SessionView

Sort = Literal["name", "engagement", "flags"]


class Ids:
    MAP = "session-heat"
    FRAME = "session-heat-frame"
    SORT = "session-heat-sort"
    NEAR = "session-heat-near"  # True once the reader is near; assets/lesson.js sets it


def heat_card() -> Component:
    sort = dmc.SegmentedControl(
        id=Ids.SORT,
        data=[{"value": value, "label": label} for value, label in texts.HEAT_SORTS],
        value="name",
        size="xs",
        **aria(label=texts.HEAT_SORT),
    )
    frame = graph_frame(graph("graph graph-heat", id=Ids.MAP), Ids.FRAME)
    near = dcc.Store(id=Ids.NEAR)
    return html.Div(figure_card("heat", texts.HEAT_TITLE, texts.HEAT_LEAD, near, frame, extra=sort), className="band")


def read_sort(value: object) -> Sort:
    """What to sort by; by name when a browser says anything else."""
    known: tuple[Sort, ...] = get_args(Sort)
    return next((sort for sort in known if sort == value), "name")


def shared_map(queries: Queries, view: SessionView) -> HeatMap:
    return queries.shared(view, "heat", make_heat_map)


def draw_heat(view: SessionView, heat: HeatMap, sort: Sort, scheme: Scheme) -> Drawn:
    order, zone, key = order_rows(heat, sort), view.session.time_zone, view.session.id.hex
    return as_drawn(heat_map_figure(heat, order, zone=zone, scheme=scheme, key=key, until=view.until))


def register(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.MAP, "figure"),
        Output(Ids.FRAME, "aria-label"),
        Output(Ids.FRAME, "style"),
        Input(Ids.NEAR, "data"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        Input(Ids.SORT, "value"),
        State(ids.REFERENCE, "data"),
    )
    def show_map(
        is_near: bool | None, _version: str, scheme: Scheme | None, sort: object, reference: str
    ) -> tuple[Any, ...]:
        if not is_near:
            return no_update, no_update, no_update
        view, shown, by = queries.view(asking_user(), reference), scheme or "light", read_sort(sort)
        heat = shared_map(queries, view)
        drawn = queries.shared(view, f"heat-{by}-{shown}", lambda one: draw_heat(one, heat, by, shown))
        words = texts.HEAT_WORDS.format(students=formats.count(len(heat.participants)))
        return renewal(drawn), words, {"height": f"{heat_map_height(len(heat.participants))}px"}

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("lesson", "watch"),
        Output(Ids.NEAR, "data", allow_duplicate=True),
        Input(ids.VERSION, "data"),
        prevent_initial_call="initial_duplicate",
    )
