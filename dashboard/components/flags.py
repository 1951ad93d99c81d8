"""The hints worth a look: what, when, why, and the teacher's word on each."""

import dash_mantine_components as dmc
from dash import html

from classroom.domain import Flag, Verdict
from dashboard import formats, texts
from dashboard.components.basics import Component, aria
from dashboard.views import SessionView, flag_key

VERDICT_TYPE = "flag-verdict"
VERDICT_COLORS = {Verdict.RIGHT: "teal.9", Verdict.WRONG: "red.9", Verdict.IGNORE: "gray.7"}


def flag_list(view: SessionView) -> Component:
    if not view.flags:
        return html.P(texts.FLAGS_NONE, className="quiet")
    return html.Ul([_entry(flag, view) for flag in view.flags], className="flags")


def precision_line(view: SessionView) -> str | None:
    """How many of the judged hints were right; None before the first verdict."""
    judged = [flag for flag in view.flags if flag.verdict in {Verdict.RIGHT, Verdict.WRONG}]
    right = sum(flag.verdict is Verdict.RIGHT for flag in judged)
    return texts.FLAGS_PRECISION.format(right=right, judged=len(judged)) if judged else None


def _entry(flag: Flag, view: SessionView) -> Component:
    name = formats.plain(view.names.get(flag.participant, "?"))
    when = formats.span(flag.start, flag.end, view.session.time_zone, open_end=texts.FLAG_OPEN)
    reason = texts.REASONS[flag.reason]
    return html.Li(
        [
            html.Div(
                [html.Span(name, className="flag-name"), html.Span(when, className="flag-when")], className="flag-head"
            ),
            html.P(reason, className="flag-reason"),
            html.P(formats.plain(flag.evidence, 300), className="flag-evidence"),
            _buttons(flag, texts.VERDICT_LABEL.format(name=name, reason=reason)),
        ],
        className="flag judged" if flag.verdict else "flag",
    )


def _buttons(flag: Flag, label: str) -> Component:
    return html.Div(
        [_button(flag, verdict) for verdict in Verdict], role="group", className="verdicts", **aria(label=label)
    )


def _button(flag: Flag, verdict: Verdict) -> Component:
    chosen = flag.verdict is verdict
    return dmc.Button(
        texts.VERDICTS[verdict],
        id={"type": VERDICT_TYPE, "flag": flag_key(flag), "verdict": verdict.value},
        size="compact-xs",
        radius="xl",
        variant="filled" if chosen else "default",
        color=VERDICT_COLORS[verdict],
        className="verdict",
        **aria(pressed="true" if chosen else "false", description=texts.VERDICT_HINTS[verdict]),
    )
