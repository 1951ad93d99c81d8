"""How well participants stay the same person through a call."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classroom.vision.assignment import assign


@dataclass(frozen=True, slots=True)
class IdentityFrame:
    """What one frame showed of whom."""

    tiles: tuple[tuple[str | None, int | None], ...]
    """The true person of each tile and the participant told: person None = a tile that shows nobody (found by
    mistake), participant None = the person's tile was missed or given to nobody."""


@dataclass(frozen=True, slots=True)
class Swap:
    """A participant's number that shows somebody else than before."""

    frame: int  # index
    participant: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class IdentityScore:
    """Figures of one call, or of several together."""

    frames: int
    persons: int  # true people seen
    participants: int  # numbers told
    swaps: tuple[Swap, ...]
    matched: int  # IDTP: person-tiles under the number that stands for the person
    shown: int  # person-tiles there were
    told: int  # tiles with a participant
    misses: int  # person-tiles without a participant

    @property
    def participants_per_person(self) -> float | None:
        """1 = nobody was made twice; None = nobody was there."""
        return self.participants / self.persons if self.persons else None

    @property
    def idf1(self) -> float | None:
        """Share 0-1 of tiles whose identity is right, after Ristani et al. 2016; None = nothing to be right about."""
        total = self.shown + self.told
        return 2 * self.matched / total if total else None

    @property
    def precision(self) -> float | None:
        """IDP: share of the tiles told whose identity is right."""
        return self.matched / self.told if self.told else None

    @property
    def recall(self) -> float | None:
        """IDR: share of the tiles shown whose identity was told rightly."""
        return self.matched / self.shown if self.shown else None


def score_identity(pairs: Sequence[IdentityFrame]) -> IdentityScore:
    """The figures of one call, its frames in order."""
    tiles = [tile for frame in pairs for tile in frame.tiles]
    together = Counter((person, number) for person, number in tiles if person is not None and number is not None)
    persons = {person for person, _ in tiles if person is not None}
    numbers = {number for _, number in tiles if number is not None}
    shown = sum(person is not None for person, _ in tiles)
    return IdentityScore(
        frames=len(pairs),
        persons=len(persons),
        participants=len(numbers),
        swaps=_find_swaps(pairs),
        matched=_count_matched(together),
        shown=shown,
        told=sum(number is not None for _, number in tiles),
        misses=shown - together.total(),
    )


def join_scores(scores: Sequence[IdentityScore]) -> IdentityScore:
    """The figures of several calls together; people and participants of different calls are different ones."""
    return IdentityScore(
        frames=sum(score.frames for score in scores),
        persons=sum(score.persons for score in scores),
        participants=sum(score.participants for score in scores),
        swaps=tuple(swap for score in scores for swap in score.swaps),
        matched=sum(score.matched for score in scores),
        shown=sum(score.shown for score in scores),
        told=sum(score.told for score in scores),
        misses=sum(score.misses for score in scores),
    )


def _find_swaps(pairs: Sequence[IdentityFrame]) -> tuple[Swap, ...]:
    """Every time a number shows another person than the last one it showed; going back counts again."""
    last: dict[int, str] = {}
    swaps = []
    for index, frame in enumerate(pairs):
        for person, number in frame.tiles:
            if person is None or number is None:
                continue
            before = last.get(number, person)
            if before != person:
                swaps.append(Swap(index, number, before, person))
            last[number] = person
    return tuple(swaps)


def _count_matched(together: Counter[tuple[str, int]]) -> int:
    """Tiles in common under the best pairing of each person with one number."""
    persons = sorted({person for person, _ in together})
    numbers = sorted({number for _, number in together})
    overlap = np.zeros((len(persons), len(numbers)), np.int64)
    for (person, number), count in together.items():
        overlap[persons.index(person), numbers.index(number)] = count
    if not overlap.size:
        return 0
    best = assign(-overlap)
    return int(sum(overlap[row, column] for row, column in enumerate(best) if column >= 0))
