"""Privacy settings: all that is kept of one student, handed out or erased."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from classroom.counting import Count
from classroom.domain import User
from classroom.errors import ClassroomError, DataError
from classroom.privacy.student_data import StudentTraces
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, aria, card
from dashboard.pages.privacy_inputs import MAX_NAME, read_course, read_name
from dashboard.privacy import Privacy
from dashboard.privacy_routes import PATH
from dashboard.security import CSRF_FIELD, csrf_token
from dashboard.texts import privacy as texts

LONGEST_LINE = 400


class Ids:
    NAME = "student-name"
    COURSE = "student-course"
    FIND = "student-find"
    FOUND = "student-found"
    PROBLEM = "student-problem"
    KEPT = "student-kept"  # whom the buttons are about
    TYPED = "student-typed"
    ERASE = "student-erase"


def layout(privacy: Privacy, user: User) -> Component:
    if user.hides_names:
        return card(texts.STUDENT_TITLE, html.P(texts.NAMES_HIDDEN), lead=texts.STUDENT_LEAD)
    name = dmc.TextInput(
        id=Ids.NAME, label=texts.STUDENT_NAME, value="", inputProps={"maxLength": MAX_NAME}, className="privacy-wide"
    )
    course = dmc.Select(
        id=Ids.COURSE,
        label=texts.STUDENT_COURSE,
        placeholder=texts.ALL_COURSES,
        data=list(privacy.courses(user)),
        clearable=True,
        searchable=True,
    )
    find = html.Button(texts.FIND, id=Ids.FIND, type="button", className="button")
    return card(
        texts.STUDENT_TITLE,
        html.Div([name, course, find], className="privacy-form"),
        html.P(id=Ids.PROBLEM, role="alert", className="privacy-problem", hidden=True),
        dcc.Store(id=Ids.KEPT),
        html.Div(_controls(), id=Ids.FOUND, **aria(live="polite")),
        lead=texts.STUDENT_LEAD,
    )


def register(app: Dash, privacy: Privacy) -> None:
    @app.callback(
        Output(Ids.FOUND, "children"),
        Output(Ids.KEPT, "data"),
        Output(Ids.PROBLEM, "children"),
        Output(Ids.PROBLEM, "hidden"),
        Input(Ids.FIND, "n_clicks"),
        State(Ids.NAME, "value"),
        State(Ids.COURSE, "value"),
        prevent_initial_call=True,
    )
    def find(clicks: int | None, name: object, course: object) -> Any:
        if not clicks:
            return (no_update,) * 4
        wanted, within = read_name(name), read_course(course)
        try:
            traces = privacy.find_student(asking_user(), wanted, within)
        except ClassroomError as error:
            return _controls(), None, str(error), False
        return _found(traces, within), {"name": wanted, "course": within}, "", True

    @app.callback(
        Output(Ids.FOUND, "children", allow_duplicate=True),
        Output(Ids.KEPT, "data", allow_duplicate=True),
        Output(Ids.PROBLEM, "children", allow_duplicate=True),
        Output(Ids.PROBLEM, "hidden", allow_duplicate=True),
        Input(Ids.ERASE, "n_clicks"),
        State(Ids.KEPT, "data"),
        State(Ids.TYPED, "value"),
        prevent_initial_call=True,
    )
    def erase(clicks: int | None, kept: object, typed: object) -> Any:
        if not clicks:
            return (no_update,) * 4
        if not isinstance(kept, dict):
            raise DataError(texts.OUT_OF_DATE)
        try:
            done = privacy.erase_student(
                asking_user(), read_name(kept.get("name")), read_course(kept.get("course")), typed=read_name(typed)
            )
        except ClassroomError as error:
            return no_update, no_update, str(error), False
        undo.tell(texts.ERASED.format(observations=Count(done.observations), sessions=Count(done.sessions)))
        return _controls(), None, "", True


def _controls() -> Component:
    """The inputs of the callbacks are always there, out of sight until somebody is found."""
    return html.Div(_erase_form(), hidden=True)


def _erase_form() -> list[Component]:
    return [
        dmc.TextInput(
            id=Ids.TYPED,
            label=texts.ERASE_CONFIRM,
            value="",
            inputProps={"maxLength": MAX_NAME},
            className="privacy-wide",
        ),
        html.Button(texts.ERASE, id=Ids.ERASE, type="button", className="button danger-button"),
    ]


def _found(traces: StudentTraces, course: str | None) -> Component:
    told = [texts.FOUND.format(name=formats.plain(traces.name, 60), what=traces.describe())]
    if traces.courses:
        told.append(texts.FOUND_IN.format(courses=", ".join(formats.plain(one, 40) for one in traces.courses[:8])))
    exports = html.Div(
        [
            _export(traces.name, course, "json", texts.EXPORT_JSON),
            _export(traces.name, course, "zip", texts.EXPORT_ZIP),
        ],
        className="privacy-form",
    )
    return html.Div(
        [
            html.P(" ".join(told), dir="auto", className="privacy-found"),
            exports,
            html.H3(texts.ERASE_TITLE),
            *_people(traces),
            html.P(texts.ERASE_LEAD, className="quiet"),
            html.Div(_erase_form(), className="privacy-form"),
        ]
    )


def _people(traces: StudentTraces) -> list[Component]:
    """Who is erased: a line a session."""
    lines = [html.Li(formats.plain(line, LONGEST_LINE), dir="auto") for line in traces.describe_people()]
    return [html.P(texts.ERASE_PEOPLE), html.Ul(lines, className="privacy-people", tabIndex=0)] if lines else []


def _export(name: str, course: str | None, kind: str, text: str) -> Component:
    fields = {CSRF_FIELD: csrf_token(), "name": name, "course": course or "", "kind": kind}
    hidden = [dcc.Input(type="hidden", name=key, value=value) for key, value in fields.items()]
    return html.Form([*hidden, html.Button(text, type="submit", className="quiet-button")], action=PATH, method="POST")
