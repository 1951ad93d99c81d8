"""A disk that is really full, under the database, the spool and the log: the class goes on, and all of it arrives."""

import contextlib
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.errors import StorageError
from classroom.storage import open_store
from classroom.storage.engine import FILE_NAME
from tests.faults.live_class import environment_in, last_number, live_class, sessions, wait_for_frame
from tests.faults.test_killed_agent import child, read_line, require_whole, rest
from tests.xvfb import NO_SCREEN, paint, virtual_screen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a small disk is mounted")
SETTINGS = StorageSettings(url="default", busy_timeout_s=5)


def fill(disk: Path) -> Path:
    """The file that takes all that was left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as rest_of_it:
        for size in (2**20, 2**10, 1):
            with contextlib.suppress(OSError):
                while True:
                    rest_of_it.write(bytes(size))
    return filler


def fill_during_a_class(disk: Path, notes: Path, before: int, meanwhile: int, after: int) -> tuple[UUID, int]:
    """The session, and the number of its frames: some before the disk is full, some meanwhile, some after."""
    frames = before + meanwhile + after
    with child("default", disk, 0.02, frames, notes=notes) as process:
        session = UUID(read_line(process))
        told = [int(read_line(process)) for _ in range(before)]
        filler = fill(disk)
        told += [int(read_line(process)) for _ in range(meanwhile)]
        filler.unlink()
        told += rest(process)
        assert process.wait() == 0
    assert told == list(range(frames))
    return session, frames


@pytest.mark.parametrize(
    ("before", "meanwhile", "after"),
    [(20, 60, 100), pytest.param(100, 1000, 200, marks=pytest.mark.soak)],
)
def test_a_class_goes_on_while_the_disk_is_full(
    small_disk: Path, tmp_path: Path, before: int, meanwhile: int, after: int
) -> None:
    notes = tmp_path / "notes"

    session, frames = fill_during_a_class(small_disk, notes, before, meanwhile, after)

    with open_store(SETTINGS, default_folder=small_disk) as store:
        assert require_whole(store, session, frames - 1) == frames
        assert store.find_session(session.hex).ended_at is not None
    assert list((small_disk / "spool").iterdir()) == []
    lines = [line for line in notes.read_text().splitlines() if line]
    assert lines[0].startswith(f"database {small_disk / FILE_NAME} cannot grow, the disk is full: free some space; ")
    assert lines[-1] == "the database has everything again"
    assert len(lines) <= 4  # a line when it begins, not one for each frame


def test_a_class_that_ends_on_a_full_disk_says_how_much_is_lost_and_keeps_the_rest(
    small_disk: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    with child("default", small_disk, 0.02, 60, notes=notes, finish_s=1) as process:
        session = UUID(read_line(process))
        told = [int(read_line(process)) for _ in range(20)]
        filler = fill(small_disk)
        assert rest(process)[-1] == 59
        assert process.wait() != 0
    filler.unlink()

    assert "frames could be kept nowhere: free some space on the disk" in notes.read_text().splitlines()[-1]
    with open_store(SETTINGS, default_folder=small_disk) as store:
        require_whole(store, session, told[-1])


def test_a_full_disk_at_the_start_is_one_line(small_disk: Path) -> None:
    fill(small_disk)

    with pytest.raises(StorageError, match=r"full|free space") as caught:
        open_store(SETTINGS, default_folder=small_disk)

    assert "\n" not in str(caught.value)


@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN)
@pytest.mark.display
def test_a_real_agent_whose_whole_folder_and_log_are_on_a_full_disk_goes_on(small_disk: Path) -> None:
    """Database, spool, log and the files by which it is told and controlled, all on the disk."""
    with virtual_screen(640, 480) as display, (small_disk / "agent.log").open("ab") as log:
        paint(display, "#406080")
        environment = environment_in(small_disk) | {"DISPLAY": display, "CLASSROOM_LOGGING__LEVEL": "debug"}
        with live_class(environment, stdout=log, stderr=log) as process:
            wait_for_frame(small_disk, 2)
            filler = fill(small_disk)
            time.sleep(3)
            assert process.poll() is None
            filler.unlink()
            before = last_number(small_disk)
            wait_for_frame(small_disk, before + 3)
            process.terminate()
            assert process.wait(30) == 0

    (session,) = sessions(environment)
    assert session["status"] == "finished"
    assert session["frames"] >= before + 4
    with open_store(SETTINGS, default_folder=small_disk / "classroom") as store:
        numbers = store.load_records(store.find_session("latest").id).frames.number
        assert numbers.tolist() == list(range(session["frames"]))
