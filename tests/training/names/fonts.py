"""A few of the machine's fonts, so that tests need not look at all."""

from pathlib import Path

import pytest

from classroom.training.names.fonts import PLACES, find_font_files

WANTED = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf")


def link_fonts(folder: Path, most: int = 1) -> Path:
    """A folder with a few text fonts of this machine; skips the test where there are none."""
    files = [path for path in find_font_files([Path(place).expanduser() for place in PLACES]) if path.name in WANTED]
    if not files:
        pytest.skip("none of the usual text fonts on this machine")
    folder.mkdir(parents=True, exist_ok=True)
    for path in files[:most]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
