"""The switch in the header that hides students' names."""

from dash import dcc, html

from classroom.domain import User
from dashboard.components.basics import Component, aria
from dashboard.names import FIELD, HIDE, PATH, SHOW
from dashboard.security import CSRF_FIELD
from dashboard.texts import privacy as texts

FORM = "names-form"  # the header's, which its menu sends too


def names_switch(user: User, csrf: str, *, class_name: str = "wide-only", form: str = FORM) -> Component:
    """A form, so that the whole page comes again without what it had."""
    text, hint = switch_text(user)
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
        id=form,
        action=PATH,
        method="POST",
        className=class_name,
    )


def switch_text(user: User) -> tuple[str, str]:
    """What a press does, in short and in a sentence."""
    if user.hides_names:
        return texts.SHOW_NAMES, texts.SHOW_NAMES_HINT
    return texts.HIDE_NAMES, texts.HIDE_NAMES_HINT
