"""Where those are who have no tile: on another page, or gone."""

from collections.abc import Sequence

from classroom.domain import Box, Observation, ParticipantState
from classroom.vision.track import Track

_FLIP_SHARE = 0.2  # fewer than this share of the people before is another page
_FLIP_MIN = 4  # people before, for that to mean anything
_MIN_MISSING = 2  # frames: one missed tile is not a leaving, however long the interval


class Presence:
    """Tells `off_page` from `left` for participants without a tile.

    Somebody is hidden when a page was turned, or when others took the tile while the page stayed full. Where
    there are pages, who was on none of them since has left; where there are none, who has no tile any more.
    """

    def __init__(self, left_after_s: float) -> None:
        self._left_after_s = left_after_s
        self._shown_before: set[int] = set()
        self._tiles_before = 0
        self._page_size = 0  # the most tiles seen at once
        self._page = 0  # counts turns
        self._page_s = 0.0  # gallery time since the last turn
        self._hidden: dict[int, int] = {}  # participant -> pages that must have been shown without them

    def observe(
        self, people: Sequence[Track], shown: set[int], boxes: Sequence[Box], elapsed_s: float, *, some_unsure: bool
    ) -> list[Observation]:
        """One observation for each who is off the page, or has just been found to have left.

        Args:
            people: all participants, whether shown or not.
            shown: numbers of those who have a tile.
            boxes: of all tiles, px.
            elapsed_s: gallery time since the frame before.
            some_unsure: whether tiles without name and video may be of people whose cameras were off.
        """
        for number in shown:
            self._hidden.pop(number, None)
        self._notice_page(people, shown, boxes, elapsed_s)
        observations = []
        for track in people:
            track.is_hidden = track.number in self._hidden
            if track.number in shown or track.has_left or (some_unsure and track.is_off):
                continue
            state = self._absence(track, elapsed_s)
            if state is not None:
                observations.append(Observation(track.number, state, None, None, None, None))
        self._shown_before, self._tiles_before = shown, len(boxes)
        return observations

    def _absence(self, track: Track, elapsed_s: float) -> ParticipantState | None:
        track.missing_frames += 1
        last_page = self._hidden.get(track.number)
        if last_page is not None:
            if self._page < last_page or self._page_s < self._left_after_s:
                return ParticipantState.OFF_PAGE
            del self._hidden[track.number]
        else:
            track.missing_s += elapsed_s
            if track.missing_s < self._left_after_s or track.missing_frames < _MIN_MISSING:
                return None
        track.has_left, track.box = True, None
        return ParticipantState.LEFT

    def _notice_page(self, people: Sequence[Track], shown: set[int], boxes: Sequence[Box], elapsed_s: float) -> None:
        """Hides those who were on the page before it was turned, or were pushed off a full one."""
        gone = self._shown_before - shown
        self._page_size = max(self._page_size, len(boxes))
        is_turned = (
            len(self._shown_before) >= _FLIP_MIN
            and len(self._shown_before) - len(gone) < _FLIP_SHARE * len(self._shown_before)
            and len(boxes) > 1
        )
        self._page_s = 0.0 if is_turned else self._page_s + elapsed_s
        self._page += is_turned
        is_pushed = len(boxes) >= self._tiles_before and is_full_grid(boxes)
        # Where there are pages, who is gone from one may have moved to another: all must have been seen since.
        if gone and (self._page or is_pushed):
            in_call = sum(not track.has_left for track in people)
            pages = max(2, -(-in_call // self._page_size))
            self._hidden.update(dict.fromkeys(gone, self._page + pages))


def is_full_grid(boxes: Sequence[Box]) -> bool:
    """Whether at least two rows hold equally many tiles: what a page looks like when there are more pages."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=_top):
        if rows and box.top - rows[-1][0].top < box.height / 2:
            rows[-1].append(box)
        else:
            rows.append([box])
    return len(rows) > 1 and len({len(row) for row in rows}) == 1


def _top(box: Box) -> int:
    return box.top
