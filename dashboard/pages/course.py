"""One course over the term: its classes compared, and in how many of them each student was seen."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

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
from dashboard.components.patience import patient
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


FIGURES = (Ids.ENGAGEMENT, Ids.PRESENCE, Ids.HINTS)


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
            page_head(name, Ids.LEAD, _exports(name)),
            html.P(texts.NO_RANKING, className="term-note"),
            html.Div(id=Ids.LIVE),
            html.Div(id=Ids.PROGRESS),
            html.Div(
                [
                    term_figure(Ids.ENGAGEMENT, texts.ENGAGEMENT_TITLE, texts.ENGAGEMENT_LEAD, TALL),
                    html.Div(
                        [
                            term_figure(Ids.PRESENCE, texts.PRESENCE_TITLE, texts.PRESENCE_LEAD),
                            term_figure(Ids.HINTS, texts.HINTS_TITLE, texts.HINTS_LEAD),
                        ],
                        className="term-pair",
                    ),
                    class_card(Ids.TABLE, COLUMNS),
                    card(texts.STUDENTS_TITLE, html.Div(id=Ids.STUDENTS), lead=texts.STUDENTS_LEAD),
                ],
                className="main-column",
            ),
        ]
    )


def _exports(name: str) -> list[Component]:
    return [
        dmc.Anchor(texts.ROSTER, href=roster_address(name), underline="never", className="plain-button"),
        download_link(texts.EXPORT_CSV, archive_address(name, "csv")),
        download_link(texts.EXPORT_HTML, archive_address(name, "html")),
    ]


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
    return fingerprint(term.name, term.ended, [one.id for one in term.live], term.students, classes, scheme)


def pace(term: CourseTerm) -> tuple[int, bool]:
    """Milliseconds until the page asks again, and whether it never does."""
    return (POLL_MS if term.uncounted else CALM_MS), not (term.uncounted or term.live)


def register(app: Dash, parts: Parts) -> None:
    if parts.terms is not None:
        _register_drawing(app, parts.terms)
    open_on_click(app, *FIGURES)


def _register_drawing(app: Dash, terms: Terms) -> None:
    @app.callback(
        Output(Ids.LEAD, "children"),
        Output(Ids.LIVE, "children"),
        Output(Ids.PROGRESS, "children"),
        *[output for figure in FIGURES for output in figure_outputs(figure)],
        Output(Ids.TABLE, "rowData"),
        Output(Ids.STUDENTS, "children"),
        Output(Ids.SHOWN, "data"),
        Output(Ids.INTERVAL, "interval"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.INTERVAL, "n_intervals"),
        Input(ids.SCHEME, "data"),
        State(Ids.NAME, "data"),
        State(Ids.SHOWN, "data"),
        running=patient(Ids.INTERVAL, POLL_MS),
    )
    def fill(_ticks: int | None, scheme: Scheme | None, name: object, shown: object) -> tuple[Any, ...]:
        term = terms.course(asking_user(), name if isinstance(name, str) else "")
        version = version_of(term, scheme or "light")
        if version == shown:
            return (*[no_update] * 15, *pace(term))
        return (*drawn(term, scheme or "light"), version, *pace(term))
