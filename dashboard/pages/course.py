"""One course over the term: its classes compared, and in how many of them each student was seen."""

from hashlib import sha256
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from classroom.errors import NotFoundError
from dashboard import formats, ids
from dashboard.addresses import COURSE, COURSES, archive_address, read_course, roster_address
from dashboard.auth import asking_user
from dashboard.components.basics import Component, card, icon
from dashboard.components.course_view import (
    class_rows,
    course_lead,
    engagement_words,
    hints_words,
    legends,
    live_line,
    presence_words,
    student_table,
)
from dashboard.components.graphs import graph, graph_frame
from dashboard.components.terms import class_grid, gone, link_column, number_column, progress
from dashboard.figures.course import engagement_figure, hints_figure, presence_figure
from dashboard.parts import Parts
from dashboard.term_views import CourseTerm, judge
from dashboard.terms import Terms
from dashboard.texts import terms as texts
from dashboard.theme import Scheme

PATH = COURSE
POLL_MS, CALM_MS = 2_000, 30_000  # while something is still counted, and while a class is recorded

COLUMNS = (
    link_column(),
    number_column("length", " min"),
    number_column("participants", width=124),
    number_column("in_call"),
    number_column("visible"),
    {"field": "engagement", "minWidth": 140, "flex": 2, "cellRenderer": "BarCell"},
    number_column("coverage", " %"),
    number_column("flags", width=128),
    number_column("dips", width=90),
    {"field": "precision", "minWidth": 130, "flex": 1, "sortable": False},
)


class Ids:
    NAME = "course-name"
    SHOWN = "course-shown"  # what is drawn now, so that an unchanged page is left alone
    INTERVAL = "course-interval"
    LEAD = "course-lead"
    LIVE = "course-live"
    PROGRESS = "course-progress"
    ENGAGEMENT = "course-engagement"
    PRESENCE = "course-presence"
    HINTS = "course-hints"
    TABLE = "course-table"
    STUDENTS = "course-students"


def frame_of(figure: str) -> str:
    """The id of the element that carries the figure's words."""
    return f"{figure}-frame"


def legend_of(figure: str) -> str:
    return f"{figure}-legend"


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    if parts.terms is None:
        return texts.COURSES_TITLE, gone(texts.COURSES_TITLE, texts.UNAVAILABLE)
    try:
        name = parts.terms.course_name(asking_user(), read_course(rest))
    except NotFoundError:
        return texts.COURSE_GONE_TITLE, gone(texts.COURSE_GONE_TITLE, texts.COURSE_GONE)
    return formats.plain(name), layout(name)


def layout(name: str) -> Component:
    return html.Div(
        [
            dcc.Store(id=Ids.NAME, data=name),
            dcc.Store(id=Ids.SHOWN),
            dcc.Interval(id=Ids.INTERVAL, interval=POLL_MS),
            dmc.Anchor([icon("back"), texts.ALL_COURSES], href=COURSES, className="back"),
            html.Div(
                [
                    html.Div([html.H1(formats.plain(name, 120), dir="auto"), html.P(id=Ids.LEAD, className="lead")]),
                    _exports(name),
                ],
                className="page-head",
            ),
            html.P(texts.NO_RANKING, className="term-note"),
            html.Div(id=Ids.LIVE),
            html.Div(id=Ids.PROGRESS),
            html.Div(
                [
                    _figure_card(Ids.ENGAGEMENT, texts.ENGAGEMENT_TITLE, texts.ENGAGEMENT_LEAD, "graph graph-tall"),
                    html.Div(
                        [
                            _figure_card(Ids.PRESENCE, texts.PRESENCE_TITLE, texts.PRESENCE_LEAD, "graph"),
                            _figure_card(Ids.HINTS, texts.HINTS_TITLE, texts.HINTS_LEAD, "graph"),
                        ],
                        className="term-pair",
                    ),
                    card(texts.TABLE_TITLE, class_grid(Ids.TABLE, COLUMNS), lead=texts.TABLE_LEAD),
                    card(texts.STUDENTS_TITLE, html.Div(id=Ids.STUDENTS), lead=texts.STUDENTS_LEAD),
                ],
                className="main-column",
            ),
        ]
    )


def _exports(name: str) -> Component:
    links = [
        html.A([icon("download"), text], href=archive_address(name, kind), className="plain-button", download="")
        for kind, text in (("csv", texts.EXPORT_CSV), ("html", texts.EXPORT_HTML))
    ]
    roster = dmc.Anchor(texts.ROSTER, href=roster_address(name), underline="never", className="plain-button")
    return html.Div([roster, *links], className="term-tools")


def _figure_card(figure: str, title: str, lead: str, size: str) -> Component:
    place = graph_frame(graph(size, id=figure), frame_of(figure))
    return card(title, place, html.Div(id=legend_of(figure)), lead=lead, class_name="term-figure")


def drawn(term: CourseTerm, scheme: Scheme) -> tuple[Any, ...]:
    """Everything that changes, in the order of the callback's outputs."""
    engagement, presence, hints = legends(term)
    return (
        course_lead(term),
        live_line(term),
        progress(term.ended - term.uncounted, term.ended),
        engagement_figure(term.classes, scheme=scheme),
        engagement_words(term),
        engagement,
        presence_figure(term.classes, scheme=scheme),
        presence_words(term),
        presence,
        hints_figure(term.classes, scheme=scheme),
        hints_words(term),
        hints,
        class_rows(term),
        student_table(term),
    )


def version_of(term: CourseTerm, scheme: Scheme) -> str:
    """Another one whenever anything on the page is."""
    classes = [
        (one.row, None if one.hints is None else (judge(one.hints.flags), one.hints.dips)) for one in term.classes
    ]
    state = (term.name, term.ended, [one.id for one in term.live], term.students, classes, scheme)
    return sha256(repr(state).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def pace(term: CourseTerm) -> tuple[int, bool]:
    """Milliseconds until the page asks again, and whether it never does."""
    return (POLL_MS if term.uncounted else CALM_MS), not (term.uncounted or term.live)


def register(app: Dash, parts: Parts) -> None:
    if parts.terms is not None:
        _register_drawing(app, parts.terms)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomTerms", "open"),
        Output(ids.ADDRESS, "pathname", allow_duplicate=True),
        Input(Ids.ENGAGEMENT, "clickData"),
        Input(Ids.PRESENCE, "clickData"),
        Input(Ids.HINTS, "clickData"),
        prevent_initial_call=True,
    )


def _register_drawing(app: Dash, terms: Terms) -> None:
    figures = [
        Output(*one)
        for figure in (Ids.ENGAGEMENT, Ids.PRESENCE, Ids.HINTS)
        for one in ((figure, "figure"), (frame_of(figure), "aria-label"), (legend_of(figure), "children"))
    ]

    @app.callback(
        Output(Ids.LEAD, "children"),
        Output(Ids.LIVE, "children"),
        Output(Ids.PROGRESS, "children"),
        *figures,
        Output(Ids.TABLE, "rowData"),
        Output(Ids.STUDENTS, "children"),
        Output(Ids.SHOWN, "data"),
        Output(Ids.INTERVAL, "interval"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.INTERVAL, "n_intervals"),
        Input(ids.SCHEME, "data"),
        State(Ids.NAME, "data"),
        State(Ids.SHOWN, "data"),
    )
    def fill(_ticks: int | None, scheme: Scheme | None, name: object, shown: object) -> tuple[Any, ...]:
        term = terms.course(asking_user(), name if isinstance(name, str) else "")
        version = version_of(term, scheme or "light")
        if version == shown:
            return (*[no_update] * 15, *pace(term))
        return (*drawn(term, scheme or "light"), version, *pace(term))
