"""The lesson's events on a session's page, in the order of time: shown, named, taken away."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from classroom.domain import User
from classroom.errors import NotFoundError
from dashboard import ids
from dashboard.auth import asking_user
from dashboard.components.basics import Component, card
from dashboard.components.events import ACTION, TEXT, Act, Event, event_list, list_events
from dashboard.lesson_actions import LessonActions
from dashboard.parts import Parts
from dashboard.queries import Queries
from dashboard.texts import lesson as texts
from dashboard.views import SessionView


class Ids:
    LIST = "session-events"
    EDITING = "session-events-editing"  # the key of the line that is being named; None = none is
    DRAWN = "session-events-drawn"  # the one that the list is drawn with


def events_card(view: SessionView, *forms: Component, may_edit: bool) -> Component:
    """The list, and below it the ways to add to it."""
    return card(
        texts.EVENTS_TITLE,
        dcc.Store(id=Ids.EDITING),
        dcc.Store(id=Ids.DRAWN),
        html.Div(event_list(view, None, may_edit=may_edit), id=Ids.LIST, className="event-box"),
        *forms,
        lead=texts.EVENTS_LEAD,
        class_name="event-card",
    )


def register(app: Dash, parts: Parts, actions: LessonActions | None) -> None:
    _register_list(app, parts.queries, may_edit=actions is not None)
    if actions is not None:
        _register_actions(app, parts.queries, actions)


def _register_list(app: Dash, queries: Queries, *, may_edit: bool) -> None:
    @app.callback(
        Output(Ids.LIST, "children"),
        Output(Ids.DRAWN, "data"),
        Input(ids.VERSION, "data"),
        Input(Ids.EDITING, "data"),
        State(Ids.DRAWN, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def show_events(_version: str, editing: object, drawn: object, reference: str) -> tuple[Any, Any]:
        if editing is not None and editing == drawn:
            return no_update, no_update  # somebody is writing: a live class must not take the words away
        view = queries.view(asking_user(), reference)
        return event_list(view, editing if isinstance(editing, str) else None, may_edit=may_edit), editing


def _register_actions(app: Dash, queries: Queries, actions: LessonActions) -> None:
    @app.callback(
        Output(Ids.EDITING, "data"),
        Output(ids.VERSION, "data", allow_duplicate=True),
        Input({"type": ACTION, "act": ALL, "event": ALL}, "n_clicks"),
        Input({"type": TEXT, "event": ALL}, "n_submit"),
        State({"type": TEXT, "event": ALL}, "value"),
        State(ids.REFERENCE, "data"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def act(
        _clicks: list[Any], _enters: list[Any], written: list[Any], reference: str, shown: object
    ) -> tuple[Any, Any]:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return no_update, no_update
        pressed, user = ctx.triggered_id, asking_user()
        what = _read_act(pressed["act"]) if pressed["type"] == ACTION else Act.SAVE
        if what is Act.EDIT or what is Act.CANCEL:  # whose answer takes the place of one under way, as after a deletion
            version = queries.view(user, reference).version
            return pressed["event"] if what is Act.EDIT else None, no_update if version == shown else version
        event, session = _find_event(queries, user, reference, pressed["event"]), queries.session(user, reference)
        if what is Act.DELETE:
            actions.delete(user, session, event)
        else:
            text = written[0] if written else ""
            actions.rename(user, session, event, text if isinstance(text, str) else "")
        return None, queries.view(user, reference).version


def _read_act(word: object) -> Act:
    act = next((one for one in Act if one.value == word), None)
    if act is None:
        raise NotFoundError(texts.EVENT_GONE)
    return act


def _find_event(queries: Queries, user: User, reference: str, key: object) -> Event:
    found = next((one for one in list_events(queries.view(user, reference)) if one.key == key), None)
    if found is None:
        raise NotFoundError(texts.EVENT_GONE)
    return found
