"""How much processor time a large class takes to save and load; run with `pytest -m benchmark -s tests/storage`."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from classroom.config import StorageSettings
from classroom.storage import open_store
from tests.storage.examples import AGENT, frame, new_session, people, seen

PARTICIPANTS = range(1, 50)
FRAMES = 3_600  # three hours at 3 s


@pytest.mark.benchmark
def test_three_hours_of_49_participants(storage_settings: StorageSettings, tmp_path: Path) -> None:
    observations = [seen(number) for number in PARTICIPANTS]
    with open_store(storage_settings, default_folder=tmp_path) as store:
        session = store.create_session(new_session(), agent=AGENT)
        store.save_frame(session, frame(0, *observations, new=people(*PARTICIPANTS)))
        saves = [
            measure(lambda number=number: store.save_frame(session, frame(number, *observations)))  # type: ignore[misc]
            for number in range(1, FRAMES)
        ]
        loads = [measure(lambda: store.load_records(session)) for _ in range(3)]
        last = measure(lambda: store.load_records(session, after_frame=FRAMES - 2))

    print(
        f"\nsave a frame: median {1e3 * np.median(saves):.1f} ms, 99 % {1e3 * np.quantile(saves, 0.99):.1f} ms;"
        f" load {FRAMES * len(PARTICIPANTS)} observations: {min(loads):.2f} s; the last frame: {1e3 * last:.1f} ms"
    )
    if storage_settings.url == "default":
        assert np.median(saves) < 0.005
        assert min(loads) < 0.7


def measure(work: Callable[[], object]) -> float:
    """Seconds of this program's processor time, which other programs do not change."""
    start = time.process_time()
    work()
    return time.process_time() - start
