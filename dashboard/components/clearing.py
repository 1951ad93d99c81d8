"""A field that is emptied once what stood in it has been taken, and keeps what was typed since.

The layout holds `sent_store(field)`, the callback that takes the text has `sent_output(field)` among its outputs and
answers `sent(text)`, and the page's `register` calls `register_clearing(app, field)`.
"""

from uuid import uuid4

from dash import ClientsideFunction, Dash, Input, Output, State, dcc

from dashboard.components.basics import Component


def sent_store(field: str) -> Component:
    """What the server has taken of the field last."""
    return dcc.Store(id=_store(field))


def sent_output(field: str) -> Output:
    """Where a callback says what it has taken, as `sent`."""
    return Output(_store(field), "data")


def sent(text: object) -> dict[str, object]:
    """Empties the field if it still holds that text; the same text may be taken again."""
    return {"text": text, "once": uuid4().hex}


def register_clearing(app: Dash, field: str) -> None:
    """The emptying itself is the browser's: only it knows what stands in the field by now."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "clearSent"),
        Output(field, "value"),
        Input(_store(field), "data"),
        State(field, "value"),
        prevent_initial_call=True,
    )


def _store(field: str) -> str:
    return f"{field}-sent"
