"""The letters the recogniser knows, and how a text is written down in them."""

from classroom.vision.line_network import REJECT
from classroom.vision.readings import write_alike
from classroom.vision.scripts import TWINS, fold_scripts


def _span(first: int, last: int, without: str = "") -> str:
    return "".join(chr(code) for code in range(first, last + 1) if chr(code) not in without)


ASCII = _span(0x20, 0x7E)
SIGNS = "…·–•°«»“”„¡¿€£©®№"
LATIN_1 = _span(0xC0, 0xFF, "×÷")
LATIN_A = _span(0x100, 0x17F, "ĲĳĿŀŉſĸ")
LATIN_MORE = "ƏəƠơƯưǍǎǏǐǑǒǓǔȘșȚțẀẁẂẃẄẅẞ"
VIETNAMESE = _span(0x1EA0, 0x1EF9)
CYRILLIC = _span(0x400, 0x45F) + "ҐґҒғҚқҢңҮүҰұҺһӘәӨө"
GREEK = _span(0x386, 0x3CE, "·\u038b\u038d\u03a2")
# What texts are made of.
WRITTEN = ASCII + SIGNS + LATIN_1 + LATIN_A + LATIN_MORE + VIETNAMESE + CYRILLIC + GREEK
# What the network tells apart, in its order; 0 is the blank between letters.
LETTERS = "".join(letter for letter in WRITTEN if letter not in TWINS) + REJECT


def write_down(text: str) -> str:
    """The text as it is to be read: composed letters, dots joined to "…", single spaces, unknown letters rejected."""
    return "".join(letter if letter in WRITTEN else REJECT for letter in write_alike(text))


def encode(text: str) -> list[int]:
    """The letters' numbers, 1, 2, ..., letters that scripts share as Latin ones; the text must be written down."""
    return [LETTERS.index(letter) + 1 for letter in fold_scripts(text)]
