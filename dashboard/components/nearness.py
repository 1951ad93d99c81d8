"""Parts of a page that are made when the reader comes near them, or a while after the page can be used."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.components.basics import Component
from dashboard.texts import lesson as texts


def later(place: str, near: str, class_name: str, **more: Any) -> Component:
    """A place that is as large as what will stand in it, and shimmers until it does; on paper it says what is missing.

    Args:
        place: its id; a callback puts the content into its `children`.
        near: the id of a store whose `data` becomes True once; `assets/nearness.js` sets it.
        class_name: has to give the place its height.
        more: properties of the place.
    """
    attributes: dict[str, Any] = {"data-near": near, "data-on-paper": texts.NOT_DRAWN_YET, **more}
    return html.Div([dcc.Store(id=near), html.Div(id=place, className=f"{class_name} later", **attributes)])


def register(app: Dash, trigger: Input, near: str) -> None:
    """Looks for such places when a page opens, and when `trigger` changes.

    Args:
        trigger: stands in the same page.
        near: the store of one of the places; without an output Dash would not ask at the page's opening.
    """
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("nearness", "watch"),
        Output(near, "data", allow_duplicate=True),
        trigger,
        prevent_initial_call="initial_duplicate",
    )
