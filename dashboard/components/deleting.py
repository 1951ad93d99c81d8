"""The menu of a whole session: moved to another course, or deleted, after a question that names what is lost."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update, set_props

from classroom.counting import Count
from classroom.domain import Session
from classroom.errors import ClassroomError
from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.components import moving, undo
from dashboard.components.basics import Component, icon
from dashboard.components.menus import menu
from dashboard.parts import Parts
from dashboard.people import PeopleEdits, may_delete
from dashboard.texts import people as words

HOME = "/"


class Ids:
    ITEM = "delete-session"
    DIALOG = "delete-session-dialog"
    LOSS = "delete-session-loss"
    SURE = "delete-session-sure"
    BUTTON = "delete-session-button"
    CANCEL = "delete-session-cancel"
    PROBLEM = "delete-session-problem"


def session_menu(session: Session, *, may_move: bool) -> Component | None:
    """The menu with its dialogs; None where this user may not delete or move the session."""
    if not may_delete(asking_user(), session):
        return None
    items = [*([moving.item()] if may_move else []), dmc.MenuItem(words.DELETE, id=Ids.ITEM, color="red")]
    more = menu([words.MORE, icon("down")], items, class_name="tool-button", label=words.MORE_LABEL, width=240)
    return html.Div([more, *([moving.dialog()] if may_move else []), _dialog()])


def _dialog() -> Component:
    buttons = html.Div(
        [
            dmc.Button(words.DELETE_CANCEL, id=Ids.CANCEL, variant="default"),
            dmc.Button(words.DELETE_BUTTON, id=Ids.BUTTON, color="red.9", disabled=True),
        ],
        className="dialog-buttons",
    )
    return dmc.Modal(
        [
            html.Div(id=Ids.LOSS),
            dmc.Checkbox(id=Ids.SURE, label=words.DELETE_SURE, checked=False, className="dialog-sure"),
            html.P(id=Ids.PROBLEM, className="form-problem", role="alert"),
            buttons,
        ],
        id=Ids.DIALOG,
        title=words.DELETE_TITLE,
        opened=False,
        closeButtonProps={"aria-label": words.DELETE_CANCEL},
        centered=True,
    )


def loss(session: Session, minutes: str) -> list[Component]:
    """What is gone for good."""
    said = words.DELETE_LOSS.format(
        observations=Count(session.observation_count),
        participants=Count(session.participant_count),
        minutes=minutes,
    )
    return [html.P(html.Strong(_title(session), dir="auto")), html.P(said)]


def _title(session: Session) -> str:
    when = (
        f"{formats.day(session.started_at, session.time_zone)}, {formats.clock(session.started_at, session.time_zone)}"
    )
    return words.DELETE_LEAD.format(course=formats.plain(session.course, 80), when=when)


def register(app: Dash, parts: Parts) -> None:
    _register_dialog(app, parts)
    if parts.people is not None:
        _register_deletion(app, parts.people)


def _register_dialog(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.DIALOG, "opened"),
        Output(Ids.LOSS, "children"),
        Output(Ids.SURE, "checked"),
        Input(Ids.ITEM, "n_clicks"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def ask(clicks: int | None, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return no_update, no_update, no_update
        view = parts.queries.view(asking_user(), reference)
        return True, loss(view.session, formats.length(view.seconds)), False

    @app.callback(
        Output(Ids.DIALOG, "opened", allow_duplicate=True),
        Input(Ids.CANCEL, "n_clicks"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None) -> Any:
        return False if clicks else no_update

    @app.callback(Output(Ids.BUTTON, "disabled"), Input(Ids.SURE, "checked"), prevent_initial_call=True)
    def allow(sure: bool | None) -> bool:
        return sure is not True


def _register_deletion(app: Dash, people: PeopleEdits) -> None:
    @app.callback(
        Output(Ids.PROBLEM, "children"),
        Input(Ids.BUTTON, "n_clicks"),
        State(Ids.SURE, "checked"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def delete(clicks: int | None, sure: bool | None, reference: str) -> Any:
        if not clicks or sure is not True:
            return no_update
        try:
            gone = people.delete_session(asking_user(), reference)
        except ClassroomError as error:
            return str(error)
        undo.tell(words.DELETED.format(course=formats.plain(gone.course, 80), when=_day(gone)))
        set_props(ids.ADDRESS, {"pathname": HOME})
        return ""


def _day(session: Session) -> str:
    return formats.short_day(session.started_at, session.time_zone)
