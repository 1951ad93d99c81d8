"""Which display name is which person of a list: fuzzy, one to one, and never sure without reason; pure.

The thresholds come from trials with made-up class lists (see `tests/roster/test_matching.py`), not from a study.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from classroom.assignment import assign
from classroom.roster.keys import fuzzy_words, name_key
from classroom.roster.types import Confidence, NameMatch

LIKELY = 0.85  # score from which a pair may be taken without being asked about
UNSURE = 0.6  # score from which a pair is worth asking about
MARGIN = 0.05  # by how much the best must lead: two who fit about equally are both unsure
_EXACT_WEIGHT = 2.0  # an equal name is not given up for two that are alike

_INITIAL = 0.8  # "L." or "Le" for Lee
_PREFIX = 0.92  # "Alex" for Alexandra, "Alexandr…"
_MIN_PREFIX = 3  # letters
_MIN_ALIKE = 0.7  # share of letters that two words must have in common, in order
_TYPO = 0.95  # of the share: a word that differs is worth a little less than it looks
_ONE_WORD = 0.8  # a given name alone may be anybody's
_MORE_WORDS = 0.96  # for every word that one side has and the other has not
_TURNED = 0.98  # "Lee Ann" for Ann Lee
_VAGUE = 0.7  # at most, when no word of three letters or more is the same person's for sure


def match_names(names: Sequence[str], people: Sequence[Sequence[str]]) -> tuple[NameMatch, ...]:
    """For each display name the person it belongs to, so that the scores' sum is greatest.

    Args:
        names: as shown in the call, or in a platform's list.
        people: for each person the names he or she is known by: the list's own first, then aliases.
    """
    scores = score_names(names, people)
    worth = np.where(scores >= UNSURE, scores, 0.0) + np.where(scores == 1.0, _EXACT_WEIGHT, 0.0)
    paired = assign(-worth) if names and people else np.full(len(names), -1)
    open_scores = _without_settled(scores)
    return tuple(_judge(index, int(person), scores, open_scores) for index, person in enumerate(paired))


def score_names(names: Sequence[str], people: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """(names, people) how alike each pair is, 0-1; 1 = equal but for case, accents, punctuation and pronouns."""
    scores = np.zeros((len(names), len(people)))
    keys, words = [name_key(name) for name in names], [fuzzy_words(name) for name in names]
    for column, known_as in enumerate(people):
        known_keys = {name_key(name) for name in known_as} - {""}
        known_words = {fuzzy_words(name) for name in known_as}
        for row in range(len(names)):
            if keys[row] in known_keys:
                scores[row, column] = 1.0
            else:
                scores[row, column] = max((score_words(words[row], one) for one in known_words), default=0.0)
    return scores


def score_words(first: Sequence[str], second: Sequence[str]) -> float:
    """How alike two names are, 0 to 0.99, by their words."""
    few, many = sorted((first, second), key=len)
    if not few:
        return 0.0
    pairs = _pair_words(few, many)
    mean = sum(likeness for _, _, likeness in pairs) / len(few)
    score = mean * _MORE_WORDS ** (len(many) - len(few))
    if len(few) == 1 and len(many) > 1:
        score = mean * _ONE_WORD
    if any(later < earlier for (_, earlier, _), (_, later, _) in pairwise(sorted(pairs))):
        score *= _TURNED
    if not any(likeness > _INITIAL and len(few[at]) >= _MIN_PREFIX for at, _, likeness in pairs):
        score = min(score, _VAGUE)
    if len(few) != len(many):  # "Alfayed" for Al-Fayed
        score = max(score, _compare_spelling("".join(first), "".join(second)) * _MORE_WORDS)
    return min(score, 0.99)


def _pair_words(few: Sequence[str], many: Sequence[str]) -> list[tuple[int, int, float]]:
    """(place, place, likeness) of words that belong together, the most alike first; each word once."""
    likely = [
        (_compare_words(word, other), at, there) for at, word in enumerate(few) for there, other in enumerate(many)
    ]
    pairs: list[tuple[int, int, float]] = []
    for likeness, at, there in sorted(likely, key=lambda one: (-one[0], abs(one[1] - one[2]))):
        if likeness > 0 and all(at != used and there != taken for used, taken, _ in pairs):
            pairs.append((at, there, likeness))
    return pairs


def _compare_words(first: str, second: str) -> float:
    """How alike two words are, 0-1; 0 when they are not."""
    if first == second:
        return 1.0
    short, long = sorted((first, second), key=len)
    if short and long.startswith(short):
        return _PREFIX if len(short) >= _MIN_PREFIX else _INITIAL
    return _compare_spelling(first, second)


def _compare_spelling(first: str, second: str) -> float:
    """0-1; 0 when too many letters differ."""
    alike: float = OSA.normalized_similarity(first, second)
    return alike * _TYPO if alike >= _MIN_ALIKE else 0.0


def _without_settled(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores that can rival others: a name and a person who are equal, and no others', are settled."""
    exact = scores == 1.0
    settled = exact & (exact.sum(axis=1, keepdims=True) == 1) & (exact.sum(axis=0, keepdims=True) == 1)
    rest = scores.copy()
    rest[settled.any(axis=1), :] = 0.0
    rest[:, settled.any(axis=0)] = 0.0
    return rest


def _judge(name: int, person: int, scores: NDArray[np.float64], rest: NDArray[np.float64]) -> NameMatch:
    if person < 0 or scores[name, person] < UNSURE:
        return NameMatch(name, None, 0.0, Confidence.NONE)
    score = float(scores[name, person])
    bar = 1.0 if score == 1.0 else max(score - MARGIN, UNSURE)
    rivals = tuple(int(other) for other in np.flatnonzero(rest[name] >= bar) if other != person)
    others = [int(other) for other in np.flatnonzero(rest[:, person] >= bar) if other != name]
    if rivals or others or score < LIKELY:
        return NameMatch(name, person, score, Confidence.UNSURE, rivals)
    return NameMatch(name, person, score, Confidence.EXACT if score == 1.0 else Confidence.LIKELY)
