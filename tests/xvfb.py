"""A virtual X11 screen for tests, on a display number the server chooses."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MISSING = [name for name in ("Xvfb", "xsetroot", "xrandr") if shutil.which(name) is None]
NO_SCREEN = f"needs {', '.join(MISSING)} (Debian: xvfb, x11-xserver-utils)" if MISSING else ""


@contextmanager
def virtual_screen(width: int, height: int, display: str | None = None, *, folder: Path | None = None) -> Iterator[str]:
    """An empty black screen; gives its display name (`:7`) and ends the server on leaving.

    Args:
        width, height: px.
        display: the name to use; None = any free one.
        folder: where the server keeps the screen's pixels, as a file.
    """
    reading, writing = os.pipe()
    # -noreset: the server would forget what was painted when the painting program leaves.
    command = ["Xvfb", *([display] if display else []), "-displayfd", str(writing), "-noreset", "-nolisten", "tcp"]
    command += ["-fbdir", str(folder)] if folder is not None else []
    with subprocess.Popen(
        [*command, "-screen", "0", f"{width}x{height}x24"], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()  # comes when the server is ready; empty when it died
            if not number:
                raise RuntimeError("Xvfb did not start")
            yield f":{number}"
        finally:
            server.terminate()


def paint(display: str, color: str) -> None:
    """Fills the screen with one colour (`#rrggbb`)."""
    _run(display, "xsetroot", "-solid", color)


def paint_mask(display: str, mask: NDArray[np.bool_], folder: Path, *, on: str, off: str) -> None:
    """Paints a picture of two colours (`#rrggbb`); (h, w) True = `on`."""
    path = folder / "mask.xbm"
    rows = np.packbits(mask, axis=1, bitorder="little")
    height, width = mask.shape
    bits = ",\n".join(f"0x{byte:02x}" for byte in rows.ravel())
    path.write_text(
        f"#define m_width {width}\n#define m_height {height}\nstatic unsigned char m_bits[] = {{\n{bits}}};\n"
    )
    _run(display, "xsetroot", "-bitmap", str(path), "-fg", on, "-bg", off)


def set_monitor(display: str, name: str, geometry: str, output: str = "none") -> None:
    """Declares a monitor on the screen, e.g. `320/100x240/60+320+0`; `screen` is Xvfb's own output."""
    _run(display, "xrandr", "--setmonitor", name, geometry, output)


def _run(display: str, *command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "DISPLAY": display})
