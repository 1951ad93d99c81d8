"""Follows participants from frame to frame: the gallery reorders itself whenever somebody speaks."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from classroom.config import TrackingSettings
from classroom.domain import Box, FrameAnalysis, FrameStatus, Observation, Participant, ParticipantState, Tile
from classroom.vision.appearance import Appearance
from classroom.vision.identity import Known, match_tiles, name_key

_APPEARANCE_MEMORY = 0.8  # weight of what is remembered against what is seen
_MIN_VOTES = 2  # readings until another spelling replaces the name shown
_FLIP_SHARE = 0.2  # fewer than this share of the people before is another page
_FLIP_MIN = 4  # people before, for that to mean anything
_MIN_MISSING = 2  # frames: one missed tile is not a leaving, however long the interval
_TWIN = re.compile(r" \(\d+\)$")


@dataclass(slots=True, eq=False)
class _Track:
    """One participant while the class runs."""

    number: int
    display_name: str
    name: str | None  # as read, without the number that tells twins apart; None = never read
    votes: Counter[str] = field(default_factory=Counter)
    appearance: Appearance | None = None
    box: Box | None = None  # where last seen; None = not (or no longer) in the gallery
    missing_s: float = 0.0  # gallery time since last seen
    missing_frames: int = 0
    has_left: bool = False
    hidden_page: int | None = None  # the page (by flip) that is not shown now

    @property
    def participant(self) -> Participant:
        return Participant(self.number, self.display_name, self.name is not None)


class ParticipantTracker:
    """Gives each tile its participant, in the frames' order.

    Identity is the name first, the look second, the place last; a tile that fits nobody clearly is a new
    "Participant N" - never a silent swap. Once a name is read, the participant is told again, renamed; a
    spelling read more often than the first one replaces it. Two people of one name are "Name" and
    "Name (2)". Who is missing is `off_page` while a full page hides others, and otherwise, after
    `left_after_s` of frames with a gallery, `left`, once.
    """

    def __init__(self, settings: TrackingSettings, known: tuple[Participant, ...] = ()) -> None:
        """`known`: participants of the part recorded before; they are found again by name."""
        self._left_after_s = settings.left_after_s
        self._tracks = {person.number: _remembered(person) for person in known}
        self._next_number = max(self._tracks, default=0) + 1
        self._last_at: datetime | None = None
        self._last_shown: set[int] = set()
        self._largest_page = 0
        self._flips = 0

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """Participants new or renamed on this frame, and one observation for each that is known of.

        A frame without a gallery gives nothing, and the time until it is over does not count as missing.
        """
        if analysis.status is not FrameStatus.GALLERY:
            self._last_at = None
            return (), ()
        elapsed_s = 0.0 if self._last_at is None else max(0.0, (analysis.taken_at - self._last_at).total_seconds())
        self._last_at = analysis.taken_at
        tiles = analysis.tiles
        pairs = match_tiles(tiles, [_as_known(track) for track in self._tracks.values()])
        numbers = {pair.tile: pair.number for pair in pairs}
        told = [self._begin(tile, numbers, index) for index, tile in enumerate(tiles) if index not in numbers]
        told += [self._tracks[pair.number].participant for pair in pairs if self._see(pair.number, tiles[pair.tile])]
        seen = [_observe_tile(numbers[index], tile) for index, tile in enumerate(tiles)]
        absent = self._observe_absent(tiles, set(numbers.values()), elapsed_s)
        observations = sorted([*seen, *absent], key=_participant)
        return tuple(sorted(told, key=_number)), tuple(observations)

    def _begin(self, tile: Tile, numbers: dict[int, int], index: int) -> Participant:
        """A participant never seen before."""
        number = self._next_number
        self._next_number += 1
        name = None if tile.name is None else self._tell_apart(tile.name)
        track = _Track(number, name or f"Participant {number}", tile.name)
        self._tracks[number] = track
        numbers[index] = number
        _update(track, tile)
        return track.participant

    def _see(self, number: int, tile: Tile) -> bool:
        """Keeps what the tile shows; True when the participant's name has changed by it."""
        track = self._tracks[number]
        _update(track, tile)
        best, votes = track.votes.most_common(1)[0] if track.votes else (None, 0)
        if best is None or best == track.name:
            return False
        if track.name is not None and (votes < _MIN_VOTES or votes <= track.votes[track.name]):
            return False
        track.name = best
        track.display_name = self._tell_apart(best, number)
        return True

    def _tell_apart(self, name: str, number: int | None = None) -> str:
        """The name, with a number behind it when another participant has it already."""
        others = {track.display_name for track in self._tracks.values() if track.number != number}
        shown, twin = name, 2
        while name_key(shown) in {name_key(other) for other in others}:
            shown, twin = f"{name} ({twin})", twin + 1
        return shown

    def _observe_absent(self, tiles: Sequence[Tile], shown: set[int], elapsed_s: float) -> list[Observation]:
        self._notice_flip(tiles, shown)
        self._largest_page = max(self._largest_page, len(shown))
        self._last_shown = shown
        page_is_full = len(shown) == self._largest_page and _is_full_grid([tile.box for tile in tiles])
        observations = []
        for track in self._tracks.values():
            if track.number in shown or track.has_left:
                continue
            track.missing_frames += 1
            if track.hidden_page is not None or (page_is_full and track.box is not None):
                track.missing_s = 0.0
                observations.append(_observe_absence(track.number, ParticipantState.OFF_PAGE))
                continue
            track.missing_s += elapsed_s
            if track.missing_s >= self._left_after_s and track.missing_frames >= _MIN_MISSING:
                track.has_left, track.box = True, None
                observations.append(_observe_absence(track.number, ParticipantState.LEFT))
        return observations

    def _notice_flip(self, tiles: Sequence[Tile], shown: set[int]) -> None:
        """Hides the people of the page before when nearly all of them went at once; brings a page back."""
        back = {self._tracks[number].hidden_page for number in shown} - {None}
        for track in self._tracks.values():
            if track.number in shown or track.hidden_page in back:
                track.hidden_page = None
        stayed = len(self._last_shown & shown)
        gone = len(self._last_shown) >= _FLIP_MIN and stayed < _FLIP_SHARE * len(self._last_shown)
        # Without names everybody may only have moved.
        if gone and 2 * sum(tile.name is not None for tile in tiles) > len(tiles):
            self._flips += 1
            for number in self._last_shown - shown:
                self._tracks[number].hidden_page = self._flips


def _is_full_grid(boxes: Sequence[Box]) -> bool:
    """Whether at least two rows hold equally many tiles: what a page looks like when there are more pages."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=_top):
        if rows and box.top - rows[-1][0].top < box.height / 2:
            rows[-1].append(box)
        else:
            rows.append([box])
    return len(rows) > 1 and len({len(row) for row in rows}) == 1


def _update(track: _Track, tile: Tile) -> None:
    track.box = tile.box
    track.missing_s, track.missing_frames, track.has_left = 0.0, 0, False
    if tile.name is not None:
        track.votes[tile.name] += 1
    if tile.appearance is not None and tile.state is not ParticipantState.CAMERA_OFF:
        old = track.appearance
        mixed = (
            tile.appearance if old is None else _APPEARANCE_MEMORY * old + (1 - _APPEARANCE_MEMORY) * tile.appearance
        )
        track.appearance = np.asarray(mixed, np.float32)


def _remembered(person: Participant) -> _Track:
    name = _TWIN.sub("", person.display_name) if person.name_is_read else None
    votes = Counter() if name is None else Counter({name: _MIN_VOTES})
    return _Track(person.number, person.display_name, name, votes)


def _as_known(track: _Track) -> Known:
    return Known(track.number, track.name, track.appearance, track.box)


def _observe_tile(number: int, tile: Tile) -> Observation:
    face = tile.face
    score, quality = (None, None) if face is None else (face.score, face.quality)
    return Observation(number, tile.state, tile.box, score, tile.reading, quality)


def _observe_absence(number: int, state: ParticipantState) -> Observation:
    return Observation(number, state, None, None, None, None)


def _participant(observation: Observation) -> int:
    return observation.participant


def _number(participant: Participant) -> int:
    return participant.number


def _top(box: Box) -> int:
    return box.top
