"""Files that the program reads and writes by itself: plain ones only, and nothing of a killed writer stays."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from classroom.control import RemoteAgent, run_controlled
from classroom.errors import StorageError
from classroom.transport.delivery import deliver_left
from classroom.transport.own_files import OLD_S, open_plain, read_plain, sweep_partials
from classroom.transport.spool import left_spools, open_spool
from tests.transport.messages import a_begin

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(30)
    return process.pid


def _link(path: Path) -> None:
    path.symlink_to(path.parent / "elsewhere")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


ODD: list[tuple[str, Callable[[Path], None]]] = [
    ("it is a link", _link),
    ("it is a folder", Path.mkdir),
    ("it is a pipe", os.mkfifo),
    ("it is a device or a socket", _socket),
]


@pytest.mark.parametrize(("what", "make"), ODD)
def test_what_is_no_plain_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, make: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name may not be long
    path = Path("odd")
    make(path)

    for flags in (os.O_RDONLY, os.O_RDWR | os.O_CREAT):
        with pytest.raises(OSError, match=what):
            open_plain(path, flags)
    with pytest.raises(OSError, match=what):
        read_plain(path, 10)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(("what", "make"), ODD[:3])
def test_what_lies_under_a_spools_name_is_told_in_one_line(
    tmp_path: Path, what: str, make: Callable[[Path], None]
) -> None:
    begin = a_begin()
    path = tmp_path / f"{begin.session.hex}.spool"
    make(path)

    with pytest.raises(StorageError, match=f"{path.name} cannot be opened \\({what}\\): take it away"):
        open_spool(tmp_path, begin.session)

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(("what", "make"), ODD[:3])
def test_the_other_spools_are_delivered_beside_something_odd(
    tmp_path: Path, what: str, make: Callable[[Path], None]
) -> None:
    begin = a_begin()
    spool = open_spool(tmp_path, begin.session)
    spool.append(begin)
    spool.close()
    make(tmp_path / f"{'0' * 32}.spool")
    arrived: list[object] = []

    with pytest.raises(StorageError, match=f"is no spool, {what}: take it away"):
        deliver_left(tmp_path, arrived.extend)

    assert arrived == [begin]


def test_a_link_to_a_file_of_the_user_is_not_written_through(tmp_path: Path) -> None:
    begin = a_begin()
    own = tmp_path / "own.txt"
    own.write_text("mine")
    folder = tmp_path / "spool"
    folder.mkdir()
    (folder / f"{begin.session.hex}.spool").symlink_to(own)

    with pytest.raises(StorageError, match="it is a link"):
        open_spool(folder, begin.session)
    with pytest.raises(StorageError, match="it is a link"):
        list(left_spools(folder))

    assert own.read_text() == "mine"


def test_a_spool_that_others_could_read_is_shut_when_it_is_opened(tmp_path: Path) -> None:
    folder, begin = tmp_path / "spool", a_begin()
    folder.mkdir()
    folder.chmod(0o755)
    path = folder / f"{begin.session.hex}.spool"
    path.touch()
    path.chmod(0o644)

    spool = open_spool(folder, begin.session)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    spool.close()


def test_what_a_killed_writer_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    dead, old = ended_process(), time.time() - OLD_S - 60
    swept = [f".config.yaml.{dead}", f".config.yaml.{dead}.1a2b3c", f".config.yaml.{os.getppid()}"]
    kept = [
        "config.yaml",
        ".config.yaml.lock",
        f".config.yaml.{os.getpid()}",
        ".config.yaml.old",
        ".config.yaml.20260302",
        f".other.yaml.{dead}",
        f"config.yaml.{dead}",
    ]
    for name in (*swept, *kept):
        (tmp_path / name).touch()
    os.utime(tmp_path / swept[-1], (old, old))  # its number belongs to a living process, which has not written it
    (tmp_path / f".config.yaml.{dead}.abc").symlink_to(tmp_path / "config.yaml")

    sweep_partials(tmp_path / "config.yaml")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*kept, f".config.yaml.{dead}.abc"])


def test_the_next_agent_takes_away_what_a_killed_one_left(tmp_path: Path) -> None:
    folder = tmp_path / "agent"
    folder.mkdir()
    left = folder / f".state.json.{ended_process()}.0a1b2c"
    left.touch()

    with run_controlled(folder, "Physics"):
        pass

    assert not left.exists()


@pytest.mark.parametrize(("what", "make"), ODD[:3])
def test_a_state_that_is_no_file_means_that_no_agent_runs(
    tmp_path: Path, what: str, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "state.json")

    assert RemoteAgent(tmp_path).live() is None, what


def test_a_pipe_among_the_commands_holds_up_no_class(tmp_path: Path) -> None:
    with run_controlled(tmp_path, "Physics") as agent:
        os.mkfifo(tmp_path / "commands" / "0.json")

        agent.obey()

        assert not agent.stop.is_set()
