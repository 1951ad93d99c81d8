"""Fonts found on this machine, by family; nothing is shipped but what comes inside Pillow."""

import os
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont, features

# File names tried for each family, in order. Families are named after the look, not the file.
_FILES: dict[str, tuple[str, ...]] = {
    "sans": ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "segoeui.ttf", "Arial.ttf", "arial.ttf"),
    "lato": ("Lato-Regular.ttf", "Lato-Medium.ttf", "LiberationSans-Regular.ttf"),
    "arial": ("LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc"),
    "dejavu": ("DejaVuSans.ttf", "Verdana.ttf", "verdana.ttf"),
    "roboto": ("Roboto-Regular.ttf", "OpenSans-Regular.ttf", "NotoSans-Regular.ttf"),
    "bold": ("NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf"),
    "mono": ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Menlo.ttc", "consola.ttf"),
    "cjk": (
        "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "wqy-microhei.ttc",
        "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "PingFang.ttc", "Hiragino Sans GB.ttc",
        "msyh.ttc", "simsun.ttc",
    ),
    "japanese": (
        "NotoSansCJK-Regular.ttc", "NotoSansJP-Regular.otf", "ipag.ttf", "ipagp.ttf", "msgothic.ttc", "meiryo.ttc",
    ),
    "hangul": (
        "NotoSansCJK-Regular.ttc", "NotoSansKR-Regular.otf", "NanumGothic.ttf", "AppleSDGothicNeo.ttc", "malgun.ttf",
    ),
    "arabic": ("NotoSansArabic-Regular.ttf", "NotoNaskhArabic-Regular.ttf", "DejaVuSans.ttf", "GeezaPro.ttc"),
    "hebrew": ("NotoSansHebrew-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf", "arial.ttf"),
    "devanagari": ("NotoSansDevanagari-Regular.ttf", "Lohit-Devanagari.ttf", "Nirmala.ttf", "Kohinoor.ttc"),
    "thai": ("NotoSansThai-Regular.ttf", "NotoSansThaiLooped-Regular.ttf", "Garuda.ttf", "tahoma.ttf", "leelawui.ttf"),
}  # fmt: skip
LATIN = ("sans", "lato", "arial", "dejavu", "roboto", "bold")
_SCRIPTS = ("sans", "dejavu", "cjk", "japanese", "hangul", "arabic", "hebrew", "devanagari", "thai")
_JOINED = ((0x0590, 0x0DFF), (0x0E00, 0x0EFF), (0xFB1D, 0xFEFF))  # need shaping: else the letters stand wrongly
_NO_LETTER = "\U0010fffe"  # every font draws its empty box for it

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def find_font(family: str) -> Path | None:
    """The file of a family on this machine; None when there is none."""
    installed = _installed()
    return next((installed[name] for name in _FILES.get(family, ()) if name in installed), None)


@lru_cache(maxsize=512)
def load_font(family: str | None, size_px: int) -> Font:
    """The family's font in that size; the bundled font when it is not on this machine."""
    path = find_font(family) if family else None
    if path is None:
        return ImageFont.load_default(size=size_px)
    return ImageFont.truetype(path, size_px)


@lru_cache(maxsize=4096)
def family_for(text: str, wanted: str | None = None) -> str | None:
    """The family that has every letter of the text: the wanted one if it can, "" for the bundled font, None for none.

    A script whose letters must be joined or reordered needs Pillow's text shaping too.
    """
    if any(low <= ord(letter) <= high for letter in text for low, high in _JOINED) and not features.check("raqm"):
        return None
    for family in (wanted or "", "", *_SCRIPTS):
        if (not family or find_font(family) is not None) and _has_all(family, text):
            return family
    return None


def _has_all(family: str, text: str) -> bool:
    return all(letter.isspace() or _has(family, letter) for letter in text)


@lru_cache(maxsize=8192)
def _has(family: str, letter: str) -> bool:
    font = load_font(family or None, 24)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NO_LETTER))


@cache
def _installed() -> dict[str, Path]:
    """Font files of this machine, by file name."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for place, _, names in os.walk(folder):
            for name in names:
                if name.lower().endswith((".ttf", ".otf", ".ttc")):
                    found.setdefault(name, Path(place) / name)
    return found


def _folders() -> Iterator[Path]:
    """Where the systems keep fonts."""
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
        yield from (home / ".local/share/fonts", home / ".fonts")
