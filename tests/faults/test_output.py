"""Nobody listens to what a class says, or nobody can: it is recorded all the same."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from classroom.cli.screens import live_table
from classroom.control import Phase
from tests.faults.live_class import agent_state, environment_in, live_class, sessions, wait_until
from tests.xvfb import NO_SCREEN, virtual_screen

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and redirections of a POSIX shell")
on_a_screen = pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN)


@posix
@on_a_screen
@pytest.mark.display
@pytest.mark.parametrize(("shell_end", "code"), [(">&- 2>&-", 0), (">/dev/full 2>/dev/full", 7)])
def test_a_class_whose_output_cannot_be_written_is_recorded(tmp_path: Path, shell_end: str, code: int) -> None:
    with virtual_screen(640, 480) as display:
        environment = environment_in(tmp_path) | {"DISPLAY": display}
        with live_class(environment, "--duration", "2", shell_end=shell_end) as process:
            assert process.wait(90) == code

    (session,) = sessions(environment)
    assert session["status"] == "finished"
    assert session["frames"] >= 2
    state = agent_state(tmp_path)
    assert state is not None
    assert state.phase is Phase.ENDED


@posix
@on_a_screen
@pytest.mark.display
def test_a_pipe_that_nobody_reads_holds_up_nothing_but_the_last_lines(tmp_path: Path) -> None:
    reading, writing = full_pipe()
    with virtual_screen(640, 480) as display, os.fdopen(reading, "rb") as reader:
        environment = environment_in(tmp_path) | {"DISPLAY": display}
        with live_class(environment, "--duration", "2", stdout=writing) as process:
            os.close(writing)
            wait_until(lambda: (state := agent_state(tmp_path)) and state.phase is Phase.ENDED, "the class's end")
            (session,) = sessions(environment)
            still_running = process.poll() is None
            said = reader.read().lstrip(b"x")
            code = process.wait(20)

    assert session["status"] == "finished"
    assert session["frames"] >= 2
    assert still_running
    assert code == 0
    assert said.startswith(b"Session ")


@posix
def test_notes_that_nobody_takes_hold_up_no_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = full_pipe()
    told = threading.Event()
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "w") as stopped:
        monkeypatch.setattr(sys, "stderr", stopped)

        def tell() -> None:
            with live_table("Europe/Vienna") as watcher:
                for number in range(1000):
                    watcher.note(f"note {number}")
            told.set()

        threading.Thread(target=tell, daemon=True).start()

        assert told.wait(30)
        os.set_blocking(reading, False)
        while reader.read():
            """Frees the thread that waits for the pipe."""


def full_pipe() -> tuple[int, int]:
    """The ends to read from and to write to, of a pipe that takes nothing more."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while os.write(writing, b"x" * 4096):
            """Until it is full."""
    except BlockingIOError:
        os.set_blocking(writing, True)
    return reading, writing


def test_a_closed_standard_stream_is_not_taken_by_the_next_file(tmp_path: Path) -> None:
    code = """if True:
        import os, classroom.cli
        classroom.cli._fill_closed_streams()
        print(os.open(os.devnull, os.O_RDONLY) > 2, file=open("out", "w"))
    """

    subprocess.run(["sh", "-c", 'exec "$0" -c "$1" <&- >&- 2>&-', sys.executable, code], cwd=tmp_path, check=True)

    assert (tmp_path / "out").read_text() == "True\n"
