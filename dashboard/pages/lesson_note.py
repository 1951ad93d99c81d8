"""The teacher's note on a session: saved when the box is left; what two wrote at once is shown, and neither is lost."""

from datetime import datetime
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from classroom.domain import SessionNote, User
from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.class_time import from_key, to_key
from dashboard.components.basics import Component, aria, card
from dashboard.lesson import LessonEdits, NoteChange
from dashboard.parts import Parts
from dashboard.queries import Queries
from dashboard.texts import lesson as texts


class Ids:
    TEXT = "session-note"
    SEEN = "session-note-seen"  # when the note that the reader sees was written; None = there was none
    SENT = "session-note-sent"  # what this page has asked to keep, the latest last
    SAID = "session-note-said"
    CONFLICT = "session-note-conflict"
    CONFLICT_WORDS = "session-note-conflict-words"
    THEIRS = "session-note-theirs"
    THEIRS_SEEN = "session-note-theirs-seen"
    KEEP_MINE = "session-note-keep-mine"
    KEEP_THEIRS = "session-note-keep-theirs"
    KEEP_BOTH = "session-note-keep-both"


def note_card() -> Component:
    box = dmc.Textarea(
        id=Ids.TEXT,
        placeholder=texts.NOTE_EXAMPLE,
        autosize=True,
        minRows=3,
        readOnly=True,  # until the note is there: what was typed before would be overwritten
        maxRows=12,
        **aria(label=texts.NOTE_LABEL),
    )
    return card(
        texts.NOTE_TITLE,
        dcc.Store(id=Ids.SEEN),
        dcc.Store(id=Ids.SENT),
        dcc.Store(id=Ids.THEIRS_SEEN),
        box,
        html.P(id=Ids.SAID, className="note-said", role="status"),
        _conflict(),
        lead=texts.NOTE_LEAD,
        class_name="note-card",
    )


def _conflict() -> Component:
    choices = (
        (texts.NOTE_KEEP_BOTH, Ids.KEEP_BOTH),
        (texts.NOTE_KEEP_MINE, Ids.KEEP_MINE),
        (texts.NOTE_KEEP_THEIRS, Ids.KEEP_THEIRS),
    )
    return html.Div(
        [
            html.P(id=Ids.CONFLICT_WORDS, role="alert"),
            html.H3(texts.NOTE_THEIRS),
            html.Pre(id=Ids.THEIRS, className="note-theirs", dir="auto"),
            html.Div([html.Button(name, id=id_, className="quiet-button") for name, id_ in choices], className="tools"),
        ],
        id=Ids.CONFLICT,
        className="note-conflict",
        hidden=True,
    )


def register(app: Dash, parts: Parts) -> None:
    if parts.lesson is not None:
        _register_reading(app, parts.queries, parts.lesson)
        _register_writing(app, parts.queries, parts.lesson)
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("lesson", "remember"),
            Output(Ids.SENT, "data"),
            Input(Ids.TEXT, "n_blur"),
            State(Ids.TEXT, "value"),
            State(Ids.SENT, "data"),
            prevent_initial_call=True,
        )


def _register_reading(app: Dash, queries: Queries, lesson: LessonEdits) -> None:
    @app.callback(
        Output(Ids.TEXT, "value"),
        Output(Ids.SEEN, "data"),
        Output(Ids.SAID, "children"),
        Output(Ids.TEXT, "readOnly"),
        Input(ids.REFERENCE, "data"),
    )
    def show_note(reference: str) -> tuple[str, str | None, str, bool]:
        user = asking_user()
        note = lesson.note(user, reference)
        if note is None:
            return "", None, "", False
        said = _written(note, queries.session(user, reference).time_zone)
        if lesson.hides_in_note(user, reference):
            said = f"{said} {texts.NOTE_NAMES_HIDDEN}".strip()
        return note.text, to_key(note.changed_at), said, False


def _register_writing(app: Dash, queries: Queries, lesson: LessonEdits) -> None:
    @app.callback(
        Output(Ids.TEXT, "value", allow_duplicate=True),
        Output(Ids.SEEN, "data", allow_duplicate=True),
        Output(Ids.SAID, "children", allow_duplicate=True),
        Output(Ids.CONFLICT, "hidden"),
        Output(Ids.CONFLICT_WORDS, "children"),
        Output(Ids.THEIRS, "children"),
        Output(Ids.THEIRS_SEEN, "data"),
        Input(Ids.TEXT, "n_blur"),
        Input(Ids.KEEP_MINE, "n_clicks"),
        Input(Ids.KEEP_THEIRS, "n_clicks"),
        Input(Ids.KEEP_BOTH, "n_clicks"),
        State(Ids.TEXT, "value"),
        State(Ids.SEEN, "data"),
        State(Ids.SENT, "data"),
        State(Ids.THEIRS, "children"),
        State(Ids.THEIRS_SEEN, "data"),
        State(Ids.CONFLICT, "hidden"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def write(
        _blur: Any,
        _mine: Any,
        _theirs: Any,
        _both: Any,
        text: object,
        seen: object,
        sent: object,
        theirs: object,
        theirs_seen: object,
        is_settled: object,
        reference: str,
    ) -> tuple[Any, ...]:
        pressed = ctx.triggered_id
        if not ctx.triggered[0]["value"] or (pressed == Ids.TEXT and is_settled is False):
            return (no_update,) * 7  # drawn only; or it has to be chosen first which one to keep
        own = text if isinstance(text, str) else ""
        other = theirs if isinstance(theirs, str) else ""
        chosen = {Ids.KEEP_THEIRS: other, Ids.KEEP_BOTH: join_notes(other, own)}.get(pressed, own)
        basis = _read_seen(seen if pressed == Ids.TEXT else theirs_seen)
        user = asking_user()
        change = lesson.write_note(user, reference, chosen, basis)
        if _is_own(change, user, sent):  # the answer to the page's last writing is still under way
            change = lesson.write_note(user, reference, chosen, None if change.note is None else change.note.changed_at)
        # Whoever only left the box may be writing again: the answer must not take the new words away.
        shown = no_update if pressed == Ids.TEXT else chosen
        zone = queries.session(user, reference).time_zone
        if change.is_saved or change.note is None:
            known = None if change.note is None else to_key(change.note.changed_at)
            return shown, known, texts.NOTE_SAVED, True, "", "", None
        words = texts.NOTE_CONFLICT.format(who=formats.plain(change.note.actor), when=_when(change.note, zone))
        return no_update, no_update, "", False, words, change.note.text, to_key(change.note.changed_at)


def _is_own(change: NoteChange, user: User, sent: object) -> bool:
    """Whether what stands in the way is what this very page has written."""
    note = change.note
    if change.is_saved or note is None or note.actor != user.name:
        return False
    return isinstance(sent, list) and note.text in sent


def join_notes(theirs: str, mine: str) -> str:
    """Both, one behind the other; once what both wrote alike."""
    if mine.startswith(theirs):
        return mine
    if theirs.startswith(mine):
        return theirs
    return f"{theirs}\n\n{mine}"


def _read_seen(seen: object) -> datetime | None:
    return None if seen is None else from_key(seen)


def _written(note: SessionNote, zone: str) -> str:
    return texts.NOTE_WRITTEN.format(when=_when(note, zone), who=formats.plain(note.actor)) if note.text else ""


def _when(note: SessionNote, zone: str) -> str:
    return f"{formats.short_day(note.changed_at, zone)}, {formats.clock(note.changed_at, zone)}"
