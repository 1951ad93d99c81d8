"""What every finder of windows does alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from classroom.domain import Box
from classroom.vision.sources.windows import WindowFinder
from classroom.vision.sources.windows.macos import MacFinder
from classroom.vision.sources.windows.win32 import Win32Finder
from classroom.vision.sources.windows.x11 import X11Finder
from tests.vision.sources.windows.fake_macos import FakeMac, entry
from tests.vision.sources.windows.fake_win32 import FakeWindows, Handle
from tests.x_windows import desktop

BOX = Box(20, 10, 200, 150)
TITLE = "Zoom – Physik für alle"


@dataclass(frozen=True)
class Stage:
    """A desktop with one window of this title at this place."""

    finder: WindowFinder
    window: int
    move: Callable[[Box], None]
    hide: Callable[[], None]
    destroy: Callable[[], None]


@pytest.fixture
def x11(display: str) -> Iterator[Stage]:
    with desktop(display) as opened:
        window = opened.open(TITLE, BOX)
        yield Stage(
            X11Finder(display),
            window,
            move=lambda box: opened.place(window, box),
            hide=lambda: opened.hide(window),
            destroy=lambda: opened.destroy(window),
        )


@pytest.fixture
def win32() -> Stage:
    handle = Handle(7, TITLE, (BOX.left, BOX.top, BOX.right, BOX.bottom))
    system = FakeWindows([handle])

    def move(box: Box) -> None:
        handle.bounds = (box.left, box.top, box.right, box.bottom)

    def hide() -> None:
        handle.iconic = True

    finder = Win32Finder(system.user32(), system.dwmapi(), app_of=str)
    return Stage(finder, 7, move, hide, system.handles.clear)


@pytest.fixture
def macos() -> Stage:
    mac = FakeMac()

    def show(box: Box, *, shown: bool = True) -> None:
        bounds = (float(box.left), float(box.top), float(box.width), float(box.height))
        mac.windows[:] = [entry(7, TITLE, shown=shown, kCGWindowBounds=bounds)]

    show(BOX)
    finder = MacFinder(mac.graphics(), mac.foundation())
    return Stage(finder, 7, show, lambda: show(BOX, shown=False), mac.windows.clear)


@pytest.fixture(params=[pytest.param("x11", marks=pytest.mark.display), "win32", "macos"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    found: Stage = request.getfixturevalue(request.param)
    yield found
    found.finder.close()


def test_a_window_is_listed_with_title_and_place(stage: Stage) -> None:
    listed = stage.finder.list_windows()

    assert [(one.id, one.title, one.box, one.shown) for one in listed] == [(stage.window, TITLE, BOX, True)]


def test_a_listed_window_is_located_as_it_was_listed(stage: Stage) -> None:
    assert stage.finder.locate(stage.window) == stage.finder.list_windows()[0]


def test_a_moved_window_is_located_at_its_new_place(stage: Stage) -> None:
    box = Box(-30, -20, 260, 170)
    stage.move(box)

    located = stage.finder.locate(stage.window)

    assert located is not None
    assert located.box == box


def test_a_minimised_window_is_not_shown_but_known(stage: Stage) -> None:
    stage.hide()

    located = stage.finder.locate(stage.window)

    assert located is not None
    assert located.title == TITLE
    assert not located.shown


def test_a_closed_window_is_nowhere(stage: Stage) -> None:
    stage.destroy()

    assert stage.finder.locate(stage.window) is None
    assert stage.finder.list_windows() == ()


def test_closing_a_finder_twice_is_harmless(stage: Stage) -> None:
    stage.finder.list_windows()

    stage.finder.close()
    stage.finder.close()
