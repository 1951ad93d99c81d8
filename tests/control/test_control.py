"""One agent at a time, told and controlled through files."""

import os
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from classroom.control import Command, Endings, Phase, RemoteAgent, RunningAgent, run_controlled
from classroom.control.folder import AgentFolder
from classroom.control.running import shorten
from classroom.domain import FrameStatus, LiveStatus
from classroom.errors import BusyError, CaptureError, NotFoundError
from tests.control.conftest import NOW

SESSION = UUID(int=7)


def now() -> datetime:
    return NOW


def look(number: int = 0) -> LiveStatus:
    return LiveStatus(number, NOW, FrameStatus.GALLERY, 25, 24, 70.0, (), 120.0)


def phase_of(remote: RemoteAgent) -> Phase:
    state = remote.state()
    assert state is not None
    return state.phase


def command(agent: RunningAgent, remote: RemoteAgent, wanted: Command) -> None:
    remote.give(wanted)
    agent.obey()


def test_a_class_is_told_from_its_start_to_its_end(folder: Path) -> None:
    remote = RemoteAgent(folder)
    assert remote.state() is None

    with run_controlled(folder, "Physics 101", now=now) as agent:
        assert phase_of(remote) is Phase.STARTING
        agent.describe(owner="mira", source="monitor 1", interval_s=3.0)
        agent.begin(SESSION)
        agent.report(look(4))
        agent.note("the gallery\nis back")
        state = remote.live()
        assert state is not None
        assert (state.phase, state.session, state.owner, state.source) == (
            Phase.RECORDING,
            SESSION,
            "mira",
            "monitor 1",
        )
        assert state.last is not None
        assert (state.last.number, state.last.faces, state.last.engagement) == (4, 24, 70.0)
        assert [note.text for note in state.notes] == ["the gallery is back"]

    assert phase_of(remote) is Phase.ENDED
    assert remote.live() is None


def test_a_pause_shows_no_engagement_and_a_resume_goes_on(folder: Path) -> None:
    remote = RemoteAgent(folder)
    with run_controlled(folder, "Physics 101", now=now) as agent:
        agent.begin(SESSION)
        agent.report(look())

        command(agent, remote, Command.PAUSE)
        paused, state = agent.is_paused(), remote.live()
        command(agent, remote, Command.RESUME)

        assert paused
        assert state is not None
        assert state.last is not None
        assert (state.phase, state.last.engagement) == (Phase.PAUSED, None)
        assert not agent.is_paused()
        assert phase_of(remote) is Phase.RECORDING


def test_a_stop_is_heard_while_the_agent_waits(folder: Path) -> None:
    remote = RemoteAgent(folder)
    with run_controlled(folder, "Physics 101", now=now) as agent:
        agent.begin(SESSION)

        remote.give(Command.STOP)

        assert agent.stop.wait(10)  # as the loop waits for its next beat; the commands have a thread of their own
        assert phase_of(remote) is Phase.STOPPING


def test_a_stop_before_the_first_picture_interrupts_the_start(folder: Path) -> None:
    interrupted: list[bool] = []
    remote = RemoteAgent(folder)
    with run_controlled(folder, "Physics 101", now=now) as agent:
        agent.interrupt_start(lambda: interrupted.append(True))

        remote.give(Command.STOP)

        assert agent.stop.wait(10)
    assert interrupted == [True]


def test_a_stop_that_comes_at_the_very_first_is_not_lost(folder: Path) -> None:
    interrupted: list[bool] = []
    remote = RemoteAgent(folder)
    with run_controlled(folder, "Physics 101", now=now) as agent:
        remote.give(Command.STOP)
        assert agent.stop.wait(10)

        agent.interrupt_start(lambda: interrupted.append(True))

        assert interrupted == [True]
        with pytest.raises(KeyboardInterrupt):
            agent.stand_ready()


def test_nothing_outranks_a_stop(folder: Path) -> None:
    remote = RemoteAgent(folder)
    with run_controlled(folder, "Physics 101", now=now) as agent:
        agent.begin(SESSION)
        for wanted in (Command.STOP, Command.PAUSE, Command.RESUME):
            remote.give(wanted)

        agent.obey()

        assert agent.stop.is_set()
        assert phase_of(remote) is Phase.STOPPING


def test_a_command_meant_for_an_earlier_agent_is_not_followed(folder: Path) -> None:
    AgentFolder(folder).give(Command.STOP, "1:2")
    with run_controlled(folder, "Physics 101", now=now) as agent:
        agent.begin(SESSION)
        AgentFolder(folder).give(Command.STOP, "1:2")

        agent.obey()

        assert not agent.stop.is_set()
        assert list((folder / "commands").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"to": 1, "command": "dance"}', b"\xff" * 5000])
def test_a_damaged_command_is_not_followed(folder: Path, content: bytes) -> None:
    with run_controlled(folder, "Physics 101", now=now) as agent:
        agent.begin(SESSION)
        (folder / "commands" / "1.json").write_bytes(content)

        agent.obey()

        assert not agent.stop.is_set()


def test_a_second_agent_is_refused_with_the_name_of_the_first(folder: Path) -> None:
    with (
        run_controlled(folder, "Physics 101", now=now),
        pytest.raises(BusyError, match=r'"Physics 101" is being recorded.*classroom agent stop'),
        run_controlled(folder, "Chemistry", now=now),
    ):
        pytest.fail("two agents at once")

    with run_controlled(folder, "Chemistry", now=now) as agent:
        assert agent.state.course == "Chemistry"


def test_without_an_agent_there_is_nothing_to_control(folder: Path) -> None:
    with pytest.raises(NotFoundError, match="no class is being recorded"):
        RemoteAgent(folder).give(Command.PAUSE)


class GivenUpError(Exception):
    """What a command line raises when its user leaves."""


@pytest.mark.parametrize(
    ("error", "phase", "told"),
    [
        (CaptureError("monitor 1 is gone: plug it in"), Phase.FAILED, "monitor 1 is gone: plug it in"),
        (KeyboardInterrupt(), Phase.ENDED, None),
        (GivenUpError(), Phase.ENDED, None),
        (ZeroDivisionError("secret detail"), Phase.FAILED, "an unexpected error; its trace is in its terminal"),
    ],
)
def test_the_end_is_told_in_plain_words(folder: Path, error: BaseException, phase: Phase, told: str | None) -> None:
    endings = Endings(stopped=(KeyboardInterrupt, GivenUpError))

    with pytest.raises(type(error)), run_controlled(folder, "Physics 101", endings=endings, now=now):
        raise error

    state = RemoteAgent(folder).state()
    assert state is not None
    assert (state.phase, state.error) == (phase, told)


def test_an_agent_that_was_killed_counts_as_failed_and_does_not_stand_in_the_way(folder: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from classroom.control import run_controlled\n"
        "with run_controlled(Path(sys.argv[1]), 'Physics 101'): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], check=False, timeout=60)

    state = RemoteAgent(folder).state()

    assert state is not None
    assert state.phase is Phase.FAILED
    assert state.error is not None
    assert "everything before is kept" in state.error
    with run_controlled(folder, "Chemistry", now=now):
        assert phase_of(RemoteAgent(folder)) is Phase.STARTING


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_user_can_read_what_an_agent_tells(folder: Path) -> None:
    remote = RemoteAgent(folder)
    with run_controlled(folder, "Physics 101", now=now):
        AgentFolder(folder).give(Command.PAUSE, "1:2")

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        assert remote.state() is not None


def test_a_long_log_is_emptied_while_its_writer_appends(tmp_path: Path) -> None:
    log = tmp_path / "agent.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 2000)
        shorten(log, limit=1000)
        writer.write(b"still here")

    assert log.read_bytes() == b"still here"
