"""Whether two readings of labels may be the same name, and which names say little about who somebody is."""

import re
from collections.abc import Iterable

_CUT = "…"
# What programs and telephones call people who gave no name ("Ann's iPhone" is a name).
_GENERIC = re.compile(
    r"(iphone|ipad|macbook|galaxy|samsung|android|huawei|xiaomi|redmi|pixel)\w*|"
    r"zoom(user|room)?|guest|user|unknown|anonymous|participant|student|teilnehmer(in)?|gast|invité|pc|laptop"
)
_PRONOUNS = re.compile(r"\([^()]*/[^()]*\)")


def name_key(name: str) -> str:
    """What two readings of one name share: letters and digits, without case, spaces and "(she/her)"."""
    bare = _PRONOUNS.sub("", name) or name
    return "".join(letter for letter in bare.casefold() if letter.isalnum() or letter == _CUT)


def is_generic(name: str) -> bool:
    """Whether many people may be called so: "iPhone", "Guest", "Zoom user"."""
    return _GENERIC.fullmatch(name_key(name)) is not None


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
    # The lengths first: a name from the network may be long, and comparing each letter with each takes its time.
    return abs(len(a) - len(b)) <= allowed and allowed > 0 and edit_distance(a, b) <= allowed


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
