"""Light or dark, as the asking browser shows it now."""

from flask import request

from dashboard.theme import Scheme

HEADER = "X-Classroom-Scheme"  # assets/page.js says it with every request


def asked_scheme() -> Scheme:
    """The scheme in which figures of a new page are drawn; light when the browser does not say."""
    return "dark" if request.headers.get(HEADER) == "dark" else "light"
