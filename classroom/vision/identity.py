"""Which tile shows whom: name first, appearance second, position last; unsure is nobody.

Pure: tiles and what is remembered of people in, pairs out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from classroom.domain import Box, ParticipantState, Tile
from classroom.vision.appearance import Appearance, appearance_distance

# Trial on drawn galleries (12 people, two portraits) and three real ones: the same person in another pose
# differs by 0.25 at most (median 0.17), two people by 0.20 at least (median 0.47).
_ALIKE = 0.22
_CLEARLY = 0.04  # how much closer than the next best
_UNLIKE = 0.32
_SAME_PLACE_IOU = 0.6
_CUT = "…"


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is remembered of one participant."""

    number: int
    name: str | None  # None = never read
    appearance: Appearance | None
    box: Box | None  # where last seen; None = not in the gallery any more, or not yet


@dataclass(frozen=True, slots=True)
class Pair:
    tile: int  # index
    number: int  # Known.number


def match_tiles(tiles: Sequence[Tile], known: Sequence[Known]) -> tuple[Pair, ...]:
    """At most one participant for each tile and the reverse; a tile that fits nobody clearly is left out."""
    pairing = _Pairing(tiles, known)
    pairing.take(_same_name)
    pairing.take(_alike_name)
    pairing.take_clear_looks()
    pairing.take(_same_place)
    return tuple(pairing.pairs)


class _Pairing:
    """Tiles and people still free; each stage takes its best pairs first."""

    def __init__(self, tiles: Sequence[Tile], known: Sequence[Known]) -> None:
        self._tiles = dict(enumerate(tiles))
        self._known = {person.number: person for person in known}
        self.pairs: list[Pair] = []

    def take(self, cost: Callable[[Tile, Known], float | None]) -> None:
        costs = [
            (value, index, number)
            for index, tile in self._tiles.items()
            for number, person in self._known.items()
            if (value := cost(tile, person)) is not None
        ]
        for _, index, number in sorted(costs):
            if index in self._tiles and number in self._known:
                self._pair(index, number)

    def take_clear_looks(self) -> None:
        """Pairs that look alike and clearly more so than any other pair with the same tile or person."""
        looks = {
            (index, number): distance
            for index, tile in self._tiles.items()
            for number, person in self._known.items()
            if (distance := _distance(tile, person)) is not None
        }
        clear = [pair for pair, value in looks.items() if value < _ALIKE and value + _CLEARLY <= _rival(pair, looks)]
        for index, number in clear:
            if not _names_differ(self._tiles[index], self._known[number]):
                self._pair(index, number)

    def _pair(self, index: int, number: int) -> None:
        del self._tiles[index], self._known[number]
        self.pairs.append(Pair(index, number))


def _rival(pair: tuple[int, int], looks: dict[tuple[int, int], float]) -> float:
    rivals = (value for other, value in looks.items() if other != pair and (other[0] == pair[0] or other[1] == pair[1]))
    return min(rivals, default=1.0)


def _same_name(tile: Tile, person: Known) -> float | None:
    """Among people of one name, looks and place decide."""
    if tile.name is None or person.name is None or name_key(tile.name) != name_key(person.name):
        return None
    distance = _distance(tile, person)
    return _cost(distance, _overlap(tile, person))


def _alike_name(tile: Tile, person: Known) -> float | None:
    """A name read with a wrong letter, or cut: believed where place or looks speak for it."""
    if tile.name is None or person.name is None or not are_alike(tile.name, person.name):
        return None
    distance = _distance(tile, person)
    if distance is not None and distance > _UNLIKE:
        return None
    if _overlap(tile, person) < _SAME_PLACE_IOU and (distance is None or distance >= _ALIKE):
        return None
    return _cost(distance, _overlap(tile, person))


def _same_place(tile: Tile, person: Known) -> float | None:
    """The one who was here before, unless the tile says otherwise."""
    overlap = _overlap(tile, person)
    if overlap < _SAME_PLACE_IOU:
        return None
    distance = _distance(tile, person)
    if _names_differ(tile, person):
        # Another name in the same place is another person, unless everything else looks the same: a misreading.
        return None if distance is None or distance >= _ALIKE else 1 + _cost(distance, overlap)
    if distance is not None and distance > _UNLIKE:
        return None
    return _cost(distance, overlap)


def _cost(distance: float | None, overlap: float) -> float:
    """Looks decide, place settles what they leave open."""
    return (0.5 if distance is None else distance) - 0.1 * overlap


def _names_differ(tile: Tile, person: Known) -> bool:
    return tile.name is not None and person.name is not None and not are_alike(tile.name, person.name)


def _distance(tile: Tile, person: Known) -> float | None:
    """How differently they look; None when one of them shows no video."""
    if tile.appearance is None or person.appearance is None or tile.state is ParticipantState.CAMERA_OFF:
        return None
    return appearance_distance(tile.appearance, person.appearance)


def _overlap(tile: Tile, person: Known) -> float:
    return 0.0 if person.box is None else tile.box.iou(person.box)


# ---------------------------------------------------------------- names


def name_key(name: str) -> str:
    """What two readings of one name share: letters and digits, without case and spaces."""
    return "".join(letter for letter in name.casefold() if letter.isalnum() or letter == _CUT)


def are_alike(a: str, b: str) -> bool:
    """Whether two names may be readings of one: few letters differ and no digit, or one is cut."""
    a, b = name_key(a), name_key(b)
    if a == b:
        return True
    if a.endswith(_CUT) or b.endswith(_CUT):
        a, b = a.removesuffix(_CUT), b.removesuffix(_CUT)
        length = min(len(a), len(b))
        return length >= 4 and a[:length] == b[:length]
    if re.findall(r"\d", a) != re.findall(r"\d", b):
        return False  # "Student 1" and "Student 2" are two people
    allowed = min(len(a), len(b)) // 5
    return allowed > 0 and edit_distance(a, b) <= allowed


def edit_distance(a: str, b: str) -> int:
    """Fewest letters to change, insert or leave out (Levenshtein 1966)."""
    row: Iterable[int] = range(len(b) + 1)
    for i, letter in enumerate(a, 1):
        above = list(row)
        current = [i]
        for j, other in enumerate(b, 1):
            current.append(min(above[j] + 1, current[-1] + 1, above[j - 1] + (letter != other)))
        row = current
    return list(row)[-1]
