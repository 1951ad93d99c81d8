"""What could be recorded: monitors, windows and the grid found on each; nothing of it is kept.

Needs no command line, so that whatever starts a class can ask it.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from classroom.config import Settings
from classroom.domain import Box, Frame, Image
from classroom.errors import AnalysisError, CaptureError
from classroom.vision.names import NameReader
from classroom.vision.ocr import TextEngine
from classroom.vision.pipeline import GalleryPipeline, load_detector
from classroom.vision.sources.grabber import Grabber
from classroom.vision.sources.screen import is_wayland
from classroom.vision.sources.windows import WindowFinder, WindowInfo, call_windows, open_finder
from classroom.vision.sources.windows.visibility import hidden_share, visible_part

MAX_WINDOWS = 16  # looked at, the front ones; a look takes up to half a second
_COVERED = 0.9  # share of a window behind others above which nothing can be seen of it
_WHOLE = 0.85  # share of a monitor above which its grid needs no region of its own
_MARGIN = 0.02  # of the grid's width and height, around a region: names and borders at its edge


class TargetKind(StrEnum):
    MONITOR = "monitor"
    WINDOW = "window"
    REGION = "region"  # the part of a monitor that the grid fills


@dataclass(frozen=True, slots=True)
class TargetTile:
    """One participant's cell as found in one grab."""

    box: Box  # px of the target's picture
    name: str | None  # as read; None = no label, unreadable, or names are off
    has_face: bool


@dataclass(frozen=True, slots=True)
class CaptureTarget:
    """One thing that could be recorded, with the grid seen on it in one grab."""

    kind: TargetKind
    number: int  # the monitor's number (a region's: of its monitor), or the desktop's number of the window
    title: str  # the window's title; "" for others
    app: str  # the window's program; "" = unknown
    box: Box  # in the screen's own coordinates: px, on macOS points
    monitor: int | None  # number of the monitor that shows most of it; None = none does
    hidden: float  # share (0-1) behind other windows or off the screen; 1 = nothing is to be seen
    width: int  # px of the picture; 0 = there is none
    height: int
    tiles: tuple[TargetTile, ...]  # () = no gallery found
    problem: str | None = None  # why there is no picture of it; None = there is one

    @property
    def faces(self) -> int:
        return sum(tile.has_face for tile in self.tiles)


@dataclass(frozen=True, slots=True)
class CaptureTargets:
    targets: tuple[CaptureTarget, ...]  # monitors, windows (front first), regions
    windows_problem: str | None  # why no windows are listed; None = they are


def list_targets(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    display: str | None = None,
    environment: Mapping[str, str] = os.environ,
    finder: WindowFinder | None = None,
) -> CaptureTargets:
    """Monitors, windows and regions, each grabbed once into memory and searched for a gallery.

    Expressions are not read. Our own terminal and dashboard are left out.

    Args:
        settings: those in force; the gallery's, faces' and names' sections count.
        clock: the time now, aware UTC.
        display: X11 display (Linux); None = the environment's.
        environment: where DISPLAY and the kind of desktop are looked up.
        finder: who finds windows; None = the platform's own.

    Raises:
        CaptureError: there is no screen.
        ModelError: the face model is missing or damaged.
    """
    display, wayland = display or environment.get("DISPLAY"), is_wayland(environment)
    grabber = Grabber(display=display, wayland=wayland)
    try:
        look = _Look(settings, grabber, clock)
        monitors = tuple(look.at_monitor(number) for number in range(1, len(look.areas)))
        windows, problem = _look_at_windows(look, display, wayland, environment, finder)
    finally:
        grabber.disconnect()
    regions = tuple(region for monitor in monitors if (region := _region_of(monitor)) is not None)
    return CaptureTargets((*monitors, *windows, *regions), problem)


def _look_at_windows(
    look: "_Look", display: str | None, wayland: bool, environment: Mapping[str, str], finder: WindowFinder | None
) -> tuple[tuple[CaptureTarget, ...], str | None]:
    """The windows, or why there are none."""
    try:
        used = finder or open_finder(display=display, wayland=wayland)
    except CaptureError as error:
        return (), str(error)
    try:
        everything = used.list_windows()
        calls = call_windows(used, environment=environment)[:MAX_WINDOWS]
    except CaptureError as error:
        return (), str(error)
    finally:
        used.close()
    return tuple(look.at_window(window, _in_front_of(window, everything)) for window in calls), None


def _in_front_of(window: WindowInfo, windows: Sequence[WindowInfo]) -> list[Box]:
    place = next((index for index, one in enumerate(windows) if one.id == window.id), 0)
    return [one.box for one in windows[:place] if one.shown]


class _Look:
    """Grabs and analyses one target after the other."""

    def __init__(self, settings: Settings, grabber: Grabber, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._grabber = grabber
        self._clock = clock
        self.areas = grabber.areas(clock())  # all monitors together, then each
        self._detector = load_detector(settings.faces)
        self._engine = TextEngine()

    def at_monitor(self, number: int) -> CaptureTarget:
        box = self.areas[number]
        target = CaptureTarget(TargetKind.MONITOR, number, "", "", box, number, 0.0, 0, 0, ())
        return self._search(target, box)

    def at_window(self, window: WindowInfo, in_front: Sequence[Box]) -> CaptureTarget:
        monitors = self.areas[1:]
        hidden = hidden_share(window.box, in_front, monitors) if window.shown else 1.0
        target = CaptureTarget(
            *(TargetKind.WINDOW, window.id, window.title, window.app, window.box),
            *(_monitor_of(window.box, monitors), hidden, 0, 0, ()),
        )
        if not window.shown:
            return replace(target, problem="minimised, or on another desktop")
        part = visible_part(window.box, self.areas[0], monitors)
        if part is None or hidden > _COVERED:
            return replace(target, problem="behind other windows" if part else "off the screen")
        return self._search(target, part)

    def _search(self, target: CaptureTarget, part: Box) -> CaptureTarget:
        """The target with the grid that one grab of it shows."""
        try:
            self._grabber.areas(self._clock())  # connects again if a long look has worn the connection out
            image = self._grabber.grab(part)
            tiles = self._find_tiles(image)
        except (CaptureError, AnalysisError) as error:
            return replace(target, problem=str(error))
        return replace(target, width=image.shape[1], height=image.shape[0], tiles=tiles)

    def _find_tiles(self, image: Image) -> tuple[TargetTile, ...]:
        settings = self._settings
        reader = NameReader(settings.names, self._engine) if settings.names.enabled else None
        # A pipeline remembers the picture before: every target gets its own, without a classifier.
        pipeline = GalleryPipeline(
            self._detector,
            None,
            reader,
            capture=settings.capture,
            gallery=settings.gallery,
            quality=settings.quality,
        )
        tiles = pipeline.analyze(Frame(image, self._clock())).tiles
        return tuple(TargetTile(tile.box, tile.name, tile.face is not None) for tile in tiles)


def _monitor_of(box: Box, monitors: Sequence[Box]) -> int | None:
    """Number, from 1, of the monitor that shows most of a window."""
    shared = [box.intersection(monitor) for monitor in monitors]
    return shared.index(max(shared)) + 1 if shared and max(shared) > 0 else None


def _region_of(monitor: CaptureTarget) -> CaptureTarget | None:
    """The part of a monitor that its grid fills; None = no grid, or nearly all of the monitor."""
    if not monitor.tiles:
        return None
    grid = _grown(_around([tile.box for tile in monitor.tiles]), monitor.width, monitor.height)
    if grid.area > _WHOLE * monitor.width * monitor.height:
        return None
    scale = monitor.box.width / monitor.width  # a HiDPI picture has more pixels than the screen has units
    box = Box(
        monitor.box.left + round(grid.left * scale),
        monitor.box.top + round(grid.top * scale),
        round(grid.width * scale),
        round(grid.height * scale),
    )
    tiles = tuple(replace(tile, box=_moved(tile.box, -grid.left, -grid.top)) for tile in monitor.tiles)
    return replace(monitor, kind=TargetKind.REGION, box=box, width=grid.width, height=grid.height, tiles=tiles)


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _grown(box: Box, width: int, height: int) -> Box:
    """The box with a margin, within a picture of this size."""
    across, down = round(_MARGIN * box.width), round(_MARGIN * box.height)
    left, top = max(0, box.left - across), max(0, box.top - down)
    return Box(left, top, min(width, box.right + across) - left, min(height, box.bottom + down) - top)


def _moved(box: Box, x: int, y: int) -> Box:
    return Box(box.left + x, box.top + y, box.width, box.height)
