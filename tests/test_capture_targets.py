"""What could be recorded, on a real X screen with a drawn gallery in a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from classroom.capture_targets import CaptureTarget, CaptureTargets, TargetKind, list_targets
from classroom.config import load_settings
from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.synthetic import Drawing, draw_gallery
from tests.synthetic.scenes import make_scene
from tests.x_windows import Desktop, desktop
from tests.xvfb import NO_SCREEN, set_monitor, virtual_screen

PLACE = Box(120, 60, 960, 540)
WIDTH, HEIGHT = 1600, 900


def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@contextmanager
def shown_call(drawing: Drawing) -> Iterator[tuple[str, Desktop]]:
    """A screen with a call's window and an editor's beside it."""
    with virtual_screen(WIDTH, HEIGHT) as display, desktop(display) as opened:
        window = opened.open("Zoom Meeting", PLACE, app="zoom")
        opened.paint(window, drawing.image)
        opened.open("Notes", Box(1120, 60, 400, 600), color=0xEEEEEE, app="editor")
        yield display, opened


def look(display: str) -> CaptureTargets:
    settings = load_settings()
    quick = settings.model_copy(update={"names": settings.names.model_copy(update={"enabled": False})})
    return list_targets(quick, clock=now, display=display, environment={})


def titled(found: CaptureTargets, title: str) -> CaptureTarget:
    return next(one for one in found.targets if one.title == title)


@pytest.mark.display
@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")
def test_monitors_windows_and_the_grids_place_are_listed_with_the_tiles_found() -> None:
    drawing = draw_gallery(make_scene(6, width=PLACE.width, height=PLACE.height))
    with shown_call(drawing) as (display, _):
        found = look(display)

    assert [(one.kind, one.title, len(one.tiles)) for one in found.targets] == [
        (TargetKind.MONITOR, "", 6),
        (TargetKind.WINDOW, "Notes", 0),
        (TargetKind.WINDOW, "Zoom Meeting", 6),
        (TargetKind.REGION, "", 6),
    ]
    window, region = titled(found, "Zoom Meeting"), found.targets[3]
    assert (window.box, window.width, window.height) == (PLACE, PLACE.width, PLACE.height)
    assert (window.monitor, window.hidden, window.problem) == (1, 0.0, None)
    assert window.faces == 6
    for truth in drawing.truth:
        assert max(tile.box.iou(truth.box) for tile in window.tiles) > 0.8
        at = Box(truth.box.left + PLACE.left, truth.box.top + PLACE.top, truth.box.width, truth.box.height)
        assert region.box.intersection(at) > 0.95 * at.area
    assert region.box.area < 1.2 * PLACE.area
    assert found.windows_problem is None


@pytest.mark.display
@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")
def test_a_window_that_cannot_be_seen_is_listed_with_the_reason() -> None:
    drawing = draw_gallery(make_scene(2, width=320, height=180))
    with shown_call(drawing) as (display, opened):
        set_monitor(display, "left", "800/200x900/200+0+0", "screen")
        set_monitor(display, "right", "800/200x900/200+800+0")
        minimised = opened.open("Minimised", Box(0, 0, 200, 200))
        opened.set_numbers(minimised, "_NET_WM_STATE", [opened.atom("_NET_WM_STATE_HIDDEN")])
        opened.open("Away", Box(5000, 0, 200, 200))
        opened.open("Front", Box(1000, 0, 600, 700))
        found = look(display)

    problems = {one.title: one.problem for one in found.targets if one.kind is TargetKind.WINDOW}
    assert problems == {
        "Zoom Meeting": None,
        "Front": None,
        "Minimised": "minimised, or on another desktop",
        "Away": "off the screen",
        "Notes": "behind other windows",
    }
    assert titled(found, "Zoom Meeting").monitor == 1
    assert titled(found, "Front").monitor == 2
    assert titled(found, "Notes").width == 0
    assert [one.number for one in found.targets if one.kind is TargetKind.MONITOR] == [1, 2]


@pytest.mark.display
@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")
def test_where_windows_cannot_be_listed_the_monitors_still_are() -> None:
    with virtual_screen(320, 240) as display:
        found = list_targets(load_settings(), clock=now, display=display, environment={"XDG_SESSION_TYPE": "wayland"})

    assert [one.kind for one in found.targets] == [TargetKind.MONITOR]
    assert found.windows_problem is not None
    assert "Wayland" in found.windows_problem


def test_without_a_screen_there_is_nothing_to_list() -> None:
    with pytest.raises(CaptureError, match="display"):
        list_targets(load_settings(), clock=now, environment={})
