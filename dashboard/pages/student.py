"""One student of the roster across classes, against the own usual and nobody else's."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from classroom.counting import Count
from classroom.errors import NotFoundError
from classroom.roster.types import Student
from dashboard import formats, ids
from dashboard.addresses import STUDENT, course_address, history_address, read_student
from dashboard.auth import asking_user
from dashboard.components.basics import Component, card, icon
from dashboard.components.patience import patient
from dashboard.components.student_history import (
    class_rows,
    flag_history,
    history_lead,
    history_words,
    key_figures,
    legends,
    minutes_words,
)
from dashboard.components.terms import (
    TALL,
    class_card,
    download_link,
    figure_outputs,
    fingerprint,
    gone,
    link_column,
    number_column,
    open_on_click,
    page_head,
    progress,
    term_figure,
)
from dashboard.figures.history import history_figure, minutes_figure
from dashboard.parts import Parts
from dashboard.term_views import StudentTerm
from dashboard.terms import Terms
from dashboard.texts import terms as texts
from dashboard.theme import Scheme

PATH = STUDENT
POLL_MS = 2_000

COLUMNS = (
    link_column(),
    {"field": "seen", "minWidth": 100, "flex": 1},
    {"field": "engagement", "minWidth": 140, "flex": 2, "cellRenderer": "BarCell"},
    {"field": "difference", "minWidth": 154, "flex": 1, "sortable": False, "type": "rightAligned"},
    number_column("coverage", " %"),
    number_column("in_call", " min"),
    number_column("visible", " min"),
    number_column("camera_off", " min", width=116),
    number_column("flags", width=128),
    {"field": "precision", "minWidth": 130, "flex": 1, "sortable": False},
)


class Ids:
    STUDENT = "history-student"
    SHOWN = "history-shown"  # what is drawn now, so that an unchanged page is left alone
    INTERVAL = "history-interval"
    LEAD = "history-lead"
    PROGRESS = "history-progress"
    KEYS = "history-key-figures"
    HISTORY = "history-figure"
    HISTORY_LEAD = "history-figure-lead"
    MINUTES = "history-minutes"
    TABLE = "history-table"
    FLAGS = "history-flags"


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    if parts.terms is None:
        return texts.COURSES_TITLE, gone(texts.COURSES_TITLE, texts.UNAVAILABLE)
    try:
        student = parts.terms.find_student(asking_user(), read_student(rest))
    except NotFoundError:
        return texts.STUDENT_GONE_TITLE, gone(texts.STUDENT_GONE_TITLE, texts.STUDENT_GONE)
    return formats.plain(student.name), layout(student)


def layout(student: Student) -> Component:
    back = texts.STUDENT_BACK.format(course=formats.plain(student.course, 60))
    export = download_link(texts.STUDENT_EXPORT, history_address(student.id))
    return html.Div(
        [
            dcc.Store(id=Ids.STUDENT, data=str(student.id)),
            dcc.Store(id=Ids.SHOWN),
            dcc.Interval(id=Ids.INTERVAL, interval=POLL_MS),
            dmc.Anchor([icon("back"), back], href=course_address(student.course), className="back"),
            page_head(student.name, Ids.LEAD, [export]),
            html.P(texts.STUDENT_NOTE, className="term-note"),
            html.Div(id=Ids.PROGRESS),
            html.Div(id=Ids.KEYS),
            html.Div(
                [
                    html.Div(_figures(), className="main-column"),
                    card(
                        texts.FLAGS_TITLE,
                        html.Div(id=Ids.FLAGS, className="flag-box term-flags"),
                        lead=texts.FLAGS_LEAD,
                        class_name="flag-card",
                    ),
                ],
                className="columns",
            ),
            class_card(Ids.TABLE, COLUMNS),
        ]
    )


def _figures() -> list[Component]:
    return [
        term_figure(Ids.HISTORY, texts.HISTORY_TITLE, html.Span(id=Ids.HISTORY_LEAD), TALL),
        term_figure(Ids.MINUTES, texts.MINUTES_TITLE, texts.MINUTES_LEAD),
    ]


def drawn(term: StudentTerm, scheme: Scheme) -> tuple[Any, ...]:
    """Everything that changes, in the order of the callback's outputs."""
    history, minutes = legends(term)
    return (
        lead(term),
        progress(known := sum(one.flags is not None for one in term.classes), known + term.pending),
        key_figures(term),
        history_figure(term.classes, term.usual, scheme=scheme),
        history_words(term),
        history,
        history_lead(term),
        minutes_figure(term.classes, scheme=scheme),
        minutes_words(term),
        minutes,
        class_rows(term),
        flag_history(term),
    )


def lead(term: StudentTerm) -> str:
    if term.seen == 0 and not term.pending:
        return texts.STUDENT_UNLINKED
    course = formats.plain(term.student.course, 80)
    return texts.STUDENT_LEAD.format(course=course, seen=term.seen, classes=Count(len(term.classes)))


def version_of(term: StudentTerm, scheme: Scheme) -> str:
    """Another one whenever anything on the page is."""
    return fingerprint(term, scheme)


def register(app: Dash, parts: Parts) -> None:
    if parts.terms is not None:
        _register_drawing(app, parts.terms)
    open_on_click(app, Ids.HISTORY, Ids.MINUTES)


def _register_drawing(app: Dash, terms: Terms) -> None:
    @app.callback(
        Output(Ids.LEAD, "children"),
        Output(Ids.PROGRESS, "children"),
        Output(Ids.KEYS, "children"),
        *figure_outputs(Ids.HISTORY),
        Output(Ids.HISTORY_LEAD, "children"),
        *figure_outputs(Ids.MINUTES),
        Output(Ids.TABLE, "rowData"),
        Output(Ids.FLAGS, "children"),
        Output(Ids.SHOWN, "data"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.INTERVAL, "n_intervals"),
        Input(ids.SCHEME, "data"),
        State(Ids.STUDENT, "data"),
        State(Ids.SHOWN, "data"),
        running=patient(Ids.INTERVAL, POLL_MS),
    )
    def fill(_ticks: int | None, scheme: Scheme | None, student: object, shown: object) -> tuple[Any, ...]:
        term = terms.student(asking_user(), read_student(student if isinstance(student, str) else ""))
        version = version_of(term, scheme or "light")
        if version == shown:
            return (*[no_update] * 13, term.pending == 0)
        return (*drawn(term, scheme or "light"), version, term.pending == 0)
