"""The roster's page: a platform's attendance list is compared with a class, and linked to the roster."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from classroom.counting import Count
from classroom.domain import Session, User
from classroom.errors import DataError
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, card
from dashboard.components.roster_view import comparison_view, link_table, student_list, sure_links, upload_area
from dashboard.components.terms import class_name
from dashboard.pages.participant_values import read_number, read_student
from dashboard.parts import Parts
from dashboard.people import PeopleEdits
from dashboard.rosters import Rosters, Upload, choose_links
from dashboard.texts import rosters as texts
from dashboard.texts import undo as undo_texts

UNLINK = "roster.attendance"
AT_ONCE = 80  # links in one value of an undo's offer, which is bounded
LONGEST_COURSE = 2_000


class Ids:
    CLASS = "roster-class"
    ATTENDANCE = "roster-attendance"
    COMPARED = "roster-compared"
    LINKS = "roster-links"
    LINKING = "roster-linking"  # all about links; hidden before a list was compared
    APPLY = "roster-apply"
    APPLIED = "roster-applied"  # changes when links were made


def attendance_card(classes: tuple[Session, ...]) -> Component:
    if not classes:
        return card(texts.ATTENDANCE_TITLE, html.P(texts.NO_CLASSES, className="quiet"), lead=texts.ATTENDANCE_LEAD)
    choice = dmc.Select(
        id=Ids.CLASS,
        label=texts.ATTENDANCE_CLASS,
        data=[{"value": str(one.id), "label": class_name(one)} for one in classes],
        value=str(classes[0].id),
        allowDeselect=False,
        searchable=True,
        className="roster-class",
        comboboxProps={"withinPortal": True},
    )
    return card(
        texts.ATTENDANCE_TITLE,
        choice,
        upload_area(Ids.ATTENDANCE, texts.ATTENDANCE_LABEL),
        html.Div(id=Ids.COMPARED, role="status", className="roster-preview"),
        _linking(),
        lead=texts.ATTENDANCE_LEAD,
    )


def _linking() -> Component:
    group = dmc.CheckboxGroup(id=Ids.LINKS, value=[], children=[], label=texts.LINKS_LABEL)
    apply = html.Button(texts.APPLY, id=Ids.APPLY, className="button", hidden=True)
    return html.Div(
        [dcc.Store(id=Ids.APPLIED), html.H3(texts.LINKS_TITLE), group, html.Div(apply, className="term-tools")],
        id=Ids.LINKING,
        className="roster-preview",
        hidden=True,
    )


def register(app: Dash, parts: Parts, rosters: Rosters, *, course: str, students: str) -> None:
    """`course` is the id of the store with the course's name, `students` that of the list's place."""
    _register_comparison(app, parts, rosters, course)
    if parts.people is not None:
        _register_links(app, parts, rosters, parts.people, course, students)
        parts.undo.add(UNLINK, lambda user, values: _take_back(parts.people, user, values))


def _register_comparison(app: Dash, parts: Parts, rosters: Rosters, course: str) -> None:
    @app.callback(
        Output(Ids.COMPARED, "children"),
        Output(Ids.LINKS, "children"),
        Output(Ids.LINKS, "value"),
        Output(Ids.LINKING, "hidden"),
        Output(Ids.APPLY, "hidden"),
        Input(Ids.ATTENDANCE, "contents"),
        Input(Ids.CLASS, "value"),
        Input(Ids.APPLIED, "data"),
        Input(undo.Ids.DONE, "data"),
        State(Ids.ATTENDANCE, "filename"),
        State(course, "data"),
        prevent_initial_call=True,
    )
    def compare(
        contents: object, session: object, _applied: Any, _undone: Any, name: object, into: object
    ) -> tuple[Any, ...]:
        if contents is None:  # only the class was chosen yet
            return None, [], [], True, True
        work = rosters.compare(asking_user(), read_word(into), session, Upload(contents, name))
        warning = html.P(texts.ANOTHER_TIME, className="term-note") if work.is_of_another_time else None
        shown = html.Div([warning, comparison_view(work)])
        return shown, link_table(work), sure_links(work), parts.people is None, not work.links


def _register_links(app: Dash, parts: Parts, rosters: Rosters, people: PeopleEdits, course: str, students: str) -> None:
    @app.callback(
        Output(Ids.APPLIED, "data"),
        Output(students, "children", allow_duplicate=True),
        Input(Ids.APPLY, "n_clicks"),
        State(Ids.LINKS, "value"),
        State(Ids.ATTENDANCE, "contents"),
        State(Ids.ATTENDANCE, "filename"),
        State(Ids.CLASS, "value"),
        State(course, "data"),
        prevent_initial_call=True,
    )
    def link(
        clicks: int | None, chosen: object, contents: object, name: object, session: object, into: object
    ) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        user = asking_user()
        work = rosters.compare(user, read_word(into), session, Upload(contents, name))
        links = choose_links(work, chosen)
        people.link_all(user, str(work.session.id), links)
        day = formats.short_day(work.session.started_at, work.session.time_zone)
        said = texts.APPLIED.format(course=formats.plain(work.session.course, 60), day=day, count=Count(len(links)))
        undo.offer(said, UNLINK, session=str(work.session.id), **_write_links(links))
        return uuid4().hex, student_list(parts.queries.students(user, read_word(into)))


def _take_back(people: PeopleEdits | None, user: User, values: Mapping[str, str]) -> str:
    if people is None:
        raise DataError(undo_texts.NOTHING)
    undone = people.unlink_all(user, values["session"], _read_links(values))
    if not undone:
        raise DataError(undo_texts.NOTHING)
    return texts.UNAPPLIED.format(count=Count(undone))


def _write_links(links: Mapping[int, UUID]) -> dict[str, str]:
    """As values of an undo's offer, some in each."""
    said = [f"{number}={student.hex}" for number, student in links.items()]
    return {f"links{start}": " ".join(said[start : start + AT_ONCE]) for start in range(0, len(said), AT_ONCE)}


def _read_links(values: Mapping[str, str]) -> dict[int, UUID]:
    """What `_write_links` has written, come back from the browser. Raises: DataError."""
    links = {}
    for key, said in values.items():
        for one in said.split() if key.startswith("links") else ():
            number, _, student = one.partition("=")
            who = read_student(student)
            if who is None:
                raise DataError(undo_texts.NOTHING)
            links[read_number(number)] = who
    return links


def read_word(value: object) -> str:
    """A text from the browser, which may send anything."""
    return value[:LONGEST_COURSE] if isinstance(value, str) else ""
