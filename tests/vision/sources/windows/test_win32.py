import pytest

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows.win32 import Win32Finder
from tests.vision.sources.windows.fake_win32 import FakeWindows, Handle

TOOL, CLICK_THROUGH = 0x80, 0x20


def finder(*handles: Handle) -> Win32Finder:
    system = FakeWindows(list(handles))
    return Win32Finder(system.user32(), system.dwmapi(), app_of=lambda pid: f"app{pid}")


def test_windows_come_front_first_with_their_drawn_edges_and_programs() -> None:
    found = finder(Handle(5, "Zoom Meeting", (-1920, 40, -640, 760)), Handle(3, "Notes", pid=12)).list_windows()

    assert [(one.id, one.title, one.app, one.box, one.shown) for one in found] == [
        (5, "Zoom Meeting", "app4000", Box(-1920, 40, 1280, 720), True),
        (3, "Notes", "app12", Box(0, 0, 800, 600), True),
    ]


@pytest.mark.parametrize(
    "handle",
    [
        Handle(1, "Hidden", visible=False),
        Handle(1, ""),
        Handle(1, "Tools", ex_style=TOOL),
        Handle(1, "Overlay", ex_style=CLICK_THROUGH),
        Handle(1, "Suspended app", cloaked=1),
        Handle(1, "Child of a suspended app", cloaked=4),
        Handle(1, "Tray", (0, 0, 16, 16)),
    ],
    ids=lambda handle: handle.title or "no title",
)
def test_what_is_no_window_for_people_is_not_listed(handle: Handle) -> None:
    assert finder(handle).list_windows() == ()


@pytest.mark.parametrize(
    "handle",
    [Handle(1, "Zoom", (-32000, -32000, -31840, -31972), iconic=True), Handle(1, "Zoom", cloaked=2)],
    ids=["minimised", "on another desktop"],
)
def test_a_window_out_of_sight_is_listed_as_not_shown(handle: Handle) -> None:
    assert [one.shown for one in finder(handle).list_windows()] == [False]


def test_a_window_hidden_by_its_program_is_located_as_not_shown() -> None:
    located = finder(Handle(1, "Zoom", visible=False)).locate(1)

    assert located is not None
    assert not located.shown


def test_where_the_compositor_knows_nothing_the_window_rectangle_counts() -> None:
    located = finder(Handle(1, "Zoom", (1, 2, 101, 202), has_dwm=False)).locate(1)

    assert located is not None
    assert located.box == Box(1, 2, 100, 200)


def test_real_pixels_are_asked_for_before_anything_is_measured() -> None:
    system = FakeWindows([Handle(1, "Zoom")])
    found = Win32Finder(system.user32(), system.dwmapi(), app_of=str)

    found.locate(1)

    assert system.contexts == [-4]


def test_an_older_windows_without_scaling_per_thread_is_fine() -> None:
    system = FakeWindows([Handle(1, "Zoom")])
    user32 = system.user32()
    del user32.SetThreadDpiAwarenessContext

    assert Win32Finder(user32, system.dwmapi(), app_of=str).locate(1) is not None


def test_a_locked_desktop_is_an_error_with_what_to_do() -> None:
    system = FakeWindows(locked=True)

    with pytest.raises(CaptureError, match="unlock"):
        Win32Finder(system.user32(), system.dwmapi()).list_windows()
