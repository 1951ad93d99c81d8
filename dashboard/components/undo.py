"""A notice at the lower edge of every page: what was done, and a button that takes it back.

A callback that has done something calls `offer`; the page tells in its `register` how to take it back:

    parts.undo.add("participant.unmerge", take_back)   # (user, values) -> what was undone, in words
    offer(text, "participant.unmerge", session=str(session), number=str(number))

A page that has to be drawn again after an undo listens to `Input(undo.Ids.DONE, "data")`.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update, set_props

from classroom.domain import User
from classroom.errors import DataError
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria
from dashboard.texts import undo as texts

Handler = Callable[[User, Mapping[str, str]], str]
MOST_VALUES = 12
LONGEST_VALUE = 4_000  # what is undone comes from the browser


class Ids:
    NOTICE = "undo-notice"
    TEXT = "undo-text"
    BUTTON = "undo-button"
    CLOSE = "undo-close"
    OFFER = "undo-offer"
    DONE = "undo-done"  # its `data` changes after each undo: what shows edited things is drawn again


class _Values(dict[str, str]):
    """Values of an offer; asking for one that is not there is the browser's fault, not ours."""

    def __missing__(self, key: str) -> str:
        raise DataError(texts.NOTHING)


class UndoActions:
    """How each kind of edit is taken back; filled while the pages are registered."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, action: str, handler: Handler) -> None:
        """Says how to take back what was offered as `action`.

        Args:
            action: unique, as `page.what`.
            handler: gets the asking user, whose rights it checks, and the values of the offer, which come back from
                the browser and may be anything; says in words what it has undone.
        """
        if action in self._handlers:
            raise ValueError(f"{action} is handled already")
        self._handlers[action] = handler

    def run(self, user: User, offered: object) -> str:
        """Takes back what was offered; what was undone, in words.

        Raises:
            DataError: it is nothing that was ever offered.
            ClassroomError: it cannot be taken back any more.
        """
        action, values = _read(offered)
        handler = self._handlers.get(action)
        if handler is None:
            raise DataError(texts.NOTHING)
        return handler(user, values)


def offer(text: str, action: str, /, **values: str) -> None:
    """Shows the notice with an Undo button; called within a callback. A later offer takes the place of this one.

    Args:
        text: what was done, as plain text (use `formats.plain` for names).
        action: as given to `UndoActions.add`.
        values: what the handler needs.
    """
    _show({"text": text, "action": action, "values": values})


def tell(text: str) -> None:
    """Shows the notice without a button; called within a callback."""
    _show({"text": text})


def layout() -> Component:
    """Stands in the shell, so that no redraw of a page takes it away."""
    notice = html.Div(
        [
            html.Span(id=Ids.TEXT, className="undo-text", role="status", dir="auto"),
            html.Button(
                texts.UNDO, id=Ids.BUTTON, className="undo-button", hidden=True, **aria(keyshortcuts="Control+Z")
            ),
            html.Button("×", id=Ids.CLOSE, className="undo-close", title=texts.CLOSE, **aria(label=texts.CLOSE)),
        ],
        id=Ids.NOTICE,
        className="undo-notice",
    )
    return html.Div([dcc.Store(id=Ids.OFFER), dcc.Store(id=Ids.DONE), notice])


def register(app: Dash, actions: UndoActions) -> None:
    """The notice comes and goes in the browser; undoing is the server's."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomUndo", "show"),
        Output(Ids.TEXT, "children"),
        Output(Ids.BUTTON, "hidden"),
        Output(Ids.NOTICE, "className"),
        Input(Ids.OFFER, "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomUndo", "close"),
        Output(Ids.OFFER, "data"),
        Input(Ids.CLOSE, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Ids.DONE, "data"),
        Input(Ids.BUTTON, "n_clicks"),
        State(Ids.OFFER, "data"),
        prevent_initial_call=True,
    )
    def take_back(clicks: int | None, offered: object) -> Any:
        if not clicks:
            return no_update
        text = actions.run(asking_user(), offered)
        tell(texts.DONE.format(text=text))
        return uuid4().hex


def _show(data: dict[str, Any]) -> None:
    set_props(Ids.OFFER, {"data": {**data, "token": uuid4().hex}})


def _read(offered: object) -> tuple[str, _Values]:
    if not isinstance(offered, dict):
        raise DataError(texts.NOTHING)
    action, values = offered.get("action"), offered.get("values")
    if not isinstance(action, str) or not isinstance(values, dict) or len(values) > MOST_VALUES:
        raise DataError(texts.NOTHING)
    if not all(isinstance(one, str) and len(one) <= LONGEST_VALUE for one in values.values()):
        raise DataError(texts.NOTHING)
    return action, _Values(values)
