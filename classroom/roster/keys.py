"""Names as they are compared: without case, accents, punctuation, pronouns and devices."""

import re
import unicodedata

CUT = "…"  # ends the key of a name that was cut, so that it never equals a whole one

# Letters that Unicode does not decompose -> the plain ones people type instead.
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_FIRST_OTHER_SCRIPT = "\u0530"  # Latin, Greek and Cyrillic come before
_DIGRAPHS = re.compile(r"(?<=[aou])e")  # Mueller and Müller; Joergensen and Jørgensen
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_CUT_END = re.compile(r"(?:…|\.{2,})\s*$")
_POSSESSIVE = re.compile(r"[’'`]s\b", re.IGNORECASE)
_INVERTED = re.compile(r"^([^,]+),\s*([^,]+)$")
_JOINERS = re.compile(r"[’'`´]")  # O'Neil is one word

# What platforms and people put beside a name.
_PRONOUNS = frozenset(
    [
        "she",
        "her",
        "hers",
        "he",
        "him",
        "his",
        "they",
        "them",
        "theirs",
        "ze",
        "hir",
        "zir",
        "xe",
        "xem",
        "sie",
        "ihr",
        "er",
        "ihn",
        "ihm",
        "pronouns",
    ]
)
_REMARKS = frozenset(
    [
        "host",
        "co",
        "cohost",
        "me",
        "ich",
        "guest",
        "gast",
        "external",
        "extern",
        "organizer",
        "presenter",
        "unverified",
        "gastgeber",
    ]
)
_DEVICES = frozenset(
    [
        "iphone",
        "ipad",
        "android",
        "samsung",
        "huawei",
        "xiaomi",
        "macbook",
        "imac",
        "laptop",
        "notebook",
        "pc",
        "phone",
        "tablet",
        "handy",
        "chromebook",
    ]
)


def name_key(name: str) -> str:
    """What two writings of one name share; "" when nothing of a name is left.

    "Lee, Ann (she/her)", "ann lee" and "Ánn Lee" have one key. Word order counts, since "James Thomas" and
    "Thomas James" may be two people; so do numbers ("Student 1").
    """
    words = _words(_strip_remarks(_turn(name)))
    return " ".join(words) + (CUT if words and is_cut(name) else "")


def fuzzy_words(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: also without devices, numbers and umlauts' second letters."""
    text = _strip_remarks(_turn(name))
    words = _words(text)
    if _DEVICES.intersection(words):
        words = _words(_POSSESSIVE.sub(" ", text))
    kept = (word for word in words if word not in _DEVICES and not any(letter.isdigit() for letter in word))
    return tuple(_DIGRAPHS.sub("", word) for word in kept)


def is_cut(name: str) -> bool:
    """Whether the label had no room for the whole name ("Alexandr…")."""
    return _CUT_END.search(name) is not None


def plain_key(text: str) -> str:
    """Courses, ids and e-mail addresses as they are compared: without case and outer or double spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _turn(name: str) -> str:
    """ "Lee, Ann" -> "Ann Lee"."""
    found = _INVERTED.match(_BRACKETS.sub(" ", name).strip())
    if not found or _is_remark(found[2]):
        return name
    return f"{found[2]} {found[1]}"


def _strip_remarks(name: str) -> str:
    """Without pronouns, roles and devices in brackets or behind a dash or bar; other brackets stay."""
    name = _BRACKETS.sub(lambda found: " " if _is_remark(found[1]) else f" {found[1]} ", name)
    parts = re.split(r"\s[-–—|/]\s?|[|]|,", name)
    kept = [part for part in parts if not _is_remark(part)]
    return " ".join(kept)


def _is_remark(text: str) -> bool:
    words = _words(text)
    return bool(words) and all(word in _PRONOUNS or word in _REMARKS or word in _DEVICES for word in words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _JOINERS.sub("", text)).casefold()
    folded = unicodedata.normalize("NFKD", plain).translate(_PLAIN)
    bare = unicodedata.normalize("NFC", _strip_accents(folded))
    kept = ""
    for letter in bare:
        kept += letter if letter.isalnum() or (_is_mark(letter) and not kept.endswith(" ") and kept) else " "
    return kept.split()


def _strip_accents(decomposed: str) -> str:
    """Without the accents of Latin, Greek and Cyrillic letters; in other scripts marks are vowels and stay."""
    kept, base = [], ""
    for letter in decomposed:
        if not _is_mark(letter):
            base = letter
        elif base < _FIRST_OTHER_SCRIPT:
            continue
        kept.append(letter)
    return "".join(kept)


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
