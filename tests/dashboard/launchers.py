"""A launcher without screens: does what it is told, with the rights of the real one."""

from dataclasses import replace
from datetime import UTC, datetime

from classroom.control import AgentState, Phase
from classroom.domain import Box, User
from classroom.errors import BusyError, NotFoundError
from dashboard.launching import Look, Outline, Running, StartRequest, Target, TargetKind, may_control
from tests.control.states import recording_state

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"
TARGETS = (
    Target(
        key="window:7",
        kind=TargetKind.WINDOW,
        number=7,
        title=f"Zoom {HOSTILE}",
        app="zoom",
        box=Box(0, 0, 800, 600),
        monitor=1,
        hidden=0.2,
        width=800,
        height=600,
        outlines=(Outline(Box(0, 0, 400, 300), HOSTILE, True), Outline(Box(400, 0, 400, 300), None, False)),
        problem=None,
    ),
    Target("monitor:1", TargetKind.MONITOR, 1, "", "", Box(0, 0, 1920, 1080), 1, 0.0, 1920, 1080, (), None),
    Target("window:8", TargetKind.WINDOW, 8, "x" * 10_000, "", Box(0, 0, 9, 9), 1, 1.0, 0, 0, (), "minimised"),
)
STATE = recording_state(NOW)


class ScriptedLauncher:
    """Looks at once; an agent records as soon as it is started."""

    interval_s = 3.0

    def __init__(self, state: AgentState | None = None) -> None:
        self.agent = state
        self.requests: list[StartRequest] = []
        self.looks = 0
        self.look_found = Look(looking=False, at=None, targets=(), windows_problem=None, problem=None)

    def look(self) -> None:
        self.looks += 1
        self.look_found = replace(self.look_found, at=NOW, targets=TARGETS)

    def found(self) -> Look:
        return self.look_found

    def start(self, request: StartRequest, user: User) -> None:
        if self.state(user).is_live:
            raise BusyError('"Physics 101" is being recorded on this computer already: stop it first')
        self.requests.append(request)
        self.agent = replace(STATE, course=request.course, owner=user.name)

    def state(self, user: User) -> Running:
        if self.agent is None or may_control(user, self.agent.owner):
            return Running(self.agent)
        return Running(None, of_another=not self.agent.phase.is_over)

    def pause(self, user: User) -> None:
        self._become(Phase.PAUSED, user)

    def resume(self, user: User) -> None:
        self._become(Phase.RECORDING, user)

    def stop(self, user: User) -> None:
        self._become(Phase.ENDED, user)

    def _become(self, phase: Phase, user: User) -> None:
        state = self.state(user).state
        if state is None or state.phase.is_over:
            raise NotFoundError("no class of yours is being recorded on this computer: there is nothing to do")
        self.agent = replace(state, phase=phase)
