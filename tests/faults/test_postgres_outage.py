"""A PostgreSQL server that is stopped in mid-class: the class goes on, and everything arrives, once and in order."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.storage import open_store
from classroom.transport.delivery import deliver_left
from classroom.transport.recorder import record_messages
from tests.faults.test_killed_agent import child, read_line, require_whole, rest
from tests.storage.postgres_server import Server, find_binaries, own_server

pytestmark = pytest.mark.postgres
INTERVAL_S = 0.05


@pytest.fixture
def server() -> Iterator[Server]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    with own_server(binaries, fsync="on", synchronous_commit="on") as running:  # it is stopped hard
        yield running


def _url(server: Server) -> str:
    return server.url.render_as_string(hide_password=False)


def _settings(server: Server) -> StorageSettings:
    return StorageSettings(url=_url(server), busy_timeout_s=5)


def survive_outage(server: Server, folder: Path, outage_s: float) -> None:
    frames = round((outage_s + 4) / INTERVAL_S)
    with child(_url(server), folder, INTERVAL_S, frames) as process:
        session = UUID(read_line(process))
        assert read_line(process) == "0"
        server.stop()
        time.sleep(outage_s)
        server.start()
        told = rest(process)
        assert process.wait() == 0
    assert told == list(range(1, frames))
    with open_store(_settings(server), default_folder=folder) as store:
        assert require_whole(store, session, told[-1]) == frames
        assert store.find_session(session.hex).ended_at is not None
    assert list((folder / "spool").iterdir()) == []


def test_a_class_goes_on_while_the_server_is_away(server: Server, tmp_path: Path) -> None:
    survive_outage(server, tmp_path, 2)


@pytest.mark.soak
def test_a_class_goes_on_while_the_server_is_away_for_a_minute(server: Server, tmp_path: Path) -> None:
    survive_outage(server, tmp_path, 60)


def test_an_agent_killed_during_the_outage_loses_nothing(server: Server, tmp_path: Path) -> None:
    with child(_url(server), tmp_path, INTERVAL_S) as process:
        session = UUID(read_line(process))
        for _ in range(5):
            read_line(process)
        server.stop()
        for _ in range(40):
            told = int(read_line(process))
        process.kill()
        told = max([told, *rest(process)])
    server.start()

    with open_store(_settings(server), default_folder=tmp_path) as store:
        deliver_left(tmp_path / "spool", partial(record_messages, store))

        require_whole(store, session, told)
    assert list((tmp_path / "spool").iterdir()) == []
