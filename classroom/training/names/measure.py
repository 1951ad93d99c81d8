"""How well lines are read, against what was drawn."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from classroom.training.names.fonts import HELD_OUT
from classroom.training.names.lines import DrawnLine
from classroom.vision.line_network import REJECT
from classroom.vision.readings import TextLine

LEGIBLE_PX = 9.0  # height of capitals from which on a label must be read
SURE = 0.96  # confidence the product takes as sure


@dataclass(frozen=True, slots=True)
class ReaderFigures:
    """What one epoch gave, on drawn lines; shares of lines of letters the network knows."""

    lines: int
    exact: float
    legible_exact: float  # of capitals from 9 px up
    unknown_font_exact: float  # of capitals from 9 px up, in fonts it did not learn from
    plain_exact: float  # of all, accents left aside
    letter_error: float  # edits a letter
    sure: float  # share read with confidence
    sure_exact: float  # of those, read exactly
    foreign_sure: float  # share of lines wholly in other scripts that were read with confidence
    loss: float = 0.0
    seconds: float = 0.0

    def describe(self) -> str:
        """One line for people."""
        return (
            f"loss {self.loss:.3f}, exact {self.exact:.3f}, from 9 px {self.legible_exact:.3f}, unknown fonts "
            f"{self.unknown_font_exact:.3f}, without accents {self.plain_exact:.3f}, letter error "
            f"{self.letter_error:.4f}, sure {self.sure:.3f} (exact {self.sure_exact:.4f}), foreign sure "
            f"{self.foreign_sure:.3f} ({self.seconds:.0f} s)"
        )


def measure_reading(read: Sequence[TextLine], drawn: Sequence[DrawnLine]) -> ReaderFigures:
    """The readings compared with the lines' texts."""
    pairs = [(got, line) for got, line in zip(read, drawn, strict=True) if REJECT not in line.text]
    foreign = [got for got, line in zip(read, drawn, strict=True) if not line.text.replace(REJECT, "").strip()]
    right = [got.text == line.text for got, line in pairs]
    legible = [hit for hit, (_, line) in zip(right, pairs, strict=True) if line.cap_px >= LEGIBLE_PX]
    unknown = [
        hit
        for hit, (_, line) in zip(right, pairs, strict=True)
        if line.cap_px >= LEGIBLE_PX and line.family.startswith(HELD_OUT)
    ]
    sure = [hit for hit, (got, _) in zip(right, pairs, strict=True) if got.confidence >= SURE]
    edits = sum(count_edits(got.text, line.text) for got, line in pairs)
    return ReaderFigures(
        lines=len(pairs),
        exact=_share(right),
        legible_exact=_share(legible),
        unknown_font_exact=_share(unknown),
        plain_exact=_share([without_accents(got.text) == without_accents(line.text) for got, line in pairs]),
        letter_error=edits / max(1, sum(len(line.text) for _, line in pairs)),
        sure=len(sure) / max(1, len(pairs)),
        sure_exact=_share(sure),
        foreign_sure=_share([got.confidence >= SURE for got in foreign]),
    )


def without_accents(text: str) -> str:
    """The text's letters without their marks."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


def count_edits(first: str, second: str) -> int:
    """Letters to insert, remove or replace to get from one text to the other (Levenshtein 1966)."""
    row = list(range(len(second) + 1))
    for above, one in enumerate(first, 1):
        before, row[0] = row[0], above
        for place, other in enumerate(second, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (one != other))
    return row[-1]


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0
