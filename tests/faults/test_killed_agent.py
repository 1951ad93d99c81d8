"""kill -9 at any moment: every frame that counted as kept is there once, none twice, none in part."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.storage import Store
from classroom.transport.delivery import deliver_left
from classroom.transport.recorder import record_messages
from tests.faults.child_agent import PEOPLE
from tests.faults.soak import scaled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")


@contextmanager
def child(
    url: str,
    folder: Path,
    interval_s: float,
    frames: int = 10**6,
    *,
    notes: Path = Path(os.devnull),
    finish_s: float = 20,
) -> Iterator["subprocess.Popen[str]"]:
    """A running agent that writes its notes into a file; killed at the latest when the block ends."""
    numbers = (str(interval_s), str(frames), str(finish_s))
    arguments = [sys.executable, "-m", "tests.faults.child_agent", url, str(folder), *numbers]
    with notes.open("w") as errors:
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def read_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def rest(process: "subprocess.Popen[str]") -> list[int]:
    """The numbers that were told before the process died; a line may be cut."""
    assert process.stdout is not None
    return [int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]


def require_whole(store: Store, session: UUID, told: int) -> int:
    """The number of frames, which are 0, 1, ... and each with everybody on it; all that were told are among them."""
    records = store.load_records(session)
    numbers = records.frames.number.tolist()
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > told
    assert len(records.observations.frame) == len(numbers) * PEOPLE
    assert records.session.frame_count == len(numbers)
    assert records.session.observation_count == len(numbers) * PEOPLE
    return len(numbers)


def kill_often(storage_settings: StorageSettings, store: Store, folder: Path, times: int) -> None:
    chance = random.Random(1)
    for _ in range(times):
        with child(storage_settings.url, folder, 0.002) as process:
            session = UUID(read_line(process))
            assert read_line(process) == "0"
            time.sleep(chance.uniform(0, 0.25))
            process.kill()
            told = max([0, *rest(process)])
        deliver_left(folder / "spool", partial(record_messages, store))  # a slow disk: what the next start finds there
        require_whole(store, session, told)


@pytest.fixture
def opened(storage_settings: StorageSettings, tmp_path: Path) -> Iterator[Store]:
    from classroom.storage import open_store

    with open_store(storage_settings, default_folder=tmp_path) as store:
        yield store


def test_every_finished_frame_survives_a_kill(storage_settings: StorageSettings, opened: Store, tmp_path: Path) -> None:
    kill_often(storage_settings, opened, tmp_path, 4)


@pytest.mark.soak
def test_every_finished_frame_survives_many_kills(
    storage_settings: StorageSettings, opened: Store, tmp_path: Path
) -> None:
    kill_often(storage_settings, opened, tmp_path, scaled(200))
