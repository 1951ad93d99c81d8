"""Names as a text recogniser gets them wrong."""

import numpy as np

_SHAPES = {"l": "I", "I": "l", "o": "0", "O": "0", "e": "c", "a": "o", "n": "r", "m": "n", "i": "l", "s": "a", "t": "f"}


def misread(name: str, random: np.random.Generator) -> str | None:
    """The name with one letter wrong or missing, cut, without its space, or not read at all (None)."""
    kind = int(random.integers(5))
    place = int(random.integers(len(name)))
    if kind == 0:
        return None
    if kind == 1:
        return name[:place] + name[place + 1 :]
    if kind == 2 and len(name) > 6:
        return name[: max(5, place)].rstrip() + "…"
    if kind == 3:
        return name.replace(" ", "")
    return name[:place] + _SHAPES.get(name[place], "r") + name[place + 1 :]
