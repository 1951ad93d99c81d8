""" "Show as table": each figure's numbers as a table, filled when somebody asks for it."""

from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from dashboard import ids
from dashboard.auth import asking_user
from dashboard.components.graphs import TABLE_BUTTON, TABLE_DATA, TABLE_PLACE
from dashboard.moments import order_rows
from dashboard.pages import lesson_heat
from dashboard.queries import Queries
from dashboard.tables import Table, as_data, heat_table, mix_table, presence_table, timeline_table
from dashboard.texts import lesson as texts
from dashboard.views import SessionView

TABLES = {"timeline": timeline_table, "mix": mix_table, "presence": presence_table}


def make_table(queries: Queries, view: SessionView, figure: str, sort: object) -> Table | None:
    """The table of that figure; None when there is no such figure."""
    if figure == "heat":
        by, heat = lesson_heat.read_sort(sort), lesson_heat.shared_map(queries, view)
        return queries.shared(view, f"table-heat-{by}", lambda one: heat_table(one, heat, order_rows(heat, by)))
    if figure not in TABLES:
        return None
    return queries.shared(view, f"table-{figure}", TABLES[figure])


def register(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output({"type": TABLE_DATA, "figure": MATCH}, "data"),
        Input({"type": TABLE_BUTTON, "figure": MATCH}, "n_clicks"),
        Input(ids.VERSION, "data"),
        Input(lesson_heat.Ids.SORT, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def fill(clicks: int | None, _version: str, sort: object, reference: str) -> Any:
        if not clicks:
            return no_update
        if clicks % 2 == 0:
            return None
        figure = ctx.outputs_list["id"]["figure"]
        table = make_table(queries, queries.view(asking_user(), reference), figure, sort)
        if table is None:
            return no_update
        return as_data(table) | {"figure": figure, "hide": texts.HIDE_TABLE}

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("lesson", "table"),
        Output({"type": TABLE_PLACE, "figure": MATCH}, "hidden"),
        Output({"type": TABLE_BUTTON, "figure": MATCH}, "children"),
        Output({"type": TABLE_BUTTON, "figure": MATCH}, "aria-expanded"),
        Input({"type": TABLE_DATA, "figure": MATCH}, "data"),
        State({"type": TABLE_BUTTON, "figure": MATCH}, "children"),
        prevent_initial_call=True,
    )
