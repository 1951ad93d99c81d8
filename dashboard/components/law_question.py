"""The question about the law, asked before the first class is started from a page."""

from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import html

from classroom.domain import User
from classroom.errors import DataError
from classroom.privacy.law import ANSWERS, QUESTION, WHAT_IT_SAYS
from classroom.privacy.policies import Place
from dashboard.components.basics import Component
from dashboard.privacy import Privacy
from dashboard.texts import privacy as texts

PLACE = "start-place"  # id of the answer


@dataclass(frozen=True, slots=True)
class LawNotice:
    """What a page that starts a class says about the law."""

    is_asked: bool  # nobody has answered yet
    notice: str  # for the class's chat


def law_notice(privacy: Privacy | None, user: User, fallback: str) -> LawNotice:
    return LawNotice(is_open(privacy, user), fallback if privacy is None else privacy.notice(user))


def notice_for(privacy: Privacy, user: User, course: object, place: object) -> str:
    """The notice for a class of that course, with the answer that is chosen now."""
    chosen = Place(place) if isinstance(place, str) and place in ANSWERS else None
    return privacy.notice(user, course if isinstance(course, str) else "", chosen)


def is_open(privacy: Privacy | None, user: User, course: str = "") -> bool:
    """Whether nobody has answered yet, for that course or in general."""
    return privacy is not None and privacy.policy(user, course).source == "nobody"


def law_question(*, hidden: bool) -> Component:
    """Always in the page, since its answer is asked for; shown while it is open."""
    options = [dmc.Radio(label=text, value=place) for place, text in ANSWERS.items()]
    return html.Div(
        [
            html.P(WHAT_IT_SAYS, className="privacy-law"),
            dmc.RadioGroup(dmc.Stack(options, gap="xs"), id=PLACE, label=QUESTION, className="privacy-question"),
        ],
        hidden=hidden,
    )


def settle(privacy: Privacy | None, user: User, course: str, place: object) -> None:
    """Remembers the answer where one is needed.

    Raises:
        DataError: it is needed and was not given.
    """
    if privacy is None or not is_open(privacy, user, course):
        return
    if not isinstance(place, str) or place not in ANSWERS:
        raise DataError(texts.NEEDS_ANSWER)
    privacy.answer(user, Place(place))
