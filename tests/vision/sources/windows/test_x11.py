"""Windows on a real X server, with window managers played by the test."""

from collections.abc import Iterator

import pytest

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows.x11 import X11Finder
from tests.vision.sources.conftest import SCREEN_SIZE
from tests.x_windows import Desktop, desktop
from tests.xvfb import NO_SCREEN, virtual_screen

pytestmark = pytest.mark.display


@pytest.fixture
def opened(display: str) -> Iterator[Desktop]:
    with desktop(display) as found:
        yield found


@pytest.fixture
def finder(display: str) -> Iterator[X11Finder]:
    found = X11Finder(display)
    yield found
    found.close()


def test_without_a_window_manager_shown_windows_are_found_front_first(opened: Desktop, finder: X11Finder) -> None:
    back = opened.open("Notes", Box(0, 0, 100, 100))
    front = opened.open("Zoom Meeting", Box(50, 50, 100, 100))
    opened.hide(opened.open("Hidden helper", Box(0, 0, 100, 100)))
    opened.open("Menu", Box(0, 0, 100, 100), override_redirect=True)
    opened.open("", Box(0, 0, 100, 100))
    opened.open("Tray", Box(0, 0, 22, 22))

    assert [window.id for window in finder.list_windows()] == [front, back]

    opened.lift(back)

    assert [window.id for window in finder.list_windows()] == [back, front]


def test_a_window_in_a_frame_is_measured_without_title_bar_and_border(opened: Desktop, finder: X11Finder) -> None:
    frame = opened.open("", Box(40, 30, 208, 134), border=3)
    client = opened.open("Zoom Meeting", Box(4, 30, 200, 100), parent=frame, border=1)
    opened.set_numbers(client, "WM_STATE", [1, 0])

    (found,) = finder.list_windows()

    assert found.id == client
    assert found.box == Box(40 + 3 + 4 + 1, 30 + 3 + 30 + 1, 200, 100)

    opened.place(frame, Box(0, 0, 208, 134))
    located = finder.locate(client)

    assert located is not None
    assert (located.box.left, located.box.top) == (8, 34)


def test_a_window_managers_list_gives_the_windows_and_their_order(opened: Desktop, finder: X11Finder) -> None:
    back, front = (opened.open(title, Box(0, 0, 100, 100)) for title in ("Notes", "Zoom"))
    panel = opened.open("Panel", Box(0, 0, 320, 60))
    opened.set_numbers(panel, "_NET_WM_WINDOW_TYPE", [opened.atom("_NET_WM_WINDOW_TYPE_DOCK")])
    opened.open("Not managed", Box(0, 0, 100, 100))
    opened.set_numbers(opened.root, "_NET_CLIENT_LIST", [front, back, panel])

    assert {window.title for window in finder.list_windows()} == {"Notes", "Zoom"}

    opened.set_numbers(opened.root, "_NET_CLIENT_LIST_STACKING", [back, front, panel])

    assert [window.title for window in finder.list_windows()] == ["Zoom", "Notes"]


def test_a_window_the_manager_calls_hidden_is_not_shown(opened: Desktop, finder: X11Finder) -> None:
    window = opened.open("Zoom", Box(0, 0, 100, 100))
    opened.set_numbers(window, "_NET_WM_STATE", [opened.atom("_NET_WM_STATE_HIDDEN")])

    assert [one.shown for one in finder.list_windows()] == [False]


@pytest.mark.parametrize(("own", "shown"), [(0, False), (1, True), (0xFFFFFFFF, True)])
def test_a_window_on_another_desktop_is_not_shown(opened: Desktop, finder: X11Finder, own: int, shown: bool) -> None:
    window = opened.open("Zoom", Box(0, 0, 100, 100))
    opened.set_numbers(opened.root, "_NET_CURRENT_DESKTOP", [1])
    opened.set_numbers(window, "_NET_WM_DESKTOP", [own])

    assert [one.shown for one in finder.list_windows()] == [shown]


def test_an_invisible_shadow_is_no_part_of_the_window(opened: Desktop, finder: X11Finder) -> None:
    window = opened.open("Meet", Box(10, 10, 200, 150))
    opened.set_numbers(window, "_GTK_FRAME_EXTENTS", [10, 10, 8, 12])

    assert finder.list_windows()[0].box == Box(20, 18, 180, 130)


def test_older_titles_programs_and_processes_are_told(opened: Desktop, finder: X11Finder) -> None:
    window = opened.open("", Box(0, 0, 100, 100), app="Teams")
    opened.set_text(window, "WM_NAME", "Réunion".encode("latin-1"))
    opened.set_numbers(window, "_NET_WM_PID", [4321])

    (found,) = finder.list_windows()

    assert (found.title, found.app, found.pid) == ("Réunion", "Teams", 4321)


def test_a_server_that_is_not_there_is_one_line() -> None:
    with pytest.raises(CaptureError, match=":64999 cannot be reached") as caught:
        X11Finder(":64999").list_windows()

    assert "\n" not in str(caught.value)


@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")
def test_a_server_that_goes_away_is_an_error_until_it_is_back() -> None:
    with virtual_screen(*SCREEN_SIZE) as display:
        finder = X11Finder(display)
        assert finder.list_windows() == ()
    for _ in range(2):
        with pytest.raises(CaptureError):
            finder.list_windows()

    with virtual_screen(*SCREEN_SIZE, display) as again, desktop(again) as opened:
        opened.open("Zoom", Box(0, 0, 100, 100))

        assert [window.title for window in finder.list_windows()] == ["Zoom"]
        finder.close()
