"""How many classes one server takes: agents of 30 students at 5 s each, a real PostgreSQL, all on this computer.

Run: pytest -m benchmark -s tests/benchmarks/test_ingest_load.py  (CLASSES and SECONDS by variables)
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import psutil
import pytest

from classroom.config import StorageSettings
from classroom.domain import FrameRecord, Role
from classroom.errors import StorageError
from classroom.storage import Store, open_store
from classroom.transport.client import ServerClient
from classroom.transport.messages import Begin, Message, Seen
from dashboard.tokens import Purpose, Tokens
from tests.dashboard.classes import NAMES, Script, frames
from tests.transport.messages import START, a_begin

pytestmark = [pytest.mark.benchmark, pytest.mark.postgres]

CLASSES = int(os.environ.get("CLASSES", "300"))
SECONDS = float(os.environ.get("SECONDS", "60"))
INTERVAL_S = 5.0
PEOPLE = 30
TEACHERS = 20

_SERVER = """
import sys
from pathlib import Path
from classroom.config import StorageSettings, load_settings, resource
from classroom.storage import open_store
from dashboard.accounts import Accounts
from dashboard.app import create_app
from dashboard.ingest.intake import Intake
from dashboard.parts import Parts
from dashboard.queries import Queries
from dashboard.server import serve
from dashboard.tokens import Tokens
settings = load_settings(resource("config.yaml"))
server = settings.server.model_copy(update={"port": int(sys.argv[2]), "connections": 1000, "threads": 24})
with open_store(StorageSettings(url=sys.argv[1], busy_timeout_s=10), default_folder=Path(".")) as store:
    queries, accounts = Queries(store, settings.engagement, settings.flags), Accounts(store, b"k" * 32, server)
    parts = Parts(queries, server, accounts, tokens=Tokens(store))
    app = create_app(parts, secret_key=b"k" * 32, intake=Intake(store, settings.policy))
    serve(app, server, on_ready=lambda url: print(url, flush=True))
"""


@pytest.fixture
def server(postgres_url: str) -> Iterator[tuple[str, psutil.Process]]:
    port = 18_050
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, postgres_url, str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address
    yield address, psutil.Process(process.pid)
    process.terminate()
    process.wait()
    process.stdout.close()


class Agent(threading.Thread):
    """One class: a frame every five seconds, sent at once, again when the server says so."""

    def __init__(
        self, begin: Begin, client: ServerClient, script: list[FrameRecord], delay_s: float, end: float
    ) -> None:
        super().__init__(daemon=True)
        self._begin, self._client, self._script, self._delay_s, self._end = begin, client, script, delay_s, end
        self.took_s: list[float] = []
        self.refused = 0
        self.sent = 0

    def run(self) -> None:
        began = time.monotonic() + self._delay_s
        time.sleep(self._delay_s)
        self._insist(self._begin)
        for number in range(len(self._script)):
            wait_s = began + number * INTERVAL_S - time.monotonic()
            if time.monotonic() + max(wait_s, 0) > self._end:
                break
            time.sleep(max(wait_s, 0))
            self._send(self._script[number])
        self._client.close()

    def _send(self, record: FrameRecord) -> None:
        started = time.monotonic()
        self._insist(Seen(self._begin.session, record))
        self.took_s.append(time.monotonic() - started)
        self.sent += 1

    def _insist(self, message: Message) -> None:
        while True:
            try:
                return self._client.deliver([message])
            except StorageError:
                self.refused += 1
                time.sleep(0.5)


def test_classes_of_thirty_at_five_seconds(
    server: tuple[str, psutil.Process], postgres_url: str, tmp_path: Path
) -> None:
    address, process = server
    with closing(open_store(StorageSettings(url=postgres_url, busy_timeout_s=10), default_folder=tmp_path)) as store:
        tokens = _tokens(store)
        names = [f"{name} {row}" for row in range(2) for name in NAMES][:PEOPLE]
        minutes = SECONDS / 60 + 1
        script = list(frames(Script(names=names, interval_s=INTERVAL_S, minutes=minutes, hidden=(999, 999))))
        process.cpu_percent()
        agents = _start(address, tokens, script)
        peak = 0
        while any(agent.is_alive() for agent in agents):
            time.sleep(1)
            peak = max(peak, process.memory_info().rss)
        cpu = process.cpu_percent()
        kept = {session.id: session.frame_count for session in store.sessions()}

    took_ms = np.array([value for agent in agents for value in agent.took_s]) * 1000
    lost = sum(agent.sent - kept[agent._begin.session] for agent in agents)
    p50, p95, p99 = np.percentile(took_ms, [50, 95, 99])
    waits = sum(agent.refused for agent in agents)
    print(
        f"\n{CLASSES} classes of {PEOPLE} at {INTERVAL_S:.0f} s for {SECONDS:.0f} s: {len(took_ms)} frames, "
        f"{len(took_ms) / SECONDS:.0f} a second; p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms; "
        f"told to wait {waits} times; lost {lost}; server {cpu:.0f} % of a core, peak {peak / 2**20:.0f} MB"
    )
    assert lost == 0


def _tokens(store: Store) -> list[str]:
    made = []
    for number in range(TEACHERS):
        store.add_user(f"teacher{number}", Role.TEACHER, None)
        made.append(Tokens(store).create(f"teacher{number}", actor="test", purpose=Purpose.RECORD))
    return made


def _start(address: str, tokens: list[str], script: list[FrameRecord]) -> list[Agent]:
    end = time.monotonic() + SECONDS
    agents = []
    for number in range(CLASSES):
        begin = a_begin()
        begin = replace(begin, new=replace(begin.new, course=f"Course {number}", started_at=START + timedelta(0)))
        client = ServerClient(address, tokens[number % TEACHERS], timeout_s=30)
        agents.append(Agent(begin, client, script, INTERVAL_S * number / CLASSES, end))
    for agent in agents:
        agent.start()
    return agents
