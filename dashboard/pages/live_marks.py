"""Marking a moment of the running class, and taking the last mark back."""

from datetime import datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from classroom.domain import User
from classroom.errors import ClassroomError, DataError, NotFoundError
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.clearing import register_clearing, sent, sent_output
from dashboard.components.live_layout import QUICK_TYPE, TEXT_LENGTH, Ids
from dashboard.lesson import LessonEdits
from dashboard.parts import Parts
from dashboard.running import is_running
from dashboard.texts import live as texts

UNMARK_ACTION = "live.mark"


def register(app: Dash, parts: Parts, lesson: LessonEdits) -> None:
    def take_back(user: User, values: Any) -> str:
        marker = lesson.unmark(user, values["session"], moment(values["at"]))
        return texts.MARK_DONE.format(text=formats.plain(marker.text))

    parts.undo.add(UNMARK_ACTION, take_back)
    register_clearing(app, Ids.TEXT)

    @app.callback(
        Output(Ids.MARKED, "data"),
        sent_output(Ids.TEXT),
        Output(Ids.MARK_PROBLEM, "children"),
        Output(Ids.MARK_PROBLEM, "hidden"),
        Input(Ids.MARK, "n_clicks"),
        Input({"type": QUICK_TYPE, "index": ALL}, "n_clicks"),
        State(Ids.TEXT, "value"),
        State(Ids.SESSION, "data"),
        prevent_initial_call=True,
    )
    def mark(_clicks: Any, _quick: Any, text: object, reference: object) -> tuple[Any, ...]:
        if not ctx.triggered or not ctx.triggered[0]["value"]:
            return (no_update,) * 4
        pressed = ctx.triggered_id
        try:
            is_own = pressed == Ids.MARK
            said = text if is_own else quick_text(pressed["index"])
            at, shown = place_mark(parts, lesson, asking_user(), known(reference), said)
        except ClassroomError as error:
            return no_update, no_update, str(error), False
        undo.offer(texts.MARK_DONE.format(text=shown), UNMARK_ACTION, session=known(reference), at=at)
        return at, sent(text) if is_own else no_update, "", True

    @app.callback(
        Output(Ids.MARKED, "data", allow_duplicate=True),
        Input(Ids.UNMARK, "n_clicks"),
        State(Ids.NOW, "data"),
        State(Ids.SESSION, "data"),
        prevent_initial_call=True,
    )
    def unmark(clicks: int | None, now: object, reference: object) -> Any:
        if not clicks:
            return no_update
        last = now.get("lastMark") if isinstance(now, dict) else None
        marker = lesson.unmark(asking_user(), known(reference), moment(last))
        undo.tell(texts.MARK_UNDONE.format(text=formats.plain(marker.text)))
        return f"unmark {clicks}"


def place_mark(parts: Parts, lesson: LessonEdits, user: User, reference: str, said: object) -> tuple[str, str]:
    """When the moment was marked, to name it by, and its text as it is shown.

    Raises:
        DataError: the class does not run, or the text is none.
        NotFoundError: no such session, or not this user's.
        StorageError: the database does not answer.
    """
    if said is not None and (not isinstance(said, str) or len(said) > TEXT_LENGTH):
        raise DataError(texts.MARK_NO_TEXT)
    if not is_running(parts.queries.session(user, reference)):
        raise DataError(texts.MARK_TOO_LATE)
    text = said if said and said.strip() else texts.MARK_DEFAULT
    marker = lesson.mark(user, reference, text)
    return marker.at.isoformat(), formats.plain(marker.text)


def quick_text(index: object) -> str:
    """The text of a quick choice. Raises: DataError: there is none."""
    if not isinstance(index, int) or not 0 <= index < len(texts.MARK_QUICK):
        raise DataError(texts.MARK_NO_TEXT)
    return texts.MARK_QUICK[index]


def moment(text: object) -> datetime:
    """The moment that the browser names. Raises: DataError: it names none."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise DataError(texts.MARK_GONE)
    return found


def known(reference: object) -> str:
    """The session that the browser names. Raises: NotFoundError: it names none."""
    if not isinstance(reference, str):
        raise NotFoundError("the page does not say which session it shows: reload it")
    return reference
