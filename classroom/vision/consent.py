"""Leaves the faces of students who did not agree unread, and what must not be kept of them unrecorded."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from classroom.domain import Box, FrameAnalysis, Observation, Participant, Tile
from classroom.privacy.consents import Treatment
from classroom.vision.own_tile import Tracker

MayRead = Callable[[str | None], bool]  # whether the face in a tile of that name may be classified; None = unread name
Treat = Callable[[Participant], Treatment]
SAME_PLACE = 0.8  # intersection over union from which a tile is where another one was


class ConsentGate:
    """Tells, frame by frame and before anything is classified, which tiles' faces may be.

    A tile whose name cannot be read just now is as the one that was in its place on the frame before: a label that a
    tool bar covers for a moment does not expose who is behind it.
    """

    def __init__(self, may_read: MayRead) -> None:
        self._may_read = may_read
        self._refused: tuple[Box, ...] = ()  # of the frame before

    def allow(self, tiles: Sequence[Tile]) -> tuple[bool, ...]:
        """For each tile of one frame whether its face may be classified."""
        allowed = tuple(self._allows(tile) for tile in tiles)
        self._refused = tuple(tile.box for tile, may in zip(tiles, allowed, strict=True) if not may)
        return allowed

    def _allows(self, tile: Tile) -> bool:
        if tile.name is None and any(tile.box.iou(box) >= SAME_PLACE for box in self._refused):
            return False
        return self._may_read(tile.name)


class ConsentTracker:
    """A tracker that tells of each participant only what may be kept.

    Who is to be dropped is told of neither by name nor by observation; of who is to be noted by presence alone, no
    reading and nothing measured of the face. A treatment that changes during the class holds from the next frame on.
    """

    def __init__(self, tracker: Tracker, treat: Treat, known: tuple[Participant, ...] = ()) -> None:
        """`known`: participants that are recorded already (a class that is continued)."""
        self._tracker = tracker
        self._treat = treat
        self._people = {person.number: person for person in known}
        self._told = dict(self._people)

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """What the tracker observes, less what must not be kept."""
        changed, seen = self._tracker.observe(analysis)
        self._people |= {person.number: person for person in changed}
        treatments = {number: self._treat(person) for number, person in self._people.items()}
        kept = [number for number, treatment in treatments.items() if treatment is not Treatment.DROP]
        news = tuple(self._people[number] for number in sorted(kept) if self._people[number] != self._told.get(number))
        self._told |= {person.number: person for person in news}
        observations = (_limit(one, treatments[one.participant]) for one in seen if one.participant in treatments)
        return news, tuple(one for one in observations if one is not None)


def _limit(observation: Observation, treatment: Treatment) -> Observation | None:
    match treatment:
        case Treatment.READ:
            return observation
        case Treatment.STATE_ONLY:
            return replace(observation, score=None, reading=None, quality=None)
        case Treatment.DROP:
            return None
