"""Whether names are shown: one switch in the header, remembered with the login."""

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, session
from werkzeug.wrappers import Response

from classroom.domain import User

PATH = "/names"
FIELD, HIDE, SHOW = "names", "hide", "show"
DEFAULT = "HIDE_NAMES"  # key of the server's configuration


def install_names(server: Flask, *, hidden: bool) -> None:
    """Add the switch's address; `hidden` is what holds until somebody uses it (`policy.pseudonyms`)."""
    server.config[DEFAULT] = hidden

    @server.post(PATH)
    def switch_names() -> Response:
        session[FIELD] = HIDE if request.form.get(FIELD) == HIDE else SHOW
        return redirect(_page_before())


def are_hidden() -> bool:
    """Whether this request's pages show pseudonyms."""
    chosen = session.get(FIELD)
    return bool(current_app.config.get(DEFAULT)) if chosen is None else chosen == HIDE


def for_this_request(user: User) -> User:
    """The user, with what the switch says."""
    return replace(user, hides_names=are_hidden())


def with_names(user: User, *, hidden: bool | None) -> User:
    """The user, with or without names; None = as the server is set up."""
    return replace(user, hides_names=bool(current_app.config.get(DEFAULT)) if hidden is None else hidden)


def _page_before() -> str:
    """The address the switch was used on; another site's, or none, is the first page."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return "/"
    here = parts.netloc in {"", request.host}
    return safe_next(f"{parts.path}?{parts.query}".rstrip("?")) if here else "/"


def safe_next(target: str | None) -> str:
    """The address to go to after the login: a path of this site, else the first page."""
    target = target or "/"
    try:
        parts = urlsplit(target)
    except ValueError:  # as in "//["
        return "/"
    hostile = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith(("//", "/\\"))
    if hostile or "\\" in target or any(ord(character) < 33 for character in target):
        return "/"
    return "/" if parts.path in {"/login", "/logout"} else target
