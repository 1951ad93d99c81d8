"""Stand-ins for user32 and dwmapi that answer from a list of windows, as their documentation says."""

from collections.abc import Callable
from ctypes import sizeof, wintypes
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

CLOAKED, BOUNDS = 14, 9


@dataclass
class Handle:
    """One top-level window of the pretended desktop."""

    number: int
    title: str
    bounds: tuple[int, int, int, int] = (0, 0, 800, 600)  # left, top, right, bottom
    pid: int = 4000
    visible: bool = True
    iconic: bool = False
    cloaked: int = 0
    ex_style: int = 0
    has_dwm: bool = True  # False: DWM does not know it, GetWindowRect does


@dataclass
class FakeWindows:
    """The desktop: windows in their order on the screen, front first."""

    handles: list[Handle] = field(default_factory=list)
    locked: bool = False
    contexts: list[int] = field(default_factory=list)  # DPI contexts set

    def find(self, number: int | None) -> Handle | None:
        return next((handle for handle in self.handles if handle.number == number), None)

    def user32(self) -> Any:
        def enum_windows(callback: Callable[[int, int], bool], extra: int | None) -> int:
            if self.locked:
                return 0
            return int(all(callback(handle.number, extra or 0) for handle in self.handles))

        def text(number: int, buffer: Any, size: int) -> int:
            handle = self.find(number)
            buffer.value = handle.title[: size - 1] if handle else ""
            return len(buffer.value)

        def process(number: int, pointer: Any) -> int:
            handle = self.find(number)
            pointer._obj.value = handle.pid if handle else 0
            return 7

        def rect(number: int, pointer: Any) -> int:
            handle = self.find(number)
            return 0 if handle is None else _fill(pointer._obj, handle.bounds)

        def aware(context: int) -> int:
            self.contexts.append(context)
            return 1

        def ask(what: Callable[[Handle], Any]) -> Callable[..., int]:
            # A function and not a method: ctypes' functions take `argtypes`.
            return lambda number, *_: int(what(handle)) if (handle := self.find(number)) else 0

        return SimpleNamespace(
            EnumWindows=enum_windows,
            IsWindow=ask(lambda _: True),
            IsWindowVisible=ask(lambda handle: handle.visible),
            IsIconic=ask(lambda handle: handle.iconic),
            GetWindowLongW=ask(lambda handle: handle.ex_style),
            GetWindowTextW=text,
            GetWindowThreadProcessId=process,
            GetWindowRect=rect,
            SetThreadDpiAwarenessContext=aware,
        )

    def dwmapi(self) -> Any:
        def attribute(number: int, which: int, pointer: Any, size: int) -> int:
            handle = self.find(number)
            if handle is None or not handle.has_dwm:
                return -2147024890  # E_HANDLE
            if which == CLOAKED:
                assert size == 4
                pointer._obj.value = handle.cloaked
                return 0
            assert (which, size) == (BOUNDS, sizeof(wintypes.RECT))
            _fill(pointer._obj, handle.bounds)
            return 0

        return SimpleNamespace(DwmGetWindowAttribute=attribute)


def _fill(rect: wintypes.RECT, bounds: tuple[int, int, int, int]) -> int:
    rect.left, rect.top, rect.right, rect.bottom = bounds
    return 1
