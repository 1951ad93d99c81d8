"""Privacy and law: what the figures mean, what they must not be used for, what is kept."""

from dash import Dash, html

from dashboard import texts
from dashboard.components.basics import Component
from dashboard.parts import Parts

PATH = "/about"
TITLE = texts.NAV_ABOUT


def show(_parts: Parts, _rest: str) -> tuple[str, Component]:
    return TITLE, layout()


def register(_app: Dash, _parts: Parts) -> None:
    """The page has no callbacks."""


def layout() -> Component:
    return html.Article(
        [
            html.H1(TITLE),
            html.P(texts.ABOUT_LEAD, className="lead"),
            *[_section(title, text) for title, text in texts.ABOUT],
        ],
        className="article",
    )


def _section(title: str, text: str) -> Component:
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return html.Section([html.H2(title), *[html.P(paragraph) for paragraph in paragraphs]], className="card")
