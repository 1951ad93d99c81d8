"""The machine's fonts that labels are drawn with; none is shipped."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from classroom.errors import DataError
from classroom.training.names.alphabet import ASCII, WRITTEN
from classroom.training.names.texts import FOREIGN

PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
          "/System/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
ENDINGS = (".ttf", ".otf", ".ttc")
# Families no network learns from: what is read of them says how unknown fonts are read.
HELD_OUT = ("Lato", "Cabin", "Oxygen")
ASKED = tuple(dict.fromkeys(WRITTEN.replace(" ", "") + "".join(FOREIGN)))
TRIED_PX = 16  # size at which a font is asked for its letters
_STYLES = {"Thin": 0.0, "Hairline": 0.0, "ExtraLight": 0.05, "Black": 0.05, "Heavy": 0.1, "ExtraBold": 0.1,
           "Light": 0.3, "Bold": 0.4, "SemiBold": 0.6, "Semibold": 0.6, "Medium": 0.8}  # fmt: skip
_FAMILIES = {"Mono": 0.1, "Code": 0.1, "Serif": 0.12, "Slab": 0.12, "Math": 0.05, "Condensed": 0.4, "Narrow": 0.4,
             "Display": 0.4, "Looped": 0.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelFont:
    """A font file and what it is good for."""

    path: Path
    family: str
    weight: float  # how often, among its family's
    covers: frozenset[str]  # letters of the alphabet, and foreign ones it was asked for

    @property
    def is_text(self) -> bool:
        """Whether names can be written in it."""
        return self.covers.issuperset(ASCII.strip()) and len(self.covers & set("éöñßçåøÉÖ")) == 9


def find_font_files(folders: Iterable[Path]) -> list[Path]:
    """All font files below these folders, sorted."""
    found: set[Path] = set()
    for folder in folders:
        for place, _, names in os.walk(folder, followlinks=True):
            found.update(Path(place) / name for name in names if name.lower().endswith(ENDINGS))
    return sorted(found)


def load_fonts(data: Path, places: Sequence[str] = PLACES) -> list[LabelFont]:
    """The fonts in the machine's places and those below `data` that have letters to draw.

    Raises:
        DataError: there is none in which names can be written.
    """
    folders = [data, *(Path(place).expanduser() for place in places)]
    fonts = [font for font in map(_examine, find_font_files(folders)) if font is not None]
    if not any(font.is_text for font in fonts):
        raise DataError(f"no font with Latin letters in {data} or among the machine's; put a few .ttf files in {data}")
    return fonts


def digest_fonts(fonts: Sequence[LabelFont]) -> str:
    """sha256 over the fonts' names and sizes, hexadecimal."""
    digest = hashlib.sha256()
    for font in fonts:
        digest.update(f"{font.path.name}:{font.path.stat().st_size}\n".encode())
    return digest.hexdigest()


@lru_cache(maxsize=2048)
def open_font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """The font at a size, px."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def _examine(path: Path) -> LabelFont | None:
    try:
        font = open_font(path, TRIED_PX)
        family, style = font.getname()
        absent = _shape(font, "\U000ffffe")
        covers = frozenset(letter for letter in ASKED if _shape(font, letter) not in (absent, b""))
    except (OSError, ValueError, SyntaxError):
        return None
    if not covers:
        return None
    weight = _weigh(style or "", _STYLES) * (
        0.25 if any(word in (style or "") for word in ("Italic", "Oblique")) else 1
    )
    return LabelFont(path, family or path.stem, weight * _weigh(family or "", _FAMILIES), covers)


def _shape(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    mask = font.getmask(letter)
    return bytes(mask) + bytes(str(mask.size), "ascii") if mask.size[0] else b""


def _weigh(name: str, weights: dict[str, float]) -> float:
    return min((weight for word, weight in weights.items() if word in name), default=1.0)
