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
# What a reader of pictures takes for a Latin letter, and what looks like one: "Kowa1ski", "Коwаlski" with Cyrillic.
_DIGIT_IN_WORD = re.compile(r"(?<=[^\W\d_])\d(?=[^\W\d_])|\b\d(?=[^\W\d_]{2})")
_DIGITS = str.maketrans("0134578", "oleastb")
_TWINS = str.maketrans("авеіјкмнорѕтухһԛԝԁɡαβεικνορτυχ", "abeijkmhopstyxhqwdgabeikvoptux")
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
    parts = [part for whole in (text[:_LONGEST], text[-_LONGEST:]) for part in _parts(whole)]
    parts += [_as_latin(part) for part in parts]
    words = dict.fromkeys(fuzzy_words(_NUMBER_AT_END.sub("", part)) for part in dict.fromkeys(parts))
    yield from dict.fromkeys(one for several in words if several for one in _windows(several))


def _parts(text: str) -> Iterator[str]:
    yield text
    if _POSSESSIVE.search(text):
        yield _POSSESSIVE.split(text)[0]
    yield _OF_A_DEVICE.sub(" ", text)
    yield from filter(_WORD.search, _PARTS.split(text))


def _windows(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """So many words at once that a name stands whole in one of them, wherever in a long label it is."""
    for start in range(0, max(1, len(words) - _MOST_WORDS // 2), _MOST_WORDS // 2):
        yield words[start : start + _MOST_WORDS]


def _as_latin(text: str) -> str:
    """With Latin letters in place of what looks like them."""
    plain = text.casefold().translate(_TWINS)
    return _DIGIT_IN_WORD.sub(lambda found: found[0].translate(_DIGITS), plain)


def _fit(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return first == second or score_words(first, second) >= UNSURE


def _are_numbered_apart(label: str, name: str) -> bool:
    """ "Student 1" and "Student 2" are two people; a number beside a first and a last name says nothing."""
    mine, other = re.findall(r"\d+", label[:_LONGEST]), re.findall(r"\d+", name)
    few = min(len(fuzzy_words(_NUMBER_AT_END.sub("", text[:_LONGEST]))) for text in (label, name))
    return bool(mine and other) and mine != other and few < 2
