"""Small parts used on several pages."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from classroom.control import Phase
from classroom.domain import Session
from dashboard import texts
from dashboard.components.badges import badge

Component = Any  # Dash components carry no types


def aria(**values: str) -> dict[str, Any]:
    """`aria-*` attributes: `aria(label="Close")`."""
    return {f"aria-{name}": value for name, value in values.items()}


def icon(name: str) -> Component:
    """A decorative icon of `style.css` (`glyph-NAME`)."""
    return html.Span(className=f"glyph glyph-{name}", **aria(hidden="true"))


def status_badge(session: Session, phase: Phase | None = None) -> Component:
    """`phase`: of the agent that records the session on this computer, if one does."""
    now = badge(session, phase)
    dot = html.Span(className="live-dot") if now["kind"] == "live" else None
    return hint(_pill([dot, now["text"]], now["kind"]), now["hint"])


def demo_badge(session: Session) -> Component | None:
    return hint(_pill([texts.DEMO], "demo"), texts.DEMO_HINT) if session.is_demo else None


def _pill(children: list[Component], kind: str) -> Component:
    return html.Span(children, className=f"pill pill-{kind}")


def hint(target: Component, text: str) -> Component:
    """The component with an explanation shown on hover."""
    return dmc.Tooltip(target, label=text, withArrow=True, multiline=True, maw=280, openDelay=200)


def card(
    title: str, *children: Component, lead: Component, extra: Component | None = None, class_name: str = ""
) -> Component:
    """A titled surface; `extra` stands at the right of the title."""
    head = html.Div([html.Div([html.H2(title), html.P(lead, className="lead")]), extra], className="card-head")
    return html.Section([head, *children], className=f"card {class_name}".strip())


def key_figure(name: str, value: str, note: str) -> Component:
    """One of a row of figures, for a `Dl`."""
    return html.Div([html.Dt(name), html.Dd(value), html.Dd(note, className="note")], className="card key-figure")


def message(
    title: str, text: str, *, link: str | None = None, link_text: str | None = None, again: bool = False
) -> Component:
    """A centred page that says what happened and offers a way on; `again`: to the same address, asked anew."""
    way = dmc.Anchor(link_text, href=link, className="button", refresh=again) if link else None
    return html.Div([html.H1(title), html.P(text, className="lead"), way], className="card message")
