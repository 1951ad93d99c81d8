"""Windows of a Windows desktop, through user32 and dwmapi.

Boxes are the windows' drawn edges in real pixels: DWM's "extended frame bounds", which unlike GetWindowRect
hold no invisible resize rim and are not scaled for programs that know nothing of high resolutions.
"""

import ctypes
from collections.abc import Callable
from contextlib import suppress
from ctypes import POINTER, c_int, c_uint32, c_void_p, wintypes
from typing import Any

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows.finder import MIN_SIDE_PX, WindowInfo, clean_title
from classroom.vision.sources.windows.processes import process_name

_EXTENDED_FRAME_BOUNDS, _CLOAKED = 9, 14  # DWMWINDOWATTRIBUTE
_CLOAKED_BY_SHELL = 2  # it is on another virtual desktop; other values are suspended apps
_GWL_EXSTYLE = -20
_WS_EX_TRANSPARENT, _WS_EX_TOOLWINDOW, _WS_EX_NOACTIVATE = 0x20, 0x80, 0x0800_0000
_NO_CALLS = _WS_EX_TRANSPARENT | _WS_EX_TOOLWINDOW | _WS_EX_NOACTIVATE
_PER_MONITOR_AWARE_V2 = -4  # DPI_AWARENESS_CONTEXT
_LONGEST_TITLE = 512

# WINFUNCTYPE exists on Windows alone; the two differ on 32-bit Windows only.
_Callback: Callable[..., Any] = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)
_EnumProc = _Callback(c_int, c_void_p, c_void_p)  # BOOL is an int


class Win32Finder:
    """The windows of the desktop this runs on."""

    def __init__(self, user32: Any, dwmapi: Any, *, app_of: Callable[[int], str] = process_name) -> None:
        """`user32` and `dwmapi` are the system's libraries, or what answers like them."""
        self._user32 = user32
        self._dwmapi = dwmapi
        self._app_of = app_of
        _declare(user32, dwmapi)

    def list_windows(self) -> tuple[WindowInfo, ...]:
        self._see_real_pixels()
        handles: list[int] = []

        def collect(handle: int | None, _: int | None) -> int:
            if handle:
                handles.append(handle)
            return 1  # go on

        # Top-level windows come in their order on the screen, the front one first.
        if not self._user32.EnumWindows(_EnumProc(collect), None):
            raise CaptureError("Windows does not tell its windows: unlock the screen and try again")
        found = [self._describe(handle) for handle in handles if self._may_be_call(handle)]
        return tuple(
            window
            for window in found
            if window is not None
            and window.title
            and (not window.shown or min(window.box.width, window.box.height) >= MIN_SIDE_PX)
        )

    def locate(self, window: int) -> WindowInfo | None:
        self._see_real_pixels()
        return self._describe(window) if self._user32.IsWindow(window) else None

    def close(self) -> None:
        """Nothing is held open."""

    def _see_real_pixels(self) -> None:
        """Without this the system tells programs like ours scaled coordinates."""
        with suppress(AttributeError):  # Windows 8.1 and older; there mss asks for the whole process
            self._user32.SetThreadDpiAwarenessContext(_PER_MONITOR_AWARE_V2)

    def _may_be_call(self, handle: int) -> bool:
        if not self._user32.IsWindowVisible(handle) or self._cloak(handle) not in (0, _CLOAKED_BY_SHELL):
            return False
        return not self._user32.GetWindowLongW(handle, _GWL_EXSTYLE) & _NO_CALLS

    def _describe(self, handle: int) -> WindowInfo | None:
        box = self._box(handle)
        if box is None:
            return None
        pid = self._pid(handle)
        minimised = bool(self._user32.IsIconic(handle))
        shown = bool(self._user32.IsWindowVisible(handle)) and not minimised and not self._cloak(handle)
        return WindowInfo(handle, self._title(handle), self._app_of(pid) if pid else "", box, shown, pid)

    def _title(self, handle: int) -> str:
        text = ctypes.create_unicode_buffer(_LONGEST_TITLE)
        self._user32.GetWindowTextW(handle, text, _LONGEST_TITLE)
        return clean_title(text.value)

    def _pid(self, handle: int) -> int | None:
        number = c_uint32()
        self._user32.GetWindowThreadProcessId(handle, ctypes.byref(number))
        return number.value or None

    def _cloak(self, handle: int) -> int:
        """Why the system keeps the window from the screen although it counts as visible; 0 = it does not."""
        reason = c_int()
        done = self._dwmapi.DwmGetWindowAttribute(handle, _CLOAKED, ctypes.byref(reason), ctypes.sizeof(reason))
        return reason.value if done == 0 else 0

    def _box(self, handle: int) -> Box | None:
        """The drawn edges, px; None = the window has just been closed."""
        rect = wintypes.RECT()
        size = ctypes.sizeof(rect)
        done = self._dwmapi.DwmGetWindowAttribute(handle, _EXTENDED_FRAME_BOUNDS, ctypes.byref(rect), size)
        if done != 0 and not self._user32.GetWindowRect(handle, ctypes.byref(rect)):
            return None
        return Box(rect.left, rect.top, max(1, rect.right - rect.left), max(1, rect.bottom - rect.top))


def open_win32() -> Win32Finder:
    """The finder with the system's own libraries."""
    load = getattr(ctypes, "WinDLL")  # noqa: B009  # exists on Windows alone
    return Win32Finder(load("user32"), load("dwmapi"))


def console_windows() -> frozenset[int]:
    """The console this runs in; Windows Terminal is found by its process instead."""
    load = getattr(ctypes, "WinDLL")  # noqa: B009
    kernel32 = load("kernel32")
    kernel32.GetConsoleWindow.restype = c_void_p
    handle = kernel32.GetConsoleWindow()
    return frozenset({int(handle)} if handle else ())


def _declare(user32: Any, dwmapi: Any) -> None:
    """Handles are pointers, which ctypes would cut to 32 bits."""
    user32.EnumWindows.argtypes = [_EnumProc, c_void_p]
    for name in ("IsWindow", "IsWindowVisible", "IsIconic"):
        getattr(user32, name).argtypes = [c_void_p]
    user32.GetWindowLongW.argtypes = [c_void_p, c_int]
    user32.GetWindowTextW.argtypes = [c_void_p, wintypes.LPWSTR, c_int]
    user32.GetWindowThreadProcessId.argtypes = [c_void_p, POINTER(c_uint32)]
    user32.GetWindowRect.argtypes = [c_void_p, POINTER(wintypes.RECT)]
    dwmapi.DwmGetWindowAttribute.argtypes = [c_void_p, c_uint32, c_void_p, c_uint32]
    dwmapi.DwmGetWindowAttribute.restype = c_int
    with suppress(AttributeError):
        user32.SetThreadDpiAwarenessContext.argtypes = [c_void_p]
        user32.SetThreadDpiAwarenessContext.restype = c_void_p
