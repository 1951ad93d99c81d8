"""Whether a label of a call may be a certain student's; pure, and generous: by it people are left out, never read.

The roster's matcher compares the words; what platforms, telephones and people add to a name is taken away before.
"""

import re
from collections.abc import Iterator

from classroom.roster.keys import fuzzy_words
from classroom.roster.matching import UNSURE, score_words

_LONGEST = 200  # characters of a label that are compared; a name has fewer
_MOST_WORDS = 8
_POSSESSIVE = re.compile(r"[’'`´]s\b|(?<=s)[’'`´](?=\s)", re.IGNORECASE)  # "Anna's iPad", "Jonas' iPad"
_PARTS = re.compile(r"[()\[\]{}|/,;]|\s[-–—]\s")  # "Ania (Anna Kowalski)", "8b | Anna Kowalski"
_WORD = re.compile(r"[^\W\d_]{3}")  # "(A)" beside a name is no initial
_OF_A_DEVICE = re.compile(r"\b(?:von|de|di|da|do|of|van|af|av|od)\b|\bd[’']", re.IGNORECASE)  # "iPad von Anna"
_NUMBER_AT_END = re.compile(r"(?<=[^\W\d_])\d+\b")  # "Anna2"


def may_be_called(label: str, name: str) -> bool:
    """Whether the label may stand for the student of that name: in another order of words, with initials, a part of
    the name alone, numbers, pronouns, devices or remarks beside it, or a letter misread."""
    if _are_numbered_apart(label, name):
        return False
    theirs = list(_variants(name))
    return any(_fit(mine, other) for mine in _variants(label) for other in theirs)


def _variants(text: str) -> Iterator[tuple[str, ...]]:
    """The words of the whole text and of each part of it that may be a name alone; each once."""
    text = text[:_LONGEST]
    owner = _POSSESSIVE.split(text)[0] if _POSSESSIVE.search(text) else ""
    parts = (text, owner, _OF_A_DEVICE.sub(" ", text), *filter(_WORD.search, _PARTS.split(text)))
    words = (fuzzy_words(_NUMBER_AT_END.sub("", part)) for part in parts)
    yield from dict.fromkeys(one[:_MOST_WORDS] for one in words if one)


def _fit(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return first == second or score_words(first, second) >= UNSURE


def _are_numbered_apart(label: str, name: str) -> bool:
    """ "Student 1" and "Student 2" are two people; a number beside a first and a last name says nothing."""
    mine, other = re.findall(r"\d+", label[:_LONGEST]), re.findall(r"\d+", name)
    few = min(len(fuzzy_words(_NUMBER_AT_END.sub("", text[:_LONGEST]))) for text in (label, name))
    return bool(mine and other) and mine != other and few < 2
