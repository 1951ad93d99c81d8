"""A running class as it is now: what the live page shows, computed once a frame for all who watch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from classroom.config import EngagementSettings
from classroom.domain import (
    EMOTIONS,
    FRAME_STATUSES,
    Box,
    Emotion,
    Exclusion,
    Flag,
    FrameStatus,
    ParticipantState,
    SessionRecords,
)
from classroom.engagement.attention import worth_a_look
from classroom.engagement.flags import to_datetime
from classroom.engagement.recent import RecentMinutes, expressions_now, recent_minutes
from dashboard.moments import find_moment
from dashboard.seats import Seating, arrange
from dashboard.viewing import Viewed
from dashboard.views import SessionView

_GALLERY = FRAME_STATUSES.index(FrameStatus.GALLERY)
_ONE_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class PersonNow:
    """One participant at the last frame."""

    participant: int  # Participant.number
    name: str
    is_in_call: bool
    state: ParticipantState | None  # None = nothing could be seen of anyone
    emotion: Emotion | None  # the strongest of the smoothing window; None = not read on the last frame


@dataclass(frozen=True, slots=True, eq=False)
class LiveClass:
    """What the live page shows; it changes with `view.version` and with nothing else."""

    view: SessionView
    last_at: datetime | None  # of the last frame; None = there was none yet
    status: FrameStatus | None
    since: datetime | None  # since when no gallery was on the frames, or since when they were like that
    excluded: Exclusion | None  # the part that does not count in which the last frame lies
    engagement: float | None  # 0-100, smoothed
    smoothing_s: float
    visible: int | None  # None = nobody's state is known now
    in_call: int
    recent: RecentMinutes
    people: tuple[PersonNow, ...]  # by number
    seating: Seating  # of the last frame with a gallery
    attention: tuple[Flag, ...]  # up now, one a participant, weightiest first


def make_live(viewed: Viewed, boxes: tuple[tuple[int, Box], ...], settings: EngagementSettings) -> LiveClass:
    """The class at the last frame of a view.

    Args:
        boxes: `tile_boxes` of the last frame with a gallery.
    """
    view = viewed.view
    people = _people(viewed, settings)
    status, since = _status(view)
    last_at = None if status is None else to_datetime(float(view.records.frames.taken_at[-1]))
    is_known = any(one.state is not None for one in people)
    return LiveClass(
        view=view,
        last_at=last_at,
        status=status,
        since=since,
        excluded=_exclusion(view, last_at),
        engagement=view.engagement_now,
        smoothing_s=settings.smoothing_s,
        visible=sum(one.state is ParticipantState.VISIBLE for one in people) if is_known else None,
        in_call=sum(one.is_in_call for one in people),
        recent=recent_minutes(viewed.grid, view.session, viewed.numbers, settings),
        people=people,
        seating=arrange(boxes),
        attention=worth_a_look(view.flags),
    )


def last_gallery_frame(view: SessionView) -> int | None:
    """`FrameTable.number` of the last frame that showed a gallery."""
    shown = np.flatnonzero(view.records.frames.status == _GALLERY)
    return int(view.records.frames.number[shown[-1]]) if len(shown) else None


def tile_boxes(records: SessionRecords) -> tuple[tuple[int, Box], ...]:
    """Participant.number and tile of everybody who had one on the frames of those records."""
    seen = records.observations
    return tuple(
        (number, Box(*(round(value) for value in box)))
        for number, box in zip(seen.participant.tolist(), seen.box.tolist(), strict=True)
        if not any(value != value for value in box)  # noqa: PLR0124 - NaN alone differs from itself
    )


def _people(viewed: Viewed, settings: EngagementSettings) -> tuple[PersonNow, ...]:
    times = viewed.grid.times
    moment = find_moment(viewed, to_datetime(float(times[-1])) + _ONE_TICK) if len(times) else None
    if moment is None:
        return ()
    shares = expressions_now(viewed.grid, settings.smoothing_s)
    columns = {number: column for column, number in enumerate(viewed.numbers)}
    return tuple(
        PersonNow(one.participant, one.name, one.is_in_call, one.state, _strongest(shares[columns[one.participant]]))
        for one in moment.people
    )


def _strongest(shares: np.typing.NDArray[np.float64]) -> Emotion | None:
    return None if np.isnan(shares[0]) else EMOTIONS[int(shares.argmax())]


def _status(view: SessionView) -> tuple[FrameStatus | None, datetime | None]:
    """What the last frame showed, and when the frames began to be like that."""
    frames = view.records.frames
    if not len(frames.status):
        return None, None
    code = int(frames.status[-1])
    status = FRAME_STATUSES[code]
    # Before no gallery the picture may have been black: it was not seen then either.
    unlike = frames.status == _GALLERY if status is FrameStatus.NO_GALLERY else frames.status != code
    before = np.flatnonzero(unlike)
    first = int(before[-1]) + 1 if len(before) else 0
    return status, to_datetime(float(frames.taken_at[first]))


def _exclusion(view: SessionView, at: datetime | None) -> Exclusion | None:
    parts = view.records.exclusions
    return None if at is None else next((part for part in parts if part.start <= at < part.end), None)
