"""The running class at a glance: engagement, seats, who is worth a look, and one key to mark a moment."""

from datetime import datetime
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update, set_props

from classroom.control import Phase
from classroom.domain import Session, SessionStatus, User
from classroom.engagement.recent import recent_bin_s
from classroom.errors import ClassroomError, DataError, NotFoundError
from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.components import undo
from dashboard.components.basics import Component, message
from dashboard.components.live_layout import QUICK_TYPE, TEXT_LENGTH, Ids, layout
from dashboard.components.live_now import live_now, notice, panel, trends, trends_key
from dashboard.launching import Launcher
from dashboard.lesson import LessonEdits
from dashboard.live import LiveClass
from dashboard.parts import Parts
from dashboard.running import find_running, is_running, is_silent
from dashboard.texts import live as texts

PATH = "/live/"
START_PATH = "/start"
FASTEST_S = 1.0
UNMARK_ACTION = "live.mark"
CONTROLLABLE = (Phase.STARTING, Phase.RECORDING, Phase.PAUSED)


def show(parts: Parts, rest: str) -> tuple[str, Component]:
    user = asking_user()
    session = parts.queries.session(user, rest) if rest else find_running(parts.queries.sessions(user), user)
    if session is None:
        text = message(texts.NONE_TITLE, texts.NONE, link=START_PATH, link_text=texts.NONE_START)
        return texts.TITLE, text
    page = layout(
        session,
        interval_ms=interval_ms(session, parts.settings.refresh_s),
        bin_s=recent_bin_s(session.interval_s),
        may_mark=parts.lesson is not None,
        may_control=parts.launcher is not None,
    )
    return f"{texts.TITLE}: {formats.plain(session.course, 60)}", page


def interval_ms(session: Session, refresh_s: float) -> float:
    """A new frame is shown within the class's own interval."""
    return max(FASTEST_S, min(refresh_s, session.interval_s)) * 1000


def register(app: Dash, parts: Parts) -> None:
    _register_look(app, parts)
    _register_drawing(app)
    if parts.lesson is not None:
        _register_marks(app, parts, parts.lesson)
    if parts.launcher is not None:
        _register_control(app, parts, parts.launcher)


def _register_look(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.NOW, "data"),
        Output(Ids.TRENDS, "data"),
        Output(Ids.STATE, "data"),
        Output(Ids.SENT, "data"),
        Output(Ids.INTERVAL, "disabled"),
        Input(Ids.INTERVAL, "n_intervals"),
        Input(Ids.MARKED, "data"),
        Input(undo.Ids.DONE, "data"),
        State(Ids.SESSION, "data"),
        State(Ids.SENT, "data"),
    )
    def look(_ticks: Any, _marked: Any, _undone: Any, reference: object, drawn: object) -> tuple[Any, ...]:
        found = _look(parts, reference, drawn if isinstance(drawn, dict) else {})
        set_props(ids.PROBLEM, {"hide": True})  # the database answers again
        return found


def _look(parts: Parts, reference: object, drawn: dict[str, Any]) -> tuple[Any, ...]:
    """What is not drawn yet, in the order of the callback's outputs."""
    user, queries = asking_user(), parts.queries
    live = queries.live(user, known(reference))
    session = live.view.session
    phase = agent_phase(parts.launcher, user, session)
    state = _state(live, queries.now(), phase)
    over = session.status is SessionStatus.FINISHED
    token = {"frame": live.view.version, "bins": trends_key(live), "state": state}
    if token == drawn:
        return no_update, no_update, no_update, no_update, over
    # The view is what others share; who looks again after a frame gets the same letters.
    now = queries.shared(live.view, "live now", lambda _: live_now(live))
    return (
        no_update if drawn.get("frame") == token["frame"] else now,
        no_update
        if drawn.get("bins") == token["bins"]
        else queries.shared(live.view, "trends", lambda _: trends(live)),
        no_update if drawn.get("state") == state else state,
        token,
        over,
    )


def _state(live: LiveClass, now: datetime, phase: Phase | None) -> dict[str, Any]:
    """What changes without a frame: why there is none, and what may be asked of the agent."""
    session = live.view.session
    if panel(session) is not None:
        return {"notice": "", "phase": None}
    silent, paused = is_silent(session, now), phase is Phase.PAUSED
    return {"notice": notice(live, silent=silent, paused=paused), "phase": None if phase is None else phase.value}


def agent_phase(launcher: Launcher | None, user: User, session: Session) -> Phase | None:
    """What the agent that records this session does; None = it is not on this computer, or has ended."""
    state = None if launcher is None else launcher.state(user).state
    return state.phase if state is not None and state.session == session.id and state.phase in CONTROLLABLE else None


def _register_drawing(app: Dash) -> None:
    """All drawing is the browser's: see `assets/live.js`."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomLive", "draw"),
        Output(Ids.DRAWN, "data"),
        Input(Ids.NOW, "data"),
        Input(Ids.TRENDS, "data"),
        Input(Ids.STATE, "data"),
    )


def _register_marks(app: Dash, parts: Parts, lesson: LessonEdits) -> None:
    def take_back(user: User, values: Any) -> str:
        marker = lesson.unmark(user, values["session"], moment(values["at"]))
        return texts.MARK_DONE.format(text=formats.plain(marker.text))

    parts.undo.add(UNMARK_ACTION, take_back)

    @app.callback(
        Output(Ids.MARKED, "data"),
        Output(Ids.TEXT, "value"),
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
            said, rest = (text, "") if pressed == Ids.MARK else (quick_text(pressed["index"]), no_update)
            at, shown = place_mark(parts, lesson, asking_user(), known(reference), said)
        except ClassroomError as error:
            return no_update, no_update, str(error), False
        undo.offer(texts.MARK_DONE.format(text=shown), UNMARK_ACTION, session=known(reference), at=at)
        return at, rest, "", True

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


def _register_control(app: Dash, parts: Parts, launcher: Launcher) -> None:
    @app.callback(
        Output(Ids.MARKED, "data", allow_duplicate=True),
        Output(Ids.CONFIRM, "opened", allow_duplicate=True),
        Input(Ids.PAUSE, "n_clicks"),
        Input(Ids.RESUME, "n_clicks"),
        Input(Ids.YES, "n_clicks"),
        State(Ids.SESSION, "data"),
        prevent_initial_call=True,
    )
    def control(_pause: Any, _resume: Any, _stop: Any, reference: object) -> tuple[Any, Any]:
        if not ctx.triggered or not ctx.triggered[0]["value"]:
            return no_update, no_update
        user, pressed = asking_user(), ctx.triggered_id
        session = parts.queries.session(user, known(reference))
        if agent_phase(launcher, user, session) is None:
            raise NotFoundError(texts.NOT_THIS_CLASS)
        steps = {
            Ids.PAUSE: ("pause", launcher.pause),
            Ids.RESUME: ("resume", launcher.resume),
            Ids.YES: ("stop", launcher.stop),
        }
        name, step = steps[pressed]
        step(user)
        parts.accounts.note(user.name, f"{name} recording")
        return f"{name} {ctx.triggered[0]['value']}", False

    @app.callback(
        Output(Ids.CONFIRM, "opened"),
        Input(Ids.STOP, "n_clicks"),
        Input(Ids.NO, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask(*_clicks: Any) -> bool:
        return ctx.triggered_id == Ids.STOP and bool(ctx.triggered[0]["value"])
