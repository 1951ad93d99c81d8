"""A clock that is set back, a computer that slept, daylight saving: the frames stay in order and gaps are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from classroom.agent import Pace, Parts, record
from classroom.config import StorageSettings, load_settings, resource
from classroom.domain import (
    Frame,
    FrameAnalysis,
    FrameRecord,
    HeadPose,
    NewSession,
    Observation,
    Participant,
    ParticipantState,
    Reading,
    SessionRecords,
)
from classroom.engagement import ClassMonitor, class_timeline, find_flags, find_gaps, summarize
from classroom.storage import open_store
from tests.engagement.builders import NEUTRAL, SAD, session_of, shipped_settings
from tests.test_agent import SimulatedClock, Watch

SHIPPED = load_settings(resource("config.yaml"))
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
BEFORE_WINTER = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the clocks of Europe go back at 1:00 UTC
READING = Reading((0, 0, 0, 0, 0, 0, 1.0), HeadPose(0, 0, 0), None)
INTERVAL_S = 3.0


@dataclass
class Screen:
    """A live source with the computer's wall clock, which does not always tell what has passed."""

    clock: SimulatedClock
    wall: Callable[[float], float]  # seconds that have passed -> what the wall clock has gone on
    began: datetime = START
    live: bool = True
    description: str = "screen"
    frame_count: int | None = None

    def grab(self) -> Frame:
        taken_at = self.began + timedelta(seconds=self.wall(self.clock.seconds))
        return Frame(np.zeros((4, 4, 3), np.uint8), taken_at)

    def close(self) -> None: ...


class OneStudent(Watch):
    """Analyser and tracker: one student, always there."""

    def observe(self, _: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        seen = Observation(1, ParticipantState.VISIBLE, None, 0.9, READING, None)
        return () if self.saved else (Participant(1, "Ada", name_is_read=True),), (seen,)


def hold_class(
    wall: Callable[[float], float], minutes: float, *, began: datetime = START, after: datetime | None = None
) -> OneStudent:
    clock = SimulatedClock()
    watch = OneStudent()
    source = Screen(clock, wall, began)
    parts = Parts(source, watch, watch, watch, watch.save, watch.reports.append, watch.notes.append)
    record(parts, Pace(INTERVAL_S, minutes * 60, 60.0, clock.monotonic), clock, after=after)
    return watch


def store_class(watch: OneStudent, folder: Path, zone: str = "Europe/Vienna") -> SessionRecords:
    """What the database gives back of the class."""
    first, last = watch.saved[0].taken_at, watch.saved[-1].taken_at
    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=folder) as store:
        session = store.create_session(NewSession("Physics", first, "screen", INTERVAL_S, zone), agent="a:1:1")
        for frame in watch.saved:
            store.save_frame(session, frame)
        store.finish_session(session, last + timedelta(seconds=INTERVAL_S))
        return store.load_records(session)


def seconds(frames: list[FrameRecord]) -> list[float]:
    return [(frame.taken_at - START).total_seconds() for frame in frames]


def set_back_an_hour(passed: float) -> float:
    return passed if passed < 900 else passed - 3600


def asleep_for_twenty_minutes(passed: float) -> float:
    return passed if passed < 900 else passed + 1200


def test_a_clock_that_is_set_back_an_hour_changes_no_frame_of_the_class(tmp_path: Path) -> None:
    watch = hold_class(set_back_an_hour, 30)

    assert seconds(watch.saved) == pytest.approx([INTERVAL_S * number for number in range(600)])
    assert [note for note in watch.notes if "clock" in note] == [
        "this computer's clock was set back: the class keeps the time that it had"
    ]
    records = store_class(watch, tmp_path)
    assert np.all(np.diff(records.frames.taken_at) > 0)
    assert find_gaps(records) == ()
    timeline = class_timeline(records, SHIPPED.engagement)
    assert len(timeline.bins) == 30
    assert min(one.coverage for one in timeline.bins) > 0.9


def test_a_clock_that_is_set_back_and_right_again_shows_what_it_says(tmp_path: Path) -> None:
    watch = hold_class(lambda passed: passed - 3600 if 300 <= passed < 600 else passed, 15)

    times = seconds(watch.saved)
    assert times == sorted(set(times))
    assert times[-1] == pytest.approx(15 * 60 - INTERVAL_S + 3600)  # an hour forward is a gap, as after a sleep
    assert len(find_gaps(store_class(watch, tmp_path))) == 1


def test_a_computer_that_slept_for_twenty_minutes_leaves_a_gap(tmp_path: Path) -> None:
    watch = hold_class(asleep_for_twenty_minutes, 30)

    records = store_class(watch, tmp_path)
    (gap,) = find_gaps(records)
    assert (gap.end - gap.start).total_seconds() == pytest.approx(1200, abs=2 * INTERVAL_S)
    assert not gap.is_recorded
    timeline = class_timeline(records, SHIPPED.engagement)
    assert len(timeline.bins) == 50
    assert sum(one.coverage == 0 for one in timeline.bins) == pytest.approx(20, abs=1)
    whole = summarize(records, SHIPPED.engagement, SHIPPED.flags)[0]
    assert whole.minutes_in_call == pytest.approx(30, abs=0.5)
    assert find_flags(records, SHIPPED.engagement, SHIPPED.flags) == ()


def test_a_class_that_goes_on_after_the_clock_was_set_back_follows_what_was_recorded() -> None:
    last = START + timedelta(minutes=50)

    watch = hold_class(lambda passed: passed, 5, after=last)

    assert watch.saved[0].taken_at > last
    assert np.all(np.diff(seconds(watch.saved)) > 0)


@pytest.mark.parametrize("slip_s", [0.2, 2.9])
def test_a_clock_that_is_corrected_by_less_than_an_interval_is_followed(slip_s: float) -> None:
    watch = hold_class(lambda passed: passed if passed < 60 else passed - slip_s, 3)

    assert seconds(watch.saved)[-1] == pytest.approx(180 - INTERVAL_S - slip_s)
    assert not any("clock" in note for note in watch.notes)


def test_the_hour_that_comes_twice_in_autumn_is_told_apart(tmp_path: Path) -> None:
    watch = hold_class(lambda passed: passed, 60, began=BEFORE_WINTER)

    records = store_class(watch, tmp_path)

    assert np.all(np.diff(records.frames.taken_at) > 0)
    timeline = class_timeline(records, SHIPPED.engagement)
    starts = [one.start for one in timeline.bins]
    assert [later - earlier for earlier, later in pairwise(starts)] == [timedelta(minutes=1)] * 59
    assert find_gaps(records) == ()


def test_frames_of_a_broken_clock_from_elsewhere_break_no_figure() -> None:
    """Our own agents send none, whoever else records may."""
    engagement, flags = shipped_settings()
    rows = [{1: NEUTRAL, 2: SAD}] * 400 + [{1: SAD, 2: NEUTRAL}] * 400
    records = session_of(rows, times_s=[3.0 * number - (3600 if number >= 400 else 0) for number in range(800)])
    monitor = ClassMonitor(engagement, flags, 3.0)

    monitor.replay(records)

    assert monitor.engagement() is not None
    assert [one.start for one in class_timeline(records, engagement).bins]
    assert summarize(records, engagement, flags)[0].minutes_in_call > 0
    find_gaps(records)
    assert all(flag.end is None or flag.end >= flag.start for flag in find_flags(records, engagement, flags))
