"""What happened in a lesson, in the order of time: marked moments, parts left out, dips; with what can be done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import formats
from dashboard.class_time import to_key, write_moment
from dashboard.components.basics import Component, aria
from dashboard.texts import lesson as texts
from dashboard.views import SessionView

ACTION = "lesson-event-action"
TEXT = "lesson-event-text"
TEXT_LENGTH = 200  # letters shown of a marker


class Kind(StrEnum):
    MARKER = "marker"
    PART = "part"
    DIP = "dip"


class Act(StrEnum):
    EDIT = "edit"
    CANCEL = "cancel"
    SAVE = "save"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Event:
    """One line; `key` names it within its session."""

    kind: Kind
    start: datetime
    end: datetime | None  # None = a moment
    text: str
    number: int | None = None  # a marker's badge in the figure

    @property
    def key(self) -> str:
        ends = "" if self.end is None else f"-{to_key(self.end)}"
        return f"{self.kind}-{to_key(self.start)}{ends}"


def list_events(view: SessionView) -> list[Event]:
    """By start; parts as they were said, so that each can be taken back."""
    markers = [Event(Kind.MARKER, one.at, None, one.text, number) for number, one in enumerate(view.markers, start=1)]
    parts = [Event(Kind.PART, one.start, one.end, one.text) for one in view.records.exclusions]
    dips = [
        Event(Kind.DIP, one.start, one.end, texts.EVENT_DIP.format(fell=one.fell, visible=one.visible))
        for one in view.dips
    ]
    return sorted([*markers, *parts, *dips], key=_start)


def event_list(view: SessionView, editing: str | None, *, may_edit: bool) -> Component:
    """The list; the line `editing` has a box for its text."""
    events = list_events(view)
    if not events:
        return html.P(texts.EVENTS_NONE, className="quiet")
    lines = [_line(one, view, is_edited=one.key == editing, may_edit=may_edit) for one in events]
    return html.Ul(lines, className="events")


def _line(event: Event, view: SessionView, *, is_edited: bool, may_edit: bool) -> Component:
    zone = view.session.time_zone
    when = formats.clock(event.start, zone) if event.end is None else formats.span(event.start, event.end, zone)
    attributes: dict[str, Any] = {"data-moment": write_moment(event.start, view.session)}
    label = aria(label=texts.EVENT_SHOW.format(time=when))
    show = html.Button(when, className="event-time", **attributes, **label)
    said = _edit_box(event) if is_edited else html.Span(_words(event), className="event-text", dir="auto")
    tools = _tools(event, when, is_edited=is_edited) if may_edit and event.kind is not Kind.DIP else None
    return html.Li([_sign(event), html.Div([show, said], className="event-what"), tools], className="event")


def _words(event: Event) -> str:
    if event.kind is Kind.PART:
        return texts.excluded_words(formats.plain(event.text, TEXT_LENGTH) if event.text else "")
    return formats.plain(event.text, TEXT_LENGTH)


def _sign(event: Event) -> Component:
    if event.kind is Kind.MARKER:
        label = texts.EVENT_MARKER.format(number=event.number)
        return html.Span(str(event.number), className="event-sign event-number", role="img", **aria(label=label))
    name = texts.EVENT_DIP_KIND if event.kind is Kind.DIP else texts.EVENT_EXCLUDED_KIND
    kind = "dip" if event.kind is Kind.DIP else "excluded"
    return html.Span(className=f"event-sign swatch swatch-{kind}", role="img", title=name, **aria(label=name))


def _edit_box(event: Event) -> Component:
    return dmc.TextInput(
        id={"type": TEXT, "event": event.key}, value=event.text, size="xs", **aria(label=texts.TEXT_LABEL)
    )


def _tools(event: Event, when: str, *, is_edited: bool) -> Component:
    what = f"“{formats.plain(event.text, 40)}”" if event.text else texts.EXCLUDED
    delete = (texts.DELETE, texts.DELETE_LABEL) if event.kind is Kind.MARKER else (texts.INCLUDE, texts.INCLUDE_LABEL)
    offered = (
        [(Act.SAVE, texts.SAVE, texts.SAVE), (Act.CANCEL, texts.CANCEL, texts.CANCEL)]
        if is_edited
        else [(Act.EDIT, texts.RENAME, texts.RENAME_LABEL), (Act.DELETE, *delete)]
    )
    return html.Div(
        [
            html.Button(
                name,
                id={"type": ACTION, "act": act.value, "event": event.key},
                className="link-button",
                **aria(label=label.format(what=what, time=when)),
            )
            for act, name, label in offered
        ],
        className="event-tools",
    )


def _start(event: Event) -> tuple[datetime, str]:
    return event.start, event.kind
