"""Everyone of a class at one moment, as a table."""

from datetime import datetime

from dash import html

from classroom.domain import EMOTIONS, FrameStatus, ParticipantState
from dashboard import formats, texts
from dashboard.components.basics import Component, aria
from dashboard.overviews import Moment, PersonThen
from dashboard.texts import lesson
from dashboard.texts.try_it import STATES
from dashboard.theme import EMOTION_COLORS


def moment_panel(moment: Moment | None, asked: datetime, zone: str) -> Component:
    """Who was how at the frame found; `asked` is the time somebody asked for."""
    if moment is None:
        return html.P(lesson.MOMENT_BEFORE.format(time=_clock(asked, zone)), className="quiet", role="status")
    title = html.H3(lesson.MOMENT_TITLE.format(time=_clock(moment.at, zone)))
    return html.Div([title, html.P(summary_words(moment), className="lead", role="status"), _table(moment)])


def summary_words(moment: Moment) -> str:
    if not moment.is_counted:
        return lesson.MOMENT_EXCLUDED
    if moment.status is not FrameStatus.GALLERY:
        return lesson.MOMENT_HIDDEN
    called = [one for one in moment.people if one.is_in_call]
    visible = sum(one.state is ParticipantState.VISIBLE for one in called)
    return lesson.MOMENT_WORDS.format(visible=visible, in_call=len(called))


def sort_people(moment: Moment) -> list[PersonThen]:
    """Those read first, the least engaged on top; then those seen, those in the call, and the others, by name."""
    return sorted(moment.people, key=_rank)


def describe_person(one: PersonThen) -> str:
    """The expression that was most likely, with its probability; or what else is known."""
    if not one.is_in_call:
        return lesson.MOMENT_NOT_IN_CALL
    if one.state is None:
        return lesson.MOMENT_UNKNOWN
    if one.emotions is None:
        return STATES[one.state]
    share, emotion = max(zip(one.emotions, EMOTIONS, strict=True))
    return lesson.MOMENT_READ.format(expression=texts.EMOTIONS[emotion], share=formats.percent(share))


def _table(moment: Moment) -> Component | None:
    if not moment.people or not moment.is_counted or moment.status is not FrameStatus.GALLERY:
        return None
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in lesson.MOMENT_COLUMNS]))
    body = html.Tbody([_row(one) for one in sort_people(moment)])
    table = html.Table([head, body], className="moment-table")
    # May scroll: then the keyboard has to reach it.
    return html.Div(table, className="moment-people", tabIndex="0", role="region", **aria(label=lesson.MOMENT_LABEL))


def _row(one: PersonThen) -> Component:
    return html.Tr(
        [
            html.Th(formats.plain(one.name), scope="row", dir="auto"),
            html.Td([_swatch(one), describe_person(one)]),
            html.Td(formats.score(one.engagement), className="number"),
        ],
        className="" if one.is_in_call and one.state is not None else "quiet-row",
    )


def _swatch(one: PersonThen) -> Component | None:
    if one.emotions is None:
        return None
    _, emotion = max(zip(one.emotions, EMOTIONS, strict=True))
    return html.Span(className="swatch", style={"backgroundColor": EMOTION_COLORS[emotion]})


def _rank(one: PersonThen) -> tuple[bool, bool, bool, float, str]:
    score = one.engagement if one.engagement is not None else float("inf")
    return one.engagement is None, not one.is_in_call, one.state is None, score, one.name.casefold()


def _clock(moment: datetime, zone: str) -> str:
    return f"{formats.local(moment, zone):%H:%M:%S}"
