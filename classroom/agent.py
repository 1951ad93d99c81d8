"""The capture loop: grab, analyse, track, save, report; at a steady pace, without a queue."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from classroom.domain import (
    Flag,
    Frame,
    FrameAnalysis,
    FrameRecord,
    FrameSource,
    FrameStatus,
    LiveStatus,
    Observation,
    Participant,
)
from classroom.errors import AnalysisError, CaptureError


class Analyzer(Protocol):
    def analyze(self, frame: Frame) -> FrameAnalysis: ...


class Tracker(Protocol):
    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]: ...


class Monitor(Protocol):
    def update(self, record: FrameRecord) -> None: ...
    def engagement(self) -> float | None: ...
    def open_flags(self) -> tuple[Flag, ...]: ...


class StopEvent(Protocol):
    """`threading.Event`, or a simulated clock in tests."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float) -> bool: ...


class EndReason(StrEnum):
    RECORDING_OVER = "the recording is over"
    DURATION_OVER = "the requested duration is over"
    STOPPED = "stopped"


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Parts:
    """What the loop works with; `save` stores one frame in one transaction."""

    source: FrameSource
    analyzer: Analyzer
    tracker: Tracker
    monitor: Monitor
    save: Callable[[FrameRecord], None]
    report: Callable[[LiveStatus], None]  # called after every saved frame
    note: Callable[[str], None]  # called on changes worth a line, never on repetitions
    paused: Callable[[], bool] = _never  # asked at every beat of a live source: True = it is not grabbed


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a live source is grabbed and when to stop; recordings are read as fast as possible."""

    interval_s: float
    duration_s: float | None
    give_up_after_s: float  # a live source that stays broken this long ends the session
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Outcome:
    frames: int
    last_taken_at: datetime | None
    reason: EndReason

    def ended_at(self, interval_s: float, fallback: datetime) -> datetime:
        """The session's end: the last frame stands for one interval."""
        return fallback if self.last_taken_at is None else self.last_taken_at + timedelta(seconds=interval_s)


def record(
    parts: Parts, pace: Pace, stop: StopEvent, *, first_number: int = 0, after: datetime | None = None
) -> Outcome:
    """Record until the source ends, `stop` is set or the duration is over.

    A live source that is late skips grabs and keeps its beat; one that breaks is tried again at every
    beat, so that the session shows a gap, until `give_up_after_s` has passed. While `paused` nothing is
    grabbed, which is a gap too; the beat and the duration go on. The times of a live source only grow, also
    when the computer's clock is set back; `after` is the last one of a session that goes on.

    Raises:
        CaptureError: a recording broke, or a live source stayed broken.
        StorageError: a frame could not be saved; all earlier ones are.
    """
    loop = _Loop(parts, pace, stop, first_number, _ClassTime(pace.monotonic, after))
    return loop.run()


class _Loop:
    def __init__(self, parts: Parts, pace: Pace, stop: StopEvent, first_number: int, time: "_ClassTime") -> None:
        self._time = time
        self._parts = parts
        self._pace = pace
        self._stop = stop
        self._first_number = first_number
        self._number = first_number
        self._last_taken_at: datetime | None = None
        self._broken_since: float | None = None
        self._status: FrameStatus | None = None
        self._resting = False
        self._unread: str | None = None  # why the picture before could not be analysed

    def run(self) -> Outcome:
        began = self._pace.monotonic()
        while not self._stop.is_set():
            if self._pace.duration_s is not None and self._pace.monotonic() - began >= self._pace.duration_s:
                return self._outcome(EndReason.DURATION_OVER)
            if self._is_paused():
                self._broken_since = None  # whether it is still broken is seen afterwards
            elif not self._step():
                return self._outcome(EndReason.RECORDING_OVER)
            if self._parts.source.live:
                self._stop.wait(self._until_next_beat(began))
        return self._outcome(EndReason.STOPPED)

    def _is_paused(self) -> bool:
        """Whether this beat is left out; told when it changes."""
        paused = self._parts.source.live and self._parts.paused()
        if paused != self._resting:
            self._parts.note("paused: nothing is recorded" if paused else "recording goes on")
        self._resting = paused
        return paused

    def _step(self) -> bool:
        """Handle one frame; False when the source has ended."""
        frame = self._grab()
        if frame is None:
            return self._broken_since is not None
        started = time.perf_counter()
        try:
            analysis = self._parts.analyzer.analyze(frame)
        except AnalysisError as error:
            self._note_unread(error)
            return True
        self._unread = None
        newcomers, observations = self._parts.tracker.observe(analysis)
        elapsed_ms = (time.perf_counter() - started) * 1000
        saved = FrameRecord(self._number, frame.taken_at, analysis.status, elapsed_ms, newcomers, observations)
        self._parts.save(saved)
        self._parts.monitor.update(saved)
        self._note_status(analysis.status)
        self._parts.report(self._live_status(analysis, elapsed_ms))
        self._number += 1
        self._last_taken_at = frame.taken_at
        return True

    def _grab(self) -> Frame | None:
        """The next frame; None when the recording is over, or when a live source is broken for now."""
        try:
            frame = self._parts.source.grab()
        except CaptureError as error:
            if not self._parts.source.live:
                raise
            self._tolerate(error)
            return None
        if self._broken_since is not None:
            self._parts.note("the picture is back")
            self._broken_since = None
        return self._at_class_time(frame) if frame is not None and self._parts.source.live else frame

    def _at_class_time(self, frame: Frame) -> Frame:
        taken_at = self._time.of(frame.taken_at)
        if self._time.was_set_back:
            self._parts.note("this computer's clock was set back: the class keeps the time that it had")
        return frame if taken_at == frame.taken_at else replace(frame, taken_at=taken_at)

    def _tolerate(self, error: CaptureError) -> None:
        now = self._pace.monotonic()
        if self._broken_since is None:
            self._broken_since = now
            self._parts.note(f"no picture: {error}")
        elif now - self._broken_since >= self._pace.give_up_after_s:
            raise error

    def _note_unread(self, error: AnalysisError) -> None:
        """One line for a row of pictures that cannot be analysed: nothing is recorded of them, the class goes on."""
        if str(error) != self._unread:
            self._parts.note(f"a picture is left out: {error}")
        self._unread = str(error)

    def _note_status(self, status: FrameStatus) -> None:
        if status == self._status:
            return
        if self._status is not None or status is not FrameStatus.GALLERY:
            self._parts.note(_STATUS_NOTES[status])
        self._status = status

    def _live_status(self, analysis: FrameAnalysis, elapsed_ms: float) -> LiveStatus:
        return LiveStatus(
            frame_number=self._number,
            taken_at=analysis.taken_at,
            status=analysis.status,
            tiles=len(analysis.tiles),
            faces=sum(tile.face is not None for tile in analysis.tiles),
            engagement=self._parts.monitor.engagement(),
            open_flags=self._parts.monitor.open_flags(),
            elapsed_ms=elapsed_ms,
        )

    def _until_next_beat(self, began: float) -> float:
        passed = self._pace.monotonic() - began
        beat = self._pace.interval_s - passed % self._pace.interval_s
        return beat if self._pace.duration_s is None else max(0.0, min(beat, self._pace.duration_s - passed))

    def _outcome(self, reason: EndReason) -> Outcome:
        return Outcome(self._number - self._first_number, self._last_taken_at, reason)


class _ClassTime:
    """The clock's times as long as they grow; once it is set back, as if it had not been."""

    def __init__(self, monotonic: Callable[[], float], after: datetime | None) -> None:
        self._monotonic = monotonic
        self._last, self._last_s = after, monotonic()
        self._ahead = timedelta(0)  # of the clock
        self.was_set_back = False  # by more than a moment, at the last look

    def of(self, clock: datetime) -> datetime:
        """The class's time when the clock says that; later than any before."""
        now_s = self._monotonic()
        at = clock + self._ahead
        missing = timedelta(0)
        if self._last is not None and at <= self._last:
            missing = self._last + timedelta(seconds=max(now_s - self._last_s, _MOMENT_S)) - at
        self._ahead += missing
        self.was_set_back = missing > timedelta(seconds=1)
        self._last, self._last_s = at + missing, now_s
        return self._last


_MOMENT_S = 0.001
_STATUS_NOTES = {
    FrameStatus.GALLERY: "the gallery is back",
    FrameStatus.NO_GALLERY: "no gallery on the picture: a gap is recorded until it is back",
    FrameStatus.BLACK: "the picture is black (locked screen, or no permission to record it?)",
    FrameStatus.FROZEN: "the picture does not change any more: is the call still running?",
}
