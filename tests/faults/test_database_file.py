"""What may happen to the database's file in mid-class: the class goes on, and nothing that can be saved is lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.errors import StorageError
from classroom.storage import open_store
from classroom.storage.engine import FILE_NAME
from classroom.storage.maintenance import check
from classroom.transport.delivery import deliver_left
from classroom.transport.recorder import record_messages
from tests.faults.child_agent import PEOPLE
from tests.faults.test_killed_agent import child, read_line, rest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows moves and deletes no file that is open")
SETTINGS = StorageSettings(url="default", busy_timeout_s=5)
BEFORE, FRAMES = 30, 100


def record_through(
    folder: Path, fate: Callable[[], object], *, frames: int = FRAMES, interval_s: float = 0.02
) -> tuple[UUID, list[str]]:
    """The session and the notes of a class in whose middle something happens to the database; it runs to its end."""
    notes = folder.parent / "notes"
    with child("default", folder, interval_s, frames, notes=notes, finish_s=0.5) as process:
        session = UUID(read_line(process))
        told = [int(read_line(process)) for _ in range(BEFORE)]
        fate()
        told += rest(process)
        assert process.wait() == 0
    assert told == list(range(frames))
    lines = [line for line in notes.read_text().splitlines() if line]
    assert "Traceback" not in notes.read_text()
    assert len(lines) <= 4
    return session, lines


def deliver_later(folder: Path, session: UUID) -> list[int]:
    """The frames that are there once what was kept has been delivered; with everybody on each."""
    with open_store(SETTINGS, default_folder=folder) as store:
        deliver_left(folder / "spool", partial(record_messages, store))
        records = store.load_records(session)
    assert len(records.observations.frame) == len(records.frames.number) * PEOPLE
    assert len(records.participants) == PEOPLE
    assert not any((folder / "spool").glob("*.spool"))
    return [int(number) for number in records.frames.number]


def test_a_deleted_database_costs_what_was_in_it_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    def delete() -> None:
        for path in folder.glob(f"{FILE_NAME}*"):
            path.unlink()

    session, lines = record_through(folder, delete)

    assert lines[-1].startswith(
        f"the database file {folder / FILE_NAME} was moved or deleted while in use: put it back"
    )
    numbers = deliver_later(folder, session)
    assert numbers == list(range(numbers[0], FRAMES))
    assert BEFORE - 1 <= numbers[0] <= BEFORE + 5


def test_a_database_that_is_put_back_gets_everything(tmp_path: Path) -> None:
    folder, aside = tmp_path / "data", tmp_path / "aside"

    session, _ = record_through(folder, lambda: (folder / FILE_NAME).rename(aside))
    aside.rename(folder / FILE_NAME)

    assert deliver_later(folder, session) == list(range(FRAMES))


def test_a_database_that_becomes_read_only_gets_everything_later(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    files = [str(folder / FILE_NAME), str(folder / f"{FILE_NAME}-wal")]

    def change(how: str) -> bool:
        done = shutil.which("chattr") and subprocess.run(["chattr", how, *files], capture_output=True, check=False)
        return bool(done) and done.returncode == 0  # type: ignore[union-attr]

    def protect() -> None:
        if not change("+i"):
            pytest.skip("only root can make a file immutable, on some file systems")

    try:
        session, lines = record_through(folder, protect)
    finally:
        change("-i")

    assert lines[-1].startswith(f"database {folder / FILE_NAME} ")
    assert deliver_later(folder, session) == list(range(FRAMES))


@pytest.mark.parametrize("part", ["header", "middle", "log"])
def test_a_corrupted_database_stops_no_class_and_is_told_as_damaged(tmp_path: Path, part: str) -> None:
    folder = tmp_path / "data"
    file = folder / (f"{FILE_NAME}-wal" if part == "log" else FILE_NAME)

    def corrupt() -> None:
        size = file.stat().st_size
        with file.open("r+b") as content:
            content.seek(0 if part == "header" else size // 4)
            content.write(os.urandom(4096 if part == "header" else size // 2))

    session, _ = record_through(folder, corrupt)

    line = find_damage(folder)
    assert not line or "damaged" in line or "not a database" in line
    assert "\n" not in line
    if not line:  # SQLite has healed it by its log
        assert deliver_later(folder, session) == list(range(FRAMES))
    elif any((folder / "spool").glob("*.spool")):  # it was noticed in time: what came later is safe
        for path in folder.glob(f"{FILE_NAME}*"):
            path.unlink()
        numbers = deliver_later(folder, session)
        assert numbers == list(range(numbers[0], FRAMES))


def find_damage(folder: Path) -> str:
    """The one line that tells it; "" = the file is sound (SQLite leaves out what is broken of its log)."""
    try:
        return " ".join(check(SETTINGS, folder).problems)
    except StorageError as error:
        return str(error)
