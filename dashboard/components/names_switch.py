"""The switch in the header that hides students' names."""

from dash import dcc, html

from classroom.domain import User
from dashboard.components.basics import Component, aria
from dashboard.names import FIELD, HIDE, PATH, SHOW
from dashboard.security import CSRF_FIELD
from dashboard.texts import privacy as texts


def names_switch(user: User, csrf: str, class_name: str = "wide-only") -> Component:
    """A form, so that the whole page comes again without what it had; on a phone it is reached on the privacy page."""
    text, hint = (
        (texts.SHOW_NAMES, texts.SHOW_NAMES_HINT) if user.hides_names else (texts.HIDE_NAMES, texts.HIDE_NAMES_HINT)
    )
    return html.Form(
        [
            dcc.Input(type="hidden", name=CSRF_FIELD, value=csrf),
            dcc.Input(type="hidden", name=FIELD, value=SHOW if user.hides_names else HIDE),
            html.Button(
                text,
                type="submit",
                className="quiet-button names-switch",
                title=hint,
                **aria(pressed="true" if user.hides_names else "false"),
            ),
        ],
        action=PATH,
        method="POST",
        className=class_name,
    )
