"""The class that is being recorded, or was recorded last, as the page "Start class" shows it."""

from datetime import datetime

import dash_mantine_components as dmc
from dash import html

from classroom.control import AgentState, Note, Phase
from dashboard import formats
from dashboard.components.basics import Component
from dashboard.texts import start as texts

PILLS = {
    Phase.STARTING: "pill",
    Phase.RECORDING: "pill pill-live",
    Phase.PAUSED: "pill pill-interrupted",
    Phase.STOPPING: "pill",
    Phase.ENDED: "pill",
    Phase.FAILED: "pill start-pill-failed",
}


def heading(state: AgentState) -> list[Component]:
    """Course, phase and what is recorded."""
    dot = html.Span(className="live-dot") if state.phase is Phase.RECORDING else None
    pill = html.Span([dot, texts.PHASES[state.phase]], className=PILLS[state.phase], role="status")
    return [
        html.Div([html.H2(formats.plain(state.course, 80), dir="auto"), pill], className="title-row"),
        html.P(_facts(state), className="lead") if state.source else None,
        html.P(_lead(state), className="lead"),
        html.P(formats.plain(state.error, 400), className="start-error", role="alert") if state.error else None,
    ]


def live_figures(state: AgentState) -> Component:
    """The figures of the last look; a dash where nothing is known."""
    last = state.last
    begun = texts.FIGURE_NOTES["looks"].format(time=_clock(state, state.started_at))
    when = texts.STATUSES[last.status] if last else formats.DASH
    figures = (
        (texts.FIGURE_TILES, str(last.tiles) if last else formats.DASH, texts.FIGURE_NOTES["tiles"]),
        (texts.FIGURE_FACES, str(last.faces) if last else formats.DASH, texts.FIGURE_NOTES["faces"]),
        (
            texts.FIGURE_ENGAGEMENT,
            formats.score(last.engagement) if last else formats.DASH,
            texts.FIGURE_NOTES["engagement"],
        ),
        (texts.FIGURE_LOOKS, str(last.number + 1) if last else formats.DASH, begun),
        (texts.FIGURE_LAST, _clock(state, last.taken_at, "%H:%M:%S") if last else formats.DASH, when),
    )
    return html.Dl(
        [
            html.Div([html.Dt(name), html.Dd(value), html.Dd(note, className="note")], className="start-figure")
            for name, value, note in figures
        ],
        className="start-figures",
    )


def note_list(state: AgentState) -> Component | None:
    """What happened, newest first; None when nothing did."""
    if not state.notes:
        return None
    entries = [html.Li(_note(state, note)) for note in reversed(state.notes)]
    return html.Div([html.H3(texts.NOTES_TITLE), html.Ul(entries, className="start-notes")])


def session_link(state: AgentState, live_path: str) -> Component | None:
    """The way to the session; to its live page while it runs."""
    if state.session is None:
        return None
    live = not state.phase.is_over
    path = f"{live_path}{state.session}" if live else f"/session/{state.session}"
    return dmc.Anchor(texts.OPEN_LIVE if live else texts.OPEN_SESSION, href=path, className="button")


def _lead(state: AgentState) -> str:
    never_began = state.phase is Phase.ENDED and state.session is None
    return texts.NEVER_BEGAN if never_began else texts.PHASE_LEADS[state.phase]


def _facts(state: AgentState) -> str:
    source = formats.plain(state.source or "", 120)
    if state.interval_s is None:
        return source
    return texts.SOURCE.format(source=source, interval=f"{state.interval_s:g}\u00a0s")


def _note(state: AgentState, note: Note) -> list[Component]:
    return [html.Time(_clock(state, note.at)), html.Span(formats.plain(note.text, 240))]


def _clock(state: AgentState, moment: datetime, form: str = "%H:%M") -> str:
    return formats.DASH if state.time_zone is None else f"{formats.local(moment, state.time_zone):{form}}"
