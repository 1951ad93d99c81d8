"""Settings: the asking user's own account."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from flask import request
from flask_login import login_user

from classroom.domain import User
from classroom.errors import ClassroomError, DataError
from dashboard import formats
from dashboard import texts as general
from dashboard.accounts import Accounts
from dashboard.auth import LoggedIn, asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, card
from dashboard.parts import Parts
from dashboard.passwords import MAX_PASSWORD, MIN_PASSWORD
from dashboard.texts import settings as texts
from dashboard.throttle import LoginThrottle


class Ids:
    OLD = "account-old"
    NEW = "account-new"
    AGAIN = "account-again"
    CHANGE = "account-change"
    PROBLEM = "account-problem"
    CONFIRM = "account-confirm"
    END = "account-end"
    END_PROBLEM = "account-end-problem"


def layout(parts: Parts) -> Component:
    user = asking_user()
    lead = texts.ACCOUNT_LEAD.format(name=formats.plain(user.name), role=general.ROLES[user.role])
    has_password = user.has_password
    change = [
        _password(Ids.OLD, texts.CHANGE_OLD, "current-password", hidden=not has_password),
        _password(Ids.NEW, texts.CHANGE_NEW, "new-password"),
        _password(Ids.AGAIN, texts.CHANGE_AGAIN, "new-password"),
        html.P(id=Ids.PROBLEM, role="alert", className="settings-problem", hidden=True),
        html.Button(texts.CHANGE_BUTTON, id=Ids.CHANGE, type="button", className="button settings-button"),
    ]
    end = [
        _password(Ids.CONFIRM, texts.CHANGE_OLD, "current-password"),
        html.P(id=Ids.END_PROBLEM, role="alert", className="settings-problem", hidden=True),
        html.Button(texts.LOGINS_BUTTON, id=Ids.END, type="button", className="button settings-button"),
    ]
    return html.Div(
        [
            html.P(lead, className="lead settings-lead"),
            card(
                texts.CHANGE_TITLE,
                html.Div(change, className="settings-fields"),
                lead=texts.CHANGE_LEAD.format(length=MIN_PASSWORD),
            ),
            html.Div(
                card(texts.LOGINS_TITLE, html.Div(end, className="settings-fields"), lead=texts.LOGINS_LEAD),
                hidden=not has_password,
            ),
        ],
        className="settings-stack",
    )


def _password(identifier: str, label: str, complete: str, *, hidden: bool = False) -> Component:
    entry = dmc.PasswordInput(id=identifier, label=label, value="", autoComplete=complete)
    return html.Div(entry, hidden=hidden)


def register(app: Dash, parts: Parts) -> None:
    throttle = LoginThrottle(monotonic)

    @app.callback(
        Output(Ids.OLD, "value"),
        Output(Ids.NEW, "value"),
        Output(Ids.AGAIN, "value"),
        Output(Ids.PROBLEM, "children"),
        Output(Ids.PROBLEM, "hidden"),
        Input(Ids.CHANGE, "n_clicks"),
        State(Ids.OLD, "value"),
        State(Ids.NEW, "value"),
        State(Ids.AGAIN, "value"),
        prevent_initial_call=True,
    )
    def change(clicks: int | None, old: object, new: object, again: object) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 5
        user = asking_user()
        try:
            if new != again:
                raise DataError(texts.CHANGE_DIFFER)
            known, wanted = _password_text(old), _password_text(new)
            _try_password(throttle, user, lambda: parts.accounts.change_own_password(user.name, known, wanted))
        except ClassroomError as error:
            return no_update, no_update, no_update, str(error), False
        _stay(parts.accounts, user)
        undo.tell(texts.CHANGE_DONE)
        return "", "", "", "", True

    @app.callback(
        Output(Ids.CONFIRM, "value"),
        Output(Ids.END_PROBLEM, "children"),
        Output(Ids.END_PROBLEM, "hidden"),
        Input(Ids.END, "n_clicks"),
        State(Ids.CONFIRM, "value"),
        prevent_initial_call=True,
    )
    def end_logins(clicks: int | None, password: object) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 3
        user = asking_user()
        try:
            known = _password_text(password)
            _try_password(throttle, user, lambda: parts.accounts.end_logins(user.name, known))
        except ClassroomError as error:
            return no_update, str(error), False
        _stay(parts.accounts, user)
        undo.tell(texts.LOGINS_DONE)
        return "", "", True


def _try_password(throttle: LoginThrottle, user: User, attempt: Callable[[], None]) -> None:
    """Who found an open browser must not guess the password at leisure."""
    address = request.remote_addr or ""
    wait_s = throttle.reserve(user.name, address)
    if wait_s > 0:
        raise DataError(texts.CHANGE_WAIT.format(seconds=int(wait_s) + 1))
    attempt()
    throttle.succeed(user.name, address)


def _stay(accounts: Accounts, user: User) -> None:
    """This browser's login gets the new stamp; all others have the old one."""
    login_user(LoggedIn(user, accounts.stamp(user.name)))


def _password_text(given: object) -> str:
    if not isinstance(given, str) or len(given) > MAX_PASSWORD:
        raise DataError(texts.OUT_OF_DATE)
    return given
