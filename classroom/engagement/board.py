"""All participants' watches, stepped frame by frame: the one way to flags, live and in review."""

from collections.abc import Sequence

import numpy as np

from classroom.domain import ParticipantState, SessionRecords
from classroom.engagement.conditions import Rules, Spell
from classroom.engagement.departures import mark_departures
from classroom.engagement.exclusions import shows_gallery
from classroom.engagement.samples import Sample, take_samples
from classroom.engagement.series import split_series
from classroom.engagement.watch import ParticipantWatch

FEW_FRAMES = 12  # up to here stepping frame by frame is quicker than working with whole columns


class Board:
    """The watches of one session; frames must come in their order."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.now: float | None = None  # time of the last frame, seconds since 1970
        self._watches: dict[int, ParticipantWatch] = {}  # Participant.number -> watch

    def step(self, taken_at: float, has_gallery: bool, samples: Sequence[Sample]) -> None:
        """Take in one frame; without a gallery only leaving counts."""
        # A clock that was set back must not turn time around.
        self.now = taken_at if self.now is None else max(self.now, taken_at)
        for sample in samples:
            if has_gallery or sample.state is ParticipantState.LEFT:
                self._watch(sample.participant).observe(self.now, sample)

    def replay(self, records: SessionRecords) -> None:
        """Take in every frame of a stored session, or those that came since the last time."""
        records = mark_departures(records)
        frames = records.frames
        if len(frames.number) < FEW_FRAMES:
            self._replay_frames(records)
            return
        now = float("-inf") if self.now is None else self.now
        times = np.maximum.accumulate(np.maximum(frames.taken_at, now))
        self.now = float(times[-1])
        for number, series in split_series(records, times, self.rules.engagement):
            self._watch(number).replay(series)

    def _replay_frames(self, records: SessionRecords) -> None:
        frames = records.frames
        samples = take_samples(records.observations, self.rules.engagement)
        first = np.searchsorted(records.observations.frame, frames.number, side="left").tolist()
        after = np.searchsorted(records.observations.frame, frames.number, side="right").tolist()
        has_gallery = shows_gallery(frames, records.exclusions).tolist()
        for frame, taken_at in enumerate(frames.taken_at.tolist()):
            self.step(taken_at, has_gallery[frame], samples[first[frame] : after[frame]])

    def _watch(self, number: int) -> ParticipantWatch:
        watch = self._watches.get(number)
        if watch is None:
            watch = self._watches[number] = ParticipantWatch(self.rules)
        return watch

    def spells(self) -> list[tuple[int, Spell]]:
        """Every flag so far with its Participant.number, by start."""
        if self.now is None:
            return []
        found = [(number, spell) for number, watch in self._watches.items() for spell in watch.spells(self.now)]
        return sorted(found, key=_order)

    def engagement(self) -> float | None:
        """Mean of the smoothed scores of those in the call, 0-100; None when too few were read."""
        if self.now is None:
            return None
        called = [watch for watch in self._watches.values() if watch.is_in_call]
        scores = [score for watch in called if (score := watch.smoothed(self.now)) is not None]
        if not scores or len(scores) < self.rules.engagement.min_coverage * len(called):
            return None
        return sum(scores) / len(scores)


def _order(found: tuple[int, Spell]) -> tuple[float, int, str]:
    number, spell = found
    return spell.start, number, spell.reason
