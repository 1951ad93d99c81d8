"""What the page "Start class" is made of before it knows anything: its parts, named and in their places."""

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components.basics import Component, aria, card
from dashboard.components.law_question import LawNotice, law_question
from dashboard.components.stop_dialog import stop_dialog
from dashboard.launching import MAX_COURSE, MAX_INTERVAL_S, MIN_INTERVAL_S
from dashboard.texts import start as texts

STATE_MS, LOOK_MS = 1000, 700
LAW_PATH = "/about"


class Ids:
    TICKS = "start-ticks"
    STARTED = "start-started"  # the next two change when something was asked of the agent
    ORDERED = "start-ordered"
    SHOWN = "start-shown"  # what is drawn now, so that an unchanged agent is left alone
    RUN = "start-run"
    RUN_HEAD = "start-run-head"
    RUN_BODY = "start-run-body"
    OF_ANOTHER = "start-of-another"
    CONTROLS = "start-controls"
    PAUSE = "start-pause"
    RESUME = "start-resume"
    STOP = "start-stop"
    CONFIRM = "start-confirm"
    YES = "start-confirm-yes"
    NO = "start-confirm-no"
    FORM = "start-form"
    COURSE = "start-course"
    INTERVAL = "start-interval"
    CONSENT = "start-consent"
    NOTICE = "start-notice"
    BEGIN = "start-begin"
    PROBLEM = "start-problem"
    TARGET = "start-target"
    TARGETS = "start-targets"
    OFFERED = "start-offered"  # what may be chosen, and what is chosen for who has chosen nothing
    CAMERA = "start-camera"
    CAMERA_BOX = "start-camera-box"
    LOOK = "start-look"
    LOOK_TICKS = "start-look-ticks"
    LOOK_STATUS = "start-look-status"


def layout(interval_s: float, courses: list[str], *, law: LawNotice) -> Component:
    """The page; what runs and what could be recorded follow at once."""
    return html.Div(
        [
            dcc.Store(id=Ids.STARTED),
            dcc.Store(id=Ids.ORDERED),
            dcc.Store(id=Ids.SHOWN),
            dcc.Store(id=Ids.OFFERED),
            dcc.Interval(id=Ids.TICKS, interval=STATE_MS),
            dcc.Interval(id=Ids.LOOK_TICKS, interval=LOOK_MS),
            html.Div(
                html.Div([html.H1(texts.TITLE), html.P(texts.LEAD, className="lead")]),
                className="page-head",
            ),
            _run_panel(),
            html.Div(
                [_target_card(), _class_card(interval_s, courses, law)],
                id=Ids.FORM,
                className="start-columns",
                hidden=True,
            ),
            stop_dialog(Ids.CONFIRM, Ids.YES, Ids.NO),
        ]
    )


def _run_panel() -> Component:
    buttons = html.Div(
        [
            html.Button(texts.PAUSE, id=Ids.PAUSE, type="button", className="quiet-button", hidden=True),
            html.Button(texts.RESUME, id=Ids.RESUME, type="button", className="quiet-button", hidden=True),
            html.Button(texts.STOP, id=Ids.STOP, type="button", className="quiet-button start-stop", hidden=True),
        ],
        id=Ids.CONTROLS,
        className="start-controls",
        role="group",
        **aria(label=texts.CONTROLS_LABEL),
    )
    return html.Div(
        [
            html.Section(
                [
                    html.Div([html.Div(id=Ids.RUN_HEAD), buttons], className="card-head"),
                    html.Div(id=Ids.RUN_BODY),
                ],
                id=Ids.RUN,
                className="card start-run",
                hidden=True,
                **aria(label=texts.RUNNING_TITLE),
            ),
            html.Section(
                [html.H2(texts.OF_ANOTHER_TITLE), html.P(texts.OF_ANOTHER, className="lead")],
                id=Ids.OF_ANOTHER,
                className="card start-run",
                hidden=True,
            ),
        ]
    )


def _target_card() -> Component:
    again = html.Button(texts.LOOK, id=Ids.LOOK, type="button", className="quiet-button")
    return card(
        texts.TARGETS_TITLE,
        html.P(id=Ids.LOOK_STATUS, className="start-look quiet", role="status"),
        dmc.RadioGroup(
            html.Div(id=Ids.TARGETS, className="target-list"),
            id=Ids.TARGET,
            label=texts.TARGETS_LABEL,  # the heading says it to those who see
            className="target-group",
        ),
        html.Div(
            dmc.NumberInput(
                id=Ids.CAMERA, label=texts.CAMERA_NUMBER, value=0, min=0, max=9, allowDecimal=False, w=180, mt=12
            ),
            id=Ids.CAMERA_BOX,
            hidden=True,
        ),
        lead=texts.TARGETS_LEAD,
        extra=again,
    )


def _class_card(interval_s: float, courses: list[str], law: LawNotice) -> Component:
    return card(
        texts.CLASS_TITLE,
        dmc.Autocomplete(
            id=Ids.COURSE,
            label=texts.COURSE,
            placeholder=texts.COURSE_EXAMPLE,
            data=courses,
            value=courses[0] if courses else "",
            limit=8,
            inputProps={"maxLength": MAX_COURSE},
        ),
        dmc.NumberInput(
            id=Ids.INTERVAL,
            label=texts.INTERVAL,
            description=texts.INTERVAL_HINT,
            value=interval_s,
            min=MIN_INTERVAL_S,
            max=MAX_INTERVAL_S,
            step=0.5,
            decimalScale=1,
            mt=14,
        ),
        _consent(law),
        html.P(id=Ids.PROBLEM, className="start-error", role="alert", hidden=True),
        html.Button(texts.START, id=Ids.BEGIN, type="button", className="button start-begin"),
        lead=texts.CLASS_LEAD,
        class_name="start-class",
    )


def _consent(law: LawNotice) -> Component:
    return html.Div(
        [
            html.H3(texts.CONSENT_TITLE),
            html.P([f"{texts.LAW} ", dmc.Anchor(texts.LAW_LINK, href=LAW_PATH, inherit=True)], className="start-small"),
            law_question(hidden=not law.is_asked),
            html.P(texts.CONSENT_LEAD, className="start-small"),
            html.Div(notice_box(law.notice), id=Ids.NOTICE),
            dmc.Checkbox(id=Ids.CONSENT, label=texts.CONSENT, checked=False, mt=14),
        ],
        className="start-consent",
    )


def notice_box(notice: str) -> list[Component]:
    """The text for the class's chat, and a button to copy it."""
    return [
        html.Blockquote(notice, className="start-notice", tabIndex="0", **aria(label=texts.CONSENT_LEAD)),
        dmc.CopyButton(
            texts.COPY,
            value=notice,
            copiedChildren=texts.COPIED,
            variant="default",
            copiedColor="teal",
            size="xs",
        ),
    ]


def looking() -> list[Component]:
    """That a look goes on."""
    return [dmc.Loader(size="xs"), html.Span(texts.LOOKING)]


def unavailable() -> Component:
    """How to start from a terminal, where this server cannot."""
    return html.Section(
        [
            html.H1(texts.CANNOT_TITLE),
            html.P(texts.CANNOT, className="lead"),
            html.Pre(html.Code(texts.COMMAND)),
            html.P(texts.CANNOT_MORE, className="lead start-more"),
        ],
        className="card message",
    )
