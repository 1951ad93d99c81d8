"""Which tile shows whom: name first, appearance second, position last; unsure is nobody.

Pure: tiles and what is remembered of people in, pairs out. docs/identity.md explains the steps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classroom.domain import ParticipantState, Tile
from classroom.vision.appearance import is_room_alike
from classroom.vision.assignment import assign
from classroom.vision.clues import ALIKE, UNLIKE, Clues, Known, has_look
from classroom.vision.name_likeness import is_generic, name_key

# Who is hardly to be mistaken: the greatest distance, and as a share of the distance to the next best (Lowe 2004).
_DISTINCT = (0.30, 0.7)
_DISTINCT_UNNAMED = (0.22, 0.6)  # a name is known and will be read again: no need to guess
_CLEARLY = 0.06  # how much cheaper than the next best pairing
_STEADY_SHARE = 0.7  # of those recognised otherwise: so many must have kept their place for places to count
_ORDER_SHARE = 0.8  # of neighbours: so many must stand in the order before for "between" to mean anything
_NO_PAIR = 0.05  # above the highest cost of a pair: what it costs to leave both alone


@dataclass(frozen=True, slots=True)
class Pair:
    tile: int  # index
    number: int  # Known.number
    is_certain: bool  # by name or place: a new look is this person's too


@dataclass(frozen=True, slots=True)
class Matching:
    pairs: tuple[Pair, ...]  # at most one participant for each tile and the reverse
    doubtful: frozenset[int]  # tiles left over that may well show somebody known


def match_tiles(tiles: Sequence[Tile], known: Sequence[Known], last: int | None = None) -> Matching:
    """Who is on which tile; a tile that fits nobody clearly is left out.

    Args:
        tiles: in reading order.
        known: everybody remembered, also who is not in the gallery now.
        last: number of the gallery frame before; None = it is too long ago for places to tell anything.
    """
    matcher = _Matcher(Clues(tiles, known, last))
    matcher.match_names()
    matcher.match_looks()
    matcher.match_places()
    return Matching(matcher.pairs(), matcher.doubtful())


class _Matcher:
    """Tiles (rows) and people (columns) still free."""

    def __init__(self, clues: Clues) -> None:
        self._clues = clues
        self._tiles = clues.tiles
        self._known = clues.known
        self._person_of: dict[int, int] = {}
        self._free_people = set(range(len(clues.known)))
        self._evidence: list[tuple[int, int]] = []  # pairs that do not rest on places
        self._by_look: set[int] = set()  # tiles

    def pairs(self) -> tuple[Pair, ...]:
        return tuple(
            Pair(row, self._known[column].number, row not in self._by_look)
            for row, column in sorted(self._person_of.items())
        )

    def doubtful(self) -> frozenset[int]:
        """Tiles of nobody known that look, or without a look may be, like somebody who is missing."""
        new = [row for row, column in self._person_of.items() if self._known[column].is_new]
        missing = [column for column in self._free_people if not self._known[column].is_new]
        return frozenset(
            row for row in (*self._free_tiles(), *new) if any(self._may_show(row, column) for column in missing)
        )

    def _may_show(self, row: int, column: int) -> bool:
        distance = self._clues.distance(row, column)
        if self._clues.names_differ(row, column):  # misread?
            return self._clues.is_expected(column) if distance is None else distance < _DISTINCT[0]
        return distance is None or distance < UNLIKE

    def _free_tiles(self) -> list[int]:
        return [row for row in range(len(self._tiles)) if row not in self._person_of]

    def _pair(self, row: int, column: int, *, is_evidence: bool = False) -> None:
        self._person_of[row] = column
        self._free_people.remove(column)
        if is_evidence:
            self._evidence.append((row, column))

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

    # ------------------------------------------------------------ names

    def match_names(self) -> None:
        people: dict[str, list[int]] = {}
        for column, person in enumerate(self._known):
            for key in {name_key(name) for name in person.names}:
                people.setdefault(key, []).append(column)
        tiles: dict[str, list[int]] = {}
        for row, tile in enumerate(self._tiles):
            if tile.name is not None and name_key(tile.name) in people:
                tiles.setdefault(name_key(tile.name), []).append(row)
        unlikely = []
        for key, rows in tiles.items():
            columns = [column for column in people[key] if column in self._free_people]
            if len(rows) == 1 and len(columns) == 1:
                if self._speaks_against(rows[0], columns[0], is_page_known=False):
                    unlikely.append((rows[0], columns[0]))
                else:
                    self._pair(rows[0], columns[0], is_evidence=True)
            elif columns:
                self._match_namesakes(rows, columns)
        self._reconsider(unlikely)
        self._take(self._alike_name_cost)

    def _reconsider(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Takes pairs of one name after all when the page is shown on which that person was last seen."""
        self._clues.expect([column for _, column in (*self._evidence, *pairs)])
        for row, column in pairs:
            if column in self._free_people and not self._speaks_against(row, column, is_page_known=True):
                self._pair(row, column, is_evidence=True)

    def _speaks_against(self, row: int, column: int, *, is_page_known: bool) -> bool:
        """Whether the only tile of a name is not the only person of that name, in spite of it."""
        clues, tile, person = self._clues, self._tiles[row], self._known[column]
        distance = clues.distance(row, column)
        if clues.is_same_place(row, column):
            return False
        if tile.name is not None and is_generic(tile.name):
            return not clues.both_off(row, column) if distance is None else distance >= ALIKE
        if not clues.is_expected(column) and (person.is_hidden or clues.was_just_shown(column)):
            return self._may_be_namesake(row, column)
        if distance is None or distance < ALIKE:
            return False
        if not is_page_known:
            return True
        # Somebody else's tile may show this person: a namesake, or a second device, has come.
        others = np.delete(clues.looks[:, column], row)
        return bool((others < ALIKE).any())

    def _may_be_namesake(self, row: int, column: int) -> bool:
        """Whether somebody else of that name may be meant: of two on two pages only one is ever seen at a time."""
        distance = self._clues.distance(row, column)
        if distance is None:
            return has_look(self._tiles[row])  # cameras are switched off; one never on may well be another's
        is_empty = self._tiles[row].state is ParticipantState.NO_FACE
        return distance >= ALIKE and not (is_empty and self._clues.is_any_look(row, column, is_room_alike))

    def _match_namesakes(self, rows: list[int], columns: list[int]) -> None:
        """Among people of one name looks and places decide; who is left over is nobody we know."""
        costs = np.full((len(rows), len(columns)), UNLIKE + _NO_PAIR)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                cost = self._namesake_cost(row, column)
                if cost is not None:
                    costs[i, j] = cost
        # Nobody of an earlier recording has a look or a place: any order is as good.
        is_fresh = len(rows) == len(columns) and not any(self._known[column].seen_in for column in columns)
        for i, j in _clear_pairs(costs, 0.0 if is_fresh else _CLEARLY, UNLIKE):
            self._pair(rows[i], columns[j], is_evidence=True)

    def _namesake_cost(self, row: int, column: int) -> float | None:
        clues = self._clues
        distance, same_place = clues.distance(row, column), clues.is_same_place(row, column)
        here = 0.1 if same_place else 0.0
        if distance is None:
            return 0.4 - here - (0.2 if clues.both_off(row, column) else 0)
        if distance <= UNLIKE or (same_place and clues.is_partly_alike(row, column)):
            return min(distance, UNLIKE) - here
        return None

    def _alike_name_cost(self, row: int, column: int) -> float | None:
        """A name read with a wrong letter, or cut: believed where place or looks speak for it."""
        clues = self._clues
        if not clues.is_alike_name(row, column):
            return None
        distance, same_place = clues.distance(row, column), clues.is_same_place(row, column)
        if distance is not None and distance > UNLIKE:
            return None
        if not same_place and (distance is None or distance >= ALIKE):
            return None
        return (0.5 if distance is None else distance) - (0.1 if same_place else 0)

    # ------------------------------------------------------------ looks

    def match_looks(self) -> None:
        """Pairs that look alike and clearly more so than any other pairing of those left.

        First those that are hardly to be mistaken; they tell who is to be expected besides.
        """
        self._match_clear_looks(self._is_distinct)
        self._clues.expect([column for _, column in self._evidence])
        self._match_clear_looks(lambda _, column: self._clues.is_expected(column))

    def _match_clear_looks(self, is_enough: Callable[[int, int], bool]) -> None:
        clues, rows = self._clues, [row for row in self._free_tiles() if has_look(self._tiles[row])]
        if not rows:
            return
        columns = [
            column
            for column in sorted(self._free_people)
            if not any(other < column and other in self._free_people for other in clues.doubles(column))
        ]
        costs = np.full((len(rows), len(columns)), ALIKE + _NO_PAIR)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                distance = clues.distance(row, column)
                if distance is not None and distance < ALIKE and not clues.names_differ(row, column):
                    costs[i, j] = distance - (0.05 if clues.is_same_place(row, column) else 0)
        for i, j in _clear_pairs(costs, _CLEARLY, ALIKE):
            if is_enough(rows[i], columns[j]):
                self._by_look.add(rows[i])
                self._pair(rows[i], columns[j], is_evidence=True)

    def _is_distinct(self, row: int, column: int) -> bool:
        """Whether the tile looks much more like this person than like anybody else known."""
        clues = self._clues
        limit, ratio = _DISTINCT
        if self._tiles[row].name is None and self._known[column].names and not clues.is_expected(column):
            limit, ratio = _DISTINCT_UNNAMED
        nearest = clues.nearest_other(row, [column, *clues.doubles(column)])
        return float(clues.looks[row, column]) < min(limit, ratio * nearest)

    # ------------------------------------------------------------ places

    def match_places(self) -> None:
        """Who was here before, as far as the others have stayed where they were."""
        then = self._clues.tiles_then()
        if self._is_steady(then):
            self._take(self._place_cost)
        expected = {column for column in range(len(self._known)) if self._clues.is_expected(column)}
        is_company = len(expected - self._free_people) * 2 >= len(expected) and abs(len(self._tiles) - then) <= 2
        if is_company and self._is_in_order():
            self._match_between(then)

    def _is_in_order(self) -> bool:
        """Whether those recognised mostly follow each other as before: not all were shuffled."""
        ranks = [rank for _, column in sorted(self._person_of.items()) if (rank := self._rank(column)) >= 0]
        rising = sum(a < b for a, b in pairwise(ranks))
        return rising >= _ORDER_SHARE * (len(ranks) - 1)

    def _is_steady(self, tiles_then: int) -> bool:
        """Whether places tell something on this frame."""
        if not self._evidence:
            return len(self._tiles) == tiles_then
        stayed = sum(self._clues.is_same_place(*pair) for pair in self._evidence)
        return stayed >= _STEADY_SHARE * len(self._evidence)

    def _place_cost(self, row: int, column: int) -> float | None:
        clues = self._clues
        if not clues.is_same_place(row, column):
            return None
        distance = clues.distance(row, column)
        if clues.names_differ(row, column):
            # Another name in the same place is another person, unless everything else looks the same.
            return None if distance is None or distance >= ALIKE else 1 + distance
        if distance is None:
            doubt = self._may_be_off(row, column) or self._misses_name(row, column) or self._neighbour_moved(row)
            return None if doubt else 0.5
        rivals = [clues.looks[row, other] for other in self._free_people if other != column]
        if np.nanmin([*rivals, 1.0]) < distance:
            return None
        return distance if distance < ALIKE or clues.is_partly_alike(row, column) else None

    def _neighbour_moved(self, row: int) -> bool:
        """Whether one of the nearest tiles known otherwise shows somebody from another place."""
        before = max((pair for pair in self._evidence if pair[0] < row), default=None)
        behind = min((pair for pair in self._evidence if pair[0] > row), default=None)
        return any(pair is not None and not self._clues.is_same_place(*pair) for pair in (before, behind))

    def _may_be_off(self, row: int, column: int) -> bool:
        """Whether a tile without video where this person's video was may show others, whose cameras were off."""
        if self._known[column].is_off or has_look(self._tiles[row]):
            return False
        return any(self._known[other].is_off and self._clues.is_expected(other) for other in self._free_people)

    def _misses_name(self, row: int, column: int) -> bool:
        """Whether labels can be read and people move, so that this person's name should be on the tile too."""
        if self._tiles[row].name is not None or not self._known[column].names or not self._clues.any_name:
            return False
        return not all(self._clues.is_same_place(*pair) for pair in self._evidence)

    def _match_between(self, tiles_then: int) -> None:
        """Who sat between two people still sits between them: reorders move few and keep the others' order."""
        for rows, low, high in self._gaps(tiles_then):
            between = [column for column in self._free_people if low < self._rank(column) < high]
            pairs = list(zip(rows, sorted(between, key=self._rank), strict=False))
            if len(between) == len(rows) and all(self._may_be(row, column) for row, column in pairs):
                for row, column in pairs:
                    self._pair(row, column)

    def _gaps(self, tiles_then: int) -> list[tuple[list[int], int, int]]:
        """Runs of free tiles with the former ranks of the people before and behind them."""
        gaps: list[tuple[list[int], int, int]] = []
        run: list[int] = []
        low = -1
        for row in range(len(self._tiles) + 1):
            if row < len(self._tiles) and row not in self._person_of:
                run.append(row)
                continue
            high = tiles_then if row == len(self._tiles) else self._rank(self._person_of[row])
            if run and high >= 0:
                gaps.append((run, low, high))
            run, low = [], high
        return gaps

    def _rank(self, column: int) -> int:
        return self._known[column].rank if self._clues.is_expected(column) else -1

    def _may_be(self, row: int, column: int) -> bool:
        distance = self._clues.distance(row, column)
        if self._clues.names_differ(row, column):
            return False
        return distance < ALIKE if distance is not None else not self._misses_name(row, column)


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
