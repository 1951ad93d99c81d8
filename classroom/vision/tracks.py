"""Follows participants from frame to frame: the gallery reorders itself whenever somebody speaks."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from classroom.config import TrackingSettings
from classroom.domain import FrameAnalysis, FrameStatus, Observation, Participant, Tile
from classroom.vision.clues import has_look
from classroom.vision.identity import Matching, match_tiles
from classroom.vision.name_likeness import is_generic, name_key
from classroom.vision.presence import Presence
from classroom.vision.track import Place, Track

_PLACES_HOLD_S = 10.0  # without a gallery for longer, people may have changed places unseen
_NAMED_SHARE = 0.6  # of the participants: where so many have names, one will soon be read from a new tile too
# Sightings until a tile of nobody known is a new participant.
_CONFIRMED = 2  # nothing speaks against it
_DOUBTFUL = 3  # it may be somebody who is missing
_AWAITING_NAME = 4
_AWAITING_LABELS = 24  # no label can be read just now, or there is no video either
_NEVER = 10**9
_FORGOTTEN_AFTER = 2  # frames
_TWIN = re.compile(r" \(\d+\)$")


class ParticipantTracker:
    """Gives each tile its participant, in the frames' order.

    Identity is the name first, the look second, the place last; a tile that fits nobody clearly is, once seen
    again, a new "Participant N" - never a silent swap. Once a name is read, the participant is told again,
    renamed; a spelling read more often than the first one replaces it, and so does another name read three
    times on end. Two people of one name are "Name" and "Name (2)". Who is missing is `off_page` while pages
    hide people, and otherwise, after `left_after_s` of frames with a gallery, `left`, once.
    """

    def __init__(self, settings: TrackingSettings, known: tuple[Participant, ...] = ()) -> None:
        """`known`: participants of the part recorded before; they are found again by name."""
        self._presence = Presence(settings.left_after_s)
        self._tracks = {person.number: _remembered(person) for person in known}
        self._next_number = max(self._tracks, default=0) + 1
        self._next_new = -1
        self._last_at: datetime | None = None  # of the last frame with a gallery, if that was the last frame
        self._last_gallery_at: datetime | None = None
        self._gallery = 0  # counts the frames with a gallery

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """Participants new or renamed on this frame, and one observation for each that is known of.

        A frame without a gallery gives nothing, and the time until it is over does not count as missing. A
        tile that may show somebody missing, or nobody at all, gives nothing until that is settled.
        """
        if analysis.status is not FrameStatus.GALLERY:
            self._last_at = None
            return (), ()
        elapsed_s = 0.0 if self._last_at is None else max(0.0, (analysis.taken_at - self._last_at).total_seconds())
        matching = self._match(analysis)
        self._last_at = self._last_gallery_at = analysis.taken_at
        self._gallery += 1
        shown, told = self._take_in(analysis.tiles, matching)
        self._forget_brief()
        seen = [_observe_tile(number, analysis.tiles[index]) for index, number in shown.items()]
        people = [track for track in self._tracks.values() if not track.is_new]
        boxes = [tile.box for tile in analysis.tiles]
        some_unsure = any(track.is_new and track.is_off for track in self._tracks.values())
        absent = self._presence.observe(people, set(shown.values()), boxes, elapsed_s, some_unsure=some_unsure)
        return tuple(sorted(told, key=_number)), tuple(sorted([*seen, *absent], key=_participant))

    def _match(self, analysis: FrameAnalysis) -> Matching:
        gap_s = 0.0
        if self._last_gallery_at is not None:
            gap_s = (analysis.taken_at - self._last_gallery_at).total_seconds()
        known = [track.known for track in self._tracks.values()]
        is_recent = self._last_at is not None or gap_s <= _PLACES_HOLD_S
        return match_tiles(analysis.tiles, known, self._gallery if is_recent and self._gallery else None)

    def _take_in(self, tiles: Sequence[Tile], matching: Matching) -> tuple[dict[int, int], list[Participant]]:
        """The participants' numbers by tile, and the participants to tell of."""
        is_first = not any(track.sightings for track in self._tracks.values())
        pairs = {pair.tile: pair for pair in matching.pairs}
        shown: dict[int, int] = {}
        told: list[Participant] = []
        for index, tile in enumerate(tiles):
            pair = pairs.get(index)
            track = self._begin() if pair is None else self._tracks[pair.number]
            track.see(tile, Place(self._gallery, index, len(tiles)), is_certain=pair is None or pair.is_certain)
            patience = self._patience(tiles, tile, index in matching.doubtful)
            is_born = track.is_new and (is_first or track.sightings >= patience)
            if is_born:
                track = self._give_number(track)
            if not track.is_new:
                shown[index] = track.number
                if self._settle_name(track) or is_born:
                    told.append(track.participant)
        for number in shown.values():
            self._tracks[number].met.update(shown.values())
        return shown, told

    def _begin(self) -> Track:
        track = Track(self._next_new, "", None)
        self._tracks[track.number] = track
        self._next_new -= 1
        return track

    def _patience(self, tiles: Sequence[Tile], tile: Tile, is_doubtful: bool) -> int:
        """How often a tile of nobody known must be seen to be a new participant."""
        if is_doubtful and not has_look(tile) and self._is_undecidable(tile.name):
            return _NEVER
        if tile.name is not None and not is_generic(tile.name):
            return _DOUBTFUL if is_doubtful else 1
        missing = any(self._is_missing(other) and other.name is not None for other in self._tracks.values())
        if not missing or not self._has_names():
            return _DOUBTFUL if is_doubtful else _CONFIRMED
        if not any(other.name for other in tiles) or (is_doubtful and not has_look(tile)):
            return _AWAITING_LABELS
        return _AWAITING_NAME

    def _is_undecidable(self, name: str | None) -> bool:
        """Whether cameras that are off hide who it is: of several missing people, all of that name or none."""
        missing = [track for track in self._tracks.values() if self._is_missing(track) and not track.has_left]
        if name is None:
            return any(track.is_off for track in missing)
        same = [track for track in missing if track.name is not None and name_key(track.name) == name_key(name)]
        return len(same) > 1 and any(track.is_off for track in same)

    def _is_missing(self, track: Track) -> bool:
        return track.seen_in != self._gallery

    def _has_names(self) -> bool:
        people = [track for track in self._tracks.values() if not track.is_new]
        return sum(track.name is not None for track in people) >= _NAMED_SHARE * len(people)

    def _give_number(self, track: Track) -> Track:
        """The track as a participant."""
        del self._tracks[track.number]
        track.number = self._next_number
        track.display_name = f"Participant {track.number}"
        self._tracks[track.number] = track
        self._next_number += 1
        return track

    def _settle_name(self, track: Track) -> bool:
        """Gives the participant the name most read; True when it has changed."""
        name = track.better_name()
        if name is None:
            return False
        track.rename(name, self._tell_apart(name, track.number))
        return True

    def _tell_apart(self, name: str, number: int) -> str:
        """The name, with a number behind it when another participant has it already."""
        others = {name_key(track.display_name) for track in self._tracks.values() if track.number != number}
        shown, twin = name, 2
        while name_key(shown) in others:
            shown, twin = f"{name} ({twin})", twin + 1
        return shown

    def _forget_brief(self) -> None:
        """Drops tiles that were seen briefly and are gone."""
        for track in [track for track in self._tracks.values() if track.is_new and self._is_missing(track)]:
            track.missing_frames += 1
            if track.missing_frames >= _FORGOTTEN_AFTER:
                del self._tracks[track.number]


def _remembered(person: Participant) -> Track:
    name = _TWIN.sub("", person.display_name) if person.name_is_read else None
    votes = Counter() if name is None else Counter({name: 2})
    return Track(person.number, person.display_name, name, votes)


def _observe_tile(number: int, tile: Tile) -> Observation:
    face = tile.face
    score, quality = (None, None) if face is None else (face.score, face.quality)
    return Observation(number, tile.state, tile.box, score, tile.reading, quality)


def _participant(observation: Observation) -> int:
    return observation.participant


def _number(participant: Participant) -> int:
    return participant.number
