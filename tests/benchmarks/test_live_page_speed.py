"""What a viewer of the live page costs the server: 49 students, a frame every 2 s, at the end of the second hour.

    pytest -m benchmark -s tests/benchmarks/test_live_page_speed.py

Each look is a whole request as the browser sends it, with login, CSRF check and JSON. Times are processor time of this
process: what other programs do is no part of them.
"""

import gc
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import psutil
import pytest
from flask.testing import FlaskClient

from classroom.config import StorageSettings, load_settings, resource
from classroom.domain import SessionStatus
from classroom.storage import Store, open_store
from classroom.synthetic.records import ClassPlan, make_records
from dashboard.components.live_layout import Ids
from tests.benchmarks.test_dashboard_speed import cut, frame_of, report
from tests.dashboard.site import Site, build_site, call

STEPS = 40  # frames, so looks of each viewer
VIEWERS = 4
MUST_CORE = 0.05
MUST_MB = 60.0
PLAN = ClassPlan(started_at=datetime.now(UTC) - timedelta(hours=2))


class Viewer:
    """A browser that remembers what it was sent, as the page does."""

    def __init__(self, site: Site, session: UUID) -> None:
        self._site = site
        self._client: FlaskClient = site.logged_in("root")
        self._session = str(session)
        self._sent: Any = None
        self.letters: list[int] = []

    def look(self) -> float:
        """Milliseconds of processor time."""
        begun = time.process_time()
        state = {f"{Ids.SESSION}.data": self._session, f"{Ids.SENT}.data": self._sent}
        answer = call(self._client, self._site, f"{Ids.NOW}.data", {}, state)
        took = 1e3 * (time.process_time() - begun)
        self.letters.append(len(answer.data))
        self._sent = answer.get_json()["response"].get(Ids.SENT, {}).get("data", self._sent)
        return took


@pytest.mark.benchmark
def test_a_viewer_of_the_live_page_costs_little(tmp_path: Path) -> None:
    whole = make_records(PLAN)
    count = len(whole.frames.number)
    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=tmp_path) as store:
        known = cut(whole, count - STEPS - 1)
        live = replace(known.session, status=SessionStatus.LIVE, ended_at=None)
        session = store.add_session(replace(known, session=live), agent="benchmark:1:1")
        site = build_site(store, load_settings(resource("config.yaml")))
        viewers = [Viewer(site, session) for _ in range(VIEWERS)]
        gc.collect()
        before = psutil.Process().memory_info().rss
        opened = [viewer.look() for viewer in viewers]
        rows = watch(store, session, [frame_of(whole, count - STEPS + step - 1) for step in range(STEPS)], viewers)
        grown = (psutil.Process().memory_info().rss - before) / 1e6

    report("live page, one look", {"first look of all": opened[:1], **rows})
    each = PLAN.interval_s * 1e3
    alone = float(np.mean(rows["a new frame, first viewer"])) / each
    further = float(np.mean(rows["a new frame, further viewer"])) / each
    letters = np.median(viewers[0].letters)
    print(
        f"share of a core: {alone:.1%} one viewer, {further:.1%} each further one, a look every {PLAN.interval_s:g} s"
    )
    print(f"letters a look: {letters:.0f}; memory: {grown:.0f} MB more with {VIEWERS} viewers")
    assert max(alone, further) < MUST_CORE
    assert grown < MUST_MB


def watch(store: Store, session: UUID, records: list[Any], viewers: list[Viewer]) -> dict[str, list[float]]:
    first: list[float] = []
    further: list[float] = []
    nothing: list[float] = []
    for record in records:
        store.save_frame(session, record)
        first.append(viewers[0].look())
        further += [viewer.look() for viewer in viewers[1:]]
        nothing.append(viewers[0].look())
    return {
        "a new frame, first viewer": first,
        "a new frame, further viewer": further,
        "nothing new": nothing,
    }
