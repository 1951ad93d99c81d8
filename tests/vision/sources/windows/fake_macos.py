"""Stand-ins for CoreGraphics and CoreFoundation: references are numbers, as pointers are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

ON_SCREEN, INCLUDING = 1, 8


@dataclass
class FakeMac:
    """Windows as CGWindowListCopyWindowInfo describes them, front first; counts what is not released."""

    windows: list[Mapping[str, Any]] = field(default_factory=list)
    permitted: bool = True
    has_session: bool = True
    objects: dict[int, Any] = field(default_factory=dict)
    owned: set[int] = field(default_factory=set)  # references the caller must release

    def graphics(self) -> Any:
        def copy_list(option: int, window: int) -> int | None:
            if not self.has_session:
                return None
            found = list(self.windows)
            if option & INCLUDING:
                found = [one for one in found if one["kCGWindowNumber"] == window]
            elif option & ON_SCREEN:
                found = [one for one in found if one.get("kCGWindowIsOnscreen")]
            else:
                found = sorted(found, key=lambda one: int(one["kCGWindowNumber"]))  # in no order that means anything
            return self._new(found, owned=True)

        def make_rect(bounds: int, pointer: Any) -> bool:
            rect = pointer._obj
            values = self.objects[bounds]
            rect.origin.x, rect.origin.y, rect.size.width, rect.size.height = values
            return True

        def may_record() -> bool:
            return self.permitted

        return SimpleNamespace(
            CGWindowListCopyWindowInfo=copy_list,
            CGRectMakeWithDictionaryRepresentation=make_rect,
            CGPreflightScreenCaptureAccess=may_record,
        )

    def foundation(self) -> Any:
        def number(value: int, kind: int, pointer: Any) -> bool:
            assert kind == 4
            pointer._obj.value = self.objects[value]
            return True

        def text(value: int, buffer: Any, size: int, _: int) -> bool:
            data = self.objects[value].encode()
            if len(data) >= size:
                return False
            buffer.value = data
            return True

        def look_up(entry: int, key: int) -> int | None:
            values = self.objects[entry]
            name = self.objects[key]
            return self._new(values[name]) if name in values else None

        return SimpleNamespace(
            CFArrayGetCount=lambda array: len(self.objects[array]),
            CFArrayGetValueAtIndex=lambda array, index: self._new(self.objects[array][index]),
            CFDictionaryGetValue=look_up,
            CFStringCreateWithCString=lambda _, data, __: self._new(data.decode(), owned=True),
            CFStringGetCString=text,
            CFNumberGetValue=number,
            CFBooleanGetValue=lambda value: self.objects[value],
            CFRelease=lambda reference: self.owned.remove(reference),  # noqa: PLW0108  # takes `argtypes`
        )

    def _new(self, thing: Any, *, owned: bool = False) -> int:
        reference = len(self.objects) + 1
        self.objects[reference] = thing
        if owned:
            self.owned.add(reference)
        return reference


def entry(number: int, title: str | None, *, shown: bool = True, layer: int = 0, **others: Any) -> Mapping[str, Any]:
    """One window as macOS describes it; a title of None = no permission to know it."""
    known: dict[str, Any] = {
        "kCGWindowNumber": number,
        "kCGWindowLayer": layer,
        "kCGWindowBounds": (10.0, 20.0, 800.0, 600.0),
        "kCGWindowOwnerName": "zoom.us",
        "kCGWindowOwnerPID": 4000,
        **others,
    }
    if title is not None:
        known["kCGWindowName"] = title
    if shown:
        known["kCGWindowIsOnscreen"] = True
    return known
