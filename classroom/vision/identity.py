"""Which tile shows whom: name first, appearance second, position last; unsure is nobody.

Pure: tiles and what is remembered of people in, pairs out. docs/identity.md explains the steps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classroom.domain import Box, ParticipantState, Tile
from classroom.vision.appearance import Appearance, appearance_distances, is_person_alike, is_room_alike
from classroom.vision.assignment import assign
from classroom.vision.name_likeness import are_alike, is_generic, name_key

# Trials on varied portraits and drawn people: the same person later differs by 0.2 to 0.3 (at most 0.46 in
# 95 % of the cases), two people by 0.7 (0.45 or more in 99 %), two before one virtual background by 0.5.
ALIKE = 0.40
# Who was not in the picture just before must look more alike, and clearly more so than anybody else known
# (ratio after Lowe 2004): there are more to mistake them for.
_DISTINCT = (0.30, 0.7)
_DISTINCT_UNNAMED = (0.22, 0.6)  # a name is known and will be read again: no need to guess
_CLEARLY = 0.06  # how much cheaper than the next best pairing
UNLIKE = 0.55
_SAME_PLACE_IOU = 0.6
_STEADY_SHARE = 0.7  # of those recognised otherwise: so many must have kept their place for places to count
_SAME_COMPANY = 0.5  # of those shown before: so many must be recognised for no page to have been turned
_NO_PAIR = 0.05  # above the highest cost of a pair: what it costs to leave both alone


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is remembered of one participant."""

    number: int
    names: tuple[str, ...]  # as shown, then what was read of late; () = never read
    looks: tuple[Appearance, ...] = ()
    box: Box | None = None  # where last seen; None = not in the gallery any more, or not yet
    rank: int | None = None  # place in reading order in the last gallery; None = was not in it
    is_off: bool = False  # the camera was off when last seen
    is_new: bool = False  # seen too briefly to count


@dataclass(frozen=True, slots=True)
class Pair:
    tile: int  # index
    number: int  # Known.number
    is_certain: bool  # by name or place: a new look is this person's too


@dataclass(frozen=True, slots=True)
class Matching:
    pairs: tuple[Pair, ...]  # at most one participant for each tile and the reverse
    doubtful: frozenset[int]  # tiles left over that may well show somebody known


def match_tiles(tiles: Sequence[Tile], known: Sequence[Known], shown_before: int = 0) -> Matching:
    """Who is on which tile; a tile that fits nobody clearly is left out.

    Args:
        tiles: in reading order.
        known: everybody remembered, also who is not in the gallery now.
        shown_before: how many tiles the last gallery had; 0 = it is too long ago for places to tell anything.
    """
    matcher = _Matcher(tiles, known, shown_before)
    matcher.match_names()
    matcher.match_looks()
    matcher.match_places()
    return Matching(tuple(matcher.pairs), matcher.doubtful())


class _Matcher:
    """Tiles and people still free; rows are tiles, columns are people."""

    def __init__(self, tiles: Sequence[Tile], known: Sequence[Known], shown_before: int) -> None:
        self._tiles = tiles
        self._known = known
        self._shown_before = shown_before
        self._person_of: dict[int, int] = {}
        self._free_people = set(range(len(known)))
        self._evidence: list[tuple[int, int]] = []  # pairs that do not rest on places
        self._by_look: set[int] = set()  # tiles

    @property
    def pairs(self) -> list[Pair]:
        return [
            Pair(tile, self._known[person].number, tile not in self._by_look)
            for tile, person in sorted(self._person_of.items())
        ]

    # ------------------------------------------------------------ what is compared

    @cached_property
    def _looks(self) -> NDArray[np.float32]:
        """(tiles, people): how differently they look; NaN where one of them shows no video."""
        table = np.full((len(self._tiles), len(self._known)), np.nan, np.float32)
        rows = [row for row, tile in enumerate(self._tiles) if has_look(tile)]
        prototypes = [(column, look) for column, person in enumerate(self._known) for look in person.looks]
        if not rows or not prototypes:
            return table
        seen = [look for row in rows if (look := self._tiles[row].appearance) is not None]
        distances = appearance_distances(seen, [look for _, look in prototypes])
        owners = np.array([column for column, _ in prototypes])
        for column in set(owners.tolist()):
            table[rows, column] = distances[:, owners == column].min(axis=1)
        return table

    def _distance(self, row: int, column: int) -> float | None:
        value = float(self._looks[row, column])
        return None if np.isnan(value) else value

    def _is_same_place(self, row: int, column: int) -> bool:
        """Whether the tile lies where the person was in the last gallery, or, in another window, is as far along."""
        person = self._known[column]
        if not self._shown_before or person.rank is None or person.box is None:
            return False
        if self._tiles[row].box.iou(person.box) >= _SAME_PLACE_IOU:
            return True
        return row == person.rank and len(self._tiles) == self._shown_before and self._is_rescaled

    @cached_property
    def _is_rescaled(self) -> bool:
        """Whether no tile lies where one was before: the window was moved or resized."""
        boxes = [person.box for person in self._known if person.rank is not None and person.box is not None]
        return not any(tile.box.iou(box) >= _SAME_PLACE_IOU for tile in self._tiles for box in boxes)

    def _names_differ(self, row: int, column: int) -> bool:
        name, names = self._tiles[row].name, self._known[column].names
        if name is None or not names or is_generic(name):
            return False
        return not any(are_alike(name, other) or is_generic(other) for other in names)

    # ------------------------------------------------------------ names

    def match_names(self) -> None:
        exact = {
            (row, column)
            for row, tile in enumerate(self._tiles)
            for column, person in enumerate(self._known)
            if tile.name is not None and name_key(tile.name) in {name_key(name) for name in person.names}
        }
        for rows, columns in _groups(exact):
            if len(rows) == 1 and len(columns) == 1:
                self._match_only(rows[0], columns[0])
            else:
                self._match_namesakes(rows, columns)
        self._take(self._alike_name_cost)

    def _match_only(self, row: int, column: int) -> None:
        """The only tile and the only person of a name: the same one, unless everything else speaks against it."""
        if self._speaks_against(row, column):
            return
        self._pair(row, column, is_evidence=True)

    def _speaks_against(self, row: int, column: int) -> bool:
        distance = self._distance(row, column)
        tile, person = self._tiles[row], self._known[column]
        if self._is_same_place(row, column):
            return False
        if tile.name is not None and is_generic(tile.name):
            return distance is None or distance >= ALIKE
        if distance is None or distance < _DISTINCT[0]:
            return False
        if person.rank is None and person.box is not None:
            # Of two namesakes on two pages only one is ever seen at a time.
            return not self._is_any_look(row, column, is_person_alike)
        if distance < ALIKE:
            return False
        # Somebody else's tile may show this person: a namesake, or a second device, has come.
        others = np.delete(self._looks[:, column], row)
        return bool((others < min(ALIKE, distance)).any())

    def _match_namesakes(self, rows: list[int], columns: list[int]) -> None:
        """Among people of one name looks and places decide; who is left over is nobody we know."""
        costs = np.full((len(rows), len(columns)), UNLIKE + _NO_PAIR)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                distance = self._distance(row, column)
                same_place = self._is_same_place(row, column)
                if distance is None:
                    costs[i, j] = 0.4 - (0.1 if same_place else 0) - (0.1 if self._both_off(row, column) else 0)
                elif distance <= UNLIKE or (same_place and self._part_alike(row, column)):
                    costs[i, j] = distance - (0.1 if same_place else 0)
        even = len(rows) == len(columns)
        for i, j in _clear_pairs(costs, 0.0 if even else _CLEARLY, UNLIKE):
            self._pair(rows[i], columns[j], is_evidence=True)

    def _both_off(self, row: int, column: int) -> bool:
        return self._known[column].is_off and self._tiles[row].state is ParticipantState.CAMERA_OFF

    def _alike_name_cost(self, row: int, column: int) -> float | None:
        """A name read with a wrong letter, or cut: believed where place or looks speak for it."""
        name = self._tiles[row].name
        if name is None or not any(are_alike(name, other) for other in self._known[column].names):
            return None
        distance, same_place = self._distance(row, column), self._is_same_place(row, column)
        if distance is not None and distance > UNLIKE:
            return None
        if not same_place and (distance is None or distance >= ALIKE):
            return None
        return (0.5 if distance is None else distance) - (0.1 if same_place else 0)

    def _is_any_look(self, row: int, column: int, is_alike: Callable[[Appearance, Appearance], bool]) -> bool:
        look = self._tiles[row].appearance
        if look is None or not has_look(self._tiles[row]):
            return False
        return any(is_alike(look, other) for other in self._known[column].looks)

    def _part_alike(self, row: int, column: int) -> bool:
        """Whether the room or the person before it looks the same: another background, or an empty chair."""
        return self._is_any_look(row, column, is_room_alike) or self._is_any_look(row, column, is_person_alike)

    # ------------------------------------------------------------ looks

    def match_looks(self) -> None:
        """Pairs that look alike and clearly more so than any other pairing of those left.

        First those that are hardly to be mistaken; then, when most of those shown before are still here, the
        others among them.
        """
        self._match_clear_looks(self._is_distinct)
        if self._is_same_company():
            self._match_clear_looks(self._is_recent)

    def _match_clear_looks(self, is_enough: Callable[[int, int], bool]) -> None:
        rows, columns = self._free_tiles(), sorted(self._free_people)
        if not rows or not columns:
            return
        costs = np.full((len(rows), len(columns)), ALIKE + _NO_PAIR)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                distance = self._distance(row, column)
                if distance is not None and distance < ALIKE and not self._names_differ(row, column):
                    costs[i, j] = distance - (0.05 if self._is_same_place(row, column) else 0)
        for i, j in _clear_pairs(costs, _CLEARLY, ALIKE):
            if is_enough(rows[i], columns[j]):
                self._by_look.add(rows[i])
                self._pair(rows[i], columns[j], is_evidence=True)

    def _is_recent(self, row: int, column: int) -> bool:
        return self._known[column].rank is not None

    def _is_distinct(self, row: int, column: int) -> bool:
        """Whether the tile looks much more like this person than like anybody else known."""
        limit, ratio = _DISTINCT
        if self._tiles[row].name is None and self._known[column].names and not self._is_recent(row, column):
            limit, ratio = _DISTINCT_UNNAMED
        others = np.delete(self._looks[row], column)
        nearest = float(np.nanmin(others)) if np.isfinite(others).any() else 1.0
        return float(self._looks[row, column]) < min(limit, ratio * nearest)

    # ------------------------------------------------------------ places

    def match_places(self) -> None:
        """Who was here before, as far as the others have stayed where they were."""
        if not self._shown_before:
            return
        if self._is_steady():
            self._take(self._place_cost)
        if self._is_same_company():
            self._match_between()

    def _is_steady(self) -> bool:
        """Whether places tell something on this frame."""
        recent = [(row, column) for row, column in self._evidence if self._known[column].rank is not None]
        if not recent:
            return len(self._tiles) == self._shown_before and not self._evidence
        stayed = sum(self._is_same_place(row, column) for row, column in recent)
        return stayed >= _STEADY_SHARE * len(self._evidence)

    def _is_same_company(self) -> bool:
        """Whether most of those shown before are still shown: no page was turned."""
        shown = sum(person.rank is not None for person in self._known)
        kept = sum(self._known[column].rank is not None for column in self._person_of.values())
        return kept >= _SAME_COMPANY * max(1, shown) and abs(len(self._tiles) - self._shown_before) <= 2

    def _place_cost(self, row: int, column: int) -> float | None:
        if not self._is_same_place(row, column):
            return None
        distance = self._distance(row, column)
        if self._names_differ(row, column):
            # Another name in the same place is another person, unless everything else looks the same.
            return None if distance is None or distance >= ALIKE else 1 + distance
        if distance is None:
            return None if self._may_be_off(row, column) or self._misses_name(row, column) else 0.5
        rivals = [self._looks[row, other] for other in self._free_people if other != column]
        if rivals and np.nanmin([*rivals, 1.0]) < distance:
            return None
        return distance if distance < ALIKE or self._part_alike(row, column) else None

    def _may_be_off(self, row: int, column: int) -> bool:
        """Whether a tile without video where this person's video was may show others, whose cameras were off."""
        if self._known[column].is_off or has_look(self._tiles[row]):
            return False
        return any(self._known[other].is_off and self._known[other].rank is not None for other in self._free_people)

    def _misses_name(self, row: int, column: int) -> bool:
        """Whether labels can be read and people move, so that this person's name should be on the tile too."""
        if self._tiles[row].name is not None or not self._known[column].names:
            return False
        if not any(tile.name for tile in self._tiles):
            return False
        return not all(self._is_same_place(*pair) for pair in self._evidence)

    def _match_between(self) -> None:
        """Who sat between two people still sits between them: reorders move few and keep the others' order."""
        for rows, low, high in self._gaps():
            columns = [
                column
                for column in self._free_people
                if (rank := self._known[column].rank) is not None and low < rank < high
            ]
            if len(columns) != len(rows):
                continue
            columns.sort(key=self._rank)
            if all(self._may_be(row, column) for row, column in zip(rows, columns, strict=True)):
                for row, column in zip(rows, columns, strict=True):
                    self._pair(row, column)

    def _gaps(self) -> list[tuple[list[int], int, int]]:
        """Runs of free tiles with the former ranks of the people before and behind them."""
        gaps: list[tuple[list[int], int, int]] = []
        run: list[int] = []
        low = -1
        for row in range(len(self._tiles) + 1):
            if row < len(self._tiles) and row not in self._person_of:
                run.append(row)
                continue
            high = self._shown_before if row == len(self._tiles) else self._rank(self._person_of[row])
            if run and high >= 0:
                gaps.append((run, low, high))
            run, low = [], high
        return gaps

    def _rank(self, column: int) -> int:
        rank = self._known[column].rank
        return -1 if rank is None else rank

    def _may_be(self, row: int, column: int) -> bool:
        distance = self._distance(row, column)
        if self._names_differ(row, column):
            return False
        return distance < ALIKE if distance is not None else not self._misses_name(row, column)

    # ------------------------------------------------------------ what is left

    def doubtful(self) -> frozenset[int]:
        """Tiles of nobody known that look, or without a look may be, like somebody who is missing."""
        new = [row for row, column in self._person_of.items() if self._known[column].is_new]
        return frozenset(
            row
            for row in (*self._free_tiles(), *new)
            if any(self._may_show(row, column) for column in self._free_people if not self._known[column].is_new)
        )

    def _may_show(self, row: int, column: int) -> bool:
        distance = self._distance(row, column)
        if self._names_differ(row, column):  # misread?
            return self._known[column].rank is not None if distance is None else distance < _DISTINCT[0]
        return distance is None or distance < UNLIKE

    def _free_tiles(self) -> list[int]:
        return [row for row in range(len(self._tiles)) if row not in self._person_of]

    def _take(self, cost: Callable[[int, int], float | None]) -> None:
        """Pairs by rising cost."""
        costs = [
            (value, row, column)
            for row in self._free_tiles()
            for column in self._free_people
            if (value := cost(row, column)) is not None
        ]
        for _, row, column in sorted(costs):
            if row not in self._person_of and column in self._free_people:
                self._pair(row, column)

    def _pair(self, row: int, column: int, *, is_evidence: bool = False) -> None:
        self._person_of[row] = column
        self._free_people.remove(column)
        if is_evidence:
            self._evidence.append((row, column))


def has_look(tile: Tile) -> bool:
    """Whether the tile shows a video."""
    return tile.appearance is not None and tile.state is not ParticipantState.CAMERA_OFF


def _groups(pairs: set[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Rows and columns that are connected by pairs."""
    groups: list[tuple[set[int], set[int]]] = []
    for row, column in sorted(pairs):
        touching = [group for group in groups if row in group[0] or column in group[1]]
        rows, columns = {row}, {column}
        for group in touching:
            rows |= group[0]
            columns |= group[1]
            groups.remove(group)
        groups.append((rows, columns))
    return [(sorted(rows), sorted(columns)) for rows, columns in groups]


def _clear_pairs(costs: NDArray[np.float64], margin: float, limit: float) -> list[tuple[int, int]]:
    """The pairs below `limit` of the cheapest pairing that stay in it when others cost up to `margin` less."""
    column_of = assign(costs)
    paired = [(row, int(column)) for row, column in enumerate(column_of) if column >= 0]
    rows_left = [row for row, column in enumerate(column_of) if column < 0]
    columns_left = sorted(set(range(costs.shape[1])) - {column for _, column in paired})
    clear = []
    for row, column in paired:
        cost = costs[row, column]
        exchanged = min(
            (costs[row, c] + costs[r, column] - costs[r, c] for r, c in paired if r != row),
            default=np.inf,
        )
        instead = min([*costs[row, columns_left], *costs[rows_left, column]], default=np.inf)
        if cost < limit and cost + margin <= min(exchanged, instead):
            clear.append((row, column))
    return clear
