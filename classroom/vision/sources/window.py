"""One window as a frame source: found again at every grab, so it may be moved, resized or change monitors.

What is grabbed is the screen where the window is: another window in front of it is grabbed with it.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from classroom.domain import Frame, Image
from classroom.errors import CaptureError
from classroom.vision.sources.grabber import Grabber
from classroom.vision.sources.screen import is_wayland
from classroom.vision.sources.windows import (
    WindowFinder,
    WindowInfo,
    call_windows,
    choose_window,
    describe_window,
    is_number,
    matching_windows,
    open_finder,
    shorten,
)
from classroom.vision.sources.windows.visibility import hidden_share, visible_part

MAX_HIDDEN = 0.3  # share of a window behind others or off the screen above which the teacher is told
_LOOK_AROUND = timedelta(seconds=10)  # between two looks at what is in front: that asks for every window
_MIN_SIDE_PX = 16  # less of a window on the screen shows nobody
_TRIES = 3  # grabs while the window is being dragged
_NOTHING = 128  # grey of the one pixel that stands for a window that is not to be seen


def open_window(
    wanted: str,
    *,
    clock: Callable[[], datetime],
    note: Callable[[str], None],
    display: str | None = None,
    environment: Mapping[str, str] = os.environ,
    finder: WindowFinder | None = None,
) -> "WindowSource":
    """A window of the teacher's screen as a live source; use it in one thread only.

    Args:
        wanted: the window's title or a part of it, or `id:NUMBER`.
        clock: the time now, aware UTC.
        note: told when the window is minimised, covered or back.
        display: X11 display (Linux); None = the environment's.
        environment: where DISPLAY and the kind of desktop are looked up.
        finder: who finds windows; None = the platform's own.

    Raises:
        CaptureError: no such window or several, minimised, or a desktop that does not tell its windows.
    """
    display, wayland = display or environment.get("DISPLAY"), is_wayland(environment)
    used = finder or open_finder(display=display, wayland=wayland)
    grabber = Grabber(display=display, wayland=wayland)
    try:
        window = _choose_shown(call_windows(used, environment=environment), wanted)
        return WindowSource(used, grabber, window, wanted, clock=clock, note=note, environment=environment)
    except CaptureError:
        used.close()
        grabber.disconnect()
        raise


def _choose_shown(windows: Sequence[WindowInfo], wanted: str) -> WindowInfo:
    window = choose_window(windows, wanted)
    if not window.shown:
        raise CaptureError(f'window "{shorten(window.title)}" is minimised: bring it to the screen and start again')
    return window


class WindowSource:
    """Follows one window; what cannot be seen of it for now is a picture of one grey pixel, not an end."""

    live = True
    frame_count = None

    def __init__(
        self,
        finder: WindowFinder,
        grabber: Grabber,
        window: WindowInfo,
        wanted: str,
        *,
        clock: Callable[[], datetime],
        note: Callable[[str], None],
        environment: Mapping[str, str],
    ) -> None:
        self._finder = finder
        self._grabber = grabber
        self._window = window
        self._wanted = None if is_number(wanted) else wanted
        self._clock = clock
        self._note = note
        self._environment = environment
        self._closed = False
        self._absent = False  # the last grab saw nothing of the window
        self._hidden = False  # the last look around found too much of it hidden
        self._looked_at: datetime | None = None
        self._areas = grabber.areas(clock())
        self._size = (window.box.width, window.box.height)

    @property
    def description(self) -> str:
        window = self._window
        app = f"{window.app}, " if window.app else ""
        return f'window "{shorten(window.title)}" ({app}{window.box.width}x{window.box.height})'

    @property
    def nominal_size(self) -> tuple[int, int]:
        """Width and height of what was last grabbed, in the screen's own units."""
        return self._size

    def grab(self) -> Frame:
        """What the window's place on the screen shows now; one grey pixel while the window is not there.

        Raises:
            CaptureError: the window is closed or the screen gone; a later grab looks for both again.
        """
        if self._closed:
            raise CaptureError("the window source is closed: open it again")
        taken_at = self._clock()
        self._areas = self._grabber.areas(taken_at)
        self._window = self._find()
        for _ in range(_TRIES):
            image, problem = self._see(self._window)
            before, self._window = self._window, self._find()
            if (self._window.id, self._window.box) == (before.id, before.box):
                break
        self._tell_absence(problem)
        if problem is None:
            self._look_around(taken_at)
        return Frame(image, taken_at)

    def close(self) -> None:
        self._finder.close()
        self._grabber.disconnect()
        self._closed = True

    def _find(self) -> WindowInfo:
        """The window as it is now; another one when the program has made it anew."""
        now = self._finder.locate(self._window.id)
        if now is not None and (now.pid, now.app) != (self._window.pid, self._window.app):
            now = None  # the desktop has given the number to another program's window
        if now is not None and (self._wanted is None or matching_windows([now], self._wanted)):
            return now
        windows = [
            one for one in call_windows(self._finder, environment=self._environment) if one.id != self._window.id
        ]
        found = self._candidates(windows)
        if now is not None and (len(found) != 1 or not found[0].shown):
            return now  # its title has changed, as a browser's does, and no other window is the call's
        if not found:
            raise CaptureError(f'window "{shorten(self._window.title)}" is closed: open the call again')
        chosen = choose_window(found, self._wanted or self._window.title)
        self._note(f"following {describe_window(chosen)} from now on")
        return chosen

    def _candidates(self, windows: Sequence[WindowInfo]) -> list[WindowInfo]:
        """Windows that may be the same call: those most like the last one, if any are."""
        found = matching_windows(windows, self._wanted or self._window.title)
        last = self._window
        alike = [one for one in found if (one.app, one.title) == (last.app, last.title)]
        return alike or [one for one in found if one.app == last.app] or found

    def _see(self, window: WindowInfo) -> tuple[Image, str | None]:
        """The picture of what is on the screen of the window, and what is wrong when that is nothing."""
        name = f'window "{shorten(window.title)}"'
        nothing = np.full((1, 1, 3), _NOTHING, np.uint8)
        if not window.shown:
            return nothing, f"{name} is minimised or on another desktop: bring it back, a gap is recorded until then"
        part = visible_part(window.box, self._areas[0], self._areas[1:])
        if part is None or min(part.width, part.height) < _MIN_SIDE_PX:
            return nothing, f"{name} is off the screen: move it back, a gap is recorded until then"
        self._size = (part.width, part.height)
        return self._grabber.grab(part), None

    def _tell_absence(self, problem: str | None) -> None:
        if problem is not None and not self._absent:
            self._note(problem)
        elif problem is None and self._absent:
            self._note(f'window "{shorten(self._window.title)}" is back')
        self._absent = problem is not None

    def _look_around(self, now: datetime) -> None:
        """Tells, now and then, when much of the window lies behind others or off the screen."""
        if self._looked_at is not None and now - self._looked_at < _LOOK_AROUND:
            return
        self._looked_at = now
        windows = self._finder.list_windows()
        place = next((index for index, one in enumerate(windows) if one.id == self._window.id), 0)
        in_front = [one.box for one in windows[:place] if one.shown]
        share = hidden_share(self._window.box, in_front, self._areas[1:])
        if share > MAX_HIDDEN and not self._hidden:
            self._note(
                f'{share:.0%} of window "{shorten(self._window.title)}" is covered or off the screen, and what '
                "covers it is grabbed instead: bring it to the front"
            )
        self._hidden = share > MAX_HIDDEN
