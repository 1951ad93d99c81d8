"""What is known of a window, who finds windows, and which one a title means."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from classroom.domain import Box
from classroom.errors import CaptureError

MIN_SIDE_PX = 48  # a narrower or lower window is a tray icon or a helper, never a call
_LISTED = 12  # windows named in an error

# Titles of the dashboard's pages, as a browser shows them: "Sessions · Classroom - Chromium".
_DASHBOARD = re.compile(r"(?:^|· )Classroom(?: [-–—] .*)?$")
_ID = re.compile(r"^(?:#|id:)\s*([0-9]{1,20})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """One top-level window of another program, as it is at this moment."""

    id: int  # the desktop's own number of it
    title: str  # as the desktop shows it, one line; "" = none
    app: str  # the program's name; "" = unknown
    box: Box  # of all monitors together, px (macOS: points); what lies off the screen is not cut off
    shown: bool  # False: minimised, hidden, or on another desktop
    pid: int | None = None  # of the program; None = unknown


class WindowFinder(Protocol):
    """The desktop's windows; one implementation a platform, one contract test for all."""

    def list_windows(self) -> tuple[WindowInfo, ...]:
        """Windows with a title, front first as far as the desktop tells.

        Raises:
            CaptureError: the desktop does not answer, or does not allow it.
        """

    def locate(self, window: int) -> WindowInfo | None:
        """Where a window is now, in well under 5 ms; None = it is closed.

        Raises:
            CaptureError: the desktop does not answer; a later call may succeed.
        """

    def close(self) -> None:
        """Free the connection to the desktop; harmless when called twice."""


def choose_window(windows: Sequence[WindowInfo], wanted: str) -> WindowInfo:
    """The one window a title means: the whole title, else a part of it; case does not matter.

    Args:
        windows: those there are.
        wanted: a title or a part of it, or `id:NUMBER` as an earlier message gave it.

    Raises:
        CaptureError: none or several match; the line names them.
    """
    number = _ID.match(wanted.strip())
    if number:
        found = [window for window in windows if window.id == int(number[1])]
    else:
        found = matching_windows(windows, wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CaptureError(f"{_explain_none(wanted)}: {_name_all(windows)}")
    raise CaptureError(
        f"{len(found)} windows match {wanted!r}: give more of the title, or one of these numbers as "
        f"--window id:NUMBER: {'; '.join(describe_window(window) for window in found[:_LISTED])}"
    )


def _explain_none(wanted: str) -> str:
    wish = wanted.strip()
    if is_number(wish):
        return f"no window has the number {wish.lstrip('iIdD:# ')}"
    if wish.casefold().startswith("id:"):
        return f"{shorten(wish)!r} is no window's number, such as id:123"
    return f"no window's title contains {shorten(wanted)!r}"


def is_number(wanted: str) -> bool:
    """Whether a window is meant by its number (`id:NUMBER`), not by its title."""
    return _ID.match(wanted.strip()) is not None


def matching_windows(windows: Sequence[WindowInfo], wanted: str) -> list[WindowInfo]:
    """All windows with exactly this title, else all whose title contains it; case does not matter."""
    key = _key(wanted)
    exact = [window for window in windows if _key(window.title) == key]
    return exact or [window for window in windows if key in _key(window.title)]


def describe_window(window: WindowInfo) -> str:
    """A window in a few words, for lists: number, title, program, size."""
    app = f"{window.app}, " if window.app else ""
    hidden = "" if window.shown else ", minimised"
    return f'id:{window.id} "{shorten(window.title)}" ({app}{window.box.width}x{window.box.height}{hidden})'


def shorten(title: str, letters: int = 60) -> str:
    """A title that fits into a line."""
    return title if len(title) <= letters else f"{title[: letters - 1].rstrip()}…"


def clean_title(title: str) -> str:
    """A title as one printable line."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())


def is_dashboard(title: str) -> bool:
    """Whether a browser with this title shows the product's own dashboard."""
    return _DASHBOARD.search(title) is not None


def without_own(
    windows: Sequence[WindowInfo], own_processes: Callable[[], frozenset[int]], own_windows: frozenset[int]
) -> tuple[WindowInfo, ...]:
    """The windows without the terminal this runs in and without the dashboard: neither shows a call.

    Args:
        windows: those there are.
        own_processes: the numbers of this process and of those that started it.
        own_windows: the numbers of windows known to be the terminal's.
    """
    pids = own_processes()
    return tuple(
        window
        for window in windows
        if window.pid not in pids and window.id not in own_windows and not is_dashboard(window.title)
    )


def _key(title: str) -> str:
    return " ".join(title.split()).casefold()


def _name_all(windows: Sequence[WindowInfo]) -> str:
    if not windows:
        return "there are no windows; open the call first"
    names = "; ".join(f'"{shorten(window.title)}"' for window in windows[:_LISTED])
    more = f" and {len(windows) - _LISTED} more" if len(windows) > _LISTED else ""
    return f"open the call, or name one of these: {names}{more}"
