"""A course's roster: who is in it, a list to upload with what it would change, and attendance lists beside a class."""

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from classroom.domain import Session
from classroom.errors import NotFoundError
from dashboard import formats
from dashboard.addresses import ROSTER, course_address, read_course
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, card, icon
from dashboard.components.roster_view import REMOVE_TYPE, plan_view, student_list, upload_area
from dashboard.components.terms import gone
from dashboard.pages import roster_attendance
from dashboard.pages.roster_attendance import read_word
from dashboard.parts import Parts
from dashboard.rosters import Rosters, Upload
from dashboard.texts import rosters as texts

PATH = ROSTER
MOST_CLASSES = 200  # to choose from


class Ids:
    NAME = "roster-course"
    LIST = "roster-list"
    CHOSEN = "roster-chosen"  # the id of the student to be removed
    DIALOG = "roster-dialog"
    QUESTION = "roster-question"
    YES = "roster-yes"
    NO = "roster-no"
    UPLOAD = "roster-upload"
    PREVIEW = "roster-preview"
    BUTTONS = "roster-buttons"
    SAVE = "roster-save"
    DISCARD = "roster-discard"


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    user = asking_user()
    if parts.rosters is None or parts.terms is None:
        return texts.GONE_TITLE, gone(texts.GONE_TITLE, texts.UNAVAILABLE)
    try:
        name = parts.terms.course_name(user, read_course(rest))
    except NotFoundError:
        return texts.GONE_TITLE, gone(texts.GONE_TITLE, texts.GONE)
    title = texts.TITLE.format(course=formats.plain(name))
    classes = parts.rosters.classes(user, name)[:MOST_CLASSES]
    return title, layout(name, classes, student_list(parts.queries.students(user, name)), hidden=user.hides_names)


def layout(name: str, classes: tuple[Session, ...], students: Component, *, hidden: bool) -> Component:
    title = texts.TITLE.format(course=formats.plain(name, 120))
    cards = [
        card(texts.LIST_TITLE, html.Div(students, id=Ids.LIST, className="roster-list"), lead=texts.LIST_LEAD),
        html.P(texts.NAMES_HIDDEN, className="card term-note") if hidden else _upload_card(),
        None if hidden else roster_attendance.attendance_card(classes),
    ]
    return html.Div(
        [
            dcc.Store(id=Ids.NAME, data=name),
            dcc.Store(id=Ids.CHOSEN),
            dmc.Anchor([icon("back"), texts.BACK], href=course_address(name), className="back"),
            html.Div(
                html.Div([html.H1(title, dir="auto"), html.P(texts.LEAD, className="lead")]), className="page-head"
            ),
            html.Div(cards, className="main-column"),
            _dialog(),
        ]
    )


def _upload_card() -> Component:
    buttons = html.Div(
        [
            html.Button(texts.SAVE, id=Ids.SAVE, className="button"),
            html.Button(texts.DISCARD, id=Ids.DISCARD, className="quiet-button"),
        ],
        id=Ids.BUTTONS,
        className="term-tools",
        hidden=True,
    )
    return card(
        texts.UPLOAD_TITLE,
        upload_area(Ids.UPLOAD, texts.UPLOAD_LABEL),
        html.Div(id=Ids.PREVIEW, role="status", className="roster-preview"),
        buttons,
        lead=texts.UPLOAD_LEAD,
    )


def _dialog() -> Component:
    buttons = [
        dmc.Button(texts.REMOVE_NO, id=Ids.NO, variant="default"),
        dmc.Button(texts.REMOVE_YES, id=Ids.YES, color="red.9"),
    ]
    return dmc.Modal(
        [html.P(id=Ids.QUESTION, dir="auto", className="dialog-text"), html.Div(buttons, className="dialog-buttons")],
        id=Ids.DIALOG,
        title=texts.REMOVE_TITLE,
        opened=False,
        centered=True,
        closeButtonProps={"aria-label": texts.REMOVE_NO},
    )


def register(app: Dash, parts: Parts) -> None:
    if parts.rosters is not None:
        _register_upload(app, parts, parts.rosters)
        _register_removal(app, parts, parts.rosters)
        roster_attendance.register(app, parts, parts.rosters, course=Ids.NAME, students=Ids.LIST)


def _register_upload(app: Dash, parts: Parts, rosters: Rosters) -> None:
    @app.callback(
        Output(Ids.PREVIEW, "children"),
        Output(Ids.BUTTONS, "hidden"),
        Input(Ids.UPLOAD, "contents"),
        State(Ids.UPLOAD, "filename"),
        State(Ids.NAME, "data"),
        prevent_initial_call=True,
    )
    def preview(contents: object, name: object, course: object) -> tuple[Any, bool]:
        if contents is None:  # saved or discarded
            return None, True
        return plan_view(rosters.plan(asking_user(), read_word(course), Upload(contents, name))), False

    @app.callback(
        Output(Ids.UPLOAD, "contents"),
        Output(Ids.LIST, "children"),
        Input(Ids.SAVE, "n_clicks"),
        Input(Ids.DISCARD, "n_clicks"),
        State(Ids.UPLOAD, "contents"),
        State(Ids.UPLOAD, "filename"),
        State(Ids.NAME, "data"),
        prevent_initial_call=True,
    )
    def save(save: int | None, _discard: int | None, contents: object, name: object, course: object) -> tuple[Any, Any]:
        if ctx.triggered_id != Ids.SAVE or not save:
            return None, no_update
        user, into = asking_user(), read_word(course)
        change = rosters.save(user, into, Upload(contents, name))
        numbers = {"added": change.added, "updated": change.updated, "unchanged": change.unchanged}
        undo.tell(texts.SAVED.format(course=formats.plain(into), **numbers))
        return None, student_list(parts.queries.students(user, into))


def _register_removal(app: Dash, parts: Parts, rosters: Rosters) -> None:
    @app.callback(
        Output(Ids.DIALOG, "opened"),
        Output(Ids.QUESTION, "children"),
        Output(Ids.CHOSEN, "data"),
        Input({"type": REMOVE_TYPE, "student": ALL}, "n_clicks"),
        Input(Ids.NO, "n_clicks"),
        State(Ids.NAME, "data"),
        prevent_initial_call=True,
    )
    def ask(_clicks: list[int | None], _no: int | None, course: object) -> tuple[Any, Any, Any]:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return no_update, no_update, no_update
        if ctx.triggered_id == Ids.NO:
            return False, no_update, None
        student = rosters.find(asking_user(), read_word(course), ctx.triggered_id["student"])
        name, into = formats.plain(student.name), formats.plain(read_word(course))
        return True, texts.REMOVE_ASK.format(name=name, course=into), str(student.id)

    @app.callback(
        Output(Ids.DIALOG, "opened", allow_duplicate=True),
        Output(Ids.LIST, "children", allow_duplicate=True),
        Input(Ids.YES, "n_clicks"),
        State(Ids.CHOSEN, "data"),
        State(Ids.NAME, "data"),
        prevent_initial_call=True,
    )
    def remove(clicks: int | None, student: object, course: object) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        user, into = asking_user(), read_word(course)
        removed = rosters.remove(user, into, student)
        undo.tell(texts.REMOVED.format(name=formats.plain(removed.name)))
        return False, student_list(parts.queries.students(user, into))
