"""Several programs on one database, one of which holds it: nothing is lost, and the agent keeps its pace."""

import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.domain import Marker
from classroom.storage import Store, open_store
from classroom.storage.engine import FILE_NAME
from tests.e2e.test_real_screen import served_dashboard
from tests.faults.live_class import COMMAND, environment_in
from tests.faults.test_killed_agent import child, read_line, require_whole, rest

SETTINGS = StorageSettings(url="default", busy_timeout_s=10)
INTERVAL_S = 0.1


@pytest.mark.parametrize("held_s", [3.0, pytest.param(10.0, marks=pytest.mark.soak)])
def test_a_writer_that_holds_the_database_for_seconds_costs_no_frame(tmp_path: Path, held_s: float) -> None:
    frames = round((held_s + 3) / INTERVAL_S)
    with child("default", tmp_path, INTERVAL_S, frames) as process:
        session = UUID(read_line(process))
        told = [int(read_line(process)) for _ in range(5)]
        other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        locked, meanwhile = time.monotonic(), 0
        while time.monotonic() - locked < held_s:
            told.append(int(read_line(process)))
            meanwhile += 1
        other.execute("ROLLBACK")
        other.close()
        told += rest(process)
        assert process.wait() == 0

    assert told == list(range(frames))
    # The first frame waits half a second (the child's patience) for the database, the others not at all: were each
    # to wait, there would be two a second.
    assert meanwhile > 2 * held_s
    with open_store(SETTINGS, default_folder=tmp_path) as store:
        assert require_whole(store, session, told[-1]) == frames
    assert not any((tmp_path / "spool").glob("*.spool"))


def edit(store: Store, session: UUID, texts: list[str], problems: list[BaseException]) -> None:
    """What a dashboard does during a class: it reads all of it, and writes what the teacher says."""
    try:
        for number, text in enumerate(texts):
            store.load_records(session)
            store.add_marker(session, Marker(datetime.now(UTC) + timedelta(seconds=number), text))
    except BaseException as error:  # noqa: BLE001 - told by the test's own thread
        problems.append(error)


def test_two_dashboards_edit_while_an_agent_records(tmp_path: Path) -> None:
    problems: list[BaseException] = []
    with child("default", tmp_path, 0.02, 150) as process:
        session = UUID(read_line(process))
        assert read_line(process) == "0"
        with open_store(SETTINGS, default_folder=tmp_path) as one, open_store(SETTINGS, default_folder=tmp_path) as two:
            texts = [[f"{name} {number}" for number in range(20)] for name in ("first", "second")]
            threads = [
                threading.Thread(target=edit, args=(store, session, said, problems))
                for store, said in zip((one, two), texts, strict=True)
            ]
            for thread in threads:
                thread.start()
            told = rest(process)
            for thread in threads:
                thread.join()
            assert process.wait() == 0
            assert problems == []
            records = one.load_records(session)
            assert {marker.text for marker in records.markers} == {text for said in texts for text in said}
            assert require_whole(one, session, told[-1]) == 150


@pytest.mark.skipif(sys.platform == "win32", reason="the dashboard is ended by a signal")
def test_two_dashboards_started_at_once_on_a_new_folder_both_serve(tmp_path: Path) -> None:
    environment = environment_in(tmp_path)
    with served_dashboard(environment) as one, served_dashboard(environment) as two:
        for address in (one, two):
            with urllib.request.urlopen(f"{address}/login", timeout=60) as answer:
                assert answer.status == 200
    done = subprocess.run([*COMMAND, "db", "check"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
