"""Where lines come from: drawers with the fonts and backgrounds of a machine and a folder."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classroom.errors import DataError
from classroom.training.names.fonts import HELD_OUT, LabelFont, digest_fonts, load_fonts
from classroom.training.names.grounds import Grounds, load_pictures
from classroom.training.names.lines import DrawnLine, LineDrawer


@dataclass(frozen=True, slots=True, eq=False)
class Drawers:
    """Where lines come from."""

    learned: LineDrawer  # draws what is learned from
    validation: tuple[DrawnLine, ...]  # what the run is measured on
    digest: str  # of fonts and backgrounds; a run goes on only with the same


def make_drawers(data: Path, places: Sequence[str], validation: int, on_progress: Callable[[str], None]) -> Drawers:
    """Drawers with the fonts and backgrounds found.

    Raises:
        DataError: the folder does not exist, or there is no font to draw with.
    """
    if not data.is_dir():
        raise DataError(f"{data} is no folder; name one with fonts and pictures for backgrounds, or an empty one")
    fonts, pictures = load_fonts(data, places), load_pictures(data)
    learned, held_out = split_fonts(fonts)
    on_progress(f"{len(learned)} fonts to learn from, {len(held_out)} kept apart, {len(pictures)} backgrounds")
    drawer = LineDrawer(learned, Grounds(pictures))
    unknown = LineDrawer(held_out, Grounds(pictures)) if held_out else None
    digest = hashlib.sha256(digest_fonts(fonts).encode() + digest_pictures(pictures).encode()).hexdigest()
    return Drawers(drawer, draw_validation(drawer, unknown, validation), digest)


def split_fonts(fonts: Sequence[LabelFont]) -> tuple[list[LabelFont], list[LabelFont]]:
    """Those to learn from, and those of families kept apart."""
    learned = [font for font in fonts if not font.family.startswith(HELD_OUT)]
    held_out = [font for font in fonts if font.family.startswith(HELD_OUT) and font.is_text]
    return learned, held_out


def draw_validation(learned: LineDrawer, held_out: LineDrawer | None, count: int) -> tuple[DrawnLine, ...]:
    """The lines every run is measured on: so many in fonts learned from, and more in others where there are some."""
    random = np.random.default_rng(2024)
    lines = [learned.draw(random) for _ in range(count)]
    if held_out is not None:
        lines += [held_out.draw(random) for _ in range(count * 3 // 4)]
    return tuple(lines)


def digest_pictures(pictures: Sequence[NDArray[np.uint8]]) -> str:
    """sha256 over all pixels, hexadecimal."""
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(picture.tobytes())
    return digest.hexdigest()
