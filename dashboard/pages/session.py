"""One session: the class over time, what happened in the lesson, who may need a word, and every student."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update, set_props

from classroom.control import Phase
from classroom.domain import Session, SessionStatus
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components import deleting, flags, moving, nearness, problem, students, undo
from dashboard.components import headline as head
from dashboard.components.basics import Component, icon
from dashboard.components.patience import patient
from dashboard.launching import phase_of
from dashboard.lesson_actions import LessonActions
from dashboard.pages import (
    lesson_events,
    lesson_figures,
    lesson_heat,
    lesson_marking,
    lesson_moment,
    lesson_note,
    lesson_tables,
    participant,
)
from dashboard.parts import Parts
from dashboard.queries import Queries
from dashboard.scheme import asked_scheme
from dashboard.theme import Scheme
from dashboard.views import SessionView

PATH = "/session/"


class Ids:
    INTERVAL = "session-interval"
    HEAD = "session-head"
    FIGURES = "session-key-figures"
    TOOLS = "session-tools"


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    view = parts.queries.view(asking_user(), rest)
    return title(view.session), layout(view, parts, asked_scheme())


def title(session: Session) -> str:
    day = formats.short_day(session.started_at, session.time_zone)
    return f"{formats.plain(session.course, 60)}, {day}"


def layout(view: SessionView, parts: Parts, scheme: Scheme) -> Component:
    """The page with its facts; what lies far down is made when the reader comes near.

    A callback of its own for each card would be a request more, and each makes Dash ask every component of the page.
    """
    user, session, reference = asking_user(), view.session, str(view.session.id)
    may_edit = parts.lesson is not None
    exclude = [lesson_marking.exclude_button()] if may_edit else []
    forms = [lesson_marking.mark_form(), lesson_marking.part_form()] if may_edit else []
    live = session.status is SessionStatus.LIVE
    main = [
        lesson_figures.timeline_card(
            view,
            lesson_figures.shared_figure(parts.queries, view, "timeline", scheme),
            lesson_moment.controls(view, *exclude),
        ),
        *([lesson_note.note_card()] if may_edit else []),
    ]
    side = [
        flags.flag_card(flags.make_hints(parts, user, view)),
        lesson_events.events_card(view, *forms, may_edit=may_edit),
    ]
    return html.Div(
        [
            dcc.Store(id=ids.REFERENCE, data=reference),
            dcc.Store(id=ids.VERSION, data=view.version),
            moving.told(),
            dcc.Interval(id=Ids.INTERVAL, interval=parts.settings.refresh_s * 1000, disabled=not live),
            dmc.Anchor([icon("back"), texts.BACK], href="/", className="back"),
            html.Div(
                [
                    html.Div(head.headline(view, phase_of(parts.launcher, user, session)), id=Ids.HEAD),
                    _tools(session, parts),
                ],
                className="page-head",
            ),
            html.Div(head.key_figures(view), id=Ids.FIGURES),
            html.Div(
                [html.Div(main, className="main-column"), html.Div(side, className="side-column")], className="columns"
            ),
            html.Div([lesson_figures.mix_card(view), lesson_figures.presence_card(view)], className="figure-pair"),
            lesson_heat.heat_card(view),
            students.table_card(len(view.participants), students.absent_of(parts, user, reference)),
            participant.layout(),
        ]
    )


def _tools(session: Session, parts: Parts) -> Component:
    return html.Div(_menus(session, parts), id=Ids.TOOLS, className="page-tools")


def _menus(session: Session, parts: Parts) -> list[Component]:
    return [head.export_menu(session), deleting.session_menu(session, may_move=parts.moves is not None)]


def facts(view: SessionView, phase: Phase | None) -> tuple[Any, ...]:
    """What stands at the top, in the order of the callback's outputs."""
    return head.headline(view, phase), head.key_figures(view)


def register(app: Dash, parts: Parts) -> None:
    _register_drawing(app, parts)
    _register_changes(app, parts.queries, parts.settings.refresh_s * 1000)
    _register_course(app, parts)
    _register_lesson(app, parts)
    _register_people(app, parts)
    nearness.register(app, Input(ids.VERSION, "data"), lesson_heat.Ids.NEAR)


def _register_lesson(app: Dash, parts: Parts) -> None:
    actions = None if parts.lesson is None else LessonActions(parts.queries, parts.lesson)
    lesson_figures.register(app, parts.queries)
    lesson_moment.register(app, parts.queries)
    lesson_heat.register(app, parts.queries)
    lesson_tables.register(app, parts.queries)
    lesson_events.register(app, parts, actions)
    lesson_note.register(app, parts)
    if actions is not None:
        lesson_marking.register(app, parts.queries, actions)
        actions.register(parts.undo)


def _register_people(app: Dash, parts: Parts) -> None:
    head.register(app)
    flags.register(app, parts)
    students.register(app, parts)
    participant.register(app, parts)
    deleting.register(app, parts)
    moving.register(app, parts)


def _register_drawing(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.HEAD, "children"),
        Output(Ids.FIGURES, "children"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def draw_facts(_version: str, reference: str) -> tuple[Any, ...]:
        user = asking_user()
        view = parts.queries.view(user, reference)
        return facts(view, phase_of(parts.launcher, user, view.session))


def _register_changes(app: Dash, queries: Queries, refresh_ms: float) -> None:
    @app.callback(
        Output(ids.VERSION, "data"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.INTERVAL, "n_intervals"),
        Input(undo.Ids.DONE, "data"),
        Input(moving.Ids.MOVED, "data"),
        State(ids.REFERENCE, "data"),
        State(ids.VERSION, "data"),
        *problem.STATES,
        running=patient(Ids.INTERVAL, refresh_ms),
        prevent_initial_call=True,
    )
    def look_for_news(
        _ticks: int | None, _undone: str | None, _moved: str | None, reference: str, drawn: str | None, *shown: object
    ) -> tuple[Any, ...]:
        view = queries.view(asking_user(), reference)
        problem.end_outage(*shown)
        return no_update if view.version == drawn else view.version, view.session.status is not SessionStatus.LIVE


def _register_course(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.TOOLS, "children"),
        Input(moving.Ids.MOVED, "data"),
        Input(undo.Ids.DONE, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def name_course(_moved: str | None, _undone: str | None, reference: str) -> list[Component]:
        """The exports of the whole course and the window's title follow the class into another course."""
        session = parts.queries.session(asking_user(), reference)
        set_props(ids.TITLE, {"data": f"{title(session)} · {texts.PRODUCT}"})
        return _menus(session, parts)
