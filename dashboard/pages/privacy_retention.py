"""Privacy settings: what is deleted next, and what was deleted."""

from collections.abc import Sequence

from dash import html

from classroom.counting import Count, tell_days
from classroom.privacy.retention import Expired, Purged
from dashboard import formats
from dashboard.components.basics import Component, card
from dashboard.privacy import RetentionState
from dashboard.texts import privacy as texts

LISTED = 10


def retention_card(state: RetentionState) -> Component:
    lead = texts.RETENTION_ON.format(days=tell_days(state.days)) if state.days > 0 else texts.RETENTION_OFF
    return card(
        texts.RETENTION_TITLE,
        *_coming(state),
        html.H3(texts.PURGE_LOG),
        _log(state.log) if state.log else html.P(texts.PURGE_LOG_NONE, className="quiet"),
        lead=lead,
    )


def _coming(state: RetentionState) -> list[Component]:
    if state.days <= 0:
        return []
    if not (state.next or state.soon):
        return [html.P(texts.PURGE_NOTHING, className="quiet")]
    due, soon = (_list(text, some) for text, some in ((texts.PURGE_DUE, state.next), (texts.PURGE_SOON, state.soon)))
    return [*due, *soon]


def _list(text: str, sessions: Sequence[Expired]) -> list[Component]:
    if not sessions:
        return []
    word = texts.SESSIONS[len(sessions) != 1]
    lines = [html.Li(_line(one), dir="auto") for one in sessions[:LISTED]]
    if len(sessions) > LISTED:
        lines.append(html.Li(texts.PURGE_MORE.format(count=len(sessions) - LISTED)))
    return [html.P(text.format(count=len(sessions), sessions=word)), html.Ul(lines, className="privacy-due")]


def _line(one: Expired) -> str:
    day = formats.short_day(one.started_at, "UTC")
    return texts.PURGE_LINE.format(course=formats.plain(one.course, 60), day=day, people=Count(one.participant_count))


def _log(log: Sequence[Purged]) -> Component:
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in texts.PURGE_COLUMNS]))
    return html.Div(
        html.Table([head, html.Tbody([_row(one) for one in log])], className="plain-table privacy-table"),
        className="table-scroll",
    )


def _row(one: Purged) -> Component:
    what = one.what
    cells = (
        formats.short_day(one.at, "UTC"),
        formats.plain(what.course, 60),
        formats.short_day(what.started_at, "UTC"),
        str(what.participant_count),
        str(what.observation_count),
        formats.plain(one.actor, 40),
    )
    return html.Tr([html.Td(cell) for cell in cells])
