"""The running class at a glance: engagement, seats, who is worth a look, and one key to mark a moment."""

from datetime import datetime
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from classroom.control import Phase
from classroom.domain import Session, SessionStatus, User
from classroom.engagement.recent import recent_bin_s
from classroom.errors import NotFoundError
from classroom.privacy.policies import Ruling
from dashboard import formats
from dashboard.auth import asking_user
from dashboard.components import problem, undo
from dashboard.components.badges import badge
from dashboard.components.basics import Component, message
from dashboard.components.live_layout import Ids, layout
from dashboard.components.live_now import expressions_notice, live_now, notice, panel, trends, trends_key, unknown_now
from dashboard.components.patience import patient
from dashboard.launching import Launcher, phase_of
from dashboard.live import LiveClass
from dashboard.pages import live_marks
from dashboard.pages.live_marks import known
from dashboard.parts import Parts
from dashboard.running import find_running, is_silent
from dashboard.texts import live as texts

PATH = "/live/"
START_PATH = "/start"
FASTEST_S = 1.0
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
        live_marks.register(app, parts, parts.lesson)
    if parts.launcher is not None:
        _register_control(app, parts, parts.launcher)


def _register_look(app: Dash, parts: Parts) -> None:
    @app.callback(
        Output(Ids.NOW, "data"),
        Output(Ids.TRENDS, "data"),
        Output(Ids.STATE, "data"),
        Output(Ids.SENT, "data"),
        Output(Ids.INTERVAL, "disabled"),
        Output(Ids.INTERVAL, "interval"),
        Input(Ids.INTERVAL, "n_intervals"),
        Input(Ids.MARKED, "data"),
        Input(undo.Ids.DONE, "data"),
        State(Ids.SESSION, "data"),
        State(Ids.SENT, "data"),
        *problem.STATES,
        running=patient(Ids.INTERVAL, FASTEST_S * 1000),
    )
    def look(
        _ticks: Any, _marked: Any, _undone: Any, reference: object, drawn: object, *shown: object
    ) -> tuple[Any, ...]:
        found = _look(parts, reference, drawn if isinstance(drawn, dict) else {})
        problem.end_outage(*shown)
        return found


def _look(parts: Parts, reference: object, drawn: dict[str, Any]) -> tuple[Any, ...]:
    """What is not drawn yet, in the order of the callback's outputs."""
    user, queries = asking_user(), parts.queries
    live = queries.live(user, known(reference))
    session = live.view.session
    state = _state(live, queries.now(), phase_of(parts.launcher, user, session), _kept_ruling(parts, user, session))
    pace = session.status is SessionStatus.FINISHED, interval_ms(session, parts.settings.refresh_s)
    token = {"frame": live.view.version, "bins": trends_key(live), "state": state}
    if token == drawn:
        return no_update, no_update, no_update, no_update, *pace
    # The view is what others share; who looks again after a frame gets the same letters.
    now = queries.shared(live.view, "live now", lambda _: live_now(live))
    return (
        no_update if drawn.get("frame") == token["frame"] else now,
        no_update
        if drawn.get("bins") == token["bins"]
        else queries.shared(live.view, "trends", lambda _: trends(live)),
        no_update if drawn.get("state") == state else state,
        token,
        *pace,
    )


def _kept_ruling(parts: Parts, user: User, session: Session) -> Ruling | None:
    """What is decided of expressions now, where the class does not follow it: it is recorded on this computer."""
    if parts.privacy is None or agent_phase(parts.launcher, user, session) is None:
        return None
    return parts.privacy.policy(user, session.course)


def _state(live: LiveClass, now: datetime, phase: Phase | None, ruling: Ruling | None) -> dict[str, Any]:
    """What changes without a frame: why there is none, and what may be asked of the agent."""
    session = live.view.session
    if panel(session) is not None:
        return {"notice": "", "expressions": "", "stale": None, "phase": None, "badge": badge(session, phase)}
    silent, paused = is_silent(session, now), phase is Phase.PAUSED
    return {
        "notice": notice(live, silent=silent, paused=paused),
        "expressions": expressions_notice(live.view, ruling),
        "stale": unknown_now(live) if silent or paused else None,
        "phase": phase.value if phase in CONTROLLABLE else None,
        "badge": badge(session, phase),
    }


def agent_phase(launcher: Launcher | None, user: User, session: Session) -> Phase | None:
    """What the agent that records this session does; None = it is not on this computer, or has ended."""
    phase = phase_of(launcher, user, session)
    return phase if phase in CONTROLLABLE else None


def _register_drawing(app: Dash) -> None:
    """All drawing is the browser's: see `assets/live.js`."""
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("classroomLive", "draw"),
        Output(Ids.DRAWN, "data"),
        Input(Ids.NOW, "data"),
        Input(Ids.TRENDS, "data"),
        Input(Ids.STATE, "data"),
    )


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
        # Only its own button closes the dialog: it may have been opened while the answer to "Pause" was under way.
        return f"{name} {ctx.triggered[0]['value']}", False if pressed == Ids.YES else no_update

    @app.callback(
        Output(Ids.CONFIRM, "opened"),
        Input(Ids.STOP, "n_clicks"),
        Input(Ids.NO, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask(*_clicks: Any) -> bool:
        return ctx.triggered_id == Ids.STOP and bool(ctx.triggered[0]["value"])
