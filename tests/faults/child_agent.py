"""An agent as its own process: the real loop, delivery and store; only what is seen is made up.

    python -m tests.faults.child_agent URL FOLDER INTERVAL_S FRAMES [FINISH_S]

Prints the session's id, then the number of each frame once it counts as kept. Ends after FRAMES frames.
"""

import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np

from classroom.agent import Pace, Parts, record
from classroom.config import StorageSettings
from classroom.domain import (
    Flag,
    Frame,
    FrameAnalysis,
    FrameRecord,
    FrameStatus,
    LiveStatus,
    NewSession,
    Observation,
    Participant,
    ParticipantState,
    Reading,
)
from classroom.storage import open_store
from classroom.storage.ids import new_id
from classroom.transport.delivery import Delivery, Timing
from classroom.transport.messages import Begin
from classroom.transport.recorder import record_messages

PEOPLE = 25
READING = Reading((0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4), None, None)


class Screen:
    """A live source of empty pictures that ends after some."""

    description = "a made-up screen"
    live = True
    frame_count = None

    def __init__(self, frames: int) -> None:
        self._left = frames
        self.over = Event()

    def grab(self) -> Frame | None:
        self._left -= 1
        if self._left <= 0:
            self.over.set()
        return Frame(np.zeros((4, 4, 3), np.uint8), datetime.now(UTC))

    def close(self) -> None:
        """Nothing is open."""


class Everybody:
    """Analyzer and tracker: all are there from the first frame on."""

    def __init__(self) -> None:
        self._first = True

    def analyze(self, frame: Frame) -> FrameAnalysis:
        return FrameAnalysis(frame.taken_at, 4, 4, FrameStatus.GALLERY, (), {})

    def observe(self, _: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        numbers = range(1, PEOPLE + 1)
        new = tuple(Participant(number, f"Student {number}", name_is_read=True) for number in numbers)
        seen = tuple(Observation(number, ParticipantState.VISIBLE, None, 0.9, READING, None) for number in numbers)
        first, self._first = self._first, False
        return (new if first else ()), seen


class Nobody:
    """A monitor that watches for nothing."""

    def update(self, record: FrameRecord) -> None:
        """Takes no notice."""

    def engagement(self) -> float | None:
        return None

    def open_flags(self) -> tuple[Flag, ...]:
        return ()


def main(url: str, folder: Path, interval_s: float, frames: int, finish_s: float = 20) -> None:
    timing = Timing(patience_s=0.5, first_pause_s=0.1, longest_pause_s=0.5, finish_s=finish_s)
    with open_store(StorageSettings(url=url, busy_timeout_s=2), default_folder=folder) as store:
        new = NewSession("Physics 101", datetime.now(UTC), Screen.description, interval_s, "Europe/Vienna")
        begin = Begin(new_id(), new, "elsewhere:1:1")
        say(begin.session.hex)
        delivery = Delivery(partial(record_messages, store), begin, folder / "spool", note=note, timing=timing)
        delivery.begin()
        screen, everybody = Screen(frames), Everybody()
        parts = Parts(screen, everybody, everybody, Nobody(), delivery.save, tell, note)
        record(parts, Pace(interval_s, None, 60), screen.over)
        delivery.finish(datetime.now(UTC) + timedelta(seconds=interval_s))


def tell(status: LiveStatus) -> None:
    say(str(status.frame_number))


def say(text: str) -> None:
    print(text, flush=True)


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), *map(float, sys.argv[5:]))
