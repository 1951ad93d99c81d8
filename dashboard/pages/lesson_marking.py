"""Marking a moment of a lesson, and leaving out a part of it."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from classroom.errors import DataError
from dashboard import ids
from dashboard.auth import asking_user
from dashboard.class_time import read_clock, read_moment
from dashboard.components.basics import Component
from dashboard.components.clearing import register_clearing, sent, sent_output, sent_store
from dashboard.components.clock_field import clock_field
from dashboard.lesson_actions import LessonActions
from dashboard.pages import lesson_figures
from dashboard.queries import Queries
from dashboard.texts import lesson as texts

MOST_LETTERS = 200


class Ids:
    MARK_AT = "session-mark-at"
    MARK_TEXT = "session-mark-text"
    MARK = "session-mark"
    PART_FROM = "session-part-from"
    PART_UNTIL = "session-part-until"
    PART_TEXT = "session-part-text"
    PART = "session-part"
    SHOWN = "session-exclude-shown"


def mark_form() -> Component:
    fields = [
        clock_field(Ids.MARK_AT, label=texts.ADD_MARKER_AT, size="xs"),
        sent_store(Ids.MARK_TEXT),
        _text_field(Ids.MARK_TEXT, texts.ADD_MARKER_TEXT, texts.ADD_MARKER_EXAMPLE),
        html.Button(texts.ADD_MARKER_BUTTON, id=Ids.MARK, className="quiet-button"),
    ]
    return _form(texts.ADD_MARKER, fields)


def part_form() -> Component:
    fields = [
        clock_field(Ids.PART_FROM, label=texts.ADD_PART_FROM, size="xs"),
        clock_field(Ids.PART_UNTIL, label=texts.ADD_PART_UNTIL, size="xs"),
        sent_store(Ids.PART_TEXT),
        _text_field(Ids.PART_TEXT, texts.ADD_PART_TEXT, texts.ADD_PART_EXAMPLE),
        html.Button(texts.ADD_PART_BUTTON, id=Ids.PART, className="quiet-button"),
    ]
    return _form(texts.ADD_PART, fields, html.P(texts.ADD_PART_NOTE, className="quiet event-note"))


def exclude_button() -> Component:
    """Leaves out what the timeline shows; only once it is zoomed."""
    return html.Button(
        texts.EXCLUDE_SHOWN, id=Ids.SHOWN, className="quiet-button", disabled=True, title=texts.EXCLUDE_SHOWN_HINT
    )


def register(app: Dash, queries: Queries, actions: LessonActions) -> None:
    _register_mark(app, queries, actions)
    _register_part(app, queries, actions)
    _register_shown(app, queries, actions)


def _register_mark(app: Dash, queries: Queries, actions: LessonActions) -> None:
    register_clearing(app, Ids.MARK_TEXT)

    @app.callback(
        sent_output(Ids.MARK_TEXT),
        Output(ids.VERSION, "data", allow_duplicate=True),
        Input(Ids.MARK, "n_clicks"),
        Input(Ids.MARK_TEXT, "n_submit"),
        State(Ids.MARK_AT, "value"),
        State(Ids.MARK_TEXT, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def mark(clicks: int | None, enters: int | None, at: object, text: object, reference: str) -> tuple[Any, Any]:
        if not clicks and not enters:
            return no_update, no_update
        user = asking_user()
        session = queries.session(user, reference)
        moment = read_clock(at, session, queries.view(user, reference).end)
        actions.mark(user, session, _read_text(text), moment)
        return sent(text), queries.view(user, reference).version


def _register_part(app: Dash, queries: Queries, actions: LessonActions) -> None:
    register_clearing(app, Ids.PART_TEXT)

    @app.callback(
        sent_output(Ids.PART_TEXT),
        Output(ids.VERSION, "data", allow_duplicate=True),
        Input(Ids.PART, "n_clicks"),
        Input(Ids.PART_TEXT, "n_submit"),
        State(Ids.PART_FROM, "value"),
        State(Ids.PART_UNTIL, "value"),
        State(Ids.PART_TEXT, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def leave_out(
        clicks: int | None, enters: int | None, start: object, end: object, text: object, reference: str
    ) -> tuple[Any, Any]:
        if not clicks and not enters:
            return no_update, no_update
        user = asking_user()
        session, until = queries.session(user, reference), queries.view(user, reference).end
        span = read_clock(start, session, until), read_clock(end, session, until)
        actions.exclude(user, session, span, _read_text(text))
        return sent(text), queries.view(user, reference).version


def _register_shown(app: Dash, queries: Queries, actions: LessonActions) -> None:
    @app.callback(
        Output(ids.VERSION, "data", allow_duplicate=True),
        Input(Ids.SHOWN, "n_clicks"),
        State(lesson_figures.Ids.ZOOM, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def leave_out_shown(clicks: int | None, zoom: object, reference: str) -> Any:
        if not clicks:
            return no_update
        if not isinstance(zoom, dict):
            raise DataError(texts.ZOOM_FIRST)
        user = asking_user()
        session = queries.session(user, reference)
        span = read_moment(zoom.get("from"), session), read_moment(zoom.get("to"), session)
        actions.exclude(user, session, span, "")
        return queries.view(user, reference).version

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("lesson", "isWhole"),
        Output(Ids.SHOWN, "disabled"),
        Input(lesson_figures.Ids.ZOOM, "data"),
    )


def _text_field(name: str, label: str, example: str) -> Component:
    return dmc.TextInput(id=name, label=label, placeholder=example, size="xs", inputProps={"maxLength": MOST_LETTERS})


def _form(title: str, fields: list[Component], *below: Component) -> Component:
    return html.Details(
        [html.Summary(title), html.Div(fields, className="event-fields"), *below], className="event-form"
    )


def _read_text(text: object) -> str:
    return text if isinstance(text, str) else ""
