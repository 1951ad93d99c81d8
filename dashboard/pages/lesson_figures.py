"""The class over time on a session's page: engagement, expressions, presence; each card is drawn by itself."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from classroom.domain import EMOTIONS
from classroom.engagement import find_gaps, merge_exclusions
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components.basics import Component
from dashboard.components.graphs import Drawn, as_drawn, figure_card, graph, graph_frame, renewal
from dashboard.components.legends import emotion_legend, presence_legend, timeline_legend
from dashboard.figures.emotions import emotion_mix_figure
from dashboard.figures.marks import LessonMarks
from dashboard.figures.presence import presence_figure
from dashboard.figures.timeline import timeline_figure
from dashboard.queries import Queries
from dashboard.theme import Scheme
from dashboard.views import SessionView


class Ids:
    TIMELINE = "session-timeline"
    TIMELINE_FRAME = "session-timeline-frame"
    TIMELINE_LEGEND = "session-timeline-legend"
    TIMELINE_LEAD = "session-timeline-lead"
    ZOOM = "session-timeline-zoom"  # what the timeline shows, as {"from", "to"}; None = all
    MIX = "session-mix"
    MIX_FRAME = "session-mix-frame"
    MIX_LEGEND = "session-mix-legend"
    MIX_LEAD = "session-mix-lead"
    PRESENCE = "session-presence"
    PRESENCE_FRAME = "session-presence-frame"
    PRESENCE_LEGEND = "session-presence-legend"
    PRESENCE_LEAD = "session-presence-lead"


def timeline_card(*below: Component) -> Component:
    """The class's engagement; what acts on a time of it stands below."""
    return figure_card(
        "timeline",
        texts.TIMELINE_TITLE,
        html.Span(id=Ids.TIMELINE_LEAD),
        dcc.Store(id=Ids.ZOOM),
        graph_frame(graph("graph graph-tall", id=Ids.TIMELINE), Ids.TIMELINE_FRAME),
        html.Div(id=Ids.TIMELINE_LEGEND),
        *below,
    )


def mix_card() -> Component:
    return figure_card(
        "mix",
        texts.MIX_TITLE,
        html.Span(id=Ids.MIX_LEAD),
        graph_frame(graph(id=Ids.MIX), Ids.MIX_FRAME),
        html.Div(id=Ids.MIX_LEGEND),
    )


def presence_card() -> Component:
    return figure_card(
        "presence",
        texts.PRESENCE_TITLE,
        html.Span(id=Ids.PRESENCE_LEAD),
        graph_frame(graph(id=Ids.PRESENCE), Ids.PRESENCE_FRAME),
        html.Div(id=Ids.PRESENCE_LEGEND),
    )


def draw_timeline(view: SessionView, scheme: Scheme) -> Drawn:
    happened = LessonMarks(view.markers, view.dips, merge_exclusions(view.records.exclusions), find_gaps(view.records))
    return as_drawn(
        timeline_figure(
            view.timeline,
            zone=view.session.time_zone,
            scheme=scheme,
            key=view.session.id.hex,
            happened=happened,
            until=view.until,
        )
    )


def draw_mix(view: SessionView, scheme: Scheme) -> Drawn:
    return as_drawn(
        emotion_mix_figure(
            view.timeline,
            zone=view.session.time_zone,
            scheme=scheme,
            key=view.session.id.hex,
            reason=texts.NOTHING_READ,
            until=view.until,
        )
    )


def draw_presence(view: SessionView, scheme: Scheme) -> Drawn:
    return as_drawn(
        presence_figure(
            view.timeline, zone=view.session.time_zone, scheme=scheme, key=view.session.id.hex, until=view.until
        )
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


def register(app: Dash, queries: Queries) -> None:
    _register_timeline(app, queries)
    _register_mix(app, queries)
    _register_presence(app, queries)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("lesson", "zoomed"),
        Output(Ids.ZOOM, "data"),
        Input(Ids.TIMELINE, "relayoutData"),
        State(Ids.ZOOM, "data"),
        prevent_initial_call=True,
    )


def _register_timeline(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.TIMELINE, "figure"),
        Output(Ids.TIMELINE_FRAME, "aria-label"),
        Output(Ids.TIMELINE_LEGEND, "children"),
        Output(Ids.TIMELINE_LEAD, "children"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
    )
    def show_timeline(_version: str, scheme: Scheme | None, reference: str) -> tuple[Any, ...]:
        view, shown = queries.view(asking_user(), reference), scheme or "light"
        drawn = queries.shared(view, f"timeline-{shown}", lambda one: draw_timeline(one, shown))
        lead = texts.TIMELINE_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
        return renewal(drawn), timeline_words(view), timeline_legend(view), lead


def _register_mix(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.MIX, "figure"),
        Output(Ids.MIX_FRAME, "aria-label"),
        Output(Ids.MIX_LEGEND, "children"),
        Output(Ids.MIX_LEAD, "children"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
    )
    def show_mix(_version: str, scheme: Scheme | None, reference: str) -> tuple[Any, ...]:
        view, shown = queries.view(asking_user(), reference), scheme or "light"
        drawn = queries.shared(view, f"mix-{shown}", lambda one: draw_mix(one, shown))
        lead = texts.MIX_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
        return renewal(drawn), mix_words(view), emotion_legend(view.summary.emotions), lead


def _register_presence(app: Dash, queries: Queries) -> None:
    @app.callback(
        Output(Ids.PRESENCE, "figure"),
        Output(Ids.PRESENCE_FRAME, "aria-label"),
        Output(Ids.PRESENCE_LEGEND, "children"),
        Output(Ids.PRESENCE_LEAD, "children"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
    )
    def show_presence(_version: str, scheme: Scheme | None, reference: str) -> tuple[Any, ...]:
        view, shown = queries.view(asking_user(), reference), scheme or "light"
        drawn = queries.shared(view, f"presence-{shown}", lambda one: draw_presence(one, shown))
        lead = texts.PRESENCE_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
        return renewal(drawn), presence_words(view), presence_legend(view), lead
