"""What the live page is made of before it is filled: `assets/live.js` writes into these places."""

import dash_mantine_components as dmc
from dash import dcc, html

from classroom.domain import Session
from dashboard import formats
from dashboard.components.badges import badge
from dashboard.components.basics import Component, aria, card, demo_badge, icon
from dashboard.components.clearing import sent_store
from dashboard.components.stop_dialog import stop_dialog
from dashboard.texts import live as texts
from dashboard.texts import start as start_texts

TEXT_LENGTH = 200  # characters of a mark
QUICK_TYPE = "live-quick"


class Ids:
    SESSION = "live-session"
    INTERVAL = "live-interval"
    NOW = "live-now"  # what is drawn of the last frame
    TRENDS = "live-trends"  # ... and of the bins that are over
    STATE = "live-state"  # notice and agent, which change without a frame
    SENT = "live-sent"  # names all of this, so that what did not change is not sent again
    MARKED = "live-marked"
    BADGE = "live-badge"
    PANEL = "live-panel"
    BODY = "live-body"
    NOTICE = "live-notice"
    EXPRESSIONS = "live-expressions"
    LINE = "live-line"
    LOOK = "live-look"
    SEATS = "live-seats"
    OTHERS = "live-others"
    MARKS = "live-marks"
    TEXT = "live-mark-text"
    MARK = "live-mark"
    MARK_KEY = "live-mark-key"
    MARK_PROBLEM = "live-mark-problem"
    UNMARK = "live-unmark"
    CONTROLS = "live-controls"
    PAUSE = "live-pause"
    RESUME = "live-resume"
    STOP = "live-stop"
    CONFIRM = "live-confirm"
    YES = "live-confirm-yes"
    NO = "live-confirm-no"
    DRAWN = "live-drawn"


def layout(session: Session, *, interval_ms: float, bin_s: float, may_mark: bool, may_control: bool) -> Component:
    """The empty page of a class; its stores are filled by the first look."""
    reference = str(session.id)
    stores = [dcc.Store(id=one) for one in (Ids.NOW, Ids.TRENDS, Ids.STATE, Ids.SENT, Ids.MARKED, Ids.DRAWN)]
    return html.Div(
        [
            dcc.Store(id=Ids.SESSION, data=reference),
            *stores,
            dcc.Interval(id=Ids.INTERVAL, interval=interval_ms),
            dmc.Anchor([icon("back"), texts.BACK], href="/", className="back"),
            html.Div([_headline(session), _ways(reference, may_control)], className="page-head"),
            _panel(reference),
            html.Div(
                [
                    html.P(id=Ids.NOTICE, className="live-notice", role="status", hidden=True),
                    html.P(id=Ids.EXPRESSIONS, className="live-notice", role="status", hidden=True),
                    _figures(session),
                    html.Div(
                        [
                            _line(bin_s),
                            html.Div(
                                [_look_card(reference), _mark_card() if may_mark else None], className="live-side"
                            ),
                            _seat_card(),
                        ],
                        className="live-columns",
                    ),
                ],
                id=Ids.BODY,
                hidden=True,
            ),
            stop_dialog(Ids.CONFIRM, Ids.YES, Ids.NO) if may_control else None,
        ],
        className="live",
    )


def _headline(session: Session) -> Component:
    lead = texts.LEAD.format(
        time=formats.clock(session.started_at, session.time_zone),
        source=formats.plain(session.source, 80),
        interval=f"{session.interval_s:g} s",
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1(formats.plain(session.course, 80), dir="auto"),
                    html.Div([_badge(session), demo_badge(session)], className="badges"),
                ],
                className="title-row",
            ),
            html.P(lead, className="lead"),
        ]
    )


def _badge(session: Session) -> Component:
    """What `assets/live.js` keeps as it is: running, paused, over."""
    now = badge(session)
    dot = html.Span(className="live-dot", hidden=now["kind"] != "live")
    return html.Span(
        [dot, html.Span(now["text"])], id=Ids.BADGE, title=now["hint"], className=f"pill pill-{now['kind']}"
    )


def _ways(reference: str, may_control: bool) -> Component:
    review = dmc.Anchor(texts.REVIEW, href=f"/session/{reference}", className="quiet-button live-review")
    return html.Div([_controls() if may_control else None, review], className="live-ways")


def _controls() -> Component:
    return html.Div(
        [
            html.Button(start_texts.PAUSE, id=Ids.PAUSE, type="button", className="quiet-button", hidden=True),
            html.Button(start_texts.RESUME, id=Ids.RESUME, type="button", className="quiet-button", hidden=True),
            html.Button(start_texts.STOP, id=Ids.STOP, type="button", className="quiet-button live-stop", hidden=True),
        ],
        id=Ids.CONTROLS,
        className="live-controls",
        role="group",
        **aria(label=start_texts.CONTROLS_LABEL),
    )


def _panel(reference: str) -> Component:
    """Said in place of everything else of a class that does not run."""
    return html.Section(
        [
            html.H2(),
            html.P(className="lead"),
            dmc.Anchor(texts.REVIEW, href=f"/session/{reference}", className="button"),
        ],
        id=Ids.PANEL,
        className="card live-panel",
        hidden=True,
        role="status",
    )


def _figures(session: Session) -> Component:
    interval = texts.KEY_LAST_NOTE.format(interval=f"{session.interval_s:g} s")
    return html.Dl(
        [
            _figure(texts.KEY_ENGAGEMENT, "engagement", ""),
            _figure(texts.KEY_VISIBLE, "visible", texts.KEY_VISIBLE_NOTE),
            _figure(texts.KEY_COVERAGE, "coverage", texts.KEY_COVERAGE_NOTE),
            _figure(texts.KEY_LAST, "last", interval),
        ],
        className="key-figures live-figures",
    )


def _figure(name: str, key: str, note: str) -> Component:
    value = html.Dd(formats.DASH, id=f"live-{key}")
    return html.Div(
        [html.Dt(name, id=f"live-{key}-name"), value, html.Dd(note, id=f"live-{key}-note", className="note")],
        className="card key-figure",
    )


def _line(bin_s: float) -> Component:
    place = html.Div(id=Ids.LINE, className="live-line", role="img", **aria(label=""))
    dip = html.P(id="live-dip", className="live-dip", hidden=True)
    return card(
        texts.LINE_TITLE,
        place,
        dip,
        lead=texts.LINE_LEAD.format(bin=formats.length(bin_s)),
        class_name="live-line-card",
    )


def _look_card(reference: str) -> Component:
    more = dmc.Anchor("", id="live-more", href=f"/session/{reference}", className="live-more")
    return card(
        texts.LOOK_TITLE,
        html.P(texts.LOOK_NONE, id="live-look-none", className="quiet", hidden=True),
        html.Ul(id=Ids.LOOK, className="flags"),
        more,
        lead=texts.LOOK_LEAD,
        class_name="live-look-card",
    )


def _mark_card() -> Component:
    text = dmc.TextInput(
        id=Ids.TEXT,
        placeholder=texts.MARK_EXAMPLE,
        className="live-mark-text",
        inputProps={"maxLength": TEXT_LENGTH},
        **aria(label=texts.MARK_LABEL),
    )
    button = html.Button(
        [texts.MARK, html.Kbd(texts.MARK_KEY.upper(), className="live-key", **aria(hidden="true"))],
        id=Ids.MARK,
        type="button",
        className="button live-mark",
        **aria(keyshortcuts=texts.MARK_KEY),
    )
    key = dmc.Switch(
        id=Ids.MARK_KEY,
        label=texts.MARK_KEY_SWITCH,
        checked=True,
        size="xs",
        persistence=True,
        persistence_type="local",
    )
    quick = [
        html.Button(choice, id={"type": QUICK_TYPE, "index": index}, type="button", className="quiet-button")
        for index, choice in enumerate(texts.MARK_QUICK)
    ]
    undo = html.Button(
        texts.MARK_UNDO,
        id=Ids.UNMARK,
        type="button",
        className="quiet-button live-unmark",
        hidden=True,
        **aria(label=texts.MARK_UNDO_LABEL),
    )
    return card(
        texts.MARK_TITLE,
        sent_store(Ids.TEXT),
        html.Div([text, button], className="live-mark-row"),
        html.Div(quick, className="live-quick", role="group", **aria(label=texts.MARK_QUICK_LABEL)),
        html.P(id=Ids.MARK_PROBLEM, className="live-problem", role="alert", hidden=True),
        html.Div([html.Ul(id=Ids.MARKS, className="live-marks"), undo], className="live-marked"),
        lead=texts.MARK_LEAD,
        extra=key,
    )


def _seat_card() -> Component:
    return card(
        texts.SEATS_TITLE,
        html.P(texts.SEATS_NONE, id="live-seats-none", className="quiet", hidden=True),
        html.Ul(id=Ids.SEATS, className="seats"),
        html.Div(
            [html.H3(texts.OTHERS_TITLE), html.Ul(id=Ids.OTHERS, className="live-chips")],
            id="live-others-box",
            hidden=True,
        ),
        lead=html.Span(texts.SEATS_LEAD, id="live-seats-note"),
        class_name="live-seat-card",
    )
