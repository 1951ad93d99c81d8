"""Every student over time on a session's page; drawn when the reader comes near it."""

from typing import Any, Literal, get_args

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from classroom.counting import Count
from dashboard import ids
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria
from dashboard.components.graphs import Drawn, as_drawn, figure_card, filled, graph_frame, plot, renewal
from dashboard.components.nearness import later
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
    PLACE = "session-heat-place"
    NEAR = "session-heat-near"


def heat_card(view: SessionView) -> Component:
    sort = dmc.SegmentedControl(
        id=Ids.SORT,
        data=[{"value": value, "label": label} for value, label in texts.HEAT_SORTS],
        value="name",
        size="xs",
        **aria(label=texts.HEAT_SORT),
    )
    words, size = describe(len(view.participants))
    place = later(Ids.PLACE, Ids.NEAR, "graph graph-heat")
    frame = graph_frame(place, Ids.FRAME, label=words, style=size)
    return html.Div(figure_card("heat", texts.HEAT_TITLE, texts.HEAT_LEAD, frame, extra=sort), className="band")


def describe(participants: int) -> tuple[str, dict[str, str]]:
    """The map in a sentence, and the style that gives it room for so many."""
    words = texts.HEAT_WORDS.format(students=Count(participants))
    return words, {"height": f"{heat_map_height(participants)}px"}


def read_sort(value: object) -> Sort:
    """What to sort by; by name when a browser says anything else."""
    known: tuple[Sort, ...] = get_args(Sort)
    return next((sort for sort in known if sort == value), "name")


def shared_map(queries: Queries, view: SessionView) -> HeatMap:
    return queries.shared(view, "heat", make_heat_map)


def draw_heat(view: SessionView, heat: HeatMap, sort: Sort, scheme: Scheme) -> Drawn:
    order, zone, key = order_rows(heat, sort), view.session.time_zone, view.session.id.hex
    return as_drawn(heat_map_figure(heat, order, zone=zone, scheme=scheme, key=key, until=view.until))


def shared_figure(queries: Queries, view: SessionView, sort: Sort, scheme: Scheme) -> Drawn:
    heat = shared_map(queries, view)
    return queries.shared(view, f"heat-{sort}-{scheme}", lambda one: draw_heat(one, heat, sort, scheme))


def register(app: Dash, queries: Queries) -> None:
    _register_drawing(app, queries)
    _register_renewal(app, queries)


def _register_drawing(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.PLACE, "children"),
        Input(Ids.NEAR, "data"),
        State(Ids.SORT, "value"),
        State(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def draw(is_near: bool | None, sort: object, scheme: Scheme | None, reference: str) -> Any:
        if not is_near:
            return no_update
        view = queries.view(asking_user(), reference)
        return plot(id=Ids.MAP, figure=filled(shared_figure(queries, view, read_sort(sort), scheme or "light")))


def _register_renewal(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.MAP, "figure"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        Input(Ids.SORT, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def renew(_version: str, scheme: Scheme | None, sort: object, reference: str) -> Any:
        view = queries.view(asking_user(), reference)
        return renewal(shared_figure(queries, view, read_sort(sort), scheme or "light"))

    @app.callback(
        Output(Ids.FRAME, "aria-label"),
        Output(Ids.FRAME, "style"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def make_room(_version: str, reference: str) -> tuple[str, dict[str, str]]:
        return describe(len(shared_map(queries, queries.view(asking_user(), reference)).participants))
