"""Windows of other programs: found by title and followed, on X11, Windows and macOS."""

import sys
from collections.abc import Mapping

from classroom.errors import CaptureError
from classroom.vision.sources.windows.finder import (
    WindowFinder,
    WindowInfo,
    choose_window,
    describe_window,
    is_number,
    matching_windows,
    shorten,
    without_own,
)
from classroom.vision.sources.windows.processes import own_processes

__all__ = [
    "WindowFinder",
    "WindowInfo",
    "call_windows",
    "choose_window",
    "describe_window",
    "is_number",
    "matching_windows",
    "open_finder",
    "shorten",
]

_WAYLAND = (
    "windows cannot be followed on a Wayland desktop, which shows programs nothing of each other: log out, choose "
    'a session with "Xorg" (X11) at the login and start again; or use --monitor or --region, with the call in full '
    "screen, where the desktop lets them be grabbed"
)


def open_finder(*, display: str | None, wayland: bool, platform: str = sys.platform) -> WindowFinder:
    """Who finds windows on this desktop.

    Args:
        display: X11 display (Linux); None = the one DISPLAY names.
        wayland: whether the desktop is Wayland.
        platform: as `sys.platform` names it.

    Raises:
        CaptureError: this desktop does not let its windows be found.
    """
    if platform == "win32":
        from classroom.vision.sources.windows.win32 import open_win32

        return open_win32()
    if platform == "darwin":
        from classroom.vision.sources.windows.macos import open_macos

        return open_macos()
    if wayland:
        raise CaptureError(_WAYLAND)
    if not display:
        raise CaptureError(
            "there is no display (DISPLAY is not set): start this in a terminal on the desktop to be recorded"
        )
    from classroom.vision.sources.windows.x11 import X11Finder

    return X11Finder(display)


def call_windows(
    finder: WindowFinder, *, environment: Mapping[str, str], platform: str = sys.platform
) -> tuple[WindowInfo, ...]:
    """The desktop's windows that may show a call, front first: not our own terminal, not the dashboard.

    Raises:
        CaptureError: the desktop does not answer.
    """
    return without_own(finder.list_windows(), own_processes, _terminal(environment, platform))


def _terminal(environment: Mapping[str, str], platform: str) -> frozenset[int]:
    """The window of the terminal this runs in, where it can be told without asking for its process."""
    if platform == "win32":
        from classroom.vision.sources.windows.win32 import console_windows

        return console_windows()
    number = environment.get("WINDOWID", "")  # set by terminals on X11
    return frozenset({int(number)} if number.isdecimal() else ())
