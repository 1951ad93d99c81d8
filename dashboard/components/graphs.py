"""Places for figures, and how a figure is renewed without taking away the reader's zoom."""

from typing import Any

import plotly.graph_objects as go
from dash import Patch, dcc, html

from dashboard.components.basics import Component, aria, card
from dashboard.texts import lesson as texts

HIDDEN_AXIS = {"visible": False}
# What `renewal` changes: no axes before there is something to see.
NOTHING = {
    "data": [],
    "layout": {
        "xaxis": HIDDEN_AXIS,
        "xaxis2": HIDDEN_AXIS,
        "yaxis": HIDDEN_AXIS,
        "paper_bgcolor": "rgba(0,0,0,0)",  # Plotly's own is white, also in the dark
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}

TABLE_BUTTON = "figure-table-button"
TABLE_DATA = "figure-table-data"
TABLE_PLACE = "figure-table"

Drawn = dict[str, Any]  # a figure as Plotly's JSON: what can be shared between viewers


def as_drawn(figure: go.Figure) -> Drawn:
    drawn: Drawn = figure.to_plotly_json()
    return drawn


def graph(class_name: str = "graph", **kwargs: Any) -> Component:
    """A place for a figure, as large as its class says."""
    return html.Div(plot(**kwargs), className=class_name)


def plot(**kwargs: Any) -> Component:
    """A figure that fills its place."""
    config: Any = {"displaylogo": False, "modeBarButtons": [["resetScale2d", "toImage"]]}
    return dcc.Graph(config=config, responsive=True, **{"figure": NOTHING, **kwargs})


def graph_frame(children: Component, label_id: str, *, label: str = "", **kwargs: Any) -> Component:
    """A figure's place; the element of that id carries the figure's summary in words, and shimmers until it has one."""
    # Not an image: the figure's own buttons are within.
    return html.Div(children, id=label_id, role="figure", className="graph-frame", **aria(label=label), **kwargs)


def figure_card(
    kind: str, title: str, lead: Component, *children: Component, extra: Component | None = None
) -> Component:
    """A card around a figure, with a button that shows its numbers as a table.

    `kind` names the figure for `pages.lesson_tables`.
    """
    button = html.Button(
        texts.SHOW_TABLE,
        id={"type": TABLE_BUTTON, "figure": kind},
        className="quiet-button table-button",
        **aria(expanded="false", description=title),
    )
    place = html.Div(
        id={"type": TABLE_PLACE, "figure": kind},
        className=f"figure-table figure-table-{kind}",
        hidden=True,
        tabIndex="0",
        role="region",
        **aria(label=title),
    )
    tools = html.Div([extra, button], className="card-tools")
    data = dcc.Store(id={"type": TABLE_DATA, "figure": kind})
    return card(title, *children, data, place, lead=lead, extra=tools)


def filled(figure: go.Figure | Drawn) -> Drawn:
    """The figure as a page shows it first, so that `renewal` finds everything it changes."""
    drawn = figure if isinstance(figure, dict) else as_drawn(figure)
    axes = {key: {"visible": True} | value for key, value in drawn["layout"].items() if key.startswith("xaxis")}
    layout = {**NOTHING["layout"], "shapes": [], "annotations": [], **drawn["layout"], **axes}  # type: ignore[dict-item]
    return {"data": drawn["data"], "layout": layout}


def renewal(figure: go.Figure | Drawn) -> Patch:
    """All of the figure but where the reader looks.

    Dash draws the page's own, zoomed copy of a figure again after each zoom, so that Plotly's `uirevision`
    finds no zoom to keep. What is never sent cannot be overwritten: the range of the time axes.
    """
    drawn = figure if isinstance(figure, dict) else as_drawn(figure)
    patch = Patch()
    patch["data"] = drawn["data"]
    for key, value in ({"shapes": [], "annotations": []} | drawn["layout"]).items():
        if key.startswith("xaxis"):
            _renew_axis(patch["layout"][key], value)
        else:
            patch["layout"][key] = value
    return patch


def _renew_axis(patch: Patch, axis: dict[str, Any]) -> None:
    for key, value in ({"visible": True} | axis).items():
        patch[key] = value
