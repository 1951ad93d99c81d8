"""Settings: one page in parts, with a list of the parts beside it."""

from collections.abc import Callable
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import Dash, html

from classroom.domain import Role, User
from dashboard import texts as general
from dashboard.auth import asking_user
from dashboard.components.basics import Component, aria, message
from dashboard.pages import (
    privacy_settings,
    settings_account,
    settings_audit,
    settings_keys,
    settings_tuning,
    settings_users,
)
from dashboard.parts import Parts
from dashboard.texts import settings as texts

PATH = "/settings/"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the settings."""

    layout: Callable[[Parts], Component]
    is_for: Callable[[Parts, User], bool]


def _everyone(_parts: Parts, _user: User) -> bool:
    return True


def _administrators(parts: Parts, user: User) -> bool:
    return user.role is Role.ADMIN and parts.administration is not None


# By what follows `PATH` in the address, in the order of the list.
SECTIONS: dict[str, Section] = {
    "": Section(lambda parts: settings_tuning.layout(parts, "engagement"), _everyone),
    "flags": Section(lambda parts: settings_tuning.layout(parts, "flags"), _everyone),
    "privacy": Section(privacy_settings.layout, lambda parts, _user: parts.privacy is not None),
    "users": Section(settings_users.layout, _administrators),
    "account": Section(settings_account.layout, _everyone),
    "keys": Section(settings_keys.layout, lambda parts, _user: parts.tokens is not None),
    "audit": Section(settings_audit.layout, _administrators),
}


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    user = asking_user()
    section = SECTIONS.get(rest)
    if section is None or not section.is_for(parts, user):
        return general.NO_PAGE_TITLE, message(general.NO_PAGE_TITLE, texts.NO_PART, link=PATH, link_text=texts.TITLE)
    head = html.Div(
        html.Div([html.H1(texts.TITLE), html.P(texts.LEAD, className="lead")]), className="page-head settings-head"
    )
    columns = html.Div([_navigation(parts, user, rest), html.Div(section.layout(parts))], className="settings-columns")
    return f"{texts.TITLE}: {texts.NAV[rest]}", html.Div([head, columns])


def _navigation(parts: Parts, user: User, here: str) -> Component:
    links = []
    for name, section in SECTIONS.items():
        if section.is_for(parts, user):
            current = aria(current="page") if name == here else {}
            link = dmc.Anchor(
                texts.NAV[name], href=PATH + name, underline="never", className="settings-link", **current
            )
            links.append(html.Li(link))
    return html.Nav(html.Ul(links), className="settings-nav", **aria(label=texts.SECTIONS_LABEL))


def register(app: Dash, parts: Parts) -> None:
    for page in (settings_tuning, privacy_settings, settings_users, settings_account, settings_keys, settings_audit):
        page.register(app, parts)
