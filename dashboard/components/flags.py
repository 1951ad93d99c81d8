"""The hints worth a look: what, when, why, the teacher's word on each, and how far that says they can be trusted."""

from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props

from classroom.counting import Count
from classroom.domain import Flag, User, Verdict
from classroom.errors import DataError
from dashboard import formats, ids, texts
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, aria, card
from dashboard.parts import Parts
from dashboard.texts import flags as words
from dashboard.verdicts import Judged, Precision, Verdicts, count_kept, session_precision
from dashboard.views import SessionView, flag_key

VERDICT_TYPE = "flag-verdict"
VERDICT_COLORS = {Verdict.RIGHT: "teal.9", Verdict.WRONG: "red.9", Verdict.IGNORE: "gray.7"}
UNDO = "flags.verdict"
HOW_ADDRESS = "/about#how"
ALL_FLAGS, OPEN, JUDGED = (value for value, _ in words.FILTERS)
NOTHING = {ALL_FLAGS: texts.FLAGS_NONE, OPEN: words.NONE_OPEN, JUDGED: words.NONE_JUDGED}


class Ids:
    FLAGS = "session-flags"
    FILTER = "session-flags-filter"
    PRECISION = "session-precision"
    SEEN = "session-flags-seen"  # the verdicts that the page shows, by `flag_key`


@dataclass(frozen=True, slots=True)
class Hints:
    """What the card shows of a session."""

    flags: Component
    precision: Component | None
    seen: dict[str, str]


def flag_card(hints: Hints) -> Component:
    which = dmc.SegmentedControl(
        id=Ids.FILTER,
        data=[{"value": value, "label": label} for value, label in words.FILTERS],
        value=ALL_FLAGS,
        size="xs",
        fullWidth=True,
        className="flag-filter",
        **aria(label=words.FILTER_LABEL),
    )
    how = dmc.Anchor(words.HOW, href=HOW_ADDRESS, className="flag-how")
    return card(
        texts.FLAGS_TITLE,
        dcc.Store(id=Ids.SEEN, data=hints.seen),
        which,
        html.Div(hints.flags, id=Ids.FLAGS, className="flag-box"),
        html.Div(hints.precision, id=Ids.PRECISION, className="flag-trust"),
        how,
        lead=texts.FLAGS_LEAD,
        class_name="flag-card",
    )


def make_hints(parts: Parts, user: User, view: SessionView, which: object = ALL_FLAGS) -> Hints:
    """All hints, or those that `which` asks for; all when it is no known filter."""
    chosen = which if isinstance(which, str) and which in NOTHING else ALL_FLAGS
    shown = parts.queries.shared(view, f"flags {chosen}", lambda one: flag_list(one, chosen))
    everywhere = () if parts.verdicts is None else parts.verdicts.precision(user)
    seen = {flag_key(flag): flag.verdict.value for flag in view.flags if flag.verdict is not None}
    return Hints(shown, precision_table(session_precision(view), everywhere, kept=count_kept(view)), seen)


def flag_list(view: SessionView, which: str = ALL_FLAGS) -> Component:
    """The hints by start: all, those without a verdict, or those with one."""
    wanted = {OPEN: (False,), JUDGED: (True,)}.get(which, (False, True))
    shown = [flag for flag in view.flags if (flag.verdict is not None) in wanted]
    if not shown:
        return html.P(NOTHING[which] if view.flags and which in NOTHING else texts.FLAGS_NONE, className="quiet")
    return html.Ul([_entry(flag, view) for flag in shown], className="flags")


def _entry(flag: Flag, view: SessionView) -> Component:
    name = formats.plain(view.names.get(flag.participant, "?"))
    when = formats.span(flag.start, flag.end, view.session.time_zone, open_end=texts.FLAG_OPEN)
    reason = texts.REASONS[flag.reason]
    return html.Li(
        [
            html.Div(
                [html.Span(name, className="flag-name", dir="auto"), html.Span(when, className="flag-when")],
                className="flag-head",
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
    """The id stays the same with another verdict, so that the button keeps the focus."""
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


def precision_table(
    here: tuple[Precision, ...], everywhere: tuple[Precision, ...], *, kept: int = 0
) -> Component | None:
    """Of this session and of all, by reason; None before the first verdict.

    Args:
        kept: verdicts of this session on hints that do not show now.
    """
    if not any(one.judged for one in (*here, *everywhere)):
        return None
    counts = [{one.reason: one for one in lines} for lines in (here, everywhere)]
    reasons = [None, *(reason for reason in texts.REASONS if any(reason in lines for lines in counts))]
    head = html.Tr([html.Th(name, scope="col") for name in words.TRUST_COLUMNS])
    rows = [
        html.Tr(
            [
                html.Th(words.TRUST_ALL if reason is None else texts.REASONS[reason], scope="row"),
                *[html.Td(precision_words(lines.get(reason))) for lines in counts],
            ]
        )
        for reason in reasons
    ]
    return html.Div(
        [
            html.H3(words.TRUST_TITLE),
            html.P(words.TRUST_LEAD, className="quiet"),
            html.Table([html.Thead(head), html.Tbody(rows)], className="trust"),
            html.P(words.TRUST_KEPT.format(count=Count(kept)), className="quiet") if kept else None,
        ]
    )


def precision_words(line: Precision | None) -> str:
    if line is None or not line.judged:
        return words.TRUST_NONE
    if line.share is None:
        return words.TRUST_FEW.format(right=line.right, judged=line.judged)
    return words.TRUST_SHARE.format(percent=formats.percent(line.share), right=line.right, judged=line.judged)


def register(app: Dash, parts: Parts) -> None:
    verdicts = parts.verdicts
    _register_drawing(app, parts)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomReview", "refocus"), Input(Ids.SEEN, "data"), prevent_initial_call=True
    )
    if verdicts is None:
        return
    parts.undo.add(UNDO, lambda user, values: _take_back(verdicts, user, values))

    @app.callback(
        Output(ids.VERSION, "data", allow_duplicate=True),
        Input({"type": VERDICT_TYPE, "flag": ALL, "verdict": ALL}, "n_clicks"),
        State(Ids.SEEN, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def judge(_clicks: list[int | None], seen: dict[str, str] | None, reference: str) -> Any:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return no_update
        user, pressed = asking_user(), ctx.triggered_id
        verdict = _read(pressed["verdict"])
        if verdict is None:
            raise DataError(words.NOT_RAISED)
        key = str(pressed["flag"])
        shown = _read((seen or {}).get(key))  # a second press on the chosen one withdraws it
        judged = verdicts.press(user, reference, key, verdict, seen=shown)
        set_props(ids.PROBLEM, {"hide": True})
        view = parts.queries.view(user, reference)
        _offer(reference, view, judged)
        return view.version


def _register_drawing(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.FLAGS, "children"),
        Output(Ids.PRECISION, "children"),
        Output(Ids.SEEN, "data"),
        Input(ids.VERSION, "data"),
        Input(Ids.FILTER, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def draw(_version: str, which: str | None, reference: str) -> tuple[Any, ...]:
        user = asking_user()
        hints = make_hints(parts, user, parts.queries.view(user, reference), which)
        return hints.flags, hints.precision, hints.seen


def _offer(reference: str, view: SessionView, judged: Judged) -> None:
    name = formats.plain(view.names.get(judged.flag.participant, "?"))
    reason = texts.REASONS[judged.flag.reason]
    said = words.WITHDRAWN if judged.after is None else words.GIVEN
    undo.offer(
        said.format(name=name, reason=reason, verdict=words.say(judged.after)),
        UNDO,
        session=reference,
        flag=flag_key(judged.flag),
        verdict="" if judged.before is None else judged.before.value,
    )


def _take_back(verdicts: Verdicts, user: User, values: Any) -> str:
    judged = verdicts.put(user, values["session"], values["flag"], _read(values["verdict"]))
    return words.BACK.format(reason=texts.REASONS[judged.flag.reason], verdict=words.say(judged.after))


def _read(text: object) -> Verdict | None:
    """The verdict of that name; None = "". Raises: DataError."""
    if text in ("", None):
        return None
    found = next((one for one in Verdict if one.value == text), None)
    if found is None:
        raise DataError(words.NOT_RAISED)
    return found
