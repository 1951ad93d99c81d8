"""One session: the class over time, who may need a word, and every student."""

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props

from classroom.config import ServerSettings
from classroom.domain import EMOTIONS, SessionStatus, Verdict
from classroom.engagement import find_gaps, merge_exclusions
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria, card, icon
from dashboard.components.flags import VERDICT_TYPE, flag_list, precision_line
from dashboard.components.graphs import graph, graph_frame, renewal
from dashboard.components.headline import download_buttons, headline, key_figures
from dashboard.components.legends import emotion_legend, presence_legend, timeline_legend
from dashboard.components.students import student_grid, student_rows
from dashboard.figures.emotions import emotion_mix_figure
from dashboard.figures.marks import LessonMarks
from dashboard.figures.presence import presence_figure
from dashboard.figures.timeline import timeline_figure
from dashboard.pages import participant
from dashboard.parts import Parts
from dashboard.queries import Queries
from dashboard.theme import Scheme
from dashboard.views import SessionView

PATH = "/session/"


class Ids:
    INTERVAL = "session-interval"
    HEAD = "session-head"
    FIGURES = "session-key-figures"
    TIMELINE = "session-timeline"
    TIMELINE_FRAME = "session-timeline-frame"
    TIMELINE_LEGEND = "session-timeline-legend"
    MIX = "session-mix"
    MIX_FRAME = "session-mix-frame"
    MIX_LEGEND = "session-mix-legend"
    PRESENCE = "session-presence"
    PRESENCE_FRAME = "session-presence-frame"
    PRESENCE_LEGEND = "session-presence-legend"
    FLAGS = "session-flags"
    PRECISION = "session-precision"
    TABLE_FILTER = "session-table-filter"


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    view = parts.queries.view(asking_user(), rest)
    return title(view), layout(view, parts.settings)


def title(view: SessionView) -> str:
    day = formats.short_day(view.session.started_at, view.session.time_zone)
    return f"{formats.plain(view.session.course, 60)}, {day}"


def layout(view: SessionView, settings: ServerSettings) -> Component:
    """The page with its facts in place; figures follow once the browser's light or dark is known."""
    reference = str(view.session.id)
    live = view.session.status is SessionStatus.LIVE
    return html.Div(
        [
            dcc.Store(id=ids.REFERENCE, data=reference),
            dcc.Store(id=ids.VERSION, data=view.version),
            dcc.Interval(id=Ids.INTERVAL, interval=settings.refresh_s * 1000, disabled=not live),
            dmc.Anchor([icon("back"), texts.BACK], href="/", className="back"),
            html.Div([html.Div(id=Ids.HEAD), download_buttons(reference)], className="page-head"),
            html.Div(id=Ids.FIGURES),
            html.Div(
                [
                    html.Div([_timeline_card(view), _mix_card(view), _presence_card(view)], className="main-column"),
                    card(
                        texts.FLAGS_TITLE,
                        html.P(id=Ids.PRECISION, className="precision"),
                        html.Div(id=Ids.FLAGS, className="flag-box"),
                        lead=texts.FLAGS_LEAD,
                        class_name="flag-card",
                    ),
                ],
                className="columns",
            ),
            _table_card(),
            participant.layout(),
        ]
    )


def _timeline_card(view: SessionView) -> Component:
    lead = texts.TIMELINE_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
    return card(
        texts.TIMELINE_TITLE,
        graph_frame(graph("graph graph-tall", id=Ids.TIMELINE), Ids.TIMELINE_FRAME),
        html.Div(id=Ids.TIMELINE_LEGEND),
        lead=lead,
    )


def _mix_card(view: SessionView) -> Component:
    lead = texts.MIX_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
    return card(texts.MIX_TITLE, graph_frame(graph(id=Ids.MIX), Ids.MIX_FRAME), html.Div(id=Ids.MIX_LEGEND), lead=lead)


def _presence_card(view: SessionView) -> Component:
    lead = texts.PRESENCE_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
    return card(
        texts.PRESENCE_TITLE,
        graph_frame(graph(id=Ids.PRESENCE), Ids.PRESENCE_FRAME),
        html.Div(id=Ids.PRESENCE_LEGEND),
        lead=lead,
    )


def _table_card() -> Component:
    search = dmc.TextInput(
        id=Ids.TABLE_FILTER,
        placeholder=texts.TABLE_FILTER,
        leftSection=icon("search"),
        className="filter",
        **aria(label=texts.TABLE_FILTER),
    )
    return card(texts.TABLE_TITLE, student_grid(ids.TABLE), lead=texts.TABLE_LEAD, extra=search)


def facts(view: SessionView) -> tuple[Any, ...]:
    """What does not depend on light and dark, in the order of the callback's outputs."""
    return (
        headline(view),
        key_figures(view),
        student_rows(view),
        flag_list(view),
        precision_line(view),
        timeline_legend(view),
        emotion_legend(view.summary.emotions),
        presence_legend(view),
    )


def figures(view: SessionView, scheme: Scheme) -> tuple[Any, ...]:
    """The three figures, each followed by its summary in words for screen readers."""
    key, zone = view.session.id.hex, view.session.time_zone
    happened = LessonMarks(view.markers, view.dips, merge_exclusions(view.records.exclusions), find_gaps(view.records))
    timeline = timeline_figure(view.timeline, zone=zone, scheme=scheme, key=key, happened=happened, until=view.until)
    mix = emotion_mix_figure(view.timeline, zone=zone, scheme=scheme, key=key, reason=texts.NOTHING_READ)
    presence = presence_figure(view.timeline, zone=zone, scheme=scheme, key=key)
    return (
        renewal(timeline),
        timeline_words(view),
        renewal(mix),
        mix_words(view),
        renewal(presence),
        presence_words(view),
    )


def timeline_words(view: SessionView) -> str:
    values = [bin_.engagement for bin_ in view.timeline.bins if bin_.engagement is not None]
    if not values:
        return texts.NOTHING_READ
    mean, low, high = (
        formats.score(view.summary.mean_engagement),
        formats.score(min(values)),
        formats.score(max(values)),
    )
    return texts.TIMELINE_WORDS.format(mean=mean, low=low, high=high, coverage=formats.percent(view.summary.coverage))


def mix_words(view: SessionView) -> str:
    shares = view.summary.emotions
    if shares is None:
        return texts.NOTHING_READ
    named = sorted(zip(shares, EMOTIONS, strict=True), reverse=True)
    return ", ".join(f"{texts.EMOTIONS[emotion]} {formats.percent(share)}" for share, emotion in named)


def presence_words(view: SessionView) -> str:
    seen = [(bin_.visible, bin_.in_call) for bin_ in view.timeline.bins]
    counted = [(visible, in_call) for visible, in_call in seen if visible is not None and in_call is not None]
    if not counted:
        return texts.NO_GALLERY
    visible, in_call = (sum(values) / len(counted) for values in zip(*counted, strict=True))
    return texts.PRESENCE_WORDS.format(visible=f"{visible:.1f}", in_call=f"{in_call:.1f}")


def register(app: Dash, parts: Parts) -> None:
    queries = parts.queries
    _register_drawing(app, queries)
    _register_changes(app, queries)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "filter"),
        Output(ids.TABLE, "dashGridOptions"),
        Input(Ids.TABLE_FILTER, "value"),
        State(ids.TABLE, "dashGridOptions"),
        prevent_initial_call=True,
    )
    participant.register(app, queries)


def _register_drawing(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.HEAD, "children"),
        Output(Ids.FIGURES, "children"),
        Output(ids.TABLE, "rowData"),
        Output(Ids.FLAGS, "children"),
        Output(Ids.PRECISION, "children"),
        Output(Ids.TIMELINE_LEGEND, "children"),
        Output(Ids.MIX_LEGEND, "children"),
        Output(Ids.PRESENCE_LEGEND, "children"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
    )
    def draw_facts(_version: str, reference: str) -> tuple[Any, ...]:
        return facts(queries.view(asking_user(), reference))

    @app.callback(
        Output(Ids.TIMELINE, "figure"),
        Output(Ids.TIMELINE_FRAME, "aria-label"),
        Output(Ids.MIX, "figure"),
        Output(Ids.MIX_FRAME, "aria-label"),
        Output(Ids.PRESENCE, "figure"),
        Output(Ids.PRESENCE_FRAME, "aria-label"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
    )
    def draw_figures(_version: str, scheme: Scheme | None, reference: str) -> tuple[Any, ...]:
        return figures(queries.view(asking_user(), reference), scheme or "light")


def _register_changes(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(ids.VERSION, "data"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.INTERVAL, "n_intervals"),
        State(ids.REFERENCE, "data"),
        State(ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    def look_for_news(_ticks: int, reference: str, drawn: str) -> tuple[Any, ...]:
        view = queries.view(asking_user(), reference)
        hide_problem()
        return no_update if view.version == drawn else view.version, view.session.status is not SessionStatus.LIVE

    @app.callback(
        Output(ids.VERSION, "data", allow_duplicate=True),
        Input({"type": VERDICT_TYPE, "flag": ALL, "verdict": ALL}, "n_clicks"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def judge(_clicks: list[int | None], reference: str) -> Any:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return no_update
        pressed = ctx.triggered_id
        user = asking_user()
        queries.give_verdict(user, reference, pressed["flag"], Verdict(pressed["verdict"]))
        hide_problem()
        return queries.view(user, reference).version


def hide_problem() -> None:
    """The database answers again: the old problem is over.

    Not an output of the callbacks: an output outside the page makes Dash run them once as the page opens.
    """
    set_props(ids.PROBLEM, {"hide": True})
