"""Agents as processes of their own: started, found again, controlled, refused."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classroom.cli.launching import OLD, AgentLauncher
from classroom.cli.looking import Looker
from classroom.control import Phase, RemoteAgent
from classroom.domain import Role, User
from classroom.errors import BusyError, CaptureError, ClassroomError, DataError, NotFoundError, StorageError
from dashboard.launching import Look, StartRequest, TargetKind

MIRA, PAUL = User("mira", Role.TEACHER, True), User("paul", Role.TEACHER, True)
ROOT = User("root", Role.ADMIN, True)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
REQUEST = StartRequest("Physics 101", "window:7", 2.0)

# As `classroom start` does it, without a screen: says what it was asked for, then waits for a stop.
AGENT = """
import sys
from pathlib import Path
from uuid import UUID
from classroom.control import run_controlled
given = dict(zip(sys.argv[3::2], sys.argv[4::2]))
with run_controlled(Path(sys.argv[1]), given["--course"], launch=given["--launch"]) as agent:
    agent.describe(owner=given["--owner"], source=" ".join(sys.argv[3:5]), interval_s=float(given["--interval"]))
    agent.begin(UUID(int=7))
    agent.stop.wait(60)
"""
REFUSED = "import sys; print('error: monitor 7 is not there: choose another', file=sys.stderr); sys.exit(3)"
TARGETS = {
    "targets": [
        {"kind": "monitor", "number": 1, "title": "", "app": "", "box": [0, 0, 1920, 1080], "monitor": 1,
         "hidden": 0.0, "width": 1920, "height": 1080, "faces": 0, "tiles": [], "problem": None},
        {"kind": "window", "number": 7, "title": "Zoom <b>", "app": "zoom", "box": [5, 5, 800, 600], "monitor": 1,
         "hidden": 0.1, "width": 800, "height": 600, "faces": 1,
         "tiles": [{"box": [1, 2, 30, 40], "name": "Ada", "face": True}], "problem": None},
        {"kind": "window", "number": 8, "title": "", "app": "", "box": [5, 5, 800, 600], "monitor": None,
         "hidden": 1.0, "width": 0, "height": 0, "faces": 0, "tiles": [], "problem": "minimised"},
        {"kind": "region", "number": 1, "title": "", "app": "", "box": [-4, 5, 80, 60], "monitor": 1,
         "hidden": 0.0, "width": 80, "height": 60, "faces": 0, "tiles": [], "problem": None},
    ],
    "windows_problem": None,
}  # fmt: skip


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail("nothing of the kind within half a minute")
        time.sleep(0.02)  # a process of its own


def make_looker(script: str, *, time_limit_s: float = 30.0) -> Looker:
    return Looker((sys.executable, "-c", script), now=lambda: NOW, time_limit_s=time_limit_s)


def looked(looker: Looker) -> Look:
    looker.look()
    wait_for(lambda: not looker.found().looking)
    return looker.found()


def make_launcher(folder: Path, script: str = AGENT, *, clock: Callable[[], datetime] | None = None) -> AgentLauncher:
    looker = make_looker(f"print({json.dumps(TARGETS)!r})")
    looked(looker)

    def program(*arguments: str) -> Sequence[str]:
        return (sys.executable, "-c", script, str(folder), *arguments)

    used = clock or (lambda: datetime.now(UTC))
    return AgentLauncher(3.0, RemoteAgent(folder), looker, program=program, clock=used)


def phase(launcher: AgentLauncher, user: User = MIRA) -> Phase | None:
    state = launcher.state(user).state
    return None if state is None else state.phase


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "agent"


@pytest.fixture
def launcher(folder: Path) -> Iterator[AgentLauncher]:
    made = make_launcher(folder)
    yield made
    if made.state(ROOT).is_live:
        made.stop(ROOT)
        wait_for(lambda: not made.state(ROOT).is_live)
    wait_for(lambda: made._child is None or made._child.process.poll() is not None)


def test_a_class_is_started_paused_resumed_and_stopped(launcher: AgentLauncher) -> None:
    assert not launcher.state(MIRA).is_live

    launcher.start(REQUEST, MIRA)
    assert launcher.state(MIRA).is_live
    wait_for(lambda: phase(launcher) is Phase.RECORDING)
    state = launcher.state(MIRA).state
    assert state is not None
    assert (state.course, state.owner, state.source, state.interval_s) == ("Physics 101", "mira", "--window id:7", 2.0)

    launcher.pause(MIRA)
    wait_for(lambda: phase(launcher) is Phase.PAUSED)
    launcher.resume(MIRA)
    wait_for(lambda: phase(launcher) is Phase.RECORDING)
    launcher.stop(MIRA)
    wait_for(lambda: phase(launcher) is Phase.ENDED)


def test_a_dashboard_started_anew_finds_the_class_and_stops_it(launcher: AgentLauncher, folder: Path) -> None:
    launcher.start(REQUEST, MIRA)
    wait_for(lambda: phase(launcher) is Phase.RECORDING)

    again = make_launcher(folder)

    assert phase(again) is Phase.RECORDING
    with pytest.raises(BusyError, match=r'"Physics 101" is being recorded on this computer already'):
        again.start(REQUEST, MIRA)
    again.stop(MIRA)
    wait_for(lambda: phase(again) is Phase.ENDED)


def test_only_the_owner_and_administrators_see_and_control_a_class(launcher: AgentLauncher) -> None:
    launcher.start(REQUEST, MIRA)
    wait_for(lambda: phase(launcher) is Phase.RECORDING)

    seen = launcher.state(PAUL)
    assert (seen.state, seen.of_another) == (None, True)
    with pytest.raises(NotFoundError, match="no class of yours"):
        launcher.stop(PAUL)
    with pytest.raises(BusyError, match="another account") as refused:
        launcher.start(REQUEST, PAUL)
    assert "Physics" not in str(refused.value)
    assert phase(launcher, ROOT) is Phase.RECORDING


def test_an_agent_that_ends_before_it_begins_tells_why(folder: Path) -> None:
    launcher = make_launcher(folder, REFUSED)

    launcher.start(REQUEST, MIRA)
    wait_for(lambda: phase(launcher) is Phase.FAILED)

    state = launcher.state(MIRA).state
    assert state is not None
    assert state.error == "monitor 7 is not there: choose another"
    assert not launcher.state(MIRA).is_live


def test_a_program_that_is_not_there_is_told(folder: Path) -> None:
    launcher = make_launcher(folder)
    launcher.program = lambda *_: (str(folder / "nothing"),)

    with pytest.raises(CaptureError, match="cannot be started"):
        launcher.start(REQUEST, MIRA)


def test_the_log_of_the_start_before_is_kept_and_no_more(folder: Path) -> None:
    launcher = make_launcher(folder, REFUSED)
    for _ in range(3):
        launcher.start(REQUEST, MIRA)
        wait_for(lambda: phase(launcher) is Phase.FAILED)

    assert sorted(path.name for path in folder.glob("agent.log*")) == ["agent.log", "agent.log.1"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
def test_a_pipe_in_the_place_of_the_log_is_refused_and_not_waited_for(folder: Path) -> None:
    launcher = make_launcher(folder)
    folder.mkdir()
    os.mkfifo(folder / "agent.log")
    (folder / "agent.log.1" / "kept").mkdir(parents=True)  # so that it cannot be moved aside

    with pytest.raises(StorageError, match=r"agent\.log cannot be written: it is a pipe"):
        launcher.start(REQUEST, MIRA)


def test_the_class_of_the_day_before_is_no_news(launcher: AgentLauncher, folder: Path) -> None:
    launcher.start(REQUEST, MIRA)
    wait_for(lambda: phase(launcher) is Phase.RECORDING)
    launcher.stop(MIRA)
    wait_for(lambda: phase(launcher) is Phase.ENDED)

    later = make_launcher(folder, clock=lambda: datetime.now(UTC) + OLD + timedelta(seconds=1))

    assert later.state(MIRA).state is None


@pytest.mark.parametrize(
    ("request_", "error", "told"),
    [
        (StartRequest("x" * 10_000, "monitor:1", None), DataError, "1 to 200 printable"),
        (StartRequest("  ", "monitor:1", None), DataError, "1 to 200 printable"),
        (StartRequest("a\x00b", "monitor:1", None), DataError, "1 to 200 printable"),
        (StartRequest(["Physics"], "monitor:1", None), DataError, "1 to 200 printable"),  # type: ignore[arg-type]
        (StartRequest("Physics", "monitor:1", 0.1), DataError, "0.5 to 60 seconds"),
        (StartRequest("Physics", "monitor:1", 1e9), DataError, "0.5 to 60 seconds"),
        (StartRequest("Physics", "monitor:1", float("nan")), DataError, "0.5 to 60 seconds"),
        (StartRequest("Physics", "monitor:1", "3"), DataError, "0.5 to 60 seconds"),  # type: ignore[arg-type]
        (StartRequest("Physics", "window:999", None), NotFoundError, "not on the list any more"),
        (StartRequest("Physics", "window:id:7 --resume", None), NotFoundError, "not on the list any more"),
        (StartRequest("Physics", "webcam:10", None), NotFoundError, "not on the list any more"),
        (StartRequest("Physics", {"a": 1}, None), NotFoundError, "not on the list any more"),  # type: ignore[arg-type]
        (StartRequest("Physics", "window:8", None), CaptureError, "minimised"),
    ],
)
def test_what_cannot_be_started_is_refused_in_one_line(
    folder: Path, request_: StartRequest, error: type[ClassroomError], told: str
) -> None:
    launcher = make_launcher(folder)

    with pytest.raises(error, match=told) as refused:
        launcher.start(request_, MIRA)

    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300
    assert launcher.state(MIRA).state is None


@pytest.mark.parametrize(
    ("target", "option"),
    [
        ("window:7", "--window id:7"),
        ("monitor:1", "--monitor 1"),
        ("region:-4,5,80,60", "--region -4,5,80,60"),
        ("webcam:2", "--webcam 2"),
    ],
)
def test_each_kind_of_target_has_its_option(launcher: AgentLauncher, target: str, option: str) -> None:
    launcher.start(StartRequest("Physics", target, 1.0), MIRA)
    wait_for(lambda: phase(launcher) is Phase.RECORDING)

    state = launcher.state(MIRA).state
    assert state is not None
    assert state.source == option


def test_what_could_be_recorded_is_looked_up_with_the_largest_grid_first() -> None:
    found = looked(make_looker(f"print({json.dumps(TARGETS)!r})"))

    assert [target.key for target in found.targets] == ["window:7", "monitor:1", "region:-4,5,80,60", "window:8"]
    first = found.targets[0]
    assert (first.kind, first.faces, first.outlines[0].name) == (TargetKind.WINDOW, 1, "Ada")
    assert (found.at, found.problem) == (NOW, None)


@pytest.mark.parametrize(
    ("script", "limit_s", "told"),
    [
        ("import sys; sys.stderr.write('error: no display: log in with Xorg\\n'); sys.exit(3)", 30.0, "no display"),
        ("import sys; sys.exit(3)", 30.0, "classroom doctor"),
        ("print('no JSON')", 30.0, "classroom doctor"),
        ('print(\'{"targets": [{}], "windows_problem": null}\')', 30.0, "classroom doctor"),
        ("import time; time.sleep(60)", 0.3, "took too long"),
    ],
)
def test_a_look_that_fails_or_hangs_says_so(script: str, limit_s: float, told: str) -> None:
    found = looked(make_looker(script, time_limit_s=limit_s))

    assert found.problem is not None
    assert told in found.problem
    assert found.targets == ()


def test_one_look_at_a_time() -> None:
    looker = make_looker("import time; time.sleep(60)", time_limit_s=0.5)
    looker.look()
    looker.look()

    assert looker.found().looking
    wait_for(lambda: not looker.found().looking)


def test_the_launcher_loads_no_vision() -> None:
    script = "import sys, classroom.cli.launching, dashboard.app; print('cv2' in sys.modules, 'mss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "False False\n"
