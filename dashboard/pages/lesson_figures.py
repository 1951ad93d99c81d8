"""The class over time on a session's page: engagement, expressions, presence; each card is drawn by itself."""

from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from classroom.domain import EMOTIONS
from classroom.engagement import find_gaps, mean_presence, merge_exclusions
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components.basics import Component
from dashboard.components.graphs import Drawn, as_drawn, figure_card, filled, graph, graph_frame, plot, renewal
from dashboard.components.headline import why_no_engagement
from dashboard.components.legends import emotion_legend, presence_legend, timeline_legend
from dashboard.components.nearness import later
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
    MIX_PLACE = "session-mix-place"
    MIX_NEAR = "session-mix-near"
    MIX_FRAME = "session-mix-frame"
    MIX_LEGEND = "session-mix-legend"
    MIX_LEAD = "session-mix-lead"
    PRESENCE = "session-presence"
    PRESENCE_PLACE = "session-presence-place"
    PRESENCE_NEAR = "session-presence-near"
    PRESENCE_FRAME = "session-presence-frame"
    PRESENCE_LEGEND = "session-presence-legend"
    PRESENCE_LEAD = "session-presence-lead"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a figure."""

    label: str  # the figure in a sentence
    legend: Component
    lead: str


@dataclass(frozen=True, slots=True)
class Late:
    """The ids of a figure that is drawn when the reader comes near."""

    figure: str
    place: str
    near: str


FIGURES = {"timeline": Ids.TIMELINE, "mix": Ids.MIX, "presence": Ids.PRESENCE}
LATE = {
    "mix": Late(Ids.MIX, Ids.MIX_PLACE, Ids.MIX_NEAR),
    "presence": Late(Ids.PRESENCE, Ids.PRESENCE_PLACE, Ids.PRESENCE_NEAR),
}
WORDS = (
    (Ids.TIMELINE_FRAME, Ids.TIMELINE_LEGEND, Ids.TIMELINE_LEAD),
    (Ids.MIX_FRAME, Ids.MIX_LEGEND, Ids.MIX_LEAD),
    (Ids.PRESENCE_FRAME, Ids.PRESENCE_LEGEND, Ids.PRESENCE_LEAD),
)
WORD_PROPERTIES = ("aria-label", "children", "children")


def timeline_card(view: SessionView, figure: Drawn, *below: Component) -> Component:
    """The class's engagement; what acts on a time of it stands below."""
    words = say_timeline(view)
    return figure_card(
        "timeline",
        texts.TIMELINE_TITLE,
        html.Span(words.lead, id=Ids.TIMELINE_LEAD),
        dcc.Store(id=Ids.ZOOM),
        graph_frame(
            graph("graph graph-tall", id=Ids.TIMELINE, figure=filled(figure)), Ids.TIMELINE_FRAME, label=words.label
        ),
        html.Div(words.legend, id=Ids.TIMELINE_LEGEND),
        *below,
    )


def mix_card(view: SessionView) -> Component:
    words = say_mix(view)
    return figure_card(
        "mix",
        texts.MIX_TITLE,
        html.Span(words.lead, id=Ids.MIX_LEAD),
        graph_frame(later(Ids.MIX_PLACE, Ids.MIX_NEAR, "graph"), Ids.MIX_FRAME, label=words.label),
        html.Div(words.legend, id=Ids.MIX_LEGEND),
    )


def presence_card(view: SessionView) -> Component:
    words = say_presence(view)
    return figure_card(
        "presence",
        texts.PRESENCE_TITLE,
        html.Span(words.lead, id=Ids.PRESENCE_LEAD),
        graph_frame(later(Ids.PRESENCE_PLACE, Ids.PRESENCE_NEAR, "graph"), Ids.PRESENCE_FRAME, label=words.label),
        html.Div(words.legend, id=Ids.PRESENCE_LEGEND),
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
            reason=why_no_engagement(view),
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
            view.timeline,
            zone=view.session.time_zone,
            scheme=scheme,
            key=view.session.id.hex,
            happened=LessonMarks(exclusions=merge_exclusions(view.records.exclusions), gaps=find_gaps(view.records)),
            until=view.until,
        )
    )


def shared_figure(queries: Queries, view: SessionView, figure: str, scheme: Scheme) -> Drawn:
    """The figure of that name, made once for all who look."""
    draw = {"timeline": draw_timeline, "mix": draw_mix, "presence": draw_presence}[figure]
    return queries.shared(view, f"{figure}-{scheme}", lambda one: draw(one, scheme))


def say_timeline(view: SessionView) -> Words:
    lead = texts.TIMELINE_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
    return Words(timeline_words(view), timeline_legend(view), lead)


def say_mix(view: SessionView) -> Words:
    lead = texts.MIX_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
    return Words(mix_words(view), emotion_legend(view.summary.emotions), lead)


def say_presence(view: SessionView) -> Words:
    lead = texts.PRESENCE_LEAD.format(bin=formats.bin_name(view.timeline.bin_s))
    return Words(presence_words(view), presence_legend(view), lead)


def timeline_words(view: SessionView) -> str:
    values = [bin_.engagement for bin_ in view.timeline.bins if bin_.engagement is not None]
    if not values:
        return why_no_engagement(view)
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
    presence = mean_presence(view.timeline)
    if presence is None:
        return texts.NO_GALLERY
    words = texts.PRESENCE_WORDS.format(visible=f"{presence.visible:.1f}", in_call=f"{presence.in_call:.1f}")
    hidden_s = sum((gap.end - gap.start).total_seconds() for gap in find_gaps(view.records))
    return f"{words} {texts.PRESENCE_HIDDEN.format(part=formats.length(hidden_s))}" if hidden_s else words


def register(app: Dash, queries: Queries) -> None:
    _register_words(app, queries)
    for figure, name in FIGURES.items():
        _register_figure(app, queries, figure, name)
    for figure, late in LATE.items():
        _register_late(app, queries, figure, late)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("lesson", "zoomed"),
        Output(Ids.ZOOM, "data"),
        Input(Ids.TIMELINE, "relayoutData"),
        State(Ids.ZOOM, "data"),
        prevent_initial_call=True,
    )


def _register_words(app: Dash, queries: Queries) -> None:
    @app.callback(
        *(Output(name, prop) for names in WORDS for name, prop in zip(names, WORD_PROPERTIES, strict=True)),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def say(_version: str, reference: str) -> tuple[Any, ...]:
        view = queries.view(asking_user(), reference)
        said = (say_timeline(view), say_mix(view), say_presence(view))
        return tuple(part for one in said for part in (one.label, one.legend, one.lead))


def _register_figure(app: Dash, queries: Queries, figure: str, name: str) -> None:
    @app.callback(
        Output(name, "figure"),
        Input(ids.VERSION, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def renew(_version: str, scheme: Scheme | None, reference: str) -> Any:
        return renewal(shared_figure(queries, queries.view(asking_user(), reference), figure, scheme or "light"))


def _register_late(app: Dash, queries: Queries, figure: str, late: Late) -> None:
    @app.callback(
        Output(late.place, "children"),
        Input(late.near, "data"),
        State(ids.SCHEME, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def draw(is_near: bool | None, scheme: Scheme | None, reference: str) -> Any:
        if not is_near:
            return no_update
        view = queries.view(asking_user(), reference)
        return plot(id=late.figure, figure=filled(shared_figure(queries, view, figure, scheme or "light")))
