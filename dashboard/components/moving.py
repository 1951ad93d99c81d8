"""The entry of the session's menu, and its dialog, that move a class to another course; with Undo."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from classroom.counting import Count
from classroom.domain import User
from classroom.errors import ClassroomError, DataError
from classroom.roster.types import CourseMove, KeptLink
from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component
from dashboard.moving import SessionMoves
from dashboard.parts import Parts
from dashboard.texts import moving as words
from dashboard.texts import undo as undo_texts

UNMOVE = "session.move"
LONGEST_COURSE = 200
MOST_COURSES = 500
AT_ONCE = 80  # links in one value of an undo's offer, which is bounded
MOST_LINKS = 9 * AT_ONCE  # beside the session and both courses
_LINK = re.compile(r"([0-9]{1,9})(!?)=([0-9a-f]{32})?")


class Ids:
    ITEM = "move-session"
    DIALOG = "move-session-dialog"
    LEAD = "move-session-lead"
    COURSE = "move-session-course"
    BUTTON = "move-session-button"
    CANCEL = "move-session-cancel"
    PROBLEM = "move-session-problem"
    MOVED = "move-session-moved"  # changes with each move


def item() -> Component:
    return dmc.MenuItem(words.ITEM, id=Ids.ITEM)


def dialog() -> Component:
    buttons = html.Div(
        [
            dmc.Button(words.CANCEL, id=Ids.CANCEL, variant="default"),
            html.Button(words.BUTTON, id=Ids.BUTTON, type="button", className="button"),
        ],
        className="dialog-buttons",
    )
    course = dmc.Autocomplete(
        id=Ids.COURSE,
        label=words.COURSE,
        description=words.COURSE_HINT,
        data=[],
        value="",
        limit=8,
        inputProps={"maxLength": LONGEST_COURSE},
        **{"data-autofocus": "true"},  # where a keyboard begins
    )
    return dmc.Modal(
        [
            html.P(id=Ids.LEAD, className="dialog-text", dir="auto"),
            course,
            html.P(words.NOTE, className="quiet dialog-text"),
            html.P(id=Ids.PROBLEM, className="form-problem", role="alert"),
            buttons,
        ],
        id=Ids.DIALOG,
        title=words.TITLE,
        opened=False,
        closeButtonProps={"aria-label": words.CANCEL},
        centered=True,
    )


def told() -> Component:
    """Stands in the page: what shows the course listens to it."""
    return dcc.Store(id=Ids.MOVED)


def register(app: Dash, parts: Parts) -> None:
    moves = parts.moves
    if moves is None:
        return
    _register_dialog(app, parts, moves)
    _register_move(app, moves)
    parts.undo.add(UNMOVE, lambda user, values: _take_back(moves, user, values))


def _register_dialog(app: Dash, parts: Parts, moves: SessionMoves) -> None:
    @app.callback(
        Output(Ids.DIALOG, "opened"),
        Output(Ids.LEAD, "children"),
        Output(Ids.COURSE, "data"),
        Output(Ids.COURSE, "value"),
        Output(Ids.PROBLEM, "children"),
        Input(Ids.ITEM, "n_clicks"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def ask(clicks: int | None, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 5
        user = asking_user()
        session = parts.queries.session(user, reference)
        shown = [formats.plain(one, LONGEST_COURSE) for one in moves.courses(user) if one != session.course]
        lead = words.LEAD.format(course=formats.plain(session.course, 80))
        return True, lead, list(dict.fromkeys(shown))[:MOST_COURSES], "", ""

    @app.callback(
        Output(Ids.DIALOG, "opened", allow_duplicate=True),
        Input(Ids.CANCEL, "n_clicks"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None) -> Any:
        return False if clicks else no_update


def _register_move(app: Dash, moves: SessionMoves) -> None:
    @app.callback(
        Output(Ids.MOVED, "data"),
        Output(Ids.DIALOG, "opened", allow_duplicate=True),
        Output(Ids.PROBLEM, "children", allow_duplicate=True),
        Input(Ids.BUTTON, "n_clicks"),
        State(Ids.COURSE, "value"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def move(clicks: int | None, course: object, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 3
        try:
            done = moves.move(asking_user(), reference, course if isinstance(course, str) else "")
        except ClassroomError as error:
            return no_update, no_update, formats.plain(str(error), 400)
        _tell(reference, done)
        return uuid4().hex, False, ""


def _tell(reference: str, move: CourseMove) -> None:
    links = ""
    if move.links or move.linked:
        links = words.LINKS.format(linked=Count(move.linked), gone=Count(len(move.links)))
    said = words.MOVED.format(course=formats.plain(move.after, 80), links=links)
    if len(move.links) > MOST_LINKS:  # an offer is bounded, and half of the links would be a lie
        undo.tell(said)
        return
    undo.offer(said, UNMOVE, session=reference, before=move.before, after=move.after, **_write_links(move.links))


def _take_back(moves: SessionMoves, user: User, values: Mapping[str, str]) -> str:
    links = tuple(_read_link(one) for key, said in values.items() if key.startswith("links") for one in said.split())
    moves.move_back(user, values["session"], CourseMove(values["before"], values["after"], links))
    return words.BACK.format(course=formats.plain(values["before"], 80))


def _write_links(links: tuple[KeptLink, ...]) -> dict[str, str]:
    """As values of an undo's offer, some in each; "!" = by the teacher, no id = nobody of the roster."""
    said = [
        f"{one.participant}{'!' if one.is_given else ''}={'' if one.student is None else one.student.hex}"
        for one in links
    ]
    return {f"links{start}": " ".join(said[start : start + AT_ONCE]) for start in range(0, len(said), AT_ONCE)}


def _read_link(text: str) -> KeptLink:
    """What `_write_links` has written, come back from the browser. Raises: DataError."""
    found = _LINK.fullmatch(text)
    if found is None:
        raise DataError(undo_texts.NOTHING)
    return KeptLink(int(found[1]), UUID(found[3]) if found[3] else None, bool(found[2]))
