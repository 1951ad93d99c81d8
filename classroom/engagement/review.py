"""All that is computed of one session, kept while it grows: each new frame costs what it adds.

What a review gives after any number of steps is, to the last bit, what `all_timelines`, `summarize`, `find_flags` and
`find_class_dips` give of the whole session (a test compares): bins and blocks depend on their own frames alone.
"""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import ClassDip, Exclusion, Flag, SessionRecords, Summary, Timeline
from classroom.engagement.binning import bin_grid
from classroom.engagement.board import Board
from classroom.engagement.conditions import Rules
from classroom.engagement.departures import mark_departures
from classroom.engagement.dips import Counts, count_falls, make_dips
from classroom.engagement.flags import finish_flags
from classroom.engagement.grid import Floats, Grid, GridBuilder
from classroom.engagement.summary import BLOCK, Totals, make_summaries, sum_blocks
from classroom.engagement.timeline import make_class_timeline, make_participant_timelines

BIN_BYTES = 700  # one `TimelineBin` with its numbers


class SessionReview:
    """Timelines, summary, flags and dips of one session; not to be shared between threads while it takes in frames."""

    def __init__(self, engagement: EngagementSettings, flags: FlagSettings) -> None:
        self._engagement = engagement
        self._flags = flags
        self._numbers: list[int] = []
        self._frames = 0
        self._exclusions: tuple[Exclusion, ...] = ()
        self._board: Board | None = None
        self._forget_grid()

    @property
    def frames(self) -> int:
        """How many frames were taken in."""
        return self._frames

    @property
    def grid(self) -> Grid:
        """Frames x participants, in the order of `numbers`; empty before the first update."""
        if self._builder is None:
            return GridBuilder(np.zeros(0, np.int32), 1.0, self._engagement).grid()
        return self._builder.grid()

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(self._numbers)

    def update(self, records: SessionRecords, newer: SessionRecords | None = None) -> None:
        """Takes in what is new.

        Args:
            records: all of the session up to now.
            newer: only the frames that came since the last update, if all that was known then is as it was; None =
                everything is taken in anew.
        """
        is_other = records.exclusions != self._exclusions  # what counted may not do so now
        self._exclusions = records.exclusions
        if self._board is None or newer is None or self._frames == 0 or is_other:
            self._board = Board(Rules(self._engagement, self._flags, records.session.interval_s))
            self._board.replay(records)
            newer = None
        else:
            self._board.replay(newer)
        numbers = [participant.number for participant in records.participants]
        if newer is None or numbers != self._numbers:  # somebody came: there is a further column
            self._forget_grid()
            self._numbers = numbers
            newer = records
        self._extend(records, newer)
        self._frames = len(records.frames.number)

    def flags(self, records: SessionRecords) -> tuple[Flag, ...]:
        """By start, with the verdicts of `records`, whose frames must be those taken in."""
        return () if self._board is None else finish_flags(self._board, records)

    def summaries(self, flags: Sequence[Flag]) -> tuple[Summary, ...]:
        """The class's, then the participants', with the number of their flags."""
        return make_summaries(self._totals, self._numbers, flags)

    def dips(self) -> tuple[ClassDip, ...]:
        return make_dips(self.grid.times, self._falls, self._flags)

    def engagement_now(self) -> float | None:
        """Engagement of the class at the last frame, as the running agent's `ClassMonitor` tells it."""
        return None if self._board is None else self._board.engagement()

    def timelines(self) -> tuple[Timeline, ...]:
        """The class's timeline, then the participants'."""
        return self._timelines

    @property
    def nbytes(self) -> int:
        """Roughly, the memory that all of this takes."""
        grid = self.grid
        arrays = [getattr(grid, field.name) for field in fields(grid) if field.name != "interval_s"]
        return sum(int(array.nbytes) for array in arrays) + sum(BIN_BYTES * len(line.bins) for line in self._timelines)

    def _forget_grid(self) -> None:
        self._builder: GridBuilder | None = None
        self._starts: Floats = np.zeros(0)  # of the bins, seconds since 1970
        self._totals: Totals = sum_blocks(self.grid)
        self._falls: Counts = np.zeros((2, 0), np.int64)
        self._timelines: tuple[Timeline, ...] = ()

    def _extend(self, records: SessionRecords, newer: SessionRecords) -> None:
        if self._builder is None:
            numbers = np.array(self._numbers, np.int32)
            interval_s = records.session.interval_s
            self._builder = GridBuilder(numbers, interval_s, self._engagement, records.exclusions)
        known = len(self.grid.times)
        self._builder.extend(newer.frames, mark_departures(newer).observations)
        grid = self.grid
        # The frame that was the last one has now a next one, and so lasts another time.
        changed = max(known - 1, 0)
        block = changed // BLOCK if known else 0
        self._totals = self._totals.followed_by(sum_blocks(grid, start=block), block) if known else sum_blocks(grid)
        self._falls = np.concatenate((self._falls, count_falls(grid, self._flags, known=known)), axis=1)
        self._extend_timelines(records, float(grid.times[changed]) if known else -np.inf)

    def _extend_timelines(self, records: SessionRecords, since: float) -> None:
        later = bin_grid(self.grid, records.session, self._engagement, since=since)
        lines = (
            make_class_timeline(later, self._engagement),
            *make_participant_timelines(later, self._numbers, self._engagement),
        )
        # The very comparison by which `bin_grid` has chosen the later ones.
        kept = int((self._starts + self._engagement.bin_s <= since).sum())
        self._starts = np.concatenate((self._starts[:kept], later.starts))
        if kept:
            lines = tuple(
                replace(after, bins=before.bins[:kept] + after.bins)
                for before, after in zip(self._timelines, lines, strict=True)
            )
        self._timelines = lines
