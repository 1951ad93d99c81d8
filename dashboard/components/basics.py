"""Small parts used on several pages."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from classroom.domain import Session, SessionStatus
from dashboard import texts

Component = Any  # Dash components carry no types
STATUS_COLORS = {SessionStatus.LIVE: "teal", SessionStatus.FINISHED: "gray", SessionStatus.INTERRUPTED: "orange"}


def aria(**values: str) -> dict[str, Any]:
    """`aria-*` attributes: `aria(label="Close")`."""
    return {f"aria-{name}": value for name, value in values.items()}


def icon(name: str) -> Component:
    """A decorative icon of `style.css` (`glyph-NAME`)."""
    return html.Span(className=f"glyph glyph-{name}", **aria(hidden="true"))


def status_badge(session: Session) -> Component:
    live = session.status is SessionStatus.LIVE
    badge = dmc.Badge(
        texts.STATUSES[session.status],
        color=STATUS_COLORS[session.status],
        variant="light",
        className="badge",
        leftSection=html.Span(className="live-dot") if live else None,
    )
    return hint(badge, texts.STATUS_HINTS[session.status])


def demo_badge(session: Session) -> Component | None:
    if not session.is_demo:
        return None
    return hint(dmc.Badge(texts.DEMO, color="violet", variant="light", className="badge"), texts.DEMO_HINT)


def hint(target: Component, text: str) -> Component:
    """The component with an explanation shown on hover."""
    return dmc.Tooltip(target, label=text, withArrow=True, multiline=True, maw=280, openDelay=200)


def card(
    title: str, *children: Component, lead: str, extra: Component | None = None, class_name: str = ""
) -> Component:
    """A titled surface; `extra` stands at the right of the title."""
    head = html.Div([html.Div([html.H2(title), html.P(lead, className="lead")]), extra], className="card-head")
    return html.Section([head, *children], className=f"card {class_name}".strip())


def graph(class_name: str = "graph", **kwargs: Any) -> Component:
    """A place for a figure, as large as its class says."""
    config: Any = {"displaylogo": False, "modeBarButtons": [["resetScale2d", "toImage"]]}
    return html.Div(dcc.Graph(config=config, responsive=True, **kwargs), className=class_name)


def graph_frame(children: Component, label_id: str) -> Component:
    """A figure's place; the element of that id carries the figure's summary in words."""
    return html.Div(children, id=label_id, role="img", **aria(label=""))


def message(title: str, text: str, *, link: str | None = None, link_text: str | None = None) -> Component:
    """A centred page that says what happened and offers a way on."""
    way = dmc.Anchor(link_text, href=link, className="button") if link else None
    return html.Div([html.H1(title), html.P(text, className="lead"), way], className="card message")
