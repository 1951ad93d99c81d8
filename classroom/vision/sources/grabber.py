"""A connection to the screen through mss, renewed now and then and after the screen was gone."""

import platform
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import cv2
import mss
import numpy as np
from mss.exception import ScreenShotError

from classroom.domain import Box, Image
from classroom.errors import CaptureError

# Monitors are plugged in and resized during a class, and mss asks for them once: ask again now and then.
_REFRESH = timedelta(seconds=30)

# What mss lets through when the screen is gone: beside its own error, its X11 part asserts that a reply
# has come (a null pointer's ValueError where assertions are off).
_BROKEN = (ScreenShotError, AssertionError, ValueError, OSError)


class Grabber:
    """Grabs parts of the screen; use it in one thread only.

    After a failure the next call connects again.
    """

    def __init__(self, *, display: str | None, wayland: bool) -> None:
        self._display = display
        self._wayland = wayland
        self._screen: mss.MSS | None = None
        self._connected_at: datetime | None = None

    def areas(self, now: datetime) -> tuple[Box, ...]:
        """All monitors together, then each, in the screen's own coordinates (px; on macOS points).

        Raises:
            CaptureError: there is no screen, with what to do.
        """
        try:
            return tuple(_to_box(one) for one in self._connected(now).monitors)
        except _BROKEN as error:
            self.disconnect()
            raise CaptureError(self._explain_missing(_first_line(error))) from error

    def is_fresh(self, now: datetime) -> bool:
        """Whether what `areas` said is not yet due to be asked again."""
        return self._screen is not None and self._connected_at is not None and now - self._connected_at < _REFRESH

    def grab(self, area: Box) -> Image:
        """The picture of a part of the screen, (h, w, 3) uint8 BGR; on HiDPI Macs larger than the area.

        Raises:
            CaptureError: the screen is gone, or `areas` was not asked before.
        """
        if self._screen is None:
            raise CaptureError("the screen is not connected: try again")
        try:
            shot = self._screen.grab(_to_mss(area))
        except _BROKEN as error:
            self.disconnect()
            raise CaptureError(
                f"the screen cannot be grabbed ({_first_line(error)}): unlock it and check the monitor"
            ) from error
        pixels = np.frombuffer(shot.raw, dtype=np.uint8).reshape(shot.height, shot.width, 4)
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), dtype=np.uint8)

    def disconnect(self) -> None:
        screen, self._screen = self._screen, None
        if screen is not None:
            with suppress(*_BROKEN):  # closing a connection that is already lost fails, too
                screen.close()

    def _connected(self, now: datetime) -> mss.MSS:
        if self._screen is None or not self.is_fresh(now):
            self.disconnect()
            # mss would look DISPLAY up by itself.
            if platform.system() == "Linux" and not self._display:
                raise CaptureError(self._explain_missing(""))
            self._screen = _new_mss(self._display)
            self._connected_at = now
        return self._screen

    def _explain_missing(self, reason: str) -> str:
        if self._wayland:
            return (
                "this is a Wayland desktop, whose screen cannot be grabbed: "
                'log out, choose a session with "Xorg" (X11) at the login, and start again'
            )
        if not reason:
            return "there is no display (DISPLAY is not set): start this in a terminal on the desktop to be recorded"
        where = f"display {self._display}" if self._display else "the screen"
        return f"{where} cannot be reached ({reason}): start this on the desktop to be recorded"


def use_full_resolution(system: str) -> None:
    """Makes mss grab a Mac's Retina screen in real pixels: it asks for half the resolution by default."""
    if system == "Darwin":
        from mss import darwin

        darwin.IMAGE_OPTIONS &= ~darwin.kCGWindowImageNominalResolution


def _new_mss(display: str | None) -> mss.MSS:
    use_full_resolution(platform.system())
    # Elsewhere than on Linux mss warns about the argument.
    options: dict[str, Any] = {"display": display} if platform.system() == "Linux" else {}
    return mss.MSS(**options)


def _to_box(monitor: Mapping[str, Any]) -> Box:
    return Box(int(monitor["left"]), int(monitor["top"]), int(monitor["width"]), int(monitor["height"]))


def _to_mss(box: Box) -> dict[str, int]:
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no answer"
