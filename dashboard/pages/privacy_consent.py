"""Privacy settings: the consent register of a course."""

import base64
import binascii
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from classroom.domain import User
from classroom.errors import DataError
from classroom.privacy.consents import Decision, Treatment, consent_key
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, aria, card
from dashboard.components.clearing import register_clearing, sent, sent_output, sent_store
from dashboard.pages.privacy_inputs import MAX_NAME, read_course, read_name
from dashboard.privacy import MAX_LIST, ConsentLine, Privacy
from dashboard.texts import privacy as texts

SHOWN = 100  # lines; a search finds the others
UNKNOWN = "unknown"
WORDS = {Decision.YES.value: texts.YES, Decision.NO.value: texts.NO, UNKNOWN: texts.UNKNOWN}


class Ids:
    COURSE = "consent-course"
    SEARCH = "consent-search"
    LIST = "consent-list"
    SAVED = "consent-saved"  # changes when something was saved: the list is then drawn for what is chosen by now
    SWITCH = "consent-switch"  # type of the switches, one a student of a course
    NAME = "consent-name"
    DECISION = "consent-decision"
    ADD = "consent-add"
    UPLOAD = "consent-upload"


def layout(privacy: Privacy, user: User) -> Component:
    if user.hides_names:
        return card(texts.CONSENT_TITLE, html.P(texts.NAMES_HIDDEN), lead=texts.CONSENT_LEAD)
    courses = privacy.courses(user)
    rules = texts.CONSENT_RULES.format(
        without=texts.TREATMENTS[Treatment(privacy.settings.without_consent)],
        unknown=texts.TREATMENTS[Treatment(privacy.settings.unknown_names)],
    )
    first = courses[0] if courses else None
    return card(
        texts.CONSENT_TITLE,
        html.P(rules, className="quiet"),
        html.Div([_pick_course(courses, first), _search(), _upload()], className="privacy-form"),
        dcc.Store(id=Ids.SAVED),
        sent_store(Ids.NAME),
        html.Div(_list(privacy, user, first, ""), id=Ids.LIST),
        _add_line(),
        lead=texts.CONSENT_LEAD,
    )


def register(app: Dash, privacy: Privacy) -> None:
    register_clearing(app, Ids.NAME)

    @app.callback(
        Output(Ids.LIST, "children"),
        Input(Ids.COURSE, "value"),
        Input(Ids.SEARCH, "value"),
        Input(Ids.SAVED, "data"),
        prevent_initial_call=True,
    )
    def show(course: object, search: object, _saved: object) -> Component:
        return _list(privacy, asking_user(), read_course(course), read_name(search))

    @app.callback(
        Output(Ids.SAVED, "data", allow_duplicate=True),
        Input({"type": Ids.SWITCH, "name": ALL, "course": ALL}, "value"),
        prevent_initial_call=True,
    )
    def switch(_values: list[Any]) -> Any:
        if len(ctx.triggered) != 1 or ctx.triggered_id is None:  # they were only drawn
            return no_update
        # The course of the line, not the one that is chosen by now.
        name, into = read_name(ctx.triggered_id["name"]), read_course(ctx.triggered_id["course"])
        value = ctx.triggered[0]["value"]
        if value == _current(privacy, into, name):  # a switch also tells that it was drawn
            return no_update
        return _save(privacy, into, name, value)

    @app.callback(
        Output(Ids.SAVED, "data", allow_duplicate=True),
        sent_output(Ids.NAME),
        Input(Ids.ADD, "n_clicks"),
        State(Ids.COURSE, "value"),
        State(Ids.NAME, "value"),
        State(Ids.DECISION, "value"),
        prevent_initial_call=True,
    )
    def add(clicks: int | None, course: object, name: object, decision: object) -> Any:
        if not clicks:
            return no_update, no_update
        return _save(privacy, read_course(course), read_name(name), decision), sent(name)

    @app.callback(
        Output(Ids.SAVED, "data", allow_duplicate=True),
        Input(Ids.UPLOAD, "contents"),
        State(Ids.UPLOAD, "filename"),
        State(Ids.COURSE, "value"),
        prevent_initial_call=True,
    )
    def take_list(contents: object, file_name: object, course: object) -> Any:
        if not contents:
            return no_update
        user, into = asking_user(), _require_course(read_course(course))
        change = privacy.import_consents(user, into, _decode(contents), read_name(file_name))
        undo.tell(texts.IMPORTED.format(added=change.added, changed=change.changed, unchanged=change.unchanged))
        return uuid4().hex


def _current(privacy: Privacy, course: str | None, name: str) -> str:
    """What the student's switch stands at."""
    lines = () if course is None else privacy.consents(asking_user(), course)
    known = next((one.decision for one in lines if consent_key(one.name) == consent_key(name)), None)
    return UNKNOWN if known is None else known.value


def _save(privacy: Privacy, course: str | None, name: str, value: object) -> str:
    """What tells the list that something was saved."""
    if not isinstance(value, str) or value not in WORDS:
        raise DataError(texts.OUT_OF_DATE)
    user, into = asking_user(), _require_course(course)
    privacy.save_consent(user, into, name, None if value == UNKNOWN else Decision(value))
    undo.tell(texts.CONSENT_SAVED.format(name=formats.plain(name, 60), decision=WORDS[value]))
    return uuid4().hex


def _list(privacy: Privacy, user: User, course: str | None, search: str) -> Component:
    if course is None:
        return html.P(texts.CONSENT_NO_COURSE, className="quiet")
    if user.hides_names:
        return html.P(texts.NAMES_HIDDEN, className="quiet")
    lines = privacy.consents(user, course)
    if not lines:
        return html.P(texts.CONSENT_NONE, className="quiet")
    found = [one for one in lines if consent_key(search) in consent_key(one.name)] if search.strip() else list(lines)
    counts = Counter(one.decision for one in lines)
    told = texts.CONSENT_COUNTS.format(yes=counts[Decision.YES], no=counts[Decision.NO], unknown=counts[None])
    more = texts.CONSENT_MORE.format(shown=SHOWN, all=len(found)) if len(found) > SHOWN else ""
    return html.Div(
        [html.P(told, className="privacy-counts"), _table(found[:SHOWN], course), html.P(more, className="quiet")]
    )


def _table(lines: Sequence[ConsentLine], course: str) -> Component:
    words = (texts.COLUMN_NAME, texts.COLUMN_CONSENT, texts.COLUMN_SINCE)
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in words]))
    return html.Div(
        html.Table([head, html.Tbody([_row(one, course) for one in lines])], className="plain-table privacy-table"),
        className="table-scroll",
    )


def _row(line: ConsentLine, course: str) -> Component:
    name = formats.plain(line.name, 80)
    since = ""
    if line.given_at is not None and line.given_by is not None:
        day = formats.short_day(line.given_at, "UTC")
        since = texts.CONSENT_SINCE.format(day=day, who=formats.plain(line.given_by, 40))
    switch = dmc.SegmentedControl(
        id={"type": Ids.SWITCH, "name": line.name, "course": course},
        data=[{"value": value, "label": word} for value, word in WORDS.items()],
        value=UNKNOWN if line.decision is None else line.decision.value,
        size="xs",
        **aria(label=texts.CONSENT_OF.format(name=name)),
    )
    return html.Tr([html.Th(html.Span(name, dir="auto"), scope="row"), html.Td(switch), html.Td(since)])


def _pick_course(courses: Sequence[str], first: str | None) -> Component:
    return dmc.Select(
        id=Ids.COURSE,
        label=texts.COURSE,
        placeholder=texts.COURSE_PICK,
        data=list(courses),
        value=first,
        searchable=True,
        allowDeselect=False,
        className="privacy-wide",
    )


def _search() -> Component:
    return dmc.TextInput(
        id=Ids.SEARCH, label=texts.CONSENT_SEARCH, value="", debounce=300, inputProps={"maxLength": MAX_NAME}
    )


def _upload() -> Component:
    button = html.Button(texts.IMPORT, type="button", className="quiet-button", title=texts.IMPORT_HINT)
    upload = dcc.Upload(button, id=Ids.UPLOAD, accept=".csv,text/csv", max_size=MAX_LIST, multiple=False)
    told: dict[str, Any] = {"data-upload-label": texts.IMPORT}
    return html.Div(upload, **told)


def _add_line() -> Component:
    choices = [{"value": one.value, "label": WORDS[one.value]} for one in Decision]
    return html.Div(
        [
            dmc.TextInput(
                id=Ids.NAME,
                label=texts.CONSENT_NAME,
                value="",
                inputProps={"maxLength": MAX_NAME},
                className="privacy-wide",
            ),
            dmc.SegmentedControl(
                id=Ids.DECISION, data=choices, value=Decision.NO.value, **aria(label=texts.COLUMN_CONSENT)
            ),
            html.Button(texts.CONSENT_ADD, id=Ids.ADD, type="button", className="quiet-button"),
        ],
        className="privacy-form",
    )


def _decode(contents: object) -> bytes:
    """The bytes of what a browser sends as `data:...;base64,...`."""
    if not isinstance(contents, str) or len(contents) > 2 * MAX_LIST:
        raise DataError(texts.OUT_OF_DATE)
    try:
        return base64.b64decode(contents.partition(",")[2], validate=True)
    except binascii.Error as error:
        raise DataError(texts.OUT_OF_DATE) from error


def _require_course(course: str | None) -> str:
    if course is None:
        raise DataError(texts.COURSE_FIRST)
    return course
