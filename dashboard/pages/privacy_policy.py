"""Privacy settings: whether expressions are read, in general and course by course."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from classroom.domain import User
from classroom.errors import DataError
from classroom.privacy.law import ANSWERS, QUESTION, WHAT_IT_SAYS
from classroom.privacy.policies import GENERAL, Place, Policy, Ruling
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, aria, card
from dashboard.pages.privacy_inputs import read_course
from dashboard.privacy import Privacy
from dashboard.texts import privacy as texts

ON, OFF, SAME = "on", "off", "same"


class Ids:
    BODY = "privacy-policy"
    PLACE = "privacy-place"
    ANSWER = "privacy-answer"
    SWITCH = "privacy-switch"  # type of the switches, one a course
    COURSE = "privacy-course"
    ADD = "privacy-course-add"


def layout(privacy: Privacy, user: User) -> Component:
    return card(
        texts.POLICY_TITLE,
        html.P(WHAT_IT_SAYS, className="privacy-law"),
        html.Div(_body(privacy, user), id=Ids.BODY),
        lead=texts.POLICY_LEAD,
    )


def register(app: Dash, privacy: Privacy) -> None:
    @app.callback(
        Output(Ids.BODY, "children"),
        Input(Ids.ANSWER, "n_clicks"),
        State(Ids.PLACE, "value"),
        prevent_initial_call=True,
    )
    def answer(clicks: int | None, place: object) -> Any:
        if not clicks:
            return no_update
        user = asking_user()
        ruling = privacy.answer(user, _read_place(place))
        undo.tell((texts.SAVED_ON if ruling.reads_expressions else texts.SAVED_OFF).format(what=texts.GENERAL_CHOICE))
        return _body(privacy, user)

    @app.callback(
        Output(Ids.BODY, "children", allow_duplicate=True),
        Input({"type": Ids.SWITCH, "course": ALL}, "value"),
        prevent_initial_call=True,
    )
    def switch(_values: list[Any]) -> Any:
        if len(ctx.triggered) != 1 or ctx.triggered_id is None:  # they were only drawn
            return no_update
        user, course, value = (
            asking_user(),
            _read_course(ctx.triggered_id["course"]),
            ctx.triggered[0]["value"],
        )
        if value == _current(privacy.policy(user, course), course):  # a switch also tells that it was drawn
            return no_update
        _switch(privacy, user, course, value)
        return _body(privacy, user)

    @app.callback(
        Output(Ids.BODY, "children", allow_duplicate=True),
        Input(Ids.ADD, "n_clicks"),
        State(Ids.COURSE, "value"),
        prevent_initial_call=True,
    )
    def add(clicks: int | None, course: object) -> Any:
        if not clicks:
            return no_update
        name = _read_course(course)
        if not name:
            raise DataError(texts.COURSE_FIRST)
        return _body(privacy, asking_user(), added=name)


def _switch(privacy: Privacy, user: User, course: str, value: object) -> None:
    what = course or texts.GENERAL_CHOICE
    if value == SAME:
        privacy.follow_general(user, course)
        undo.tell(texts.SAVED_GENERAL.format(what=formats.plain(what, 60)))
    elif value in (ON, OFF):
        privacy.switch(user, course, reads_expressions=value == ON)
        off = texts.SAVED_OFF_RUNNING if privacy.is_recorded(user) else texts.SAVED_OFF
        said = texts.SAVED_ON if value == ON else off
        undo.tell(said.format(what=formats.plain(what, 60)))
    else:
        raise DataError(texts.OUT_OF_DATE)


def _body(privacy: Privacy, user: User, added: str | None = None) -> Component:
    ruling, policies = privacy.policy(user), privacy.policies(user)
    own = _courses([*(one.course for one in policies if one.course), *([added] if added else [])])
    others = [name for name in privacy.courses(user) if name not in own]
    return html.Div(
        [
            _question() if ruling.source == "nobody" else _general(ruling),
            html.H3(texts.OWN_ANSWERS),
            html.Div([_course(privacy, user, name, policies) for name in own], className="privacy-courses")
            if own
            else html.P(texts.NO_OWN_ANSWERS, className="quiet"),
            _add_course(others),
        ]
    )


def _question() -> Component:
    options = [dmc.Radio(label=text, value=place) for place, text in ANSWERS.items()]
    return html.Div(
        [
            html.P(texts.NOT_ANSWERED, className="quiet"),
            dmc.RadioGroup(dmc.Stack(options, gap="xs"), id=Ids.PLACE, label=QUESTION, className="privacy-question"),
            html.Button(texts.ANSWER, id=Ids.ANSWER, type="button", className="button"),
        ]
    )


def _general(ruling: Ruling) -> Component:
    if ruling.source == "settings":
        value = ON if ruling.reads_expressions else OFF
        return html.P(texts.SET_BY_SETTINGS.format(value=value), className="privacy-fixed")
    return _row(texts.GENERAL, GENERAL, _current(ruling, GENERAL), (ON, OFF), _decided(ruling.policy))


def _course(privacy: Privacy, user: User, name: str, policies: Sequence[Policy]) -> Component:
    ruling = privacy.policy(user, name)
    value = _current(ruling, name)
    return _row(formats.plain(name, 60), name, value, (SAME, ON, OFF), _decided(ruling.policy) if value != SAME else "")


def _row(label: str, course: str, value: str, choices: Sequence[str], note: str) -> Component:
    words = {ON: texts.ON, OFF: texts.OFF, SAME: texts.AS_GENERAL}
    switch = dmc.SegmentedControl(
        id={"type": Ids.SWITCH, "course": course},
        data=[{"value": one, "label": words[one]} for one in choices],
        value=value,
        size="sm",
        **aria(label=texts.SWITCH_LABEL.format(what=label)),
    )
    name = html.Div([html.Strong(label, dir="auto"), html.Span(note, className="quiet")], className="privacy-name")
    return html.Div([name, switch], className="privacy-row")


def _current(ruling: Ruling, course: str) -> str:
    """What the course's switch stands at."""
    if course != GENERAL and ruling.source != "course":
        return SAME
    return ON if ruling.reads_expressions else OFF


def _add_course(others: Sequence[str]) -> Component:
    pick = dmc.Autocomplete(
        id=Ids.COURSE,
        label=texts.COURSE_NEW,
        placeholder=texts.COURSE_PICK,
        data=list(others),
        className="privacy-wide",
    )
    button = html.Button(texts.COURSE_ADD, id=Ids.ADD, type="button", className="quiet-button")
    return html.Div([pick, button], className="privacy-form")


def _decided(policy: Policy | None) -> str:
    if policy is None:
        return ""
    day = formats.short_day(policy.decided_at, "UTC")
    return texts.DECIDED.format(value=texts.PLACES[policy.place], day=day, who=formats.plain(policy.decided_by, 40))


def _courses(names: Sequence[str]) -> list[str]:
    return sorted(dict.fromkeys(names), key=str.casefold)


def _read_place(value: object) -> Place:
    if not isinstance(value, str) or value not in ANSWERS:
        raise DataError(texts.ANSWER_FIRST)
    return Place(value)


def _read_course(value: object) -> str:
    """GENERAL = none was named. Raises: DataError."""
    return (read_course(value) or GENERAL).strip()
