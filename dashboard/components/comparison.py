"""What a change of settings would do to a class: key figures, hints that come and go, and the bins as a table."""

from collections.abc import Sequence

from dash import html

from classroom.counting import Count
from classroom.domain import Flag
from dashboard import formats
from dashboard import texts as general
from dashboard.components.basics import Component
from dashboard.preferences import Comparison
from dashboard.texts import settings as texts
from dashboard.views import SessionView

MOST_FLAGS = 12
MOST_ROWS = 240


def comparison_figures(change: Comparison) -> Component:
    """Mean, coverage, hints and profile: before, and after where it differs."""
    before, after = change.before, change.after
    entries = (
        (texts.MEAN, formats.score(before.summary.mean_engagement), formats.score(after.summary.mean_engagement)),
        (texts.COVERAGE, formats.percent(before.summary.coverage), formats.percent(after.summary.coverage)),
        (texts.HINTS, str(len(before.flags)), str(len(after.flags))),
        (texts.RULE, formats.plain(before.profile), formats.plain(after.profile)),
    )
    figures = html.Dl(
        [html.Div([html.Dt(name), html.Dd(_pair(old, new))], className="change") for name, old, new in entries],
        className="changes",
    )
    why = html.P(texts.NOTHING_SCORED_WHY, className="settings-note")
    return html.Div([figures, why if after.summary.mean_engagement is None else None])


def _pair(old: str, new: str) -> list[Component]:
    if old == new:
        return [html.Span(old), html.Span(texts.SAME, className="change-same")]
    return [
        html.Span(old, className="change-old"),
        html.Span("→", className="change-arrow"),
        html.Span(new, className="change-new"),
    ]


def comparison_flags(change: Comparison) -> Component:
    """The hints that would come and those that would go, by student."""
    today = len(change.before.flags)
    nothing_goes = texts.NO_GO.format(count=today) if today else texts.NO_GO_AT_ALL
    return html.Div(
        [
            _flags(texts.COME, change.come, change.after, texts.NO_COME),
            _flags(texts.GO, change.go, change.before, nothing_goes),
        ],
        className="flag-changes",
    )


def _flags(title: str, flags: Sequence[Flag], view: SessionView, nothing: str) -> Component:
    by_student = sorted(flags, key=lambda one: (view.names.get(one.participant, "").casefold(), one.start))
    items = [html.Li(_flag(one, view)) for one in by_student[:MOST_FLAGS]]
    if len(flags) > MOST_FLAGS:
        items.append(html.Li(texts.MORE.format(count=len(flags) - MOST_FLAGS), className="quiet"))
    body = html.Ul(items) if items else html.P(nothing, className="quiet")
    return html.Div([html.H3(title.format(count=len(flags))), body])


def _flag(flag: Flag, view: SessionView) -> list[Component]:
    when = formats.span(flag.start, flag.end, view.session.time_zone, open_end=general.FLAG_OPEN)
    name = formats.plain(view.names.get(flag.participant, "?"), 40)
    return [
        html.Strong(name, dir="auto"),
        html.Span(f"{general.REASONS[flag.reason]}, {when}", className="quiet"),
    ]


def comparison_words(change: Comparison) -> str:
    """The figure in one sentence."""
    return texts.WORDS.format(
        before=formats.score(change.before.summary.mean_engagement),
        after=formats.score(change.after.summary.mean_engagement),
        come=Count(len(change.come)),
        go=len(change.go),
    )


def comparison_outcome(change: Comparison) -> str:
    """The shortest of all: for the line that stays in sight while the rest is scrolled away."""
    return texts.OUTCOME.format(
        before=formats.score(change.before.summary.mean_engagement),
        after=formats.score(change.after.summary.mean_engagement),
        come=len(change.come),
        go=len(change.go),
    )


def comparison_table(change: Comparison) -> Component:
    """Engagement by bin, before and after."""
    zone = change.before.session.time_zone
    old, new = ({bin_.start: bin_.engagement for bin_ in view.timeline.bins} for view in (change.before, change.after))
    starts = sorted(set(old) | set(new))[:MOST_ROWS]
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in (texts.TABLE_TIME, texts.BEFORE, texts.AFTER)]))
    rows = [
        html.Tr(
            [
                html.Th(formats.clock(start, zone), scope="row"),
                html.Td(formats.score(old.get(start))),
                html.Td(formats.score(new.get(start))),
            ]
        )
        for start in starts
    ]
    table = html.Table([head, html.Tbody(rows)], className="plain-table")
    return html.Details([html.Summary(texts.AS_TABLE), html.Div(table, className="table-scroll")])
