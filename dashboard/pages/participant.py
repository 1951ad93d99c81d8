"""One student of one session, in a drawer over the session's page."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from classroom.domain import Flag, Participant
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components.basics import Component
from dashboard.components.graphs import graph
from dashboard.components.legends import emotion_legend, student_legend
from dashboard.figures.base import empty_figure
from dashboard.figures.timeline import timeline_figure
from dashboard.queries import Queries
from dashboard.theme import Scheme
from dashboard.views import SessionView


class Ids:
    DRAWER = "student-drawer"
    CONTENT = "student-content"


def layout() -> Component:
    return dmc.Drawer(
        html.Div(id=Ids.CONTENT),
        id=Ids.DRAWER,
        position="right",
        size="min(560px, 100vw)",
        padding="lg",
        closeButtonProps={"aria-label": "Close"},
        opened=False,
    )


def content(view: SessionView, participant: Participant, scheme: Scheme) -> Component:
    """Figures, timeline, expressions and hints of one student."""
    number = participant.number
    flags = tuple(flag for flag in view.flags if flag.participant == number)
    summary = view.summaries.get(number)
    emotions = summary.emotions if summary else None
    timeline = view.timelines.get(number)
    return html.Div(
        [
            _numbers(view, number),
            html.H3(texts.STUDENT_ENGAGEMENT.format(bin=formats.bin_name(view.timeline.bin_s))),
            graph(
                figure=empty_figure(texts.NOTHING_READ_STUDENT, scheme)
                if timeline is None
                else timeline_figure(
                    timeline,
                    zone=view.session.time_zone,
                    scheme=scheme,
                    key=f"{view.session.id.hex}-{number}",
                    flags=flags,
                ),
            ),
            student_legend(bool(flags)),
            html.H3(texts.STUDENT_MIX),
            _mix(emotions),
            html.H3(texts.STUDENT_FLAGS),
            _flags(flags, view.session.time_zone),
        ],
        className="student",
    )


def _numbers(view: SessionView, number: int) -> Component | None:
    summary = view.summaries.get(number)
    if summary is None:
        return None
    zone = view.session.time_zone
    seen = formats.DASH
    if summary.first_seen is not None and summary.last_seen is not None:
        seen = formats.span(summary.first_seen, summary.last_seen, zone)
    pairs = [
        (texts.COLUMNS["engagement"], formats.score(summary.mean_engagement)),
        (texts.COLUMNS["coverage"], formats.percent(summary.coverage)),
        (texts.COLUMNS["in_call"], formats.minutes(summary.minutes_in_call)),
        (texts.COLUMNS["visible"], formats.minutes(summary.minutes_visible)),
        (texts.STUDENT_SEEN, seen),
    ]
    return html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in pairs], className="numbers")


def _mix(emotions: tuple[float, ...] | None) -> Component:
    if emotions is None:
        return html.P(texts.NOTHING_READ_STUDENT, className="quiet")
    return emotion_legend(emotions)


def _flags(flags: tuple[Flag, ...], zone: str) -> Component:
    if not flags:
        return html.P(texts.FLAGS_NONE, className="quiet")
    return html.Ul([_flag(flag, zone) for flag in flags], className="flags")


def _flag(flag: Flag, zone: str) -> Component:
    when = formats.span(flag.start, flag.end, zone, open_end=texts.FLAG_OPEN)
    return html.Li(
        [
            html.Div(
                [html.Span(texts.REASONS[flag.reason], className="flag-name"), html.Span(when, className="flag-when")],
                className="flag-head",
            ),
            html.P(formats.plain(flag.evidence, 300), className="flag-evidence"),
        ],
        className="flag",
    )


def register(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.DRAWER, "opened"),
        Output(Ids.DRAWER, "title"),
        Output(Ids.CONTENT, "children"),
        Input(ids.TABLE, "selectedRows"),
        Input(ids.SCHEME, "data"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def show(
        rows: list[dict[str, Any]] | None, scheme: Scheme | None, _version: str, reference: str
    ) -> tuple[Any, ...]:
        if not rows:
            return no_update, no_update, no_update
        view = queries.view(asking_user(), reference)
        chosen = next((one for one in view.participants if str(one.number) == str(rows[0].get("id"))), None)
        if chosen is None:
            return False, no_update, no_update
        return True, formats.plain(view.names[chosen.number]), content(view, chosen, scheme or "light")

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "unselect"),
        Output(ids.TABLE, "selectedRows"),
        Input(Ids.DRAWER, "opened"),
        prevent_initial_call=True,
    )
