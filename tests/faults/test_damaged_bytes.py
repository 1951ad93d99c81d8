"""Bytes of the database are changed at random places: what is read is right or refused in one line."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from classroom.domain import SessionRecords
from classroom.errors import ClassroomError
from classroom.report import report_csv
from classroom.storage import Store, open_store
from classroom.storage.engine import FILE_NAME
from classroom.storage.maintenance import check
from tests.faults.mutants import NUMBERS
from tests.faults.soak import scaled
from tests.faults.test_database_file import SETTINGS
from tests.faults.test_fuzzed_texts import require_line
from tests.storage.examples import AGENT, frame, new_session, people, seen
from tests.vision.galleries import shipped_settings

PEOPLE = range(1, 9)
FRAMES = 60


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in one file, with a class in it."""
    folder = tmp_path_factory.mktemp("sound")
    with open_store(SETTINGS, default_folder=folder) as store:
        session = store.create_session(new_session(), agent=AGENT)
        for number in range(FRAMES):
            new = people(*PEOPLE) if number == 0 else ()
            store.save_frame(session, frame(number, *(seen(one) for one in PEOPLE), new=new))
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return folder / FILE_NAME


def damage(file: Path, chance: random.Random) -> None:
    """Changes one to eight places of some bytes."""
    size = file.stat().st_size
    with file.open("r+b") as content:
        for _ in range(chance.randint(1, 8)):
            content.seek(chance.randrange(size))
            content.write(chance.choice([chance.randbytes(chance.randint(1, 64)), *NUMBERS]))


def use(store: Store) -> None:
    """What a page, a report and an agent ask of it."""
    settings = shipped_settings()

    def report() -> bytes:
        records: SessionRecords = store.load_records(store.find_session("latest").id)
        return report_csv("summary", records, settings.engagement, settings.flags)

    def write() -> None:
        session = store.create_session(new_session("Drama", after_min=60), agent=AGENT)
        store.save_frame(session, frame(0, seen(1), new=people(1)))

    for ask in (store.sessions, store.students, report, write):
        told(ask)


def told(ask: Callable[[], object]) -> None:
    try:
        ask()
    except ClassroomError as error:
        require_line(error)


def damage_often(sound: Path, folder: Path, times: int) -> None:
    for seed in range(times):
        file = folder / FILE_NAME
        for left in folder.glob(f"{FILE_NAME}*"):
            left.unlink()
        shutil.copy(sound, file)
        damage(file, random.Random(seed))

        told(lambda: check(SETTINGS, folder))
        try:
            with open_store(SETTINGS, default_folder=folder) as store:
                use(store)
        except ClassroomError as error:
            require_line(error)


def test_damaged_bytes_are_told_in_one_line(sound: Path, tmp_path: Path) -> None:
    damage_often(sound, tmp_path, 10)


@pytest.mark.soak
def test_very_many_damaged_databases(sound: Path, tmp_path: Path) -> None:
    damage_often(sound, tmp_path, scaled(5_000))
