"""The top of a session's page: what, when, and the five figures that matter."""

import dash_mantine_components as dmc
from dash import html

from classroom.domain import Session
from classroom.report import REPORT_KINDS
from dashboard import formats, texts
from dashboard.components.basics import Component, aria, demo_badge, icon, status_badge
from dashboard.running import is_running
from dashboard.texts import live as live_texts
from dashboard.views import SessionView


def headline(view: SessionView) -> Component:
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
                    html.Div([status_badge(session), demo_badge(session)], className="badges"),
                    live_link(session),
                ],
                className="title-row",
            ),
            html.P(
                [when, html.Span(f" ({session.time_zone}) · {formats.plain(session.source, 80)}")], className="lead"
            ),
        ]
    )


def live_link(session: Session) -> Component | None:
    """The way to the live page of a class that is being recorded now."""
    if not is_running(session):
        return None
    return dmc.Anchor(live_texts.OPEN_LIVE, href=f"/live/{session.id}", className="live-link")


def key_figures(view: SessionView) -> Component:
    summary, session = view.summary, view.session
    seen = sum(line.minutes_visible > 0 for line in view.summaries.values())
    undecided = sum(flag.verdict is None for flag in view.flags)
    flags_note = texts.KEY_FLAGS_NOTE.format(open=undecided) if view.flags else texts.KEY_FLAGS_NONE
    coverage = summary.coverage if summary.minutes_in_call > 0 else None
    mean = texts.KEY_ENGAGEMENT_NOTE.format(profile=view.profile)
    length = texts.KEY_MINUTES_NOTE.format(frames=f"{session.frame_count:,}".replace(",", " "))
    return html.Dl(
        [
            _figure(texts.KEY_ENGAGEMENT, formats.score(summary.mean_engagement), mean),
            _figure(texts.KEY_COVERAGE, formats.percent(coverage), texts.KEY_COVERAGE_NOTE),
            _figure(
                texts.KEY_PARTICIPANTS, str(len(view.participants)), texts.KEY_PARTICIPANTS_NOTE.format(visible=seen)
            ),
            _figure(texts.KEY_MINUTES, formats.length(view.seconds), length),
            _figure(texts.KEY_FLAGS, str(len(view.flags)), flags_note),
        ],
        className="key-figures",
    )


def _figure(name: str, value: str, note: str) -> Component:
    return html.Div([html.Dt(name), html.Dd(value), html.Dd(note, className="note")], className="card key-figure")


def download_buttons(reference: str) -> Component:
    """The session report by one click; the other CSV files in a menu beside it."""
    first, *others = REPORT_KINDS
    report = html.A(
        [icon("download"), texts.DOWNLOAD],
        href=_address(reference, first),
        className="split-first",
        title=texts.REPORTS[first][1],
        download="",
    )
    more = dmc.Menu(
        [
            dmc.MenuTarget(html.Button(icon("down"), className="split-more", **aria(label=texts.DOWNLOAD_MORE))),
            dmc.MenuDropdown([_download_item(reference, kind) for kind in others]),
        ],
        position="bottom-end",
        width=280,
        shadow="md",
    )
    return html.Div([report, more], className="split")


def _download_item(reference: str, kind: str) -> Component:
    name, about = texts.REPORTS[kind]
    return dmc.MenuItem(
        [html.Span(name, className="menu-name"), html.Span(about, className="menu-note")],
        href=_address(reference, kind),
        refresh=True,
    )


def _address(reference: str, kind: str) -> str:
    return f"/download/{reference}/{kind}.csv"
