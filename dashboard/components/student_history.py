"""The parts of a student's page that are made of the student's classes."""

from typing import Any

from dash import dcc, html

from classroom.counting import Count
from dashboard import formats
from dashboard import texts as general
from dashboard.addresses import SESSION
from dashboard.components.basics import Component, key_figure
from dashboard.components.terms import class_cells, class_name, legend, precision, rounded
from dashboard.term_views import FEWEST, ClassOfStudent, StudentTerm, judge
from dashboard.texts import terms as texts

LEAST_MINUTES = 0.5  # less is written as none
MOST_FLAGS = 40  # of the list; the table counts all


def key_figures(term: StudentTerm) -> Component:
    """Seen in, usual engagement, minutes, hints."""
    rows = [one.row for one in term.classes if one.row is not None]
    known = sum(row.mean_engagement is not None for row in rows)
    usual = term.usual
    said = judge(flag for one in term.classes for flag in one.flags or ())
    judged = texts.KEY_FLAGS_NOTE.format(right=said.right, judged=said.judged)
    return html.Dl(
        [
            key_figure(
                texts.KEY_SEEN,
                texts.KEY_SEEN_VALUE.format(seen=term.seen, classes=len(term.classes)),
                texts.KEY_SEEN_NOTE,
            ),
            key_figure(
                texts.KEY_USUAL,
                formats.DASH if usual is None else formats.score(usual.middle),
                texts.NOT_ENOUGH if usual is None else texts.KEY_USUAL_NOTE.format(known=Count(known)),
            ),
            key_figure(
                texts.KEY_MINUTES, formats.length(sum(row.minutes_in_call for row in rows) * 60), texts.KEY_MINUTES_NOTE
            ),
            key_figure(texts.KEY_FLAGS, str(said.count), judged if said.judged else texts.KEY_FLAGS_UNJUDGED),
        ],
        className="key-figures term-key-figures",
    )


def history_lead(term: StudentTerm) -> str:
    return texts.HISTORY_LEAD_FEW.format(fewest=FEWEST) if term.usual is None else texts.HISTORY_LEAD


def history_words(term: StudentTerm) -> str:
    known = [one.row.mean_engagement for one in term.classes if one.row is not None]
    values = [value for value in known if value is not None]
    if term.usual is None:
        return texts.HISTORY_WORDS_FEW.format(known=Count(len(values)))
    middle, low, high = (formats.score(one) for one in (term.usual.middle, term.usual.low, term.usual.high))
    return texts.HISTORY_WORDS.format(middle=middle, low=low, high=high, last=formats.score(values[-1]))


def minutes_words(term: StudentTerm) -> str:
    rows = [one.row for one in term.classes if one.row is not None]
    minutes, visible = (
        f"{sum(values):.0f}"
        for values in ([row.minutes_in_call for row in rows], [row.minutes_visible for row in rows])
    )
    words = texts.MINUTES_WORDS.format(minutes=minutes, visible=visible, classes=Count(len(rows)))
    hidden = sum(row.minutes_hidden for row in rows)
    return f"{words} {texts.MINUTES_HIDDEN_WORDS.format(hidden=f'{hidden:.0f}')}" if hidden >= LEAST_MINUTES else words


def legends(term: StudentTerm) -> tuple[Component, Component]:
    """Of the two figures."""
    entries = [("line", texts.LEGEND_OWN), ("coverage", texts.LEGEND_COVERAGE)]
    if term.usual is not None:
        entries.insert(1, ("usual", texts.LEGEND_USUAL))
    if any(one.row is None for one in term.classes):
        entries.append(("hidden", texts.LEGEND_NOT_SEEN))
    minutes = [
        ("right", texts.LEGEND_MINUTES_VISIBLE),
        ("wrong", texts.LEGEND_MINUTES_OFF),
        ("coverage", texts.LEGEND_MINUTES_OTHER),
    ]
    if any(one.row is not None and one.row.minutes_hidden for one in term.classes):
        minutes.append(("hidden", texts.LEGEND_MINUTES_HIDDEN))
    return legend(entries), legend(minutes)


def class_rows(term: StudentTerm) -> list[dict[str, Any]]:
    """One row a class, newest first; None where the student was not seen or nothing was read."""
    return [_class_row(one) for one in reversed(term.classes)]


def _class_row(one: ClassOfStudent) -> dict[str, Any]:
    row = one.row
    cells = class_cells(one.session)
    if row is None:
        return {**cells, "seen": texts.NO}
    difference = row.difference
    return {
        **cells,
        "seen": texts.YES,
        "engagement": rounded(row.mean_engagement),
        "difference": formats.DASH if difference is None else formats.signed(difference),
        "coverage": None if row.coverage is None else round(row.coverage * 100),
        "in_call": rounded(row.minutes_in_call),
        "visible": rounded(row.minutes_visible),
        "camera_off": rounded(row.minutes_camera_off),
        "flags": None if one.flags is None else len(one.flags),
        "precision": formats.DASH if one.flags is None else precision(judge(one.flags)),
    }


def flag_history(term: StudentTerm) -> Component:
    """The hints on this student, newest class first, each with its verdict and a link to its class."""
    found = [(one, flag) for one in reversed(term.classes) for flag in reversed(one.flags or ())]
    if not found:
        return html.P(texts.FLAGS_NONE, className="quiet")
    items = [_flag(one, flag) for one, flag in found[:MOST_FLAGS]]
    more = len(found) - len(items)
    rest = html.P(texts.FLAGS_MORE.format(count=more), className="quiet") if more else None
    return html.Div([html.Ul(items, className="flags"), rest])


def _flag(one: ClassOfStudent, flag: Any) -> Component:
    verdict = texts.NO_VERDICT if flag.verdict is None else general.VERDICTS[flag.verdict].lower()
    when = formats.span(flag.start, flag.end, one.session.time_zone, open_end=general.FLAG_OPEN)
    return html.Li(
        [
            html.Div(
                [
                    html.Span(general.REASONS[flag.reason], className="flag-name"),
                    html.Span(verdict, className="flag-when"),
                ],
                className="flag-head",
            ),
            html.P([dcc.Link(class_name(one.session), href=f"{SESSION}{one.session.id}"), f" · {when}"]),
            html.P(formats.plain(flag.evidence, 300), className="flag-evidence"),
        ],
        className="flag",
    )
