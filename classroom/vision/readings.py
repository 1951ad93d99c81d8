"""Two readings of one line made into one: each disputed part is taken as the line network finds it likelier."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from classroom.vision.networks import Floats
from classroom.vision.scripts import fold_scripts, restore_scripts

AGREED = 0.97  # confidence of a text both readers read
DISPUTED = 0.95  # at most, of one they read differently: it is read again
ALONE = 0.8  # of the confidence stays where the other reader finds no letters though it knows the script
# Written alike at the size of labels: read as one.
ALIKE = {"’": "'", "‘": "'", "`": "'", "´": "'", "—": "–", "\u00a0": " ", "‐": "-", "‑": "-", "...": "…", "..": "…"}
_NOWHERE = -1e9  # logarithm of no chance
_LEAST = 1e-6  # chance no letter falls below
# What the other reader's word counts, as a logarithm of chances, by what is disputed (chosen on drawn labels,
# docs/models.md). It knows letters and cases best and makes none up; it leaves marks of capitals away, and bars, and
# letters it does not know.
_LETTERS, _ADDED, _LOST, _CASE, _SIGNS, _SPACE, _MARKS, _MARK_ADDED = 9.0, 16.0, 5.0, 16.0, 7.0, 2.5, 9.0, 7.0
_CAPITALS_MARK = 2.5
_BARS, _FOREIGN = 0.0, 1e3
_VERY_SURE, _RATHER_SURE = 0.985, 0.96  # its confidence, from which on its word counts more or less than that
_MORE, _LESS = 3.0, 0.8


@dataclass(frozen=True, slots=True)
class TextLine:
    """What a recogniser made of one line."""

    text: str
    confidence: float  # 0-1


@dataclass(frozen=True, slots=True, eq=False)
class LineReading:
    """What the line network made of a line, and why."""

    line: TextLine
    steps: Floats  # (steps, letters + 1) probabilities, channel 0 = none
    letters: str  # the alphabet


def join_readings(ours: LineReading, theirs: TextLine) -> TextLine:
    """One line of two readings, and how sure it is: most where the two agree.

    Both agreeing were right in 0.99 of the drawn labels, one against the other in 0.5 to 0.8; the exponents bring what
    was right at least every second time above the 0.8 that callers take as readable (docs/models.md).
    """
    other = write_alike(theirs.text)
    if _is_of_another_script(ours, other):
        return theirs
    text = merge_texts(ours, TextLine(other, theirs.confidence))
    if fold_scripts(text) == fold_scripts(other) == fold_scripts(ours.line.text):
        return TextLine(text, max(AGREED, theirs.confidence))
    if fold_scripts(text) == fold_scripts(other):
        return TextLine(text, min(DISPUTED, theirs.confidence**2))
    alone = 1.0 if without_marks(other) or _is_foreign_to_other(text) else ALONE
    return TextLine(text, min(DISPUTED, ours.line.confidence ** (1 / 3)) * alone)


def _is_of_another_script(ours: LineReading, other: str) -> bool:
    """Whether the other reader found letters the network does not know, or any where it found none."""
    unknown = any(letter.isalpha() and letter not in ours.letters for letter in fold_scripts(other))
    return not ours.line.text or (unknown and ours.line.confidence < DISPUTED)


def merge_texts(ours: LineReading, theirs: TextLine) -> str:
    """The network's text with the parts of the other reader's that are likelier.

    Letters the network does not know leave its text as it is.
    """
    text, other = fold_scripts(ours.line.text), fold_scripts(write_alike(theirs.text))
    foreign = _is_foreign_to_other(ours.line.text) and not _is_sure_of_letters(theirs, len(text))
    if foreign or not set(other) <= set(ours.letters):
        return ours.line.text
    steps = np.log(np.maximum(ours.steps, _LEAST))
    score, moved, trust = _score(steps, text, ours.letters), 0, _trust(theirs.confidence)
    for tag, first, last, start, end in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        mine, yours = text[first + moved : last + moved], other[start:end]
        tried = text[: first + moved] + yours + text[last + moved :]
        tried_score = _score(steps, tried, ours.letters)
        if tried_score + _weigh(mine, yours) * trust > score:
            text, score, moved = tried, tried_score, moved + len(yours) - len(mine)
    return restore_scripts(" ".join(text.split()))


def write_alike(text: str) -> str:
    """The text in composed letters, with signs that look the same written the same and single spaces."""
    composed = unicodedata.normalize("NFC", text)
    for seen, read in ALIKE.items():
        composed = composed.replace(seen, read)
    return " ".join(composed.split())


def without_marks(text: str) -> str:
    """The text's letters without accents, strokes and case, nothing else."""
    bare = text.translate(_STROKES)
    letters = (letter for letter in unicodedata.normalize("NFKD", bare) if letter.isalnum())
    return "".join(letters).casefold()


_STROKES = str.maketrans("øØłŁđĐħĦŧŦı", "oOlLdDhHtTi")


def _trust(confidence: float) -> float:
    """By how much more or less the other reader's word counts, by its confidence."""
    if confidence >= _VERY_SURE:
        return _MORE
    return 1.0 if confidence >= _RATHER_SURE else _LESS


def _weigh(mine: str, yours: str) -> float:
    """What the other reader's word counts for this part."""
    if any("\u0370" <= letter <= "\u052f" for letter in mine):
        return _FOREIGN  # no Latin word has a Greek or Cyrillic letter
    if mine.translate(_UPRIGHT) == yours.translate(_UPRIGHT):
        return _BARS
    if without_marks(mine) != without_marks(yours):
        return _weigh_letters(mine, yours)
    if not without_marks(yours):
        return _SIGNS if (mine + yours).strip() else _SPACE
    if mine.casefold() == yours.casefold():
        return _CASE
    return _weigh_marks(mine, yours)


def _weigh_letters(mine: str, yours: str) -> float:
    if len(without_marks(mine)) < len(without_marks(yours)):
        return _ADDED
    if len(without_marks(mine)) == len(without_marks(yours)):
        return _LETTERS
    unknown = any("\u1e80" <= letter <= "\u1ef9" for letter in mine)  # it leaves Vietnamese ones away
    return 0.0 if unknown else _LOST


def _weigh_marks(mine: str, yours: str) -> float:
    if mine.isupper():
        return _CAPITALS_MARK
    return _MARKS if yours.isascii() else _MARK_ADDED


_UPRIGHT = str.maketrans("Il1|", "llll")


def _is_sure_of_letters(theirs: TextLine, count: int) -> bool:
    """Whether the other reader is rather sure of about so many letters: of Greek and Cyrillic it finds few."""
    return theirs.confidence >= _RATHER_SURE and 2 * len(theirs.text) > count


def _is_foreign_to_other(text: str) -> bool:
    """Whether most letters are Greek or Cyrillic ones."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum("\u0370" <= letter <= "\u052f" for letter in letters) > len(letters)


def _score(steps: Floats, text: str, letters: str) -> float:
    return score_text(steps, [letters.index(letter) + 1 for letter in text])


def score_text(steps: Floats, numbers: Sequence[int]) -> float:
    """The logarithm of the chance that a line with these steps says these letters (CTC's forward pass).

    Args:
        steps: (steps, letters + 1) logarithms of probabilities, channel 0 = none.
        numbers: of the letters, 1, 2, ...
    """
    states = np.zeros(2 * len(numbers) + 1, int)
    states[1::2] = numbers
    skips = np.zeros(len(states), bool)
    skips[3::2] = states[3::2] != states[1:-2:2]
    chances = np.full(len(states), _NOWHERE)
    chances[:2] = steps[0, states[:2]]
    for row in steps[1:]:
        moved = np.logaddexp(chances, _shift(chances, 1))
        chances = np.logaddexp(moved, np.where(skips, _shift(chances, 2), _NOWHERE)) + row[states]
    return float(np.logaddexp.reduce(chances[-2:]))


def _shift(chances: np.ndarray, places: int) -> np.ndarray:
    """The chances that many states further on."""
    return np.concatenate([np.full(places, _NOWHERE), chances])[: len(chances)]
