"""Start class: choose what to record, and see, pause and stop what is being recorded on this computer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.exceptions import PreventUpdate

from classroom.control import AgentState, Phase
from classroom.domain import Session
from classroom.errors import ClassroomError, DataError
from dashboard import ids
from dashboard.auth import asking_user
from dashboard.components import law_question
from dashboard.components.basics import Component
from dashboard.components.patience import patient
from dashboard.components.recording import heading, live_figures, note_list, session_link
from dashboard.components.start_form import LOOK_MS, STATE_MS, Ids, layout, looking, notice_box, unavailable
from dashboard.components.targets import CAMERA_KEY, target_list
from dashboard.hidden_screens import hide_look, hide_quoted, hide_running
from dashboard.launching import MAX_COURSE, Launcher, Look, Running, StartRequest
from dashboard.pages import live
from dashboard.parts import Parts
from dashboard.privacy import Privacy
from dashboard.texts import start as texts

PATH = "/start"
MAX_COURSES = 200
FRESH = timedelta(seconds=30)  # a look this young is not repeated when the page is opened


def show(parts: Parts, _rest: str) -> tuple[str, Component]:
    if parts.launcher is None:
        return texts.TITLE, unavailable()
    user = asking_user()
    courses = known_courses(parts.queries.sessions(user))
    law = law_question.law_notice(parts.privacy, user, texts.NOTICE)
    return texts.TITLE, layout(parts.launcher.interval_s, courses, law=law)


def known_courses(sessions: tuple[Session, ...]) -> list[str]:
    """The user's courses, the one taught last first."""
    courses = [session.course for session in sessions if not session.is_demo]
    usable = [course for course in courses if len(course) <= MAX_COURSE and course.isprintable()]
    return list(dict.fromkeys(usable))[:MAX_COURSES]


def register(app: Dash, parts: Parts) -> None:
    if parts.launcher is None:
        return
    _register_state(app, parts.launcher)
    _register_look(app, parts.launcher)
    _register_start(app, parts, parts.launcher)
    _register_control(app, parts, parts.launcher)
    if parts.privacy is not None:
        _register_notice(app, parts.privacy)


def _register_notice(app: Dash, privacy: Privacy) -> None:
    @app.callback(
        Output(Ids.NOTICE, "children"),
        Input(law_question.PLACE, "value"),
        Input(Ids.COURSE, "value"),
        prevent_initial_call=True,
    )
    def write_notice(place: object, course: object) -> list[Component]:
        return notice_box(law_question.notice_for(privacy, asking_user(), course, place))


def _register_state(app: Dash, launcher: Launcher) -> None:
    @app.callback(
        Output(Ids.RUN, "hidden"),
        Output(Ids.RUN_HEAD, "children"),
        Output(Ids.RUN_BODY, "children"),
        Output(Ids.OF_ANOTHER, "hidden"),
        Output(Ids.FORM, "hidden"),
        Output(Ids.PAUSE, "hidden"),
        Output(Ids.RESUME, "hidden"),
        Output(Ids.STOP, "hidden"),
        Output(Ids.SHOWN, "data"),
        Input(Ids.TICKS, "n_intervals"),
        Input(Ids.STARTED, "data"),
        Input(Ids.ORDERED, "data"),
        State(Ids.SHOWN, "data"),
        running=patient(Ids.TICKS, STATE_MS),
    )
    def refresh(_ticks: int | None, _started: Any, _ordered: Any, shown: str | None) -> tuple[Any, ...]:
        user = asking_user()
        running = launcher.state(user)
        running = hide_running(running) if user.hides_names else running
        fresh = fingerprint(running)
        if fresh == shown:
            raise PreventUpdate
        return *drawn(running), fresh


def fingerprint(running: Running) -> str:
    """Another text whenever something is to be drawn anew."""
    state = running.state
    seen = None if state is None else replace(state, updated_at=state.started_at)
    return sha256(f"{seen!r}{running.of_another}".encode()).hexdigest()[:16]


def drawn(running: Running) -> tuple[Any, ...]:
    """What the page shows of the agent, in the order of the callback's outputs."""
    state = running.state
    phase = None if state is None else state.phase
    return (
        state is None,
        None if state is None else heading(state),
        None if state is None else _body(state),
        not running.of_another,
        running.is_live,
        phase is not Phase.RECORDING,
        phase is not Phase.PAUSED,
        phase not in (Phase.STARTING, Phase.RECORDING, Phase.PAUSED),
    )


def _body(state: AgentState) -> list[Component | None]:
    figures = live_figures(state) if state.session is not None and not state.phase.is_over else None
    return [figures, session_link(state, live.PATH), note_list(state)]


def _register_look(app: Dash, launcher: Launcher) -> None:
    @app.callback(
        Output(Ids.TARGETS, "children"),
        Output(Ids.LOOK_STATUS, "children"),
        Output(Ids.LOOK_TICKS, "disabled"),
        Output(Ids.OFFERED, "data"),
        Input(Ids.LOOK, "n_clicks"),
        Input(Ids.LOOK_TICKS, "n_intervals"),
        Input(Ids.FORM, "hidden"),
        running=patient(Ids.LOOK_TICKS, LOOK_MS),
    )
    def look(_clicks: int | None, _ticks: int | None, hidden: bool) -> tuple[Any, ...]:
        found = launcher.found()
        # Not only by what triggered this: the request that began the first look may be overtaken by the next one.
        if ctx.triggered_id == Ids.LOOK or (hidden is False and not found.looking and _is_old(found)):
            launcher.look()
            found = launcher.found()
        if found.looking:
            return no_update, looking(), False, no_update
        found = hide_look(found) if asking_user().hides_names else found
        return target_list(found), look_status(found), True, offered(found)

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomStart", "preselect"),
        Output(Ids.TARGET, "value"),
        Input(Ids.OFFERED, "data"),
        State(Ids.TARGET, "value"),
        prevent_initial_call=True,
    )

    @app.callback(Output(Ids.CAMERA_BOX, "hidden"), Input(Ids.TARGET, "value"))
    def ask_camera(chosen: Any) -> bool:
        return bool(chosen != CAMERA_KEY)


def _is_old(found: Look) -> bool:
    return found.at is None or datetime.now(UTC) - found.at > FRESH


def look_status(found: Look) -> list[Component]:
    """When the screens were looked at, and what stood in the way."""
    problem = found.problem or found.windows_problem
    lines = [html.Span(problem, className="start-warn")] if problem else []
    if not found.problem and not found.targets:
        lines.append(html.Span(texts.NO_TARGETS))
    if found.at is not None:  # this computer's own clock: the screens are its
        lines.append(html.Span(texts.LOOKED.format(time=f"{found.at.astimezone():%H:%M:%S}")))
    return lines


def offered(found: Look) -> dict[str, Any]:
    """What may be chosen, and the target with the largest grid: it is chosen for who has none of them yet.

    The browser decides, by what is chosen when the answer comes: see `assets/start.js`.
    """
    usable = [one for one in found.targets if one.problem is None]
    return {
        "keys": [CAMERA_KEY, *(one.key for one in usable)],
        "best": next((one.key for one in usable if one.outlines), None),
    }


def _register_start(app: Dash, parts: Parts, launcher: Launcher) -> None:
    @app.callback(
        Output(Ids.STARTED, "data"),
        Output(Ids.PROBLEM, "children"),
        Output(Ids.PROBLEM, "hidden"),
        Input(Ids.BEGIN, "n_clicks"),
        State(Ids.COURSE, "value"),
        State(Ids.TARGET, "value"),
        State(Ids.CAMERA, "value"),
        State(Ids.INTERVAL, "value"),
        State(Ids.CONSENT, "checked"),
        State(law_question.PLACE, "value"),
        running=[(Output(Ids.BEGIN, "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def start(
        clicks: int | None, course: Any, target: Any, camera: Any, interval: Any, consent: Any, place: Any
    ) -> Any:
        if not clicks:
            return no_update, no_update, no_update
        user = asking_user()
        try:
            request = checked_request(course, target, camera, interval, consent)
            law_question.settle(parts.privacy, user, request.course, place)
            launcher.start(request, user)
        except ClassroomError as error:
            return no_update, hide_quoted(str(error)) if user.hides_names else str(error), False
        parts.accounts.note(user.name, f"start recording {request.course}")
        set_props(ids.PROBLEM, {"hide": True})
        return f"start {clicks}", "", True


def checked_request(course: object, target: object, camera: object, interval: object, consent: object) -> StartRequest:
    """What the browser asks for.

    Raises:
        DataError: something is missing or of another kind.
    """
    if not isinstance(course, str) or not course.strip():
        raise DataError(texts.NEEDS_COURSE)
    if not isinstance(target, str) or not target:
        raise DataError(texts.NEEDS_TARGET)
    if consent is not True:
        raise DataError(texts.NEEDS_CONSENT)
    if interval in ("", None):
        interval = None
    elif isinstance(interval, bool) or not isinstance(interval, int | float):
        raise DataError(texts.INTERVAL + ": " + texts.INTERVAL_HINT)
    key = f"{CAMERA_KEY}:{camera if isinstance(camera, int) else 0}" if target == CAMERA_KEY else target
    return StartRequest(course.strip(), key, interval)


def _register_control(app: Dash, parts: Parts, launcher: Launcher) -> None:
    @app.callback(
        Output(Ids.ORDERED, "data"),
        Input(Ids.PAUSE, "n_clicks"),
        Input(Ids.RESUME, "n_clicks"),
        Input(Ids.YES, "n_clicks"),
        prevent_initial_call=True,
    )
    def control(*_clicks: int | None) -> Any:
        if not ctx.triggered or not ctx.triggered[0]["value"]:
            return no_update
        user, pressed = asking_user(), ctx.triggered_id
        steps = {Ids.PAUSE: launcher.pause, Ids.RESUME: launcher.resume, Ids.YES: launcher.stop}
        names = {Ids.PAUSE: "pause", Ids.RESUME: "resume", Ids.YES: "stop"}
        steps[pressed](user)
        parts.accounts.note(user.name, f"{names[pressed]} recording")
        set_props(ids.PROBLEM, {"hide": True})
        return f"{pressed} {ctx.triggered[0]['value']}"

    @app.callback(
        Output(Ids.CONFIRM, "opened"),
        Input(Ids.STOP, "n_clicks"),
        Input(Ids.NO, "n_clicks"),
        Input(Ids.YES, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask(*_clicks: int | None) -> bool:
        return ctx.triggered_id == Ids.STOP and bool(ctx.triggered[0]["value"])
