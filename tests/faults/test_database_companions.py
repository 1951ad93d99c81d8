"""The files beside SQLite's database are deleted or cut in mid-class: every frame is there all the same."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from classroom.storage import open_store
from classroom.storage.engine import FILE_NAME
from classroom.storage.maintenance import check
from tests.faults.test_database_file import BEFORE, SETTINGS, deliver_later, record_through
from tests.storage.examples import AGENT, frame, new_session, people, seen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes and cuts no file that is open")
FRAMES = BEFORE + 15
Fate = Callable[[Path], None]


def cut(size: int) -> Fate:
    def to_size(path: Path) -> None:
        os.truncate(path, size)

    return to_size


@pytest.mark.parametrize(
    ("endings", "fate"),
    [
        (["-shm"], cut(0)),
        (["-shm"], cut(100)),
        (["-shm"], cut(4096)),
        (["-shm"], Path.unlink),
        (["-wal"], Path.unlink),
        (["-wal", "-shm"], Path.unlink),
    ],
    ids=[
        "index emptied",
        "index cut in its head",
        "index cut behind it",
        "index deleted",
        "log deleted",
        "both deleted",
    ],
)
def test_every_frame_is_there_whatever_happens_beside_the_database(
    tmp_path: Path, endings: list[str], fate: Fate
) -> None:
    folder = tmp_path / "data"

    def strike() -> None:
        for ending in endings:
            fate(folder / f"{FILE_NAME}{ending}")

    session, _ = record_through(folder, strike, frames=FRAMES, interval_s=0.1)  # not in the midst of a transaction

    assert check(SETTINGS, folder).problems == ()
    assert deliver_later(folder, session) == list(range(FRAMES))


READER = """
import sys
from pathlib import Path
from classroom.config import StorageSettings
from classroom.storage import open_store

with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=Path(sys.argv[1])) as store:
    for _ in sys.stdin:
        print(store.find_session("latest").frame_count, flush=True)
"""


@pytest.mark.parametrize("endings", [["-shm"], ["-wal"], ["-wal", "-shm"]], ids=["index", "log", "both"])
def test_another_program_sees_what_is_written_after(tmp_path: Path, endings: list[str]) -> None:
    arguments = [sys.executable, "-c", READER, str(tmp_path)]
    with (
        open_store(SETTINGS, default_folder=tmp_path) as writer,
        subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader,
    ):
        session = writer.create_session(new_session(), agent=AGENT)
        writer.save_frame(session, frame(0, seen(1), new=people(1)))
        assert ask(reader) == 1
        for ending in endings:
            (tmp_path / f"{FILE_NAME}{ending}").unlink()

        for number in range(1, 20):
            writer.save_frame(session, frame(number, seen(1)))
            assert ask(reader) == number + 1
        writer.create_session(new_session("Drama", after_min=60), agent=AGENT)
        assert ask(reader) == 0
        reader.communicate(timeout=60)

    assert check(SETTINGS, tmp_path).problems == ()


def ask(reader: "subprocess.Popen[str]") -> int:
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write("count\n")
    reader.stdin.flush()
    return int(reader.stdout.readline())
