"""All sessions the user may see, newest first."""

from typing import Any
from uuid import UUID

import dash_mantine_components as dmc
from dash import MATCH, Dash, Input, Output, State, dcc, html, no_update

from classroom.config import ServerSettings
from classroom.control import Phase
from classroom.domain import Session, SessionStatus, User
from classroom.errors import NotFoundError
from dashboard import formats, texts
from dashboard.auth import asking_user
from dashboard.components.badges import badge
from dashboard.components.basics import Component, aria, demo_badge, icon, status_badge
from dashboard.figures.trend import trend_image
from dashboard.launching import phase_of
from dashboard.parts import Parts
from dashboard.queries import Queries
from dashboard.running import find_running, is_running
from dashboard.texts import live as live_texts
from dashboard.texts import start as start_texts
from dashboard.views import SessionDigest

PATH = "/"
TITLE = texts.SESSIONS_TITLE
PAGE_SIZE = 12
SLOWEST_REFRESH_S = 10.0  # the list shows counts, not the class: no need for the live page's pace

Phases = dict[UUID, Phase]  # of agents on this computer, by the session they record


class Ids:
    LIST = "sessions-list"
    FILTER = "sessions-filter"
    MORE = "sessions-more"
    SHOWN = "sessions-shown"  # what is drawn now, so that an unchanged list is left alone
    INTERVAL = "sessions-interval"
    DIGEST = "session-digest"


def show(parts: Parts, _rest: str) -> tuple[str, Component]:
    return TITLE, layout(parts.settings)


def layout(settings: ServerSettings) -> Component:
    interval_ms = max(settings.refresh_s, SLOWEST_REFRESH_S) * 1000
    search = dmc.TextInput(
        id=Ids.FILTER,
        placeholder=texts.FILTER_COURSE,
        leftSection=icon("search"),
        debounce=250,
        className="filter",
        **aria(label=texts.FILTER_COURSE),
    )
    return html.Div(
        [
            html.Div(
                [html.Div([html.H1(TITLE), html.P(texts.SESSIONS_LEAD, className="lead")]), search],
                className="page-head",
            ),
            dcc.Store(id=Ids.SHOWN),
            dcc.Interval(id=Ids.INTERVAL, interval=interval_ms),
            html.Div(id=Ids.LIST),
            dmc.Button(texts.SHOW_MORE, id=Ids.MORE, variant="default", className="more", style={"display": "none"}),
        ]
    )


def live_banner(sessions: tuple[Session, ...], user: User, phases: Phases) -> Component | None:
    """The way to the class that is being recorded now, if there is one."""
    running = find_running(sessions, user)
    if running is None:
        return None
    lead = live_texts.LIVE_NOW_LEAD.format(
        course=formats.plain(running.course, 80), time=formats.clock(running.started_at, running.time_zone)
    )
    return dmc.Anchor(
        [
            _now(running, phases.get(running.id)),
            html.Span(lead, className="live-banner-text", dir="auto"),
            html.Span(live_texts.OPEN_LIVE, className="live-banner-open"),
        ],
        href=f"/live/{running.id}",
        underline="never",
        className="card live-banner",
    )


def _now(running: Session, phase: Phase | None) -> Component:
    now = badge(running, phase)
    if now["kind"] != SessionStatus.LIVE.value:  # paused or stopping
        return html.Span(now["text"], title=now["hint"], className=f"pill pill-{now['kind']}")
    return html.Span([html.Span(className="live-dot"), live_texts.LIVE_NOW], className="pill pill-live")


def session_list(sessions: tuple[Session, ...], text: str, queries: Queries, phases: Phases) -> Component:
    """The sessions as a list of links, or what to do when there are none."""
    if sessions:
        entries = html.Ul(
            [html.Li(_entry(session, queries, phases.get(session.id))) for session in sessions], className="sessions"
        )
        # A figure nobody sees: Plotly's large script loads while the teacher chooses a session.
        return html.Div([entries, html.Div(dcc.Graph(), hidden=True)])
    return html.P(texts.NO_MATCH.format(text=formats.plain(text)), className="card quiet") if text else _first_steps()


def _first_steps() -> Component:
    return html.Section(
        [
            html.H2(texts.NO_SESSIONS_TITLE),
            html.P(texts.NO_SESSIONS, className="lead"),
            dmc.Anchor(start_texts.TITLE, href="/start", className="button"),
            html.P(texts.NO_SESSIONS_START),
            html.Pre(html.Code(texts.COMMAND_START)),
            html.P(texts.NO_SESSIONS_DEMO),
            html.Pre(html.Code(texts.COMMAND_DEMO)),
        ],
        className="card empty",
    )


def _entry(session: Session, queries: Queries, phase: Phase | None) -> Component:
    known = queries.known_digest(session)
    digest = _digest(known) if known else _digest_later(session)
    count = session.participant_count
    people = texts.PARTICIPANTS_ONE if count == 1 else texts.PARTICIPANTS_MANY.format(count=count)
    end = session.ended_at or session.last_frame_at or session.started_at
    live = is_running(session)
    facts = [
        formats.short_day(session.started_at, session.time_zone),
        formats.span(session.started_at, None if live else end, session.time_zone),
        formats.length((end - session.started_at).total_seconds()),
        people,
    ]
    return dmc.Anchor(
        [
            html.Div(
                [
                    html.Div(
                        [html.H2(formats.plain(session.course, 80)), demo_badge(session)], className="entry-title"
                    ),
                    html.P([html.Span(fact) for fact in facts], className="facts"),
                ],
                className="entry-main",
            ),
            html.Div(digest, className="entry-digest"),
            html.Div(status_badge(session, phase), className="entry-status"),
        ],
        href=f"/session/{session.id}",
        underline="never",
        className="card entry",
    )


def _digest_later(session: Session) -> Component:
    return html.Div(
        dmc.Skeleton(height=36, width="100%"), id={"type": Ids.DIGEST, "session": str(session.id)}, className="digest"
    )


def _digest(digest: SessionDigest) -> Component:
    image = trend_image(digest.trend)
    if digest.mean_engagement is None:
        return html.Span(texts.NO_TREND, className="quiet")
    return html.Div(
        [
            None if image is None else html.Img(src=image, alt=texts.TREND_ALT, className="trend"),
            html.Span(
                [html.Strong(formats.score(digest.mean_engagement)), html.Span(texts.ENGAGEMENT.lower())],
                className="digest-score",
            ),
        ],
        className="digest",
    )


def _matching(sessions: tuple[Session, ...], text: object) -> tuple[Session, ...]:
    wanted = text.strip().casefold() if isinstance(text, str) else ""
    return tuple(session for session in sessions if wanted in session.course.casefold())


def _phases(parts: Parts, user: User, sessions: tuple[Session, ...]) -> Phases:
    """What this computer's agent does, by the session it records; without one of those there is nothing to ask."""
    if not any(is_running(one) for one in sessions):
        return {}
    found = {one.id: phase_of(parts.launcher, user, one) for one in sessions if is_running(one)}
    return {session: phase for session, phase in found.items() if phase is not None}


def register(app: Dash, parts: Parts) -> None:
    queries = parts.queries

    @app.callback(
        Output(Ids.LIST, "children"),
        Output(Ids.MORE, "style"),
        Output(Ids.SHOWN, "data"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.FILTER, "value"),
        Input(Ids.MORE, "n_clicks"),
        Input(Ids.INTERVAL, "n_intervals"),
        State(Ids.SHOWN, "data"),
    )
    def fill(text: str | None, clicks: int | None, _ticks: int | None, shown: str | None) -> tuple[Any, ...]:
        user = asking_user()
        everything = queries.sessions(user)
        matching = _matching(everything, text or "")
        page = matching[: PAGE_SIZE * (1 + (clicks or 0))]
        running = find_running(everything, user)
        phases = _phases(parts, user, everything)
        state = repr((page, text, len(matching), running and running.id, phases))
        calm = not any(session.status is SessionStatus.LIVE for session in everything)
        if state == shown:
            return no_update, no_update, no_update, calm
        more = {} if len(matching) > len(page) else {"display": "none"}
        drawn = html.Div([live_banner(everything, user, phases), session_list(page, text or "", queries, phases)])
        return drawn, more, state, calm

    @app.callback(
        Output({"type": Ids.DIGEST, "session": MATCH}, "children"),
        Input({"type": Ids.DIGEST, "session": MATCH}, "id"),
    )
    def fill_digest(identifier: dict[str, str]) -> Component:
        try:
            return _digest(queries.digest(asking_user(), identifier["session"]))
        except NotFoundError:  # deleted since the list was drawn
            return html.Span(texts.NO_TREND, className="quiet")
