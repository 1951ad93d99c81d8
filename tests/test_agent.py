"""The capture loop with a simulated clock: pace, gaps, stopping."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from classroom.agent import EndReason, Outcome, Pace, Parts, record
from classroom.domain import Flag, Frame, FrameAnalysis, FrameRecord, FrameStatus, LiveStatus, Observation, Participant
from classroom.errors import AnalysisError, CaptureError, StorageError

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class SimulatedClock:
    """A clock that only waiting and work move; also the stop event."""

    seconds: float = 0.0
    stop_at: float | None = None

    def monotonic(self) -> float:
        return self.seconds

    def is_set(self) -> bool:
        return self.stop_at is not None and self.seconds >= self.stop_at

    def wait(self, timeout: float) -> bool:
        self.seconds += timeout
        return self.is_set()


@dataclass
class ScriptedSource:
    """Gives a picture, the end (None) or an error, as the script says for each grab."""

    clock: SimulatedClock
    script: Callable[[int], bool | None]  # True picture, None end, False broken
    live: bool = True
    work_s: float = 0.0
    grabs: list[float] = field(default_factory=list)
    description: str = "script"
    frame_count: int | None = None

    def grab(self) -> Frame | None:
        answer = self.script(len(self.grabs))
        self.grabs.append(self.clock.seconds)
        if answer is False:
            raise CaptureError("monitor 1 is gone: plug it in")
        taken_at = START + timedelta(seconds=self.clock.seconds)
        self.clock.seconds += self.work_s
        return Frame(np.zeros((4, 4, 3), np.uint8), taken_at) if answer else None

    def close(self) -> None: ...


@dataclass
class Watch:
    """Analyser, tracker, monitor, store and reporter of the loop, remembering what they were given."""

    status: Callable[[int], FrameStatus] = lambda _: FrameStatus.GALLERY
    full_after: int | None = None
    unreadable: tuple[int, ...] = ()  # calls of analyze that fail
    analysed: int = 0
    saved: list[FrameRecord] = field(default_factory=list)
    seen: list[FrameRecord] = field(default_factory=list)
    reports: list[LiveStatus] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def analyze(self, frame: Frame) -> FrameAnalysis:
        self.analysed += 1
        if self.analysed in self.unreadable:
            raise AnalysisError("the picture could not be analysed")
        return FrameAnalysis(frame.taken_at, 4, 4, self.status(len(self.saved)), (), {"total": 1.0})

    def observe(self, _: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        return (), ()

    def update(self, record: FrameRecord) -> None:
        self.seen.append(record)

    def engagement(self) -> float | None:
        return None

    def open_flags(self) -> tuple[Flag, ...]:
        return ()

    def save(self, record: FrameRecord) -> None:
        if self.full_after is not None and len(self.saved) >= self.full_after:
            raise StorageError("disk full: free some space")
        self.saved.append(record)


def run(source: ScriptedSource, watch: Watch, *, duration_s: float | None = None, first_number: int = 0) -> Outcome:
    parts = Parts(source, watch, watch, watch, watch.save, watch.reports.append, watch.notes.append)
    pace = Pace(3.0, duration_s, 60.0, source.clock.monotonic)
    return record(parts, pace, source.clock, first_number=first_number)


def test_a_live_source_is_grabbed_on_the_beat() -> None:
    clock = SimulatedClock()
    source = ScriptedSource(clock, lambda _: True, work_s=0.4)

    outcome = run(source, Watch(), duration_s=10)

    assert source.grabs == pytest.approx([0, 3, 6, 9])
    assert outcome.reason is EndReason.DURATION_OVER


def test_a_late_frame_skips_grabs_instead_of_queueing_them() -> None:
    clock = SimulatedClock()
    source = ScriptedSource(clock, lambda _: True, work_s=7.0)

    run(source, Watch(), duration_s=20)

    assert source.grabs == pytest.approx([0, 9, 18])


def test_a_recording_is_read_without_waiting_until_its_end() -> None:
    clock = SimulatedClock()
    watch = Watch()
    source = ScriptedSource(clock, lambda grab: True if grab < 5 else None, live=False)

    outcome = run(source, watch)

    assert clock.seconds == 0
    assert [saved.number for saved in watch.saved] == [0, 1, 2, 3, 4]
    assert outcome.reason is EndReason.RECORDING_OVER


def test_stopping_keeps_the_frame_in_hand() -> None:
    clock = SimulatedClock(stop_at=7)
    watch = Watch()

    outcome = run(ScriptedSource(clock, lambda _: True), watch)

    assert outcome == Outcome(3, START + timedelta(seconds=6), EndReason.STOPPED)
    assert watch.seen == watch.saved


def test_a_resumed_session_goes_on_counting() -> None:
    watch = Watch()

    run(ScriptedSource(SimulatedClock(stop_at=4), lambda _: True), watch, first_number=17)

    assert [saved.number for saved in watch.saved] == [17, 18]


def test_a_screen_that_breaks_and_returns_leaves_a_gap_and_two_notes() -> None:
    clock = SimulatedClock(stop_at=29)
    watch = Watch()
    source = ScriptedSource(clock, lambda grab: not 3 <= grab < 6)

    run(source, watch)

    assert [(saved.taken_at - START).total_seconds() for saved in watch.saved] == [0, 3, 6, 18, 21, 24, 27]
    assert watch.notes == ["no picture: monitor 1 is gone: plug it in", "the picture is back"]


def test_a_screen_that_stays_broken_ends_the_session() -> None:
    watch = Watch()

    with pytest.raises(CaptureError, match="monitor 1 is gone"):
        run(ScriptedSource(SimulatedClock(), lambda grab: grab < 2), watch)

    assert len(watch.saved) == 2


def test_a_recording_that_breaks_says_so_at_once() -> None:
    with pytest.raises(CaptureError):
        run(ScriptedSource(SimulatedClock(), lambda grab: grab < 2, live=False), Watch())


def test_a_hidden_gallery_is_noted_once_not_at_every_frame() -> None:
    watch = Watch(status=lambda number: FrameStatus.NO_GALLERY if 2 <= number < 5 else FrameStatus.GALLERY)

    run(ScriptedSource(SimulatedClock(stop_at=20), lambda _: True), watch)

    assert [note.split(":")[0] for note in watch.notes] == ["no gallery on the picture", "the gallery is back"]


def test_a_frame_that_cannot_be_saved_stops_the_loop_and_keeps_the_earlier_ones() -> None:
    watch = Watch(full_after=2)

    with pytest.raises(StorageError, match="disk full"):
        run(ScriptedSource(SimulatedClock(), lambda _: True), watch)

    assert [saved.number for saved in watch.seen] == [0, 1]


def test_a_picture_that_cannot_be_analysed_is_left_out_and_the_class_goes_on() -> None:
    watch = Watch(unreadable=(2, 3))

    run(ScriptedSource(SimulatedClock(stop_at=14), lambda _: True), watch)

    assert [(saved.taken_at - START).total_seconds() for saved in watch.saved] == [0, 9, 12]
    assert [saved.number for saved in watch.saved] == [0, 1, 2]
    assert len(watch.notes) == 1


def test_a_paused_class_is_not_grabbed_and_goes_on_at_the_same_beat() -> None:
    clock, watch = SimulatedClock(), Watch()
    source = ScriptedSource(clock, lambda _: True, work_s=0.4)

    record(paused_parts(source, watch, 4, 11), Pace(3.0, 20, 60.0, clock.monotonic), clock)

    assert source.grabs == pytest.approx([0, 3, 12, 15, 18])
    assert [frame.number for frame in watch.saved] == [0, 1, 2, 3, 4]
    assert watch.notes == ["paused: nothing is recorded", "recording goes on"]


def test_a_pause_does_not_count_as_a_broken_picture() -> None:
    clock, watch = SimulatedClock(), Watch()
    source = ScriptedSource(clock, lambda _: not 40 < clock.seconds < 320)

    outcome = record(paused_parts(source, watch, 50, 310), Pace(3.0, 400, 60.0, clock.monotonic), clock)

    assert outcome.reason is EndReason.DURATION_OVER


def test_a_class_can_be_stopped_while_it_is_paused() -> None:
    clock = SimulatedClock(stop_at=10)
    source = ScriptedSource(clock, lambda _: True)

    outcome = record(paused_parts(source, Watch(), 2, 100), Pace(3.0, None, 60.0, clock.monotonic), clock)

    assert (outcome.reason, source.grabs) == (EndReason.STOPPED, [0])


def paused_parts(source: ScriptedSource, watch: Watch, begin_s: float, end_s: float) -> Parts:
    return Parts(
        source,
        watch,
        watch,
        watch,
        watch.save,
        watch.reports.append,
        watch.notes.append,
        lambda: begin_s <= source.clock.seconds < end_s,
    )
