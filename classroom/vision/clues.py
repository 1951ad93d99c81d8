"""What speaks for and against a tile showing somebody: name, look, place."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, ParticipantState, Tile
from classroom.vision.appearance import Appearance, appearance_distances, is_person_alike, is_room_alike
from classroom.vision.name_likeness import are_alike, is_generic

# Trials on varied portraits and drawn people: the same person later differs by 0.2 to 0.3 (at most 0.45 in
# 95 % of the cases), two people by 0.8 (0.45 or more in 99 %), two before one virtual background by 0.5.
ALIKE = 0.40
UNLIKE = 0.55
_SAME_PERSON = 0.2  # two participants without names look so much alike that they may be one
_SAME_PLACE_IOU = 0.6
_COMPANY_SHARE = 0.5  # of those last seen together: so many must be recognised for all to be expected


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is remembered of one participant."""

    number: int
    names: tuple[str, ...]  # as shown, then what was read of late; () = never read
    looks: tuple[Appearance, ...] = ()
    box: Box | None = None  # where last seen; None = has left the call, or was never seen
    seen_in: int = 0  # number of the gallery frame in which last seen; 0 = never
    rank: int = 0  # in reading order, there
    tiles_then: int = 0  # how many tiles that frame had
    is_off: bool = False  # the camera was off, then
    is_hidden: bool = False  # on another page, as far as known
    is_new: bool = False  # seen too briefly to count
    met: frozenset[int] = frozenset()  # who was in the gallery at the same time


class Clues:
    """Compares tiles (rows) with people (columns)."""

    def __init__(self, tiles: Sequence[Tile], known: Sequence[Known], last: int | None) -> None:
        """`last`: number of the gallery frame before; None = it is too long ago for places to tell anything."""
        self.tiles = tiles
        self.known = known
        self._last = last
        self._company = last
        self._between: dict[tuple[int, int], float] = {}

    # ------------------------------------------------------------ names

    def names_differ(self, row: int, column: int) -> bool:
        name, names = self.tiles[row].name, self.known[column].names
        if name is None or not names:
            return False
        # "iPhone" may turn out to be Ann, but Ann is not called "iPhone" later.
        return not any(are_alike(name, other) or is_generic(other) for other in names)

    def is_alike_name(self, row: int, column: int) -> bool:
        name = self.tiles[row].name
        return name is not None and any(are_alike(name, other) for other in self.known[column].names)

    @cached_property
    def any_name(self) -> bool:
        return any(tile.name is not None for tile in self.tiles)

    # ------------------------------------------------------------ looks

    @cached_property
    def looks(self) -> NDArray[np.float32]:
        """(tiles, people): how differently they look; NaN where one of them shows no video."""
        table = np.full((len(self.tiles), len(self.known)), np.nan, np.float32)
        rows = [row for row, tile in enumerate(self.tiles) if has_look(tile)]
        remembered = [(column, look) for column, person in enumerate(self.known) for look in person.looks]
        seen = [look for row in rows if (look := self.tiles[row].appearance) is not None]
        if not seen or not remembered:
            return table
        distances = appearance_distances(seen, [look for _, look in remembered])
        owners = np.array([column for column, _ in remembered])
        for column in set(owners.tolist()):
            table[rows, column] = distances[:, owners == column].min(axis=1)
        return table

    def distance(self, row: int, column: int) -> float | None:
        """How differently they look; None when one of them shows no video."""
        value = float(self.looks[row, column])
        return None if np.isnan(value) else value

    def nearest_other(self, row: int, columns: Iterable[int]) -> float:
        """How much the tile looks like anybody but these people."""
        others = np.delete(self.looks[row], list(columns))
        return float(np.nanmin(others)) if np.isfinite(others).any() else 1.0

    def is_any_look(self, row: int, column: int, is_alike: Callable[[Appearance, Appearance], bool]) -> bool:
        look = self.tiles[row].appearance
        if look is None or not has_look(self.tiles[row]):
            return False
        return any(is_alike(look, other) for other in self.known[column].looks)

    def is_partly_alike(self, row: int, column: int) -> bool:
        """Whether the room or the person before it looks the same: another background, or an empty chair."""
        return self.is_any_look(row, column, is_room_alike) or self.is_any_look(row, column, is_person_alike)

    def both_off(self, row: int, column: int) -> bool:
        return self.known[column].is_off and self.tiles[row].state is ParticipantState.CAMERA_OFF

    def doubles(self, column: int) -> list[int]:
        """Other people who may be the same one, made twice: nameless, alike, and never seen together."""
        if column not in self._nameless:
            return []
        return [other for other in self._nameless if other != column and self._may_be_one(column, other)]

    @cached_property
    def _nameless(self) -> list[int]:
        people = enumerate(self.known)
        return [column for column, person in people if not person.names and person.looks and not person.is_new]

    def _may_be_one(self, a: int, b: int) -> bool:
        first, second = self.known[a], self.known[b]
        if second.number in first.met:
            return False
        if (a, b) not in self._between:
            self._between[a, b] = self._between[b, a] = float(appearance_distances(first.looks, second.looks).min())
        return self._between[a, b] < _SAME_PERSON

    # ------------------------------------------------------------ places

    def expect(self, recognised: Sequence[int]) -> None:
        """Settles whom this frame should show, by those recognised otherwise: who was last seen together with them.

        Mostly the company of the frame before; after a page was turned, that of the page when last shown.
        """
        together = Counter(self.known[column].seen_in for column in recognised)
        self._company = self._last if not together else None
        for seen_in, count in sorted(together.items(), key=lambda item: (item[0] != self._last, -item[1])):
            members = sum(person.seen_in == seen_in for person in self.known)
            if count >= _COMPANY_SHARE * members and (count > 1 or seen_in == self._last):
                self._company = seen_in
                return

    def is_expected(self, column: int) -> bool:
        person = self.known[column]
        return self._company is not None and person.seen_in == self._company and person.box is not None

    def was_just_shown(self, column: int) -> bool:
        """Whether the person was in the frame before, whatever page this one shows."""
        return self._last is not None and self.known[column].seen_in == self._last

    @cached_property
    def _rescaled(self) -> dict[int | None, bool]:
        return {}

    def is_rescaled(self) -> bool:
        """Whether no tile lies where one was before: the window was moved or resized."""
        if self._company not in self._rescaled:
            boxes = [person.box for column, person in enumerate(self.known) if self.is_expected(column) and person.box]
            close = any(tile.box.iou(box) >= _SAME_PLACE_IOU for tile in self.tiles for box in boxes)
            self._rescaled[self._company] = not close
        return self._rescaled[self._company]

    def is_same_place(self, row: int, column: int) -> bool:
        """Whether the tile lies where the person was or, in another window, is as far along."""
        person = self.known[column]
        if person.box is None or not self.is_expected(column):
            return False
        if self.tiles[row].box.iou(person.box) >= _SAME_PLACE_IOU:
            return True
        return row == person.rank and len(self.tiles) == person.tiles_then and self.is_rescaled()

    def tiles_then(self) -> int:
        """How many tiles those expected were among; 0 = nobody is expected."""
        counts = [person.tiles_then for column, person in enumerate(self.known) if self.is_expected(column)]
        return max(counts, default=0)


def has_look(tile: Tile) -> bool:
    """Whether the tile shows a video."""
    return tile.appearance is not None and tile.state is not ParticipantState.CAMERA_OFF
