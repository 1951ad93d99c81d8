"""One student of one session, in a drawer over the session's page: what was seen, and who this is."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from classroom.domain import User
from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component
from dashboard.components.person_form import Person, person_form, problem_line, student_link, without
from dashboard.components.student_view import student_view
from dashboard.pages import participant_edits
from dashboard.pages.participant_edits import Ids as EditIds
from dashboard.parts import Parts
from dashboard.theme import Scheme

NAME_LENGTH = 120


class Ids:
    DRAWER = "student-drawer"
    CHOSEN = "student-chosen"  # set by assets/review.js when a row is clicked or opened with the keyboard
    OPENED = "student-opened"  # the choice that the drawer was opened for
    CONTENT = "student-content"
    LINK = "student-link"
    FORM = "student-form"


def layout() -> Component:
    return dmc.Drawer(
        html.Div(
            [
                dcc.Store(id=Ids.CHOSEN),
                dcc.Store(id=Ids.OPENED),
                dcc.Store(id=EditIds.PERSON),
                dcc.Store(id=EditIds.SEEN),
                dcc.Store(id=EditIds.EDITED),
                html.Div(id=Ids.LINK),
                html.Div(id=Ids.CONTENT),
                problem_line(EditIds.PROBLEM),
                html.Div(id=Ids.FORM),
            ]
        ),
        id=Ids.DRAWER,
        position="right",
        size="min(560px, 100vw)",
        padding="lg",
        closeButtonProps={"aria-label": "Close"},
        opened=False,
        keepMounted=True,
    )


def register(app: Dash, parts: Parts) -> None:
    _register_view(app, parts)
    _register_form(app, parts)
    participant_edits.register(app, parts)


def _register_view(app: Dash, parts: Parts) -> None:
    queries = parts.queries

    @app.callback(
        Output(Ids.DRAWER, "opened"),
        Output(Ids.DRAWER, "title"),
        Output(Ids.CONTENT, "children"),
        Output(EditIds.PERSON, "data"),
        Output(Ids.OPENED, "data"),
        Input(Ids.CHOSEN, "data"),
        Input(ids.SCHEME, "data"),
        Input(ids.VERSION, "data"),
        State(ids.REFERENCE, "data"),
        State(Ids.OPENED, "data"),
        State(Ids.DRAWER, "opened"),
        prevent_initial_call=True,
    )
    def show(
        choice: object, scheme: Scheme | None, _version: str, reference: str, opened_for: object, is_open: bool | None
    ) -> tuple[Any, ...]:
        # Not by what triggered this: a frame that comes before the answer makes the browser ask again, and drop it.
        opens = choice != opened_for
        if not isinstance(choice, dict) or not (opens or is_open):
            return (no_update,) * 5
        view = queries.view(asking_user(), reference)
        chosen = next((one for one in view.participants if str(one.number) == str(choice.get("number"))), None)
        if chosen is None:
            return False, no_update, no_update, no_update, choice
        # Only choosing opens, and draws the form: a new frame must not touch an edit half done, nor open again
        # what the reader closes while the answer is under way.
        opened, person = (True, chosen.number) if opens else (no_update, no_update)
        name = formats.plain(view.names[chosen.number], NAME_LENGTH)
        colors: Scheme = scheme or "light"
        shown = queries.shared(view, f"student {chosen.number} {colors}", lambda one: student_view(one, chosen, colors))
        return opened, name, shown, person, choice if opens else no_update


def _register_form(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.FORM, "children"),
        Output(Ids.LINK, "children"),
        Output(EditIds.SEEN, "data"),
        Output(EditIds.PROBLEM, "children"),
        Input(EditIds.PERSON, "data"),
        Input(EditIds.EDITED, "data"),
        Input(undo.Ids.DONE, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def draw(number: int | None, _edited: str | None, _undone: str | None, reference: str) -> tuple[Any, ...]:
        person = None if parts.people is None else find_person(parts, asking_user(), reference, number)
        if person is None:
            return None, None, None, ""
        link = student_link(person.details.student)
        return person_form(person), link, participant_edits.what_is_seen(person.details), ""


def find_person(parts: Parts, user: User, reference: str, number: object) -> Person | None:
    """What the form is drawn from; None = nobody is chosen, or they are gone."""
    queries, people = parts.queries, parts.people
    details = queries.people(user, reference)
    chosen = next((one for one in details if one.participant.number == number), None)
    if chosen is None or people is None:
        return None
    view = queries.view(user, reference)
    return Person(
        session=view.session,
        details=chosen,
        others=without(details, chosen.participant.number),
        students=people.candidates(user, reference),
        summary=view.summaries.get(chosen.participant.number),
        hides_names=user.hides_names,
    )
