"""What stands around every page: header, place for problems, footer, light and dark."""

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from classroom.domain import User
from dashboard import formats, ids, texts
from dashboard.components import undo
from dashboard.components.basics import Component, aria, icon
from dashboard.components.names_switch import names_switch
from dashboard.pages import about, courses, sessions, settings, start, try_it
from dashboard.security import CSRF_FIELD
from dashboard.texts import settings as settings_texts
from dashboard.texts import start as start_texts
from dashboard.texts import try_it as try_it_texts
from dashboard.theme import MANTINE_THEME

# address, text, class: what is `wide-only` is reached otherwise on a phone
NAVIGATION: tuple[tuple[str, str, str], ...] = (
    (sessions.PATH, texts.NAV_SESSIONS, "nav-link"),
    (courses.PATH, courses.TITLE, "nav-link"),
    (start.PATH, start_texts.TITLE, "nav-link"),
    (try_it.PATH, try_it_texts.TITLE, "nav-link wide-only"),
    (settings.PATH, settings_texts.TITLE, "nav-link wide-only"),
    (about.PATH, texts.NAV_ABOUT, "nav-link wide-only"),
)


class Ids:
    TOGGLE = "scheme-toggle"
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
            _header(user, csrf),
            html.Div(_problem(), className="frame"),
            undo.layout(),
            html.Main(html.Div(id=ids.PAGE), id="main", className="frame", tabIndex="-1"),
            _footer(),
        ],
        id=Ids.THEME,
        theme=MANTINE_THEME,
        defaultColorScheme="auto",
    )


def _header(user: User, csrf: str) -> Component:
    brand = dmc.Anchor(
        [
            html.Span(className="brand-mark", **aria(hidden="true")),
            html.Span(texts.PRODUCT, className="brand-name"),
        ],
        href=sessions.PATH,
        underline="never",
        className="brand",
    )
    links = html.Nav(
        [dmc.Anchor(text, href=path, underline="never", className=kind) for path, text, kind in NAVIGATION],
        **aria(label=texts.NAV_LABEL),
    )
    toggle = dmc.ActionIcon(
        icon("scheme"), id=Ids.TOGGLE, variant="subtle", color="gray", size="lg", **aria(label=texts.TOGGLE_SCHEME)
    )
    leave = html.Form(
        [
            dcc.Input(type="hidden", name=CSRF_FIELD, value=csrf),
            html.Button(texts.LOG_OUT, type="submit", className="quiet-button"),
        ],
        action="/logout",
        method="POST",
    )
    name = html.Span(formats.plain(user.name, 24), className="user-name wide-only", title=texts.ROLES[user.role])
    tools = html.Div([name, names_switch(user, csrf), toggle, leave], className="tools")
    return html.Header(html.Div([brand, links, tools], className="frame"))


def _problem() -> Component:
    return dmc.Alert(
        "",
        id=ids.PROBLEM,
        title=texts.PROBLEM_TITLE,
        color="red",
        variant="light",
        hide=True,
        withCloseButton=True,
        closeButtonLabel="Close",
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
        ClientsideFunction("classroom", "toggle"),
        Output(ids.CHOICE, "data"),
        Input(Ids.TOGGLE, "n_clicks"),
        State(ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "title"), Input(ids.TITLE, "data")
    )
