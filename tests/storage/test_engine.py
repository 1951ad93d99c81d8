"""How databases are opened: private files, several programs at once, a killed one."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classroom.config import StorageSettings
from classroom.storage import open_store
from classroom.storage.engine import FILE_NAME, describe_url, find_url
from tests.storage.examples import AGENT, new_session

REPOSITORY = Path(__file__).parents[2]

# Saves frames of 49 participants without end and names each one that is saved.
ENDLESS_WRITER = """
import sys
import threading
from itertools import count
from pathlib import Path
from classroom.config import StorageSettings
from classroom.storage import open_store
from tests.storage.examples import AGENT, frame, new_session, people, seen

store = open_store(StorageSettings(url=sys.argv[1], busy_timeout_s=5), default_folder=Path(sys.argv[2]))
session = store.create_session(new_session(), agent=AGENT)
numbers = range(1, 50)
for number in count():
    store.save_frame(session, frame(number, *map(seen, numbers), new=people(*numbers) if number == 0 else ()))
    print(number, flush=True)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="rights are tested on POSIX systems")
def test_the_default_database_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"

    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=folder) as store:
        store.create_session(new_session(), agent=AGENT)
        files = {file.name: mode(file) for file in folder.iterdir()}

    assert mode(folder) == 0o700
    assert files == dict.fromkeys((FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"), 0o600)


@pytest.mark.skipif(os.name != "posix", reason="rights are tested on POSIX systems")
def test_a_default_database_that_was_readable_for_all_is_closed_off(tmp_path: Path) -> None:
    settings = StorageSettings(url="default", busy_timeout_s=5)
    open_store(settings, default_folder=tmp_path).close()
    (tmp_path / FILE_NAME).chmod(0o644)

    open_store(settings, default_folder=tmp_path).close()

    assert mode(tmp_path / FILE_NAME) == 0o600


def test_a_database_of_another_name_can_be_chosen(tmp_path: Path) -> None:
    settings = StorageSettings(url=f"sqlite:///{tmp_path / 'my classes 100%.db'}", busy_timeout_s=5)

    with open_store(settings, default_folder=tmp_path / "unused") as store:
        store.create_session(new_session(), agent=AGENT)

    assert [file.name for file in tmp_path.iterdir()] == ["my classes 100%.db"]


@pytest.mark.parametrize("url", ["postgresql://anna:geheim@db:5433/school", "postgres://anna:geheim@db:5433/school"])
def test_a_postgres_url_gets_the_installed_driver_and_hides_its_password(tmp_path: Path, url: str) -> None:
    found = find_url(StorageSettings(url=url, busy_timeout_s=5), tmp_path)

    assert found.drivername == "postgresql+psycopg"
    assert describe_url(found) == "PostgreSQL database school on db:5433"


def test_programs_that_start_at_once_make_the_tables_once(storage_settings: StorageSettings, tmp_path: Path) -> None:
    def start(_: int) -> int:
        with open_store(storage_settings, default_folder=tmp_path) as store:
            return len(store.sessions())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(start, range(4))) == [0] * 4


def test_a_new_database_that_another_program_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # SQLite refuses to change the journal now, and does not wait
    release = threading.Timer(0.2, other.execute, ["ROLLBACK"])
    release.start()

    with open_store(StorageSettings(url=f"sqlite:///{file}", busy_timeout_s=5), default_folder=tmp_path) as store:
        assert not store.sessions()

    release.join()
    other.close()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")
def test_a_killed_writer_leaves_every_finished_frame_once(storage_settings: StorageSettings, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDLESS_WRITER, storage_settings.url, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        named = [int(next(writer.stdout)) for _ in range(20)]
        writer.send_signal(signal.SIGKILL)
        named += [int(line) for line in writer.stdout if line.endswith("\n")]

    with open_store(storage_settings, default_folder=tmp_path) as store:
        session = store.find_session("latest")
        records = store.load_records(session.id)
        following = store.resume_session(session.id, agent=AGENT)

    kept = records.frames.number.tolist()
    assert kept[: len(named)] == named
    assert len(kept) <= len(named) + 1  # saved, but killed before it could say so
    assert records.observations.frame.tolist() == [number for number in kept for _ in range(49)]
    assert (session.frame_count, session.observation_count) == (len(kept), 49 * len(kept))
    assert following == len(kept)
