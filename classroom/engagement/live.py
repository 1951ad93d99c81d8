"""The running class: engagement now and the flags that are up, kept frame by frame."""

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import Flag, FrameRecord, FrameStatus, SessionRecords
from classroom.engagement.board import Board
from classroom.engagement.conditions import Rules
from classroom.engagement.flags import make_flags
from classroom.engagement.samples import tabulate, take_samples


class ClassMonitor:
    """Live twin of `find_flags`: after the same frames it knows the same flags."""

    def __init__(self, engagement: EngagementSettings, flags: FlagSettings, interval_s: float) -> None:
        self._board = Board(Rules(engagement, flags, interval_s))

    def replay(self, records: SessionRecords) -> None:
        """Take in stored frames, in their order: those of a continued session, or those since the last call."""
        self._board.replay(records)

    def update(self, record: FrameRecord) -> None:
        """Take in one frame; frames must come in their order."""
        samples = take_samples(tabulate(record.observations), self._board.rules.engagement)
        self._board.step(record.taken_at.timestamp(), record.status is FrameStatus.GALLERY, samples)

    def engagement(self) -> float | None:
        """Engagement of the class now, 0-100: mean of the scores of the last `smoothing_s` of each one read.

        None when nothing was read in that time, or fewer than `min_coverage` of those in the call.
        """
        return self._board.engagement()

    def open_flags(self) -> tuple[Flag, ...]:
        """The flags that are up now, by start."""
        return tuple(flag for flag in self.all_flags() if flag.end is None)

    def all_flags(self) -> tuple[Flag, ...]:
        """Every flag of the session so far, by start; those still up have no end."""
        return make_flags(self._board)
