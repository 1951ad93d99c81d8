"""A virtual screen on which a test paints whole pictures, pixel by pixel, without any program that shows them."""

import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from classroom.domain import Image
from tests.xvfb import virtual_screen

PAUSE_S = 0.3  # between two pictures
_COLOR_BYTES = 12  # of an entry in the table of colours


@contextmanager
def moving_screen(frames: Sequence[Image], folder: Path) -> Iterator[str]:
    """The name of a display that shows the frames, one after another, again and again.

    Args:
        frames: (h, w, 3) uint8 BGR, all of one size.
        folder: an empty one; the X server keeps its memory there.
    """
    height, width = frames[0].shape[:2]
    with virtual_screen(width, height, folder=folder) as display:
        screen = _pixels(folder / "Xvfb_screen0", width, height)
        screen[:, :, :3] = frames[0]
        over = threading.Event()
        painter = threading.Thread(target=_paint, args=(screen, frames, over))
        painter.start()
        try:
            yield display
        finally:
            over.set()
            painter.join()


def _paint(
    screen: "np.memmap[tuple[int, int, int], np.dtype[np.uint8]]", frames: Sequence[Image], over: threading.Event
) -> None:
    number = 0
    while not over.wait(PAUSE_S):
        number += 1
        screen[:, :, :3] = frames[number % len(frames)]


def _pixels(file: Path, width: int, height: int) -> "np.memmap[tuple[int, int, int], np.dtype[np.uint8]]":
    """The server's memory, (h, w, 4) BGRx; its form is that of xwd(1)."""
    header = struct.unpack(">25I", file.read_bytes()[:100])
    size, line_bytes, colors = header[0], header[12], header[19]
    assert line_bytes == width * 4
    return np.memmap(file, np.uint8, "r+", size + colors * _COLOR_BYTES, (height, width, 4))
