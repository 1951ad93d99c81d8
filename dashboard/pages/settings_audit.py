"""Settings: who did what when, for administrators."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dash import Dash, Input, Output, State, dcc, html, no_update

from classroom.errors import DataError
from classroom.storage.audit import AuditEntry
from dashboard import formats
from dashboard.administration import AUDIT_PAGE
from dashboard.auth import asking_user
from dashboard.components.basics import Component, card
from dashboard.parts import Parts
from dashboard.texts import settings as texts


class Ids:
    ROWS = "audit-rows"
    LAST = "audit-last"  # id of the oldest entry shown
    OLDER = "audit-older"


def layout(parts: Parts) -> Component:
    entries = _page(parts, None)
    if not entries:
        return card(texts.AUDIT_TITLE, html.P(texts.AUDIT_NONE, className="quiet"), lead=texts.AUDIT_LEAD)
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in texts.AUDIT_COLUMNS]))
    table = html.Table([head, html.Tbody(_rows(entries), id=Ids.ROWS)], className="plain-table stacking")
    older = html.Button(
        texts.AUDIT_OLDER, id=Ids.OLDER, type="button", className="row-button", hidden=len(entries) < AUDIT_PAGE
    )
    return card(
        texts.AUDIT_TITLE,
        html.Div(table, className="table-scroll"),
        dcc.Store(id=Ids.LAST, data=str(entries[-1].id)),
        html.Div(older, className="settings-buttons"),
        lead=texts.AUDIT_LEAD,
    )


def _rows(entries: Sequence[AuditEntry]) -> list[Component]:
    return [
        html.Tr(
            [
                html.Td(f"{one.at:%Y-%m-%d %H:%M:%S}", className="audit-when"),
                html.Td(formats.plain(one.actor, 40), dir="auto"),
                html.Td(formats.plain(one.action, 100)),
                html.Td(formats.plain(one.subject, 300), className="audit-subject", dir="auto"),
            ]
        )
        for one in entries
    ]


def register(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.ROWS, "children"),
        Output(Ids.LAST, "data"),
        Output(Ids.OLDER, "hidden"),
        Input(Ids.OLDER, "n_clicks"),
        State(Ids.ROWS, "children"),
        State(Ids.LAST, "data"),
        prevent_initial_call=True,
    )
    def show_older(clicks: int | None, shown: list[Any], last: object) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 3
        entries = _page(parts, last)
        known = shown if isinstance(shown, list) else []
        oldest = str(entries[-1].id) if entries else no_update
        return [*known, *_rows(entries)], oldest, len(entries) < AUDIT_PAGE


def _page(parts: Parts, before: object) -> Sequence[AuditEntry]:
    if parts.administration is None:
        raise DataError(texts.OUT_OF_DATE)
    try:
        place = None if before is None else UUID(str(before)[:40])
    except ValueError as error:
        raise DataError(texts.OUT_OF_DATE) from error
    return parts.administration.audit(asking_user(), before=place)
