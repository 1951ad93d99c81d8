"""What is wrong with the screen before a class starts, in words a teacher can act on.

Used by `classroom start` and `classroom doctor`.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from classroom.domain import Frame
from classroom.vision.sources.screen import is_wayland

_MAC_PERMISSION = (
    "open System Settings > Privacy & Security > Screen & System Audio Recording, "
    "allow the terminal there, and start it again"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    ok: bool
    what: str  # one line: what was found
    advice: str | None = None  # one line: what to do; None = nothing


def check_screen(environment: Mapping[str, str], platform: str) -> tuple[Finding, ...]:
    """Whether this desktop's screen can be grabbed at all.

    Args:
        environment: the process's variables (`os.environ`).
        platform: as `sys.platform` names it.
    """
    if platform == "darwin":
        return (Finding(True, "macOS", f"if only the wallpaper is seen: {_MAC_PERMISSION}"),)
    if platform == "win32":
        return (Finding(True, "Windows desktop"),)
    return (_check_display(environment), *_check_wayland(environment))


def _check_display(environment: Mapping[str, str]) -> Finding:
    display = environment.get("DISPLAY")
    if display:
        return Finding(True, f"display {display}")
    return Finding(False, "no display: DISPLAY is not set", "start this in a terminal on the desktop to be recorded")


def _check_wayland(environment: Mapping[str, str]) -> tuple[Finding, ...]:
    if not is_wayland(environment):
        return ()
    advice = 'log out and choose a session with "Xorg" (X11) at the login'
    return (Finding(False, "Wayland desktop: most windows cannot be grabbed and stay black", advice),)


def check_frame(
    first: Frame,
    second: Frame | None,
    black_below: float,
    *,
    nominal_size: tuple[int, int] | None = None,
    platform: str = sys.platform,
    is_window: bool = False,
) -> tuple[Finding, ...]:
    """Whether a first picture, and a second one some seconds later, show a screen in use.

    Args:
        first, second: two grabs; without the second nothing is said about change.
        black_below: mean grey (0-255) under which a picture is black.
        nominal_size: width and height in the screen's own units (`ScreenSource.nominal_size`).
        platform: as `sys.platform` names it.
        is_window: a window is recorded, not a screen.
    """
    findings = [_check_size(first, nominal_size), _check_black(first, black_below, platform)]
    if second is not None:
        findings.append(_check_change(first, second, platform, is_window=is_window))
    return tuple(findings)


def _check_size(frame: Frame, nominal_size: tuple[int, int] | None) -> Finding:
    height, width = frame.image.shape[:2]
    what = f"picture {width}x{height}"
    if nominal_size is not None and nominal_size[0] > 0 and width != nominal_size[0]:
        what += f" (HiDPI, scale {width / nominal_size[0]:g})"
    return Finding(True, what)


def _check_black(frame: Frame, black_below: float, platform: str) -> Finding:
    grey = float(np.mean(frame.image))
    if grey >= black_below:
        return Finding(True, f"brightness {grey:.0f} of 255")
    advice = "unlock the screen and bring the call's window to it"
    if platform == "darwin":
        advice += f", or {_MAC_PERMISSION}"
    return Finding(False, f"the picture is black (brightness {grey:.0f} of 255)", advice)


def _check_change(first: Frame, second: Frame, platform: str, *, is_window: bool) -> Finding:
    if not np.array_equal(first.image, second.image):
        return Finding(True, "the picture moves")
    advice = "show the call's gallery on the recorded screen, or choose another monitor with --monitor"
    if is_window:
        advice = "show the call's gallery in the recorded window, or choose another with --window or --pick"
    if platform == "darwin":
        advice += f"; if only the wallpaper is seen: {_MAC_PERMISSION}"
    return Finding(False, "the picture did not change between two grabs", advice)
