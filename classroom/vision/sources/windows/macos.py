"""Windows of a Mac, through CoreGraphics' window list.

Boxes are in points, as mss counts the screen there. macOS tells other programs' titles only to programs
that may record the screen.
"""

import ctypes
import ctypes.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import POINTER, Structure, c_bool, c_char_p, c_double, c_int64, c_long, c_uint32, c_void_p
from typing import Any

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows.finder import MIN_SIDE_PX, WindowInfo, clean_title

_ALL, _ON_SCREEN, _INCLUDING, _NO_DESKTOP = 0, 1 << 0, 1 << 3, 1 << 4  # CGWindowListOption
_UTF8 = 0x0800_0100  # kCFStringEncodingUTF8
_INT64 = 4  # kCFNumberSInt64Type
_DOCK_LAYER = 20  # windows from here up are the desktop's own: dock, menu bar, notifications
_LONGEST_TITLE = 2048

_NO_PERMISSION = (
    "macOS does not tell the windows' titles: open System Settings > Privacy & Security > Screen & System Audio "
    "Recording, allow the terminal there, and start it again"
)


class _Point(Structure):
    _fields_ = (("x", c_double), ("y", c_double))


class _Size(Structure):
    _fields_ = (("width", c_double), ("height", c_double))


class _Rect(Structure):
    _fields_ = (("origin", _Point), ("size", _Size))


class MacFinder:
    """The windows of the Mac this runs on."""

    def __init__(self, graphics: Any, foundation: Any) -> None:
        """`graphics` and `foundation` are CoreGraphics and CoreFoundation, or what answers like them."""
        self._graphics = graphics
        self._foundation = foundation
        _declare(graphics, foundation)

    def list_windows(self) -> tuple[WindowInfo, ...]:
        self._check_permission()
        # Only the list of what is on the screen is in order, the front first.
        front = self._read(_ON_SCREEN | _NO_DESKTOP, 0)
        known = {window.id for window in front}
        others = tuple(window for window in self._read(_ALL | _NO_DESKTOP, 0) if window.id not in known)
        return tuple(
            window
            for window in (*front, *others)
            if window.title and min(window.box.width, window.box.height) >= MIN_SIDE_PX
        )

    def locate(self, window: int) -> WindowInfo | None:
        return next((found for found in self._read(_INCLUDING, window) if found.id == window), None)

    def close(self) -> None:
        """Nothing is held open."""

    def _check_permission(self) -> None:
        may: Callable[[], bool] | None = None
        with suppress(AttributeError):  # before macOS 10.15 everyone may
            may = self._graphics.CGPreflightScreenCaptureAccess
        if may is not None and not may():
            raise CaptureError(_NO_PERMISSION)

    def _read(self, option: int, window: int) -> tuple[WindowInfo, ...]:
        windows = self._graphics.CGWindowListCopyWindowInfo(option, window)
        if not windows:
            raise CaptureError("macOS does not tell its windows: start this in a terminal on the Mac's own desktop")
        try:
            count = self._foundation.CFArrayGetCount(windows)
            entries = [self._foundation.CFArrayGetValueAtIndex(windows, index) for index in range(count)]
            found = [self._describe(entry) for entry in entries]
        finally:
            self._foundation.CFRelease(windows)
        return tuple(one for one in found if one is not None)

    def _describe(self, entry: Any) -> WindowInfo | None:
        """One entry of the list; None = the desktop's own, or without a place."""
        number, layer = self._number(entry, "kCGWindowNumber"), self._number(entry, "kCGWindowLayer")
        box = self._box(entry)
        if number is None or box is None or not 0 <= (layer or 0) < _DOCK_LAYER:
            return None
        return WindowInfo(
            id=number,
            title=self._text(entry, "kCGWindowName"),
            app=self._text(entry, "kCGWindowOwnerName"),
            box=box,
            shown=self._is_true(entry, "kCGWindowIsOnscreen"),
            pid=self._number(entry, "kCGWindowOwnerPID"),
        )

    def _box(self, entry: Any) -> Box | None:
        bounds = self._value(entry, "kCGWindowBounds")
        rect = _Rect()
        if not bounds or not self._graphics.CGRectMakeWithDictionaryRepresentation(bounds, ctypes.byref(rect)):
            return None
        left, top = round(rect.origin.x), round(rect.origin.y)
        return Box(left, top, max(1, round(rect.size.width)), max(1, round(rect.size.height)))

    def _number(self, entry: Any, name: str) -> int | None:
        value, number = self._value(entry, name), c_int64()
        if not value or not self._foundation.CFNumberGetValue(value, _INT64, ctypes.byref(number)):
            return None
        return number.value

    def _text(self, entry: Any, name: str) -> str:
        value, text = self._value(entry, name), ctypes.create_string_buffer(_LONGEST_TITLE)
        if not value or not self._foundation.CFStringGetCString(value, text, _LONGEST_TITLE, _UTF8):
            return ""
        return clean_title(text.value.decode("utf-8", errors="replace"))

    def _is_true(self, entry: Any, name: str) -> bool:
        value = self._value(entry, name)
        return bool(value) and bool(self._foundation.CFBooleanGetValue(value))

    def _value(self, entry: Any, name: str) -> Any:
        """What the entry holds under a name, which belongs to the entry; None = nothing."""
        with self._key(name) as key:
            return self._foundation.CFDictionaryGetValue(entry, key)

    @contextmanager
    def _key(self, name: str) -> Iterator[Any]:
        # CoreGraphics' constants for these keys are strings that hold their own names.
        key = self._foundation.CFStringCreateWithCString(None, name.encode(), _UTF8)
        try:
            yield key
        finally:
            self._foundation.CFRelease(key)


def open_macos() -> MacFinder:
    """The finder with the system's own libraries."""
    graphics, foundation = (
        ctypes.CDLL(ctypes.util.find_library(name) or f"/System/Library/Frameworks/{name}.framework/{name}")
        for name in ("CoreGraphics", "CoreFoundation")
    )
    return MacFinder(graphics, foundation)


def _declare(graphics: Any, foundation: Any) -> None:
    graphics.CGWindowListCopyWindowInfo.argtypes = [c_uint32, c_uint32]
    graphics.CGWindowListCopyWindowInfo.restype = c_void_p
    graphics.CGRectMakeWithDictionaryRepresentation.argtypes = [c_void_p, POINTER(_Rect)]
    graphics.CGRectMakeWithDictionaryRepresentation.restype = c_bool
    with suppress(AttributeError):
        graphics.CGPreflightScreenCaptureAccess.restype = c_bool
    foundation.CFArrayGetCount.argtypes, foundation.CFArrayGetCount.restype = [c_void_p], c_long
    foundation.CFArrayGetValueAtIndex.argtypes = [c_void_p, c_long]
    foundation.CFArrayGetValueAtIndex.restype = c_void_p
    foundation.CFDictionaryGetValue.argtypes = [c_void_p, c_void_p]
    foundation.CFDictionaryGetValue.restype = c_void_p
    foundation.CFStringCreateWithCString.argtypes = [c_void_p, c_char_p, c_uint32]
    foundation.CFStringCreateWithCString.restype = c_void_p
    foundation.CFStringGetCString.argtypes = [c_void_p, c_char_p, c_long, c_uint32]
    foundation.CFStringGetCString.restype = c_bool
    foundation.CFNumberGetValue.argtypes = [c_void_p, c_long, c_void_p]
    foundation.CFNumberGetValue.restype = c_bool
    foundation.CFBooleanGetValue.argtypes, foundation.CFBooleanGetValue.restype = [c_void_p], c_bool
    foundation.CFRelease.argtypes, foundation.CFRelease.restype = [c_void_p], None
