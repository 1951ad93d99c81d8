"""Settings: what is read, of whom, how long it is kept, and one student's rights."""

from dash import Dash, dcc, html

from dashboard.auth import asking_user
from dashboard.components.basics import Component, card
from dashboard.components.names_switch import names_switch
from dashboard.pages import privacy_consent, privacy_policy, privacy_student
from dashboard.pages.privacy_retention import retention_card
from dashboard.parts import Parts
from dashboard.privacy import Privacy
from dashboard.security import csrf_token
from dashboard.texts import privacy as texts


class Ids:
    NOTICE = "privacy-notice"


def layout(parts: Parts) -> Component:
    """All parts of the page; a server that knows no privacy says so."""
    if parts.privacy is None:
        return html.P(texts.UNAVAILABLE, className="quiet")
    user = asking_user()
    return html.Div(
        [
            privacy_policy.layout(parts.privacy, user),
            _notice_card(parts.privacy),
            privacy_consent.layout(parts.privacy, user),
            _names_card(),
            retention_card(parts.privacy.retention(user)),
            privacy_student.layout(parts.privacy, user),
        ],
        className="privacy-stack",
    )


def register(app: Dash, parts: Parts) -> None:
    if parts.privacy is None:
        return
    for one in (privacy_policy, privacy_consent, privacy_student):
        one.register(app, parts.privacy)


def _names_card() -> Component:
    switch = names_switch(asking_user(), csrf_token(), class_name="", form="names-form-here")
    return card(texts.NAMES_TITLE, switch, lead=texts.NAMES_LEAD)


def _notice_card(privacy: Privacy) -> Component:
    text = html.P(privacy.notice(asking_user()), id=Ids.NOTICE, className="privacy-notice")
    copy = dcc.Clipboard(
        target_id=Ids.NOTICE, title=texts.COPY, className="quiet-button privacy-copy", copied_children=texts.COPIED
    )
    copy.children = texts.COPY
    return card(texts.NOTICE_TITLE, text, lead=texts.NOTICE_LEAD, extra=copy)
