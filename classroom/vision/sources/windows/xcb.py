"""The few requests to an X server that finding windows needs, through libxcb.

libxcb and not Xlib, because Xlib ends the whole program when the server goes away; and not python-xlib,
because mss needs libxcb anyway.
"""

import ctypes
import ctypes.util
from ctypes import POINTER, Structure, c_char_p, c_int, c_int16, c_uint8, c_uint16, c_uint32, c_void_p
from dataclasses import dataclass
from functools import cache
from typing import Any

from classroom.domain import Box
from classroom.errors import CaptureError

_LONGEST_PROPERTY = 65_536  # units of 4 bytes
_VIEWABLE = 2
_INPUT_OUTPUT = 1


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


class _Iterator(Structure):
    """xcb_screen_iterator_t; a screen begins with the number of its root window."""

    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


_HEAD = (("response_type", c_uint8), ("detail", c_uint8), ("sequence", c_uint16), ("length", c_uint32))


class _Atom(Structure):
    _fields_ = (*_HEAD, ("atom", c_uint32))


class _Geometry(Structure):
    _fields_ = (
        *_HEAD,
        ("root", c_uint32),
        ("x", c_int16),
        ("y", c_int16),
        ("width", c_uint16),
        ("height", c_uint16),
        ("border_width", c_uint16),
    )


class _Translation(Structure):
    _fields_ = (*_HEAD, ("child", c_uint32), ("x", c_int16), ("y", c_int16))


class _Attributes(Structure):
    _fields_ = (
        *_HEAD,
        ("visual", c_uint32),
        ("window_class", c_uint16),
        ("bit_gravity", c_uint8),
        ("win_gravity", c_uint8),
        ("backing_planes", c_uint32),
        ("backing_pixel", c_uint32),
        ("save_under", c_uint8),
        ("map_is_installed", c_uint8),
        ("map_state", c_uint8),
        ("override_redirect", c_uint8),
    )


class _Tree(Structure):
    _fields_ = (*_HEAD, ("root", c_uint32), ("parent", c_uint32), ("children", c_uint16))


class _Property(Structure):
    # The head's `detail` is the format: bits of one unit.
    _fields_ = (*_HEAD, ("type", c_uint32), ("bytes_after", c_uint32), ("value_len", c_uint32))


_REQUESTS: dict[str, tuple[list[Any], type[Structure]]] = {
    "intern_atom": ([c_uint8, c_uint16, c_char_p], _Atom),
    "get_geometry": ([c_uint32], _Geometry),
    "translate_coordinates": ([c_uint32, c_uint32, c_int16, c_int16], _Translation),
    "get_window_attributes": ([c_uint32], _Attributes),
    "query_tree": ([c_uint32], _Tree),
    "get_property": ([c_uint8, c_uint32, c_uint32, c_uint32, c_uint32, c_uint32], _Property),
}


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a window."""

    type: int  # atom
    format: int  # bits of a unit: 8, 16 or 32
    data: bytes

    @property
    def numbers(self) -> tuple[int, ...]:
        """Units of 32 bits, as atoms, windows and cardinals are; () for other formats."""
        if self.format != 32:
            return ()
        return tuple(c_uint32.from_buffer_copy(self.data, at).value for at in range(0, len(self.data), 4))


@dataclass(frozen=True, slots=True)
class Attributes:
    viewable: bool  # it and all it lies in are mapped
    drawn: bool  # it can show something (class InputOutput)
    override_redirect: bool  # a menu or tooltip that the window manager leaves alone


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(ctypes.util.find_library("xcb") or "libxcb.so.1")
    except OSError as error:
        raise CaptureError("windows cannot be found without libxcb: install libxcb1") from error
    library.xcb_connect.argtypes, library.xcb_connect.restype = [c_char_p, POINTER(c_int)], c_void_p
    library.xcb_disconnect.argtypes, library.xcb_disconnect.restype = [c_void_p], None
    library.xcb_connection_has_error.argtypes = [c_void_p]
    library.xcb_get_setup.argtypes, library.xcb_get_setup.restype = [c_void_p], c_void_p
    library.xcb_setup_roots_iterator.argtypes = [c_void_p]
    library.xcb_setup_roots_iterator.restype = _Iterator
    library.xcb_screen_next.argtypes, library.xcb_screen_next.restype = [POINTER(_Iterator)], None
    for part in ("query_tree_children", "get_property_value"):
        getattr(library, f"xcb_{part}").argtypes = [c_void_p]
        getattr(library, f"xcb_{part}").restype = c_void_p
    library.xcb_get_property_value_length.argtypes = [c_void_p]
    for name, (arguments, reply) in _REQUESTS.items():
        request, answer = getattr(library, f"xcb_{name}"), getattr(library, f"xcb_{name}_reply")
        request.argtypes, request.restype = [c_void_p, *arguments], _Cookie
        answer.argtypes, answer.restype = [c_void_p, _Cookie, POINTER(c_void_p)], POINTER(reply)
    return library


@cache
def _free() -> Any:
    free = ctypes.CDLL(None).free
    free.argtypes, free.restype = [c_void_p], None
    return free


class XConnection:
    """A connection to one X server; questions about windows that are gone are answered with None."""

    def __init__(self, display: str | None) -> None:
        """Connect to a display such as `:0`; None = the one DISPLAY names.

        Raises:
            CaptureError: there is no such server.
        """
        self._library = _library()
        number = c_int()
        self._handle = self._library.xcb_connect(display.encode() if display else None, ctypes.byref(number))
        if self._library.xcb_connection_has_error(self._handle):
            self.close()
            raise CaptureError(f"display {display or ''} cannot be reached: start this on the desktop to be recorded")
        screens = self._library.xcb_setup_roots_iterator(self._library.xcb_get_setup(self._handle))
        for _ in range(number.value):
            self._library.xcb_screen_next(ctypes.byref(screens))
        self.root = int(screens.data[0])  # the window that is the whole screen
        self._atoms: dict[str, int] = {}

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            self._library.xcb_disconnect(handle)

    def atom(self, name: str) -> int:
        """The server's number for a name."""
        if name not in self._atoms:
            reply = self._ask("intern_atom", 0, len(name), name.encode())
            self._atoms[name] = 0 if reply is None else int(reply.contents.atom)
            self._release(reply)
        return self._atoms[name]

    def property(self, window: int, name: str) -> Property | None:
        """A property by its name, of any type; None = the window has none."""
        reply = self._ask("get_property", 0, window, self.atom(name), 0, 0, _LONGEST_PROPERTY)
        if reply is None:
            return None
        length = self._library.xcb_get_property_value_length(reply)
        data = ctypes.string_at(self._library.xcb_get_property_value(reply), length)
        found = Property(int(reply.contents.type), int(reply.contents.detail), data)
        self._release(reply)
        return found if found.type else None

    def numbers(self, window: int, name: str) -> tuple[int, ...]:
        """A property that is a list of numbers; () = none."""
        found = self.property(window, name)
        return () if found is None else found.numbers

    def children(self, window: int) -> tuple[int, ...]:
        """Windows directly inside, the lowest first."""
        reply = self._ask("query_tree", window)
        if reply is None:
            return ()
        start = self._library.xcb_query_tree_children(reply)
        found = tuple((c_uint32 * reply.contents.children).from_address(start)) if reply.contents.children else ()
        self._release(reply)
        return found

    def attributes(self, window: int) -> Attributes | None:
        """None = there is no such window (any more)."""
        reply = self._ask("get_window_attributes", window)
        if reply is None:
            return None
        seen = reply.contents
        found = Attributes(
            seen.map_state == _VIEWABLE, seen.window_class == _INPUT_OUTPUT, bool(seen.override_redirect)
        )
        self._release(reply)
        return found

    def box(self, window: int) -> Box | None:
        """The window's inside in the root's pixels, whatever frame the window manager drew around it."""
        size = self._ask("get_geometry", window)
        place = self._ask("translate_coordinates", window, self.root, 0, 0)
        found = None
        if size is not None and place is not None:
            found = Box(place.contents.x, place.contents.y, size.contents.width, size.contents.height)
        self._release(size)
        self._release(place)
        return found

    def _ask(self, name: str, *arguments: Any) -> Any:
        """The reply to a request, to be released; None = the server refuses it.

        Raises:
            CaptureError: the connection is lost.
        """
        if self._handle is None:
            raise CaptureError("the connection to the desktop is closed: open it again")
        cookie = getattr(self._library, f"xcb_{name}")(self._handle, *arguments)
        refusal = c_void_p()
        reply = getattr(self._library, f"xcb_{name}_reply")(self._handle, cookie, ctypes.byref(refusal))
        if refusal:
            _free()(refusal)
        if reply:
            return reply
        if self._library.xcb_connection_has_error(self._handle):
            raise CaptureError("the desktop does not answer any more: log in again and start this there")
        return None

    def _release(self, reply: Any) -> None:
        if reply is not None:
            _free()(ctypes.cast(reply, c_void_p))
