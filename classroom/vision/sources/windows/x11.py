"""Windows of an X11 desktop, with any window manager or none."""

from collections.abc import Iterator
from contextlib import contextmanager

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows.finder import MIN_SIDE_PX, WindowInfo, clean_title
from classroom.vision.sources.windows.xcb import XConnection

_ALL_DESKTOPS = 0xFFFF_FFFF
_DEEPEST = 4  # window managers put a program's window at most so many frames deep

# Kinds of windows (EWMH) that are no program's main window.
_NO_CALLS = (
    "DESKTOP",
    "DOCK",
    "TOOLBAR",
    "MENU",
    "SPLASH",
    "DROPDOWN_MENU",
    "POPUP_MENU",
    "TOOLTIP",
    "NOTIFICATION",
    "COMBO",
    "DND",
)


class X11Finder:
    """The windows of one X server; connects when first asked, and again after the server was gone.

    The box is asked of the program's own window, moved into the root's pixels by the server itself:
    the geometry that window managers report can be wrong by a title bar.
    """

    def __init__(self, display: str | None) -> None:
        self._display = display
        self._server: XConnection | None = None

    def list_windows(self) -> tuple[WindowInfo, ...]:
        with self._connected() as server:
            found = [_describe(server, window) for window in _front_first(server)]
        return tuple(
            window
            for window in found
            if window is not None and window.title and min(window.box.width, window.box.height) >= MIN_SIDE_PX
        )

    def locate(self, window: int) -> WindowInfo | None:
        with self._connected() as server:
            return _describe(server, window)

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    @contextmanager
    def _connected(self) -> Iterator[XConnection]:
        self._server = self._server or XConnection(self._display)
        try:
            yield self._server
        except CaptureError:
            self.close()
            raise


def _front_first(server: XConnection) -> tuple[int, ...]:
    """Programs' windows: those the window manager names, else those found in the tree."""
    managed = server.numbers(server.root, "_NET_CLIENT_LIST_STACKING") or server.numbers(
        server.root, "_NET_CLIENT_LIST"
    )
    if managed:
        kinds = {server.atom(f"_NET_WM_WINDOW_TYPE_{name}") for name in _NO_CALLS}
        return tuple(
            window for window in reversed(managed) if not kinds & {*server.numbers(window, "_NET_WM_WINDOW_TYPE")}
        )
    tops = (_client_of(server, top) for top in reversed(server.children(server.root)))
    return tuple(window for window in tops if window is not None)


def _client_of(server: XConnection, top: int) -> int | None:
    """The program's window in a top-level one, which may be a frame around it; None = not to be seen."""
    attributes = server.attributes(top)
    if attributes is None or not attributes.viewable or not attributes.drawn or attributes.override_redirect:
        return None
    level: tuple[int, ...] = (top,)
    for _ in range(_DEEPEST):
        for window in level:
            if server.property(window, "WM_STATE") is not None:
                return window
        level = tuple(child for window in level for child in server.children(window))
    return top


def _describe(server: XConnection, window: int) -> WindowInfo | None:
    """What is known of a window now; None = it is gone."""
    attributes, box = server.attributes(window), server.box(window)
    if attributes is None or box is None:
        return None
    pids = server.numbers(window, "_NET_WM_PID")
    return WindowInfo(
        id=window,
        title=_title(server, window),
        app=_app(server, window),
        box=_without_shadow(box, server.numbers(window, "_GTK_FRAME_EXTENTS")),
        shown=attributes.viewable and not _is_hidden(server, window),
        pid=pids[0] if pids else None,
    )


def _title(server: XConnection, window: int) -> str:
    for name in ("_NET_WM_NAME", "WM_NAME"):
        found = server.property(window, name)
        if found is not None and found.data:
            is_utf8 = found.type == server.atom("UTF8_STRING")
            return clean_title(found.data.decode("utf-8" if is_utf8 else "latin-1", errors="replace"))
    return ""


def _app(server: XConnection, window: int) -> str:
    """The program's class, the second of the two names in WM_CLASS."""
    found = server.property(window, "WM_CLASS")
    names = [] if found is None else found.data.decode("latin-1").rstrip("\0").split("\0")
    return clean_title(names[-1]) if names else ""


def _is_hidden(server: XConnection, window: int) -> bool:
    """Whether the window manager says that it is minimised or on a desktop that is not shown."""
    if server.atom("_NET_WM_STATE_HIDDEN") in server.numbers(window, "_NET_WM_STATE"):
        return True
    own, current = server.numbers(window, "_NET_WM_DESKTOP"), server.numbers(server.root, "_NET_CURRENT_DESKTOP")
    return bool(own and current) and own[0] not in (current[0], _ALL_DESKTOPS)


def _without_shadow(box: Box, extents: tuple[int, ...]) -> Box:
    """The box less the invisible rim that GTK programs and Chrome draw their shadow into."""
    if len(extents) != 4:
        return box
    left, right, top, bottom = extents
    width, height = box.width - left - right, box.height - top - bottom
    return Box(box.left + left, box.top + top, width, height) if width > 0 and height > 0 else box
