"""The screen as a frame source, grabbed with mss."""

import os
import platform
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import cv2
import mss
import numpy as np
from mss.exception import ScreenShotError

from classroom.domain import Box, Frame, Image
from classroom.errors import CaptureError

# Monitors are plugged in and resized during a class, and mss asks for them once: ask again now and then.
_REFRESH = timedelta(seconds=30)

# What mss lets through when the screen is gone: beside its own error, its X11 part asserts that a reply
# has come (a null pointer's ValueError where assertions are off).
_BROKEN = (ScreenShotError, AssertionError, ValueError, OSError)


def open_screen(
    *,
    monitor: int,
    region: Box | None,
    clock: Callable[[], datetime],
    display: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> "ScreenSource":
    """The teacher's screen as a live source; use it in one thread only.

    Args:
        monitor: 1 = first, 0 = all together; not looked at when a region is given.
        region: the part to grab, in the screen's own coordinates (px; on macOS points).
        clock: the time now, aware UTC.
        display: X11 display to grab (Linux); None = the environment's.
        environment: where DISPLAY and the kind of desktop are looked up.

    Raises:
        CaptureError: no display, no such monitor, or a region that is not wholly on the screen.
    """
    return ScreenSource(
        monitor=monitor,
        region=region,
        clock=clock,
        display=display or environment.get("DISPLAY"),
        wayland=is_wayland(environment),
    )


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether the desktop is Wayland, of whose windows no program may take pictures this way."""
    return environment.get("XDG_SESSION_TYPE") == "wayland" or bool(environment.get("WAYLAND_DISPLAY"))


class ScreenSource:
    """One monitor or region of the screen; connects again by itself after the screen was gone."""

    live = True
    frame_count = None

    def __init__(
        self, *, monitor: int, region: Box | None, clock: Callable[[], datetime], display: str | None, wayland: bool
    ) -> None:
        self._monitor = monitor
        self._region = region
        self._clock = clock
        self._display = display
        self._wayland = wayland
        self._closed = False
        self._connected_at = clock()
        self._screen: mss.MSS | None
        self._screen, self._area = self._connect()

    @property
    def description(self) -> str:
        area = self._area
        if self._region is not None:
            return f"screen region {area.width}x{area.height} at {area.left},{area.top}"
        name = f"monitor {self._monitor}" if self._monitor else "all monitors"
        return f"{name} ({area.width}x{area.height})"

    @property
    def nominal_size(self) -> tuple[int, int]:
        """Width and height in the screen's own units; a HiDPI picture has more pixels than that."""
        return self._area.width, self._area.height

    def grab(self) -> Frame:
        """What the screen shows now.

        Raises:
            CaptureError: the screen or monitor is gone; a later grab tries to connect again.
        """
        if self._closed:
            raise CaptureError("the screen source is closed: open it again")
        taken_at = self._clock()
        screen = self._connected(taken_at)
        try:
            image = _grab_area(screen, self._area)
        except _BROKEN as error:
            self._disconnect()
            raise CaptureError(
                f"the screen cannot be grabbed ({_first_line(error)}): unlock it and check the monitor"
            ) from error
        return Frame(image, taken_at)

    def close(self) -> None:
        self._disconnect()
        self._closed = True

    def _connected(self, now: datetime) -> mss.MSS:
        if self._screen is None or now - self._connected_at >= _REFRESH:
            self._disconnect()
            self._screen, self._area = self._connect()
            self._connected_at = now
        return self._screen

    def _connect(self) -> tuple[mss.MSS, Box]:
        """A connection to the screen, and the area to grab."""
        # mss would look DISPLAY up by itself.
        if platform.system() == "Linux" and not self._display:
            raise CaptureError(self._explain_missing(""))
        screen = None
        try:
            screen = _new_mss(self._display)
            return screen, _choose_area([_to_box(one) for one in screen.monitors], self._monitor, self._region)
        except CaptureError:
            _close(screen)
            raise
        except _BROKEN as error:
            _close(screen)
            raise CaptureError(self._explain_missing(_first_line(error))) from error

    def _disconnect(self) -> None:
        screen, self._screen = self._screen, None
        _close(screen)

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


def _new_mss(display: str | None) -> mss.MSS:
    use_full_resolution(platform.system())
    # Elsewhere than on Linux mss warns about the argument.
    options: dict[str, Any] = {"display": display} if platform.system() == "Linux" else {}
    return mss.MSS(**options)


def _close(screen: mss.MSS | None) -> None:
    if screen is not None:
        with suppress(*_BROKEN):  # closing a connection that is already lost fails, too
            screen.close()


def _grab_area(screen: mss.MSS, area: Box) -> Image:
    shot = screen.grab(_to_mss(area))
    pixels = np.frombuffer(shot.raw, dtype=np.uint8).reshape(shot.height, shot.width, 4)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), dtype=np.uint8)


def use_full_resolution(system: str) -> None:
    """Makes mss grab a Mac's Retina screen in real pixels: it asks for half the resolution by default."""
    if system == "Darwin":
        from mss import darwin

        darwin.IMAGE_OPTIONS &= ~darwin.kCGWindowImageNominalResolution


def _choose_area(boxes: list[Box], monitor: int, region: Box | None) -> Box:
    """The area to grab; `boxes` are all monitors together, then each."""
    screen = boxes[0]
    if region is not None:
        if region.width < 1 or region.height < 1 or screen.intersection(region) != region.area:
            raise CaptureError(
                f"region {_text(region)} is not wholly on the screen, which is {_text(screen)} "
                "(left,top,width,height): choose one inside"
            )
        return region
    if 0 <= monitor < len(boxes):
        return boxes[monitor]
    there = "; ".join(f"{number}: {box.width}x{box.height}" for number, box in enumerate(boxes[1:], start=1))
    raise CaptureError(f"monitor {monitor} does not exist: choose one of {there or 'none'} (0 = all together)")


def _text(box: Box) -> str:
    return f"{box.left},{box.top},{box.width},{box.height}"


def _to_box(monitor: Mapping[str, Any]) -> Box:
    return Box(int(monitor["left"]), int(monitor["top"]), int(monitor["width"]), int(monitor["height"]))


def _to_mss(box: Box) -> dict[str, int]:
    return {"left": box.left, "top": box.top, "width": box.width, "height": box.height}


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no answer"
