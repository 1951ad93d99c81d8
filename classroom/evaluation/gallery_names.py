"""Whether a name was read as its label shows it."""

import unicodedata

from classroom.evaluation.truth import TruthTile

LEGIBLE_PX = 9  # height of capital letters
_DOTS = ("...", "..", "…")
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}  # what emoji are put together with


def expect_names(tile: TruthTile) -> tuple[str, ...]:
    """What the tile's label may be read as, best first; () = it shows no name.

    A label that was cut is to be read as it is, with one "…"; any other as the participant's name, or as it is,
    with the pronouns and whatever else stands there.
    """
    if tile.label is None:
        return ()
    label = tidy_name(tile.label)
    if label.endswith("…") or tile.name is None:
        return (label,)
    return tuple(dict.fromkeys((tidy_name(tile.name), label)))


def is_legible(tile: TruthTile) -> bool:
    """Whether the label's letters are all Latin and high enough to be read."""
    return is_latin(tile.label or "") and (tile.label_px is None or tile.label_px >= LEGIBLE_PX)


def is_latin(text: str) -> bool:
    """Whether there are letters, all of them Latin; digits, signs and emoji are no letters."""
    letters = [letter for letter in unicodedata.normalize("NFC", text) if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def tidy_name(text: str) -> str:
    """The text in NFC with single spaces, without emoji, three dots at its end as one "…"."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(letter for letter in text if not _is_emoji(letter))
    text = " ".join(text.split())
    for dots in _DOTS:
        if text.endswith(dots):
            return text.removesuffix(dots).rstrip(" .…") + "…"
    return text


def _is_emoji(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) in {"So", "Sk", "Cs"}
