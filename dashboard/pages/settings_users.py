"""Settings: the accounts, for administrators."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from flask import request

from classroom.domain import Role, User
from classroom.errors import ClassroomError, DataError
from classroom.storage.users import Account
from dashboard import formats
from dashboard import texts as general
from dashboard.administration import Administration
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, aria, card
from dashboard.components.clearing import register_clearing, sent, sent_output, sent_store
from dashboard.components.secrets import shown_once
from dashboard.parts import Parts
from dashboard.texts import settings as texts

MAX_WORD = 200


class Ids:
    LIST = "users-list"
    CHANGED = "users-changed"  # changes after each edit: the list is then drawn as it is by now
    SECRET = "users-link"  # noqa: S105 - the place where a link is shown once
    NAME = "users-name"
    ROLE = "users-role"
    INHERIT = "users-inherit"
    ADD = "users-add"
    PROBLEM = "users-problem"
    DO = "users-do"  # type of a row's buttons
    MODAL = "users-modal"
    ASKED = "users-asked"  # whose removal is being confirmed
    CONFIRM = "users-confirm"
    CANCEL = "users-cancel"


def layout(parts: Parts) -> Component:
    user = asking_user()
    accounts = _administration(parts).list(user)
    return html.Div(
        [
            html.Div(id=Ids.SECRET),
            dcc.Store(id=Ids.CHANGED),
            sent_store(Ids.NAME),
            card(texts.USERS_TITLE, html.Div(_table(accounts, user), id=Ids.LIST), lead=texts.USERS_LEAD),
            _add_card(),
            _confirmation(),
        ],
        className="settings-stack",
    )


def _add_card() -> Component:
    roles = [{"value": role.value, "label": general.ROLES[role]} for role in (Role.TEACHER, Role.ADMIN)]
    inputs = [
        dmc.TextInput(id=Ids.NAME, label=texts.ADD_NAME, className="settings-wide"),
        dmc.Select(id=Ids.ROLE, label=texts.ADD_ROLE, data=roles, value=Role.TEACHER.value, allowDeselect=False),
        dmc.Checkbox(id=Ids.INHERIT, label=texts.ADD_INHERIT, checked=False),
        html.Button(texts.ADD_BUTTON, id=Ids.ADD, type="button", className="button settings-button"),
    ]
    problem = html.P(id=Ids.PROBLEM, role="alert", className="settings-problem", hidden=True)
    return card(texts.ADD_TITLE, html.Div(inputs, className="settings-row"), problem, lead=texts.ADD_LEAD)


def _confirmation() -> Component:
    buttons = [
        html.Button(texts.CANCEL, id=Ids.CANCEL, type="button", className="settings-button-quiet"),
        html.Button(texts.REMOVE, id=Ids.CONFIRM, type="button", className="button settings-button danger"),
    ]
    return html.Div(
        [
            dcc.Store(id=Ids.ASKED),
            dmc.Modal(
                [html.P(texts.REMOVE_TEXT), html.Div(buttons, className="settings-buttons")],
                id=Ids.MODAL,
                centered=True,
            ),
        ]
    )


def _table(accounts: Sequence[Account], user: User) -> Component:
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in texts.USER_COLUMNS]))
    rows = [_row(one, is_own=one.name == user.name) for one in accounts]
    return html.Div(
        html.Table([head, html.Tbody(rows)], className="plain-table stacking users-table"), className="table-scroll"
    )


def _row(account: Account, *, is_own: bool) -> Component:
    name = html.Th(
        [
            html.Span(formats.plain(account.name), dir="auto"),
            html.Span(texts.YOU, className="pill") if is_own else None,
        ],
        scope="row",
    )
    state = texts.DISABLED if account.is_disabled else texts.ACTIVE if account.has_password else texts.NOT_YET
    promote = account.role is not Role.ADMIN
    buttons = [
        _button("admin" if promote else "teacher", texts.MAKE_ADMIN if promote else texts.MAKE_TEACHER, account),
        None if account.is_disabled else _button("link", texts.NEW_LINK, account),
        _button("enable", texts.ENABLE, account) if account.is_disabled else _button("disable", texts.DISABLE, account),
        _button("remove", texts.REMOVE, account),
    ]
    cells = [html.Td(general.ROLES[account.role]), html.Td(state), html.Td(html.Div(buttons, className="row-actions"))]
    return html.Tr([name, *cells])


def _button(action: str, text: str, account: Account) -> Component:
    label = texts.ACTION_LABEL.format(action=text, name=formats.plain(account.name))
    identifier = {"type": Ids.DO, "action": action, "name": account.name}
    return html.Button(text, id=identifier, type="button", className="row-button", **aria(label=label))


def register(app: Dash, parts: Parts) -> None:
    _register_adding(app, parts)
    _register_rows(app, parts)

    @app.callback(
        Output(Ids.MODAL, "opened"),
        Input(Ids.CONFIRM, "n_clicks"),
        Input(Ids.CANCEL, "n_clicks"),
        State(Ids.ASKED, "data"),
        prevent_initial_call=True,
    )
    def confirm(_confirmed: int | None, _cancelled: int | None, asked: object) -> bool:
        if ctx.triggered_id != Ids.CONFIRM or not ctx.triggered[0]["value"]:
            return False
        user, name = asking_user(), _word(asked)
        _administration(parts).remove(user, name)
        undo.tell(texts.DONE["remove"].format(name=formats.plain(name)))
        _tell_change()
        return False

    @app.callback(Output(Ids.LIST, "children"), Input(Ids.CHANGED, "data"), prevent_initial_call=True)
    def draw(_changed: object) -> Component:
        user = asking_user()
        return _table(_administration(parts).list(user), user)


def _tell_change() -> None:
    """Has the list drawn anew; unlike an output it arrives, too, when the next button was pressed before the answer."""
    set_props(Ids.CHANGED, {"data": uuid4().hex})


def _register_adding(app: Dash, parts: Parts) -> None:
    register_clearing(app, Ids.NAME)

    @app.callback(
        Output(Ids.SECRET, "children"),
        sent_output(Ids.NAME),
        Output(Ids.PROBLEM, "children"),
        Output(Ids.PROBLEM, "hidden"),
        Output(Ids.INHERIT, "checked"),
        Input(Ids.ADD, "n_clicks"),
        State(Ids.NAME, "value"),
        State(Ids.ROLE, "value"),
        State(Ids.INHERIT, "checked"),
        prevent_initial_call=True,
    )
    def add(clicks: int | None, name: object, role: object, inherit: object) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 5
        user, administration = asking_user(), _administration(parts)
        try:
            chosen = next((one for one in Role if one.value == role), Role.TEACHER)
            link = administration.add(user, _word(name or ""), chosen, request.host_url, inherit=inherit is True)
        except ClassroomError as error:
            return no_update, no_update, str(error), False, no_update
        _tell_change()
        return _link(parts, _word(name), link), sent(name), "", True, False


def _register_rows(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.SECRET, "children", allow_duplicate=True),
        Output(Ids.MODAL, "opened", allow_duplicate=True),
        Output(Ids.MODAL, "title"),
        Output(Ids.ASKED, "data"),
        Input({"type": Ids.DO, "action": ALL, "name": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def do(_clicks: list[int | None]) -> tuple[Any, ...]:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return (no_update,) * 4
        user, administration = asking_user(), _administration(parts)
        action, name = _word(ctx.triggered_id["action"]), _word(ctx.triggered_id["name"])
        if action == "remove":
            return no_update, True, texts.REMOVE_TITLE.format(name=formats.plain(name)), name
        if action == "link":
            link = administration.renew_link(user, name, request.host_url)
            return _link(parts, name, link, texts.LINK_KEEPS), False, no_update, None
        _change(administration, user, action, name)
        undo.tell(texts.DONE[action].format(name=formats.plain(name)))
        _tell_change()
        return no_update, False, no_update, None


def _change(administration: Administration, user: User, action: str, name: str) -> None:
    if action in {Role.ADMIN.value, Role.TEACHER.value}:
        administration.change_role(user, name, Role(action))
    elif action in {"disable", "enable"}:
        administration.disable(user, name, disabled=action == "disable")
    else:
        raise DataError(texts.UNKNOWN_ACTION)


def _link(parts: Parts, name: str, link: str, *further: str) -> Component:
    lasting = formats.length(parts.settings.setup_link_minutes * 60)
    lead = texts.LINK_LEAD.format(minutes=lasting)
    return shown_once(texts.LINK_TITLE.format(name=formats.plain(name)), link, lead, *further)


def _administration(parts: Parts) -> Administration:
    if parts.administration is None:
        raise DataError(texts.OUT_OF_DATE)
    return parts.administration


def _word(given: object) -> str:
    if not isinstance(given, str) or len(given) > MAX_WORD:
        raise DataError(texts.OUT_OF_DATE)
    return given
