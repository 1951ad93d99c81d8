"""The screen as a frame source: one monitor, all of them, or a region."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from classroom.domain import Box, Frame
from classroom.errors import CaptureError
from classroom.vision.sources.grabber import Grabber


def open_screen(
    *,
    monitor: int,
    region: Box | None,
    clock: Callable[[], datetime],
    display: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> "ScreenSource":
    """The teacher's screen as a live source; use it in one thread only.

    Args:
        monitor: 1 = first, 0 = all together; not looked at when a region is given.
        region: the part to grab, in the screen's own coordinates (px; on macOS points).
        clock: the time now, aware UTC.
        display: X11 display to grab (Linux); None = the environment's.
        environment: where DISPLAY and the kind of desktop are looked up.

    Raises:
        CaptureError: no display, no such monitor, or a region that is not wholly on the screen.
    """
    grabber = Grabber(display=display or environment.get("DISPLAY"), wayland=is_wayland(environment))
    return ScreenSource(grabber, monitor=monitor, region=region, clock=clock)


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether the desktop is Wayland, of whose windows no program may take pictures this way."""
    return environment.get("XDG_SESSION_TYPE") == "wayland" or bool(environment.get("WAYLAND_DISPLAY"))


class ScreenSource:
    """One monitor or region of the screen; connects again by itself after the screen was gone."""

    live = True
    frame_count = None

    def __init__(self, grabber: Grabber, *, monitor: int, region: Box | None, clock: Callable[[], datetime]) -> None:
        self._grabber = grabber
        self._monitor = monitor
        self._region = region
        self._clock = clock
        self._closed = False
        self._area = self._choose(clock())

    @property
    def description(self) -> str:
        area = self._area
        if self._region is not None:
            return f"screen region {area.width}x{area.height} at {area.left},{area.top}"
        name = f"monitor {self._monitor}" if self._monitor else "all monitors"
        return f"{name} ({area.width}x{area.height})"

    @property
    def nominal_size(self) -> tuple[int, int]:
        """Width and height in the screen's own units; a HiDPI picture has more pixels than that."""
        return self._area.width, self._area.height

    def grab(self) -> Frame:
        """What the screen shows now.

        Raises:
            CaptureError: the screen or monitor is gone; a later grab tries to connect again.
        """
        if self._closed:
            raise CaptureError("the screen source is closed: open it again")
        taken_at = self._clock()
        if not self._grabber.is_fresh(taken_at):
            self._area = self._choose(taken_at)
        return Frame(self._grabber.grab(self._area), taken_at)

    def close(self) -> None:
        self._grabber.disconnect()
        self._closed = True

    def _choose(self, now: datetime) -> Box:
        areas = self._grabber.areas(now)
        try:
            return _choose_area(areas, self._monitor, self._region)
        except CaptureError:
            self._grabber.disconnect()  # the monitor may come back
            raise


def _choose_area(boxes: Sequence[Box], monitor: int, region: Box | None) -> Box:
    """The area to grab; `boxes` are all monitors together, then each."""
    screen = boxes[0]
    if region is not None:
        if region.width < 1 or region.height < 1 or screen.intersection(region) != region.area:
            raise CaptureError(
                f"region {_text(region)} is not wholly on the screen, which is {_text(screen)} "
                "(left,top,width,height): choose one inside"
            )
        return region
    if 0 <= monitor < len(boxes):
        return boxes[monitor]
    there = "; ".join(f"{number}: {box.width}x{box.height}" for number, box in enumerate(boxes[1:], start=1))
    raise CaptureError(f"monitor {monitor} does not exist: choose one of {there or 'none'} (0 = all together)")


def _text(box: Box) -> str:
    return f"{box.left},{box.top},{box.width},{box.height}"
