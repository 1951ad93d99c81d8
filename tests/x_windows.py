"""Real windows on an X display for tests: a small client of its own, as a call program or a window manager is."""

import ctypes
import ctypes.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_char_p, c_uint8, c_uint16, c_uint32, c_void_p
from functools import cache

import numpy as np

from classroom.domain import Box, Image
from classroom.vision.sources.windows.xcb import XConnection

_BACKGROUND, _OVERRIDE, _CARDINAL, _STRING = 1 << 1, 1 << 9, 6, 31
_BACKGROUND_PIXMAP, _Z_PIXMAP, _DEPTH = 1 << 0, 2, 24
_LONGEST_REQUEST = 200_000  # bytes
_X, _Y, _WIDTH, _HEIGHT, _STACKING = 1, 2, 4, 8, 64


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("xcb") or "libxcb.so.1")
    library.xcb_connect.argtypes, library.xcb_connect.restype = [c_char_p, c_void_p], c_void_p
    library.xcb_disconnect.argtypes = [c_void_p]
    library.xcb_generate_id.argtypes, library.xcb_generate_id.restype = [c_void_p], c_uint32
    library.xcb_create_window.argtypes = [
        *(c_void_p, c_uint8, c_uint32, c_uint32, ctypes.c_int16, ctypes.c_int16, c_uint16, c_uint16),
        *(c_uint16, c_uint16, c_uint32, c_uint32, c_void_p),
    ]
    library.xcb_configure_window.argtypes = [c_void_p, c_uint32, c_uint16, c_void_p]
    library.xcb_change_property.argtypes = [
        *(c_void_p, c_uint8, c_uint32, c_uint32, c_uint32, c_uint8, c_uint32, c_char_p)
    ]
    for name in ("map", "unmap", "destroy"):
        getattr(library, f"xcb_{name}_window").argtypes = [c_void_p, c_uint32]
    library.xcb_create_pixmap.argtypes = [c_void_p, c_uint8, c_uint32, c_uint32, c_uint16, c_uint16]
    library.xcb_create_gc.argtypes = [c_void_p, c_uint32, c_uint32, c_uint32, c_void_p]
    library.xcb_put_image.argtypes = [
        *(c_void_p, c_uint8, c_uint32, c_uint32, c_uint16, c_uint16, ctypes.c_int16, ctypes.c_int16),
        *(c_uint8, c_uint8, c_uint32, c_char_p),
    ]
    library.xcb_change_window_attributes.argtypes = [c_void_p, c_uint32, c_uint32, c_void_p]
    library.xcb_clear_area.argtypes = [
        *(c_void_p, c_uint8, c_uint32, ctypes.c_int16, ctypes.c_int16, c_uint16, c_uint16)
    ]
    library.xcb_get_input_focus.argtypes, library.xcb_get_input_focus.restype = [c_void_p], c_uint32
    library.xcb_get_input_focus_reply.argtypes = [c_void_p, c_uint32, c_void_p]
    library.xcb_get_input_focus_reply.restype = c_void_p
    return library


class Desktop:
    """Opens, moves and closes windows; every call has taken effect when it returns."""

    def __init__(self, display: str) -> None:
        self._library = _library()
        self._handle = self._library.xcb_connect(display.encode(), None)
        self._names = XConnection(display)
        self.root = self._names.root

    def close(self) -> None:
        """Leave; the server closes the windows."""
        self._names.close()
        self._library.xcb_disconnect(self._handle)

    def open(
        self,
        title: str,
        box: Box,
        *,
        color: int = 0xFFFFFF,
        app: str = "call",
        parent: int | None = None,
        override_redirect: bool = False,
        border: int = 0,
    ) -> int:
        """A window of one colour (0xRRGGBB), shown; gives its number."""
        window = int(self._library.xcb_generate_id(self._handle))
        values = (c_uint32 * 2)(color, int(override_redirect))
        self._library.xcb_create_window(
            *(self._handle, 0, window, parent or self.root, box.left, box.top, box.width, box.height, border),
            *(1, 0, _BACKGROUND | _OVERRIDE, values),
        )
        if title:
            self.set_title(window, title)
        self.set_text(window, "WM_CLASS", f"{app.lower()}\0{app}\0".encode(), _STRING)
        self.show(window)
        return window

    def paint(self, window: int, image: Image) -> None:
        """The picture, (h, w, 3) uint8 BGR, as what the window shows from now on."""
        height, width = image.shape[:2]
        pixmap, pen = (int(self._library.xcb_generate_id(self._handle)) for _ in range(2))
        self._library.xcb_create_pixmap(self._handle, _DEPTH, pixmap, self.root, width, height)
        self._library.xcb_create_gc(self._handle, pen, pixmap, 0, None)
        pixels = np.dstack([image, np.zeros((height, width), np.uint8)])
        rows = max(1, _LONGEST_REQUEST // (4 * width))
        for top in range(0, height, rows):
            part = pixels[top : top + rows].tobytes()
            self._library.xcb_put_image(
                *(self._handle, _Z_PIXMAP, pixmap, pen, width, len(part) // (4 * width)),
                *(0, top, 0, _DEPTH, len(part), part),
            )
        values = (c_uint32 * 1)(pixmap)
        self._library.xcb_change_window_attributes(self._handle, window, _BACKGROUND_PIXMAP, values)
        self._library.xcb_clear_area(self._handle, 0, window, 0, 0, 0, 0)
        self._settle()

    def show(self, window: int) -> None:
        self._library.xcb_map_window(self._handle, window)
        self._settle()

    def hide(self, window: int) -> None:
        self._library.xcb_unmap_window(self._handle, window)
        self._settle()

    def destroy(self, window: int) -> None:
        self._library.xcb_destroy_window(self._handle, window)
        self._settle()

    def place(self, window: int, box: Box) -> None:
        """Move and resize, in the parent's pixels."""
        edges = [value & 0xFFFF_FFFF for value in (box.left, box.top, box.width, box.height)]
        self._configure(window, _X | _Y | _WIDTH | _HEIGHT, edges)

    def lift(self, window: int) -> None:
        """Bring to the front."""
        self._configure(window, _STACKING, [0])

    def set_title(self, window: int, title: str) -> None:
        self.set_text(window, "_NET_WM_NAME", title.encode(), self._names.atom("UTF8_STRING"))

    def set_text(self, window: int, name: str, data: bytes, kind: int = _STRING) -> None:
        self._change(window, name, kind, 8, len(data), data)

    def set_numbers(self, window: int, name: str, numbers: Sequence[int]) -> None:
        """A property as window managers and programs set them."""
        self._change(window, name, _CARDINAL, 32, len(numbers), bytes((c_uint32 * len(numbers))(*numbers)))

    def atom(self, name: str) -> int:
        """The server's number for a name, made when it is new."""
        return self._names.atom(name)

    def _change(self, window: int, name: str, kind: int, bits: int, count: int, data: bytes) -> None:
        self._library.xcb_change_property(self._handle, 0, window, self.atom(name), kind, bits, count, data)
        self._settle()

    def _configure(self, window: int, mask: int, values: Sequence[int]) -> None:
        self._library.xcb_configure_window(self._handle, window, mask, (c_uint32 * len(values))(*values))
        self._settle()

    def _settle(self) -> None:
        """Wait until the server has done all that was asked."""
        cookie = self._library.xcb_get_input_focus(self._handle)
        reply = self._library.xcb_get_input_focus_reply(self._handle, cookie, None)
        ctypes.CDLL(None).free(c_void_p(reply))


@contextmanager
def desktop(display: str) -> Iterator[Desktop]:
    """Someone who opens windows there until leaving."""
    opened = Desktop(display)
    try:
        yield opened
    finally:
        opened.close()
