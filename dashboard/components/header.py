"""What stands over every page: the ways on, and a menu of all that belongs to the user.

Wide screens show the ways beside the brand; on narrow ones the same entries are in one menu.
"""

from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from classroom.domain import User
from dashboard import formats, ids, texts
from dashboard.components.basics import Component, aria, icon
from dashboard.components.menus import menu
from dashboard.components.names_switch import FORM, names_switch, switch_text
from dashboard.security import CSRF_FIELD

LEAVE_FORM = "leave-form"
NAME_LENGTH = 24


class Ids:
    TOGGLE = "scheme-toggle"
    MENU_TOGGLE = "menu-scheme-toggle"
    MENU_NAMES = "menu-names"
    LEAVE = "leave"
    MENU_LEAVE = "menu-leave"
    WAYS = "main-ways"


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    path: str
    text: str
    under: tuple[str, ...] = ()  # beginnings of other addresses that belong to it


def header(user: User, csrf: str, ways: tuple[Way, ...], about: Way) -> Component:
    """The brand, the ways, and what belongs to the user."""
    brand = dmc.Anchor(
        [
            html.Span(className="brand-mark", **aria(hidden="true")),
            html.Span(texts.PRODUCT, className="brand-name"),
        ],
        href=ways[0].path,
        underline="never",
        className="brand",
    )
    tools = [names_switch(user, csrf), _toggle(), _user_menu(user, about), _burger_menu(user, ways, about)]
    parts = [brand, _navigation(ways), html.Div(tools, className="tools"), _leave(csrf)]
    return html.Header(html.Div(parts, className="frame"))


def _navigation(ways: tuple[Way, ...]) -> Component:
    links = [
        dmc.Anchor(
            way.text, href=way.path, underline="never", className="nav-link", **{"data-under": " ".join(way.under)}
        )
        for way in ways
    ]
    return html.Nav(links, id=Ids.WAYS, **aria(label=texts.NAV_LABEL))


def _toggle() -> Component:
    return dmc.ActionIcon(
        icon("scheme"), id=Ids.TOGGLE, variant="subtle", color="gray", size="lg", **aria(label=texts.TOGGLE_SCHEME)
    )


def _leave(csrf: str) -> Component:
    """Sent by the menus' entries: a form's own button has no place among a menu's entries."""
    field = dcc.Input(type="hidden", name=CSRF_FIELD, value=csrf)
    return html.Form(field, id=LEAVE_FORM, action="/logout", method="POST", hidden=True)


def _user_menu(user: User, about: Way) -> Component:
    name = formats.plain(user.name, NAME_LENGTH)
    shown = [html.Span(name, className="user-name"), icon("down")]
    items = [*_about_user(user), _link(about), dmc.MenuItem(texts.LOG_OUT, id=Ids.LEAVE)]
    return menu(shown, items, class_name="menu-button user-button", label=texts.USER_MENU.format(name=name), width=240)


def _burger_menu(user: User, ways: tuple[Way, ...], about: Way) -> Component:
    switch, _ = switch_text(user)
    items = [
        *[_link(way) for way in ways],
        dmc.MenuDivider(),
        dmc.MenuItem(switch, id=Ids.MENU_NAMES),
        dmc.MenuItem(texts.TOGGLE_SCHEME, id=Ids.MENU_TOGGLE, closeMenuOnClick=False),
        dmc.MenuDivider(),
        *_about_user(user),
        _link(about),
        dmc.MenuItem(texts.LOG_OUT, id=Ids.MENU_LEAVE),
    ]
    return menu(icon("menu"), items, class_name="menu-button burger-button", label=texts.NAV_MENU, width=240)


def _about_user(user: User) -> list[Component]:
    return [dmc.MenuLabel(f"{formats.plain(user.name, NAME_LENGTH)} · {texts.ROLES[user.role]}")]


def _link(way: Way) -> Component:
    return dmc.MenuItem(way.text, href=way.path)


def register(app: Dash) -> None:
    """Light and dark, the forms behind the menus' entries, and which way the page belongs to."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "toggle"),
        Output(ids.CHOICE, "data"),
        Input(Ids.TOGGLE, "n_clicks"),
        Input(Ids.MENU_TOGGLE, "n_clicks"),
        State(ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    for item, form in ((Ids.LEAVE, LEAVE_FORM), (Ids.MENU_LEAVE, LEAVE_FORM), (Ids.MENU_NAMES, FORM)):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("classroom", "send"), Input(item, "n_clicks"), State(form, "id")
        )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroom", "markWay"), Input(ids.ADDRESS, "pathname"), State(Ids.WAYS, "id")
    )
