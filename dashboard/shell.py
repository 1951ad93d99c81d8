"""What stands around every page: header, place for problems, footer, light and dark."""

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from classroom.domain import User
from dashboard import ids, texts
from dashboard.components import undo
from dashboard.components.basics import Component
from dashboard.components.header import Way, header
from dashboard.components.header import register as register_header
from dashboard.components.skeletons import skeleton
from dashboard.pages import about, courses, sessions, settings, start, try_it
from dashboard.texts import settings as settings_texts
from dashboard.texts import start as start_texts
from dashboard.texts import try_it as try_it_texts
from dashboard.theme import MANTINE_THEME

WAYS = (
    Way(sessions.PATH, texts.NAV_SESSIONS, ("/session/", "/live/")),
    Way(courses.PATH, courses.TITLE, ("/courses/", "/roster/", "/students/")),
    Way(start.PATH, start_texts.TITLE),
    Way(try_it.PATH, try_it_texts.TITLE),
    Way(settings.PATH, settings_texts.TITLE, ("/settings/",)),
)
ABOUT = Way(about.PATH, texts.NAV_ABOUT)


class Ids:
    THEME = "theme"


def layout(user: User, csrf: str) -> Component:
    return dmc.MantineProvider(
        [
            dcc.Location(id=ids.ADDRESS, refresh="callback-nav"),
            dcc.Store(id=ids.CHOICE, storage_type="local"),
            dcc.Store(id=ids.SCHEME),
            dcc.Store(id=ids.TITLE),
            html.A(texts.SKIP, href="#main", className="skip"),
            html.Div(texts.OFFLINE, id="offline", className="offline", role="status", hidden=True),
            header(user, csrf, WAYS, ABOUT),
            html.Div(_problem(), className="frame"),
            undo.layout(),
            html.Main(html.Div(skeleton(3), id=ids.PAGE), id="main", className="frame", tabIndex="-1"),
            _footer(),
        ],
        id=Ids.THEME,
        theme=MANTINE_THEME,
        defaultColorScheme="auto",
    )


def _problem() -> Component:
    return dmc.Alert(
        "",
        id=ids.PROBLEM,
        title=texts.PROBLEM_TITLE,
        color="red",
        variant="light",
        hide=True,
        withCloseButton=True,
        closeButtonLabel=texts.CLOSE,
        className="problem-alert",
    )


def _footer() -> Component:
    return html.Footer(
        html.Div(
            [
                html.Span(texts.FOOTER),
                html.Span(
                    [
                        dmc.Anchor(settings_texts.TITLE, href=settings.PATH, inherit=True, className="footer-link"),
                        dmc.Anchor(texts.FOOTER_LINK, href=about.PATH, inherit=True),
                    ]
                ),
            ],
            className="frame",
        )
    )


def register(app: Dash) -> None:
    """Light and dark, remembered in the browser; the title of the page."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "scheme"),
        Output(ids.SCHEME, "data"),
        Output(Ids.THEME, "forceColorScheme"),
        Input(ids.CHOICE, "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "title"), Input(ids.TITLE, "data")
    )
    register_header(app)
