"""Privacy and law: what the figures mean, what they must not be used for, what is kept."""

import re

from dash import ClientsideFunction, Dash, Input, dcc, html

from dashboard import ids, texts
from dashboard.components.basics import Component
from dashboard.parts import Parts

PATH = "/about"
TITLE = texts.NAV_ABOUT
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)]*)\)")


def show(_parts: Parts, _rest: str) -> tuple[str, Component]:
    return TITLE, layout()


def register(app: Dash, _parts: Parts) -> None:
    """The place that an address names (`/about#how`) is shown, once the page stands."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomReview", "place"), Input(ids.TITLE, "data"), Input(ids.ADDRESS, "hash")
    )


def layout() -> Component:
    return html.Article(
        [
            html.H1(TITLE),
            html.P(texts.ABOUT_LEAD, className="lead"),
            *[_section(place, title, text) for place, title, text in texts.ABOUT],
        ],
        className="article",
    )


def _section(place: str, title: str, text: str) -> Component:
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    shown = [html.P(_link(paragraph)) for paragraph in paragraphs]
    return html.Section([html.H2(title), *shown], className="card", id=place)


def _link(paragraph: str) -> list[Component]:
    """The text; what stands as [words](/address) in it leads there."""
    first, *links = _LINK.split(paragraph)
    parts: list[Component] = [first]
    for words, address, after in zip(links[::3], links[1::3], links[2::3], strict=True):
        parts += [dcc.Link(words, href=address), after]
    return parts
