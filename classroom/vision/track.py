"""What is remembered of one participant while the class runs: names read, looks, place."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from classroom.domain import Box, Participant, ParticipantState, Tile
from classroom.vision.appearance import Appearance, appearance_distances
from classroom.vision.clues import Known, has_look
from classroom.vision.name_likeness import are_alike

_MAX_LOOKS = 5  # with and without a virtual background, the empty chair, another light
_SAME_LOOK = 0.28  # how much a picture may differ from a remembered one to be mixed into it
_LOOK_MEMORY = 0.85  # weight of what is remembered against what is seen
_MIN_VOTES = 2  # readings until another spelling replaces the name shown
_RENAMED_AFTER = 3  # equal readings in succession until another name replaces it


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the gallery a tile stands."""

    frame: int  # 1, 2, ... among the frames with a gallery
    rank: int  # 0, 1, ... in reading order
    tiles: int  # in all


@dataclass(slots=True, eq=False)
class Track:
    """One participant, or (number below 0) a tile seen too briefly to be one."""

    number: int
    display_name: str
    name: str | None  # as read, without the number that tells twins apart; None = never read
    votes: Counter[str] = field(default_factory=Counter)
    other_name: str | None = None  # read of late instead of `name`
    other_count: int = 0  # how often in succession
    looks: list[Appearance] = field(default_factory=list)  # the one used last stands last
    box: Box | None = None  # where last seen; None = not (or no longer) in the gallery
    seen_in: int = 0  # number of the gallery frame in which last seen; 0 = never
    rank: int = 0  # in reading order, there
    tiles_then: int = 0  # how many tiles that frame had
    is_off: bool = False  # the camera, when last seen
    met: set[int] = field(default_factory=set)  # who was in the gallery at the same time
    sightings: int = 0
    missing_s: float = 0.0  # gallery time since last seen
    missing_frames: int = 0
    has_left: bool = False
    is_hidden: bool = False  # on another page, as far as known

    @property
    def is_new(self) -> bool:
        return self.number < 0

    @property
    def participant(self) -> Participant:
        return Participant(self.number, self.display_name, self.name is not None)

    @property
    def known(self) -> Known:
        """What matching needs."""
        # A tile just seen must not keep its name from the participant who has it and is missing.
        names = () if self.is_new else tuple(name for name in (self.name, self.other_name) if name is not None)
        return Known(
            self.number,
            names,
            tuple(self.looks),
            self.box,
            self.seen_in,
            self.rank,
            self.tiles_then,
            self.is_off,
            self.is_hidden,
            self.is_new,
            frozenset(self.met),
        )

    def see(self, tile: Tile, place: Place, *, is_certain: bool) -> None:
        """Keeps what the tile shows; only a certain match may teach another look."""
        self.box = tile.box
        self.seen_in, self.rank, self.tiles_then = place.frame, place.rank, place.tiles
        self.is_off = tile.state is ParticipantState.CAMERA_OFF
        self.sightings += 1
        self.missing_s, self.missing_frames, self.has_left = 0.0, 0, False
        if tile.name is not None:
            self._vote(tile.name)
        if tile.appearance is not None and has_look(tile):
            self._remember(tile.appearance, is_certain=is_certain)

    def better_name(self) -> str | None:
        """The name that should replace the one shown; None = it is right."""
        if self.other_name is not None and self.other_count >= _RENAMED_AFTER:
            return self.other_name
        if not self.votes:
            return None
        best, votes = self.votes.most_common(1)[0]
        if best == self.name:
            return None
        if self.name is not None and (votes < _MIN_VOTES or votes <= self.votes[self.name]):
            return None
        return best

    def rename(self, name: str, display_name: str) -> None:
        """Takes the name; readings of quite another one are forgotten."""
        self.votes = Counter({other: count for other, count in self.votes.items() if are_alike(name, other)})
        self.votes[name] = max(self.votes[name], _MIN_VOTES if self.name is not None else 1)
        self.name, self.display_name = name, display_name
        self.other_name, self.other_count = None, 0

    def _vote(self, name: str) -> None:
        if self.name is None or are_alike(name, self.name):
            self.votes[name] += 1
            self.other_name, self.other_count = None, 0
        elif name == self.other_name:
            self.other_count += 1
        else:
            self.other_name, self.other_count = name, 1

    def _remember(self, look: Appearance, *, is_certain: bool) -> None:
        if not self.looks:
            self.looks.append(look)
            return
        distances = appearance_distances([look], self.looks)[0]
        nearest = int(distances.argmin())
        if distances[nearest] < _SAME_LOOK:
            old = self.looks.pop(nearest)
            self.looks.append(np.asarray(_LOOK_MEMORY * old + (1 - _LOOK_MEMORY) * look, np.float32))
        elif is_certain:
            self.looks.append(look)
            del self.looks[:-_MAX_LOOKS]
