"""The top of a session's page: what, when, and the five figures that matter."""

from typing import Any
from urllib.parse import quote

import dash_mantine_components as dmc
import numpy as np
from dash import ClientsideFunction, Dash, Input, State, dcc, html

from classroom.control import Phase
from classroom.counting import Count
from classroom.domain import Session
from classroom.engagement import merge_exclusions
from classroom.report import REPORT_KINDS
from dashboard import formats, texts
from dashboard.components.basics import Component, demo_badge, icon, key_figure, status_badge
from dashboard.components.menus import menu
from dashboard.running import is_running
from dashboard.texts import live as live_texts
from dashboard.texts import people as words
from dashboard.texts import privacy as privacy_texts
from dashboard.views import SessionView


class Ids:
    API = "export-api"
    API_PATH = "export-api-path"
    API_WORDS = "export-api-words"


def headline(view: SessionView, phase: Phase | None = None) -> Component:
    """`phase`: of the agent that records the session on this computer, if one does."""
    session = view.session
    end = None if is_running(session) else view.end
    when = (
        f"{formats.day(session.started_at, session.time_zone)}, "
        f"{formats.span(session.started_at, end, session.time_zone)}"
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1(formats.plain(session.course, 80)),
                    html.Div([status_badge(session, phase), demo_badge(session)], className="badges"),
                    live_link(session),
                ],
                className="title-row",
            ),
            html.P(
                [when, html.Span(f" ({session.time_zone}) · {formats.plain(session.source, 80)}")], className="lead"
            ),
            _expressions_line(view),
        ]
    )


def _expressions_line(view: SessionView) -> Component | None:
    """That they were switched off in mid-class; what was read before is kept."""
    if view.expressions_end is None:
        return None
    at = formats.clock(view.expressions_end, view.session.time_zone)
    return html.P(privacy_texts.ENDED_IN_CLASS.format(time=at), className="lead")


def live_link(session: Session) -> Component | None:
    """The way to the live page of a class that is being recorded now."""
    if not is_running(session):
        return None
    return dmc.Anchor(live_texts.OPEN_LIVE, href=f"/live/{session.id}", className="live-link")


def key_figures(view: SessionView) -> Component:
    summary = view.summary
    seen = sum(line.minutes_visible > 0 for line in view.summaries.values())
    undecided = sum(flag.verdict is None for flag in view.flags)
    flags_note = texts.KEY_FLAGS_NOTE.format(open=undecided) if view.flags else texts.KEY_FLAGS_NONE
    coverage = summary.coverage if summary.minutes_in_call > 0 else None
    mean = texts.KEY_ENGAGEMENT_NOTE.format(profile=view.profile)
    name = texts.KEY_ENGAGEMENT
    if view.expressions_read is False:
        name, mean = privacy_texts.KEY_PRESENCE, privacy_texts.KEY_PRESENCE_NOTE
    return html.Dl(
        [
            key_figure(name, formats.score(summary.mean_engagement), mean),
            key_figure(texts.KEY_COVERAGE, formats.percent(coverage), texts.KEY_COVERAGE_NOTE),
            key_figure(
                texts.KEY_PARTICIPANTS, str(len(view.participants)), texts.KEY_PARTICIPANTS_NOTE.format(visible=seen)
            ),
            key_figure(texts.KEY_MINUTES, formats.length(view.seconds), length_note(view)),
            key_figure(texts.KEY_FLAGS, str(len(view.flags)), flags_note),
        ],
        className="key-figures",
    )


def why_no_engagement(view: SessionView) -> str:
    """What is said in the place of an engagement line without a value."""
    if any(one.coverage > 0 for one in view.timeline.bins):
        return texts.TOO_LITTLE_READ
    if view.summary.emotions is None:
        return texts.NOTHING_READ
    heads_are_read = not np.isnan(view.records.observations.head_pose[:, 0]).all()
    return texts.TOO_LITTLE_READ if heads_are_read else texts.NOTHING_FACED.format(profile=view.profile)


def length_note(view: SessionView) -> str:
    """How many pictures were looked at, and how much of the length is left out."""
    note = texts.KEY_MINUTES_NOTE.format(frames=Count(view.session.frame_count))
    start, end = view.session.started_at, view.end
    parts = [(max(one.start, start), min(one.end, end)) for one in merge_exclusions(view.records.exclusions)]
    left_out_s = sum(max((until - since).total_seconds(), 0.0) for since, until in parts)
    return texts.KEY_MINUTES_LEFT_OUT.format(note=note, part=formats.length(left_out_s)) if left_out_s else note


def export_menu(session: Session) -> Component:
    """Everything that can be taken out of the dashboard, in one menu."""
    reference, course = str(session.id), quote(session.course, safe="")
    items = [
        dmc.MenuLabel(words.EXPORT_SESSION),
        _item(words.EXPORT_HTML, f"/reports/{reference}.html", target="_blank"),
        *[_item(texts.REPORTS[kind], f"/download/{reference}/{kind}.csv") for kind in REPORT_KINDS],
        dmc.MenuDivider(),
        dmc.MenuLabel(words.EXPORT_COURSE),
        _item(words.EXPORT_COURSE_CSV, f"/reports/course.zip?course={course}"),
        _item(words.EXPORT_COURSE_HTML, f"/reports/course.zip?course={course}&kind=html"),
        dmc.MenuDivider(),
        dmc.MenuLabel(words.EXPORT_PROGRAMS),
        dmc.MenuItem(_about(words.EXPORT_API), id=Ids.API),
        dcc.Store(id=Ids.API_PATH, data=f"/api/v1/sessions/{reference}"),
        dcc.Store(id=Ids.API_WORDS, data=words.API_COPIED),
    ]
    shown = [icon("download"), words.EXPORT, icon("down")]
    return menu(shown, items, class_name="tool-button", width=300)


def _item(about: tuple[str, str], address: str, **more: Any) -> Component:
    return dmc.MenuItem(_about(about), href=address, refresh=True, **more)


def _about(about: tuple[str, str]) -> list[Component]:
    name, note = about
    return [html.Span(name, className="menu-name"), html.Span(note, className="menu-note")]


def register(app: Dash) -> None:
    """The API address is copied in the browser."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomReview", "copyAddress"),
        Input(Ids.API, "n_clicks"),
        State(Ids.API_PATH, "data"),
        State(Ids.API_WORDS, "data"),
        prevent_initial_call=True,
    )
