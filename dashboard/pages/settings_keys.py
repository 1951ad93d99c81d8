"""Settings: the asking user's keys to the JSON API and for recording agents."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from classroom.errors import ClassroomError, DataError
from classroom.storage.tokens import ApiToken
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, aria, card
from dashboard.components.clearing import register_clearing, sent, sent_output, sent_store
from dashboard.components.secrets import shown_once
from dashboard.parts import Parts
from dashboard.texts import settings as texts
from dashboard.tokens import MAX_DAYS, Purpose, Tokens

MAX_WORD = 200


class Ids:
    LIST = "keys-list"
    SHOWN = "keys-shown"
    LABEL = "keys-label"
    DAYS = "keys-days"
    PURPOSE = "keys-purpose"
    MAKE = "keys-make"
    PROBLEM = "keys-problem"
    REVOKE = "keys-revoke"  # type of the rows' buttons


def layout(parts: Parts) -> Component:
    known = _tokens(parts).known(asking_user().name)
    return html.Div(
        [
            html.Div(id=Ids.SHOWN),
            sent_store(Ids.LABEL),
            card(texts.KEYS_TITLE, html.Div(_table(known), id=Ids.LIST), lead=texts.KEYS_LEAD),
            _make_card(),
        ],
        className="settings-stack",
    )


def _make_card() -> Component:
    purposes = [{"value": one.value, "label": texts.KEY_PURPOSES[one.value]} for one in Purpose]
    inputs = [
        dmc.TextInput(id=Ids.LABEL, label=texts.KEY_LABEL, value="", className="settings-wide"),
        dmc.NumberInput(
            id=Ids.DAYS, label=texts.KEY_DAYS, placeholder=texts.KEY_DAYS_HINT, min=1, max=MAX_DAYS, allowDecimal=False
        ),
        dmc.Select(
            id=Ids.PURPOSE,
            label=texts.KEY_PURPOSE,
            data=purposes,
            value=Purpose.READ.value,
            allowDeselect=False,
            className="settings-wide",
        ),
        html.Button(texts.KEY_BUTTON, id=Ids.MAKE, type="button", className="button settings-button"),
    ]
    problem = html.P(id=Ids.PROBLEM, role="alert", className="settings-problem", hidden=True)
    return card(texts.KEY_TITLE, html.Div(inputs, className="settings-row"), problem, lead=texts.KEY_LEAD)


def _table(known: Sequence[ApiToken]) -> Component:
    if not known:
        return html.P(texts.KEYS_NONE, className="quiet")
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in texts.KEY_COLUMNS[:-1]] + [html.Td()]))
    return html.Div(
        html.Table([head, html.Tbody([_row(one) for one in known])], className="plain-table"), className="table-scroll"
    )


def _row(token: ApiToken) -> Component:
    label = formats.plain(token.label) if token.label else texts.KEY_NO_LABEL
    button = html.Button(
        texts.KEY_REVOKE,
        id={"type": Ids.REVOKE, "label": token.label, "at": token.created_at.timestamp()},
        type="button",
        className="row-button",
        **aria(label=texts.KEY_REVOKE_LABEL.format(label=label)),
    )
    return html.Tr(
        [
            html.Th(html.Span(label, dir="auto"), scope="row"),
            html.Td(formats.short_day(token.created_at, "UTC")),
            html.Td(_expiry(token)),
            html.Td(button),
        ]
    )


def _expiry(token: ApiToken) -> str:
    if token.expires_at is None:
        return texts.KEY_NEVER
    day = formats.short_day(token.expires_at, "UTC")
    return texts.KEY_EXPIRED.format(day=day) if token.expires_at <= datetime.now(UTC) else day


def register(app: Dash, parts: Parts) -> None:
    register_clearing(app, Ids.LABEL)

    @app.callback(
        Output(Ids.SHOWN, "children"),
        Output(Ids.LIST, "children"),
        sent_output(Ids.LABEL),
        Output(Ids.PROBLEM, "children"),
        Output(Ids.PROBLEM, "hidden"),
        Input(Ids.MAKE, "n_clicks"),
        State(Ids.LABEL, "value"),
        State(Ids.DAYS, "value"),
        State(Ids.PURPOSE, "value"),
        prevent_initial_call=True,
    )
    def make(clicks: int | None, label: object, days: object, purpose: object) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 5
        name, tokens = asking_user().name, _tokens(parts)
        try:
            opens = next((one for one in Purpose if one.value == purpose), Purpose.READ)
            key = tokens.create(name, label=_word(label), days=_days(days), actor=name, purpose=opens)
        except ClassroomError as error:
            return no_update, no_update, no_update, str(error), False
        return shown_once(texts.KEY_SHOWN, key, texts.KEY_SHOWN_LEAD), _table(tokens.known(name)), sent(label), "", True

    @app.callback(
        Output(Ids.LIST, "children", allow_duplicate=True),
        Output(Ids.SHOWN, "children", allow_duplicate=True),
        Input({"type": Ids.REVOKE, "label": ALL, "at": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def revoke(_clicks: list[int | None]) -> Any:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return no_update, no_update
        name, tokens, label = asking_user().name, _tokens(parts), _word(ctx.triggered_id["label"])
        count = tokens.revoke(name, label=label, actor=name)
        undo.tell(texts.KEY_REVOKED.format(count=count, label=formats.plain(label) if label else texts.KEY_NO_LABEL))
        return _table(tokens.known(name)), []


def _tokens(parts: Parts) -> Tokens:
    if parts.tokens is None:
        raise DataError(texts.OUT_OF_DATE)
    return parts.tokens


def _days(given: object) -> float | None:
    """Days as typed; None = never."""
    if given is None or given == "":
        return None
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise DataError(texts.KEY_DAYS_WRONG.format(most=f"{MAX_DAYS:.0f}"))
    return float(given)


def _word(given: object) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > MAX_WORD:
        raise DataError(texts.OUT_OF_DATE)
    return given
