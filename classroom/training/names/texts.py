"""Texts of labels: names as participants write them, what call programs add, and letters in no known order."""

from collections.abc import Sequence

import numpy as np

from classroom.training.names import words
from classroom.training.names.alphabet import ASCII, CYRILLIC, GREEK, LATIN_1, LATIN_A, LATIN_MORE, VIETNAMESE

Random = np.random.Generator

_MOST = 42  # letters
_ACCENTED = [letter for letter in LATIN_1 + LATIN_A + LATIN_MORE if letter.isalpha()]
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_SIGNS = "-'.,()/|@#&+_:;!?\"*=%$<>[]{}~^\\·–•°«»€£©№¡¿"
# Code points of scripts and signs the recogniser is to reject: first, last, how many of them are drawn.
_RANGES = (
    (0x05D0, 0x05EA, 27), (0x0621, 0x063A, 24), (0x0905, 0x0939, 30), (0x0985, 0x09A8, 20), (0x0A85, 0x0AA8, 20),
    (0x0B85, 0x0B94, 10), (0x0C85, 0x0C94, 10), (0x0D05, 0x0D39, 20), (0x0E01, 0x0E2E, 30), (0x10D0, 0x10F0, 33),
    (0x0531, 0x0556, 38), (0x1200, 0x1230, 30), (0x3042, 0x3092, 60), (0x30A2, 0x30F2, 60), (0x4E00, 0x9FA5, 400),
    (0x4E00, 0x9FA5, 400), (0x4E00, 0x9FA5, 400), (0xAC00, 0xD7A3, 200), (0x2600, 0x26FF, 60), (0x2190, 0x21FF, 20),
    (0x25A0, 0x25FF, 20), (0x1F600, 0x1F640, 40), (0x1F300, 0x1F5FF, 60), (0x2700, 0x27BF, 60),
)  # fmt: skip
FOREIGN = tuple(
    "".join(dict.fromkeys(chr(code) for code in np.linspace(first, last, count).astype(int)))
    for first, last, count in _RANGES
)


def make_text(random: Random) -> str:
    """What one label says."""
    draw = random.random()
    if draw < 0.70:
        text = _label(random)
    elif draw < 0.84:
        text = _letters(random)
    elif draw < 0.91:
        text = _cased(random, _cyrillic(random))
    elif draw < 0.94:
        text = _cased(random, _greek(random))
    else:
        text = _foreign(random)
    return _cut(random, text) if random.random() < 0.08 else text[:_MOST].strip()


def _label(random: Random) -> str:
    draw = random.random()
    if draw < 0.08:
        text = _owned_device(random)
    elif draw < 0.14:
        text = f"{_pick(random, words.GROUPS)} {random.integers(0, 41)}{_pick(random, ['', '', '', 'a', 'b', 'B'])}"
    elif draw < 0.22:
        text = _name(random).split()[0]
    else:
        text = _name(random)
    text = _cased(random, text)
    if random.random() < 0.22:
        note = _pick(random, words.NOTES)
        form = _pick(random, ["({})"] * 9 + ["[{}]", "- {}", "| {}", "/ {}", ", {}", "– {}", "@ {}", "# {}", "· {}"])
        text = f"{text} {form.format(note)}".replace(" ,", ",")
    return text


# How people write their names, and how often.
_FORMS = {
    "{first} {last}": 50,
    "{first} {particle} {last}": 7,
    "{first}-{other} {last}": 7,
    "{first} {last}-{family}": 7,
    "{a}. {b}. {last}": 5,
    "{first} {a}.": 4,
    "{first} {a}. {last}": 3,
    "{last}, {first}": 4,
    "{title} {last}": 4,
    "{first} {other} {last}": 5,
    "{first}{joint}{last}": 4,
}
_SHARES = np.array(list(_FORMS.values())) / sum(_FORMS.values())


def _name(random: Random) -> str:
    form = list(_FORMS)[int(random.choice(len(_FORMS), p=_SHARES))]
    return form.format(
        first=_first(random),
        last=_last(random),
        other=_first(random),
        family=_last(random),
        particle=_pick(random, words.PARTICLES),
        title=_pick(random, words.TITLES),
        joint=_pick(random, [".", "_", "", "&", " & ", " + ", "/", " and "]),
        a=_initial(random),
        b=_initial(random),
    )


def _first(random: Random) -> str:
    return _pick(random, words.FIRST) if random.random() < 0.6 else _syllables(random)


def _last(random: Random) -> str:
    return _pick(random, words.LAST) if random.random() < 0.6 else _syllables(random)


def _initial(random: Random) -> str:
    return _pick(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") if random.random() < 0.9 else _pick(random, "ÁÅÄÇÉÍÓÖØŠŁŽÜÉ")


def _syllables(random: Random) -> str:
    """A made-up name: one to four syllables, with accents here and there."""
    plain = random.random() < 0.55
    word = ""
    for _ in range(random.integers(1, 5)):
        onset, vowel, coda = _pick(random, words.ONSETS), _pick(random, words.VOWELS), ""
        if random.random() < 0.5:
            coda = _pick(random, words.CODAS)
        syllable = onset * (random.random() < 0.85) + vowel + coda
        word += "".join(letter for letter in syllable if not plain or letter < "\x7f")
    word = (word or "io")[:14]
    return word[0].upper() + word[1:]


def _owned_device(random: Random) -> str:
    form = _pick(random, words.OF_OWNER) if random.random() < 0.6 else "{d}"
    return form.format(d=_pick(random, words.DEVICES), n=_first(random))


def _letters(random: Random) -> str:
    """Words of letters in no order: the network is to read letters, not to guess names."""
    return " ".join(_random_word(random) for _ in range(random.integers(1, 4)))


def _random_word(random: Random) -> str:
    length = int(random.integers(1, 10))
    draw = random.random()
    if draw < 0.12:
        return "".join(_pick(random, _DIGITS) for _ in range(min(length, 6)))
    if draw < 0.19:
        return "".join(_pick(random, _SIGNS + ASCII[1:]) for _ in range(length))
    if draw < 0.24:
        return "".join(_pick(random, VIETNAMESE + _LOWER) for _ in range(length)).capitalize()
    accents = 0.3 if draw < 0.5 else 0.0
    letters = [_pick(random, _ACCENTED) if random.random() < accents else _pick(random, _LOWER) for _ in range(length)]
    word = "".join(letters).lower()
    return _pick(random, [word, word.capitalize(), word.capitalize(), word.upper()]).replace("\u0307", "")


def _cyrillic(random: Random) -> str:
    if random.random() < 0.25:
        letters = "".join(_pick(random, CYRILLIC) for _ in range(random.integers(2, 9))).lower()
        return f"{_pick(random, words.CYRILLIC_FIRST)} {letters}ж"
    first, last = _pick(random, words.CYRILLIC_FIRST), _pick(random, words.CYRILLIC_LAST)
    return _pick(random, [f"{first} {last}"] * 3 + [first, f"{last} {first[0]}. {last[0]}.", f"{first} {last} (я)"])


def _greek(random: Random) -> str:
    if random.random() < 0.2:
        return "".join(_pick(random, GREEK) for _ in range(random.integers(2, 9))).lower().capitalize() + "λ"
    first, last = _pick(random, words.GREEK_FIRST), _pick(random, words.GREEK_LAST)
    return _pick(random, [f"{first} {last}"] * 3 + [first, f"{first[0]}. {last}"])


def _foreign(random: Random) -> str:
    """Letters of a script the recogniser does not know, alone or with a name."""
    letters = _pick(random, FOREIGN)
    foreign = "".join(_pick(random, letters) for _ in range(random.integers(1, 6)))
    draw = random.random()
    if draw < 0.5:
        return foreign
    return f"{foreign} {_first(random)}" if draw < 0.65 else f"{_name(random)} {foreign[:2]}"


def _cased(random: Random, text: str) -> str:
    draw = random.random()
    if draw < 0.10:
        return text.lower()
    return text.upper() if draw < 0.20 else text


def _cut(random: Random, text: str) -> str:
    """The text as a call program ends it where its place is too narrow."""
    kept = text[: random.integers(3, max(4, min(len(text), 26)))].rstrip()
    return kept + _pick(random, ["…", "…", "..."])


def _pick(random: Random, choices: Sequence[str]) -> str:
    return choices[int(random.integers(len(choices)))]
