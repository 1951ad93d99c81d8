"""Three hours of 49 students every 3 s: 176 400 observations, reviewed in seconds."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from classroom.domain import FrameTable, ObservationTable, Participant, SessionRecords
from classroom.engagement import all_timelines, find_class_dips, find_flags, summarize
from classroom.report import report_csv
from tests.engagement.builders import INTERVAL_S, START, session_of, shipped_settings

FRAMES, STUDENTS = 3600, 49
ENGAGEMENT, FLAGS = shipped_settings()


def long_session() -> SessionRecords:
    """A long session of random faces: more conditions come and go than in any class."""
    random = np.random.default_rng(7)
    count = FRAMES * STUDENTS
    observations = ObservationTable(
        frame=np.repeat(np.arange(FRAMES), STUDENTS),
        participant=np.tile(np.arange(1, STUDENTS + 1, dtype=np.int32), FRAMES),
        state=random.choice(np.array([0, 0, 0, 0, 1, 2], dtype=np.int8), count),
        box=np.tile(np.array([10, 20, 160, 90], dtype=np.float32), (count, 1)),
        score=random.random(count, dtype=np.float32),
        probabilities=random.dirichlet(np.full(7, 0.5), size=count).astype(np.float32),
        head_pose=random.normal(scale=25.0, size=(count, 3)).astype(np.float32),
        eyes_closed=random.random(count, dtype=np.float32),
    )
    frames = FrameTable(
        number=np.arange(FRAMES),
        taken_at=START.timestamp() + INTERVAL_S * np.arange(FRAMES, dtype=np.float64),
        status=np.zeros(FRAMES, dtype=np.int8),
        elapsed_ms=np.zeros(FRAMES, dtype=np.float32),
    )
    people = tuple(Participant(number, f"Student {number}", True) for number in range(1, STUDENTS + 1))
    return SessionRecords(session_of([]).session, people, frames, observations)


@pytest.mark.benchmark
@pytest.mark.parametrize(
    ("work", "limit_s"),
    [
        (lambda records: all_timelines(records, ENGAGEMENT), 2.0),
        (lambda records: find_flags(records, ENGAGEMENT, FLAGS), 5.0),
        (lambda records: find_class_dips(records, ENGAGEMENT, FLAGS), 2.0),
        (lambda records: summarize(records, ENGAGEMENT, FLAGS), 6.0),
        (lambda records: report_csv("observations", records, ENGAGEMENT, FLAGS), 8.0),
    ],
    ids=["timelines", "flags", "dips", "summary", "observations as CSV"],
)
def test_three_hours_of_49_students_take_seconds(
    work: Callable[[SessionRecords], object], limit_s: float, record_property: Callable[[str, object], None]
) -> None:
    records = long_session()

    began = process_time()
    work(records)

    took = process_time() - began
    record_property("seconds", round(took, 2))
    assert took < limit_s
