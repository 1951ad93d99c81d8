"""Places for figures, and how a figure is renewed without taking away the reader's zoom."""

from typing import Any

import plotly.graph_objects as go
from dash import Patch, dcc, html

from dashboard.components.basics import Component, aria

HIDDEN_AXIS = {"visible": False}
# What `renewal` changes: no axes before there is something to see.
NOTHING = {"data": [], "layout": {"xaxis": HIDDEN_AXIS, "xaxis2": HIDDEN_AXIS, "yaxis": HIDDEN_AXIS}}


def graph(class_name: str = "graph", **kwargs: Any) -> Component:
    """A place for a figure, as large as its class says."""
    config: Any = {"displaylogo": False, "modeBarButtons": [["resetScale2d", "toImage"]]}
    return html.Div(dcc.Graph(config=config, responsive=True, **{"figure": NOTHING, **kwargs}), className=class_name)


def graph_frame(children: Component, label_id: str) -> Component:
    """A figure's place; the element of that id carries the figure's summary in words."""
    return html.Div(children, id=label_id, role="img", **aria(label=""))


def renewal(figure: go.Figure) -> Patch:
    """All of the figure but where the reader looks.

    Dash draws the page's own, zoomed copy of a figure again after each zoom, so that Plotly's `uirevision`
    finds no zoom to keep. What is never sent cannot be overwritten: the range of the time axes.
    """
    drawn = figure.to_plotly_json()
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
