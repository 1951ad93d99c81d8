"""A window of a real X screen as a frame source."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import numpy as np
import pytest

from classroom.config import load_settings
from classroom.domain import Box, Frame, FrameStatus
from classroom.errors import CaptureError
from classroom.vision.pipeline import GalleryPipeline
from classroom.vision.sources import WindowSource, open_window
from tests.vision.sources.conftest import SCREEN_SIZE, HandClock
from tests.x_windows import Desktop, desktop
from tests.xvfb import set_monitor

pytestmark = pytest.mark.display

RED, GREEN = 0xFF0000, 0x00FF00
PLACE = Box(40, 30, 120, 90)


class Call:
    """A call's window on a desktop, and what is told about it."""

    def __init__(self, display: str, opened: Desktop, clock: HandClock, stack: ExitStack) -> None:
        self.display, self.desktop, self.clock, self._stack = display, opened, clock, stack
        self.window = opened.open("Zoom Meeting", PLACE, color=RED, app="zoom")
        self.notes: list[str] = []

    def follow(self, wanted: str = "zoom meeting") -> WindowSource:
        source = open_window(wanted, clock=self.clock, note=self.notes.append, display=self.display, environment={})
        return self._stack.enter_context(closing(source))

    def open_again(self, box: Box = PLACE, *, color: int = GREEN, title: str = "Zoom Meeting") -> int:
        return self.desktop.open(title, box, color=color, app="zoom")


@pytest.fixture
def call(display: str, clock: HandClock) -> Iterator[Call]:
    with desktop(display) as opened, ExitStack() as stack:
        yield Call(display, opened, clock, stack)


def is_all(frame: Frame, color: int) -> bool:
    return bool(np.all(frame.image[:, :, ::-1] == ((color >> 16) & 255, (color >> 8) & 255, color & 255)))


def test_exactly_the_window_is_grabbed(call: Call) -> None:
    source = call.follow()

    frame = source.grab()

    assert frame.image.shape == (90, 120, 3)
    assert is_all(frame, RED)
    assert source.description == 'window "Zoom Meeting" (zoom, 120x90)'
    assert source.nominal_size == (120, 90)
    assert call.notes == []


@pytest.mark.parametrize(
    "box", [Box(0, 0, 120, 90), Box(200, 150, 64, 48), Box(0, 0, *SCREEN_SIZE), Box(3, 5, 301, 77)]
)
def test_a_window_moved_and_resized_between_two_grabs_is_followed(call: Call, box: Box) -> None:
    source = call.follow()
    source.grab()

    call.desktop.place(call.window, box)
    frame = source.grab()

    assert frame.image.shape == (box.height, box.width, 3)
    assert is_all(frame, RED)


def test_a_window_that_changes_monitors_is_followed(call: Call) -> None:
    set_monitor(call.display, "left", "160/60x240/60+0+0", "screen")
    set_monitor(call.display, "right", "160/40x240/60+160+0")
    source = call.follow()
    source.grab()

    call.desktop.place(call.window, Box(180, 20, 120, 90))

    assert is_all(source.grab(), RED)


def test_what_lies_off_the_screen_is_cut_off(call: Call) -> None:
    source = call.follow()

    call.desktop.place(call.window, Box(-20, 200, 120, 90))
    frame = source.grab()

    assert frame.image.shape == (40, 100, 3)
    assert is_all(frame, RED)
    assert source.nominal_size == (100, 40)


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        (lambda call: call.desktop.hide(call.window), "minimised or on another desktop"),
        (lambda call: call.desktop.place(call.window, Box(400, 30, 120, 90)), "off the screen"),
        (lambda call: call.desktop.place(call.window, Box(-110, 30, 120, 90)), "off the screen"),
    ],
    ids=["minimised", "off the screen", "nearly off the screen"],
)
def test_a_window_out_of_sight_is_a_gap_without_a_gallery_told_once(
    call: Call, leave: Callable[[Call], None], told: str
) -> None:
    source = call.follow()
    source.grab()
    leave(call)

    frames = [source.grab() for _ in range(3)]
    call.desktop.show(call.window)
    call.desktop.place(call.window, PLACE)
    back = source.grab()

    assert [frame_status(frame) for frame in frames] == [FrameStatus.NO_GALLERY] * 3
    assert is_all(back, RED)
    assert len(call.notes) == 2
    assert told in call.notes[0]
    assert "is back" in call.notes[1]


def frame_status(frame: Frame) -> FrameStatus:
    """What the pipeline says of the frame when it finds no face."""

    class NoFaces:
        def detect(self, _: object) -> tuple[()]:
            return ()

        def look_closer(self, *_: object) -> tuple[()]:
            return ()

    settings = load_settings()
    pipeline = GalleryPipeline(
        NoFaces(), None, None, capture=settings.capture, gallery=settings.gallery, quality=settings.quality
    )
    return pipeline.analyze(frame).status


def test_a_window_closed_and_made_anew_by_its_program_is_found_by_its_title(call: Call) -> None:
    source = call.follow()
    source.grab()

    call.desktop.destroy(call.window)
    with pytest.raises(CaptureError, match='"Zoom Meeting" is closed'):
        source.grab()
    call.open_again(Box(10, 10, 200, 100))
    frame = source.grab()

    assert frame.image.shape == (100, 200, 3)
    assert is_all(frame, GREEN)
    assert len(call.notes) == 1
    assert "following" in call.notes[0]


def test_a_window_taken_by_its_number_is_found_again_by_its_title(call: Call) -> None:
    source = call.follow(f"id:{call.window}")
    call.desktop.destroy(call.window)
    call.open_again(title="Zoom Meeting - Participants")
    call.open_again(Box(0, 0, 80, 60), title="Zoom Meeting", color=RED)

    assert source.grab().image.shape == (60, 80, 3)


def test_two_windows_that_could_be_the_closed_one_are_listed_and_none_is_taken(call: Call) -> None:
    source = call.follow("zoom")
    call.desktop.destroy(call.window)
    call.open_again(title="Zoom A")
    call.open_again(title="Zoom B")

    with pytest.raises(CaptureError, match=r'2 windows match .*"Zoom B".*"Zoom A"'):
        source.grab()


def test_a_number_given_to_another_programs_window_is_not_followed(call: Call) -> None:
    source = call.follow()
    call.desktop.set_text(call.window, "WM_CLASS", b"editor\0Editor\0")
    call.desktop.set_title(call.window, "Diary")

    with pytest.raises(CaptureError, match="is closed"):
        source.grab()


def test_a_browser_on_another_tab_is_still_followed(call: Call) -> None:
    source = call.follow("zoom")
    call.desktop.set_title(call.window, "Weather - Browser")

    assert is_all(source.grab(), RED)
    assert "Weather" in source.description


def test_a_tab_pulled_out_into_its_own_window_is_followed(call: Call) -> None:
    source = call.follow("zoom")
    call.desktop.set_title(call.window, "Weather - Browser")
    call.open_again(Box(200, 100, 100, 100))

    assert is_all(source.grab(), GREEN)


def test_two_windows_with_the_same_part_of_a_title_are_refused_with_the_list(call: Call) -> None:
    call.open_again(title="Zoom Workplace")

    with pytest.raises(CaptureError, match=r'2 windows match .zoom.*id:\d+ "Zoom Workplace" .*id:\d+ "Zoom Meeting"'):
        call.follow("zoom")


def test_no_such_window_names_those_there_are(call: Call) -> None:
    with pytest.raises(CaptureError, match=r'no window.*Teams.*"Zoom Meeting"'):
        call.follow("Teams")


def test_a_minimised_window_is_refused_before_the_class(call: Call) -> None:
    call.desktop.set_numbers(call.window, "_NET_WM_STATE", [call.desktop.atom("_NET_WM_STATE_HIDDEN")])

    with pytest.raises(CaptureError, match="minimised: bring it to the screen"):
        call.follow()


def test_a_covering_window_is_grabbed_too_and_told_once_until_it_goes(call: Call) -> None:
    source = call.follow()
    source.grab()
    cover = call.desktop.open("Notes", Box(40, 30, 120, 60), color=GREEN, app="editor")

    for _ in range(3):
        call.clock.advance(10)
        frame = source.grab()

    assert is_all(Frame(frame.image[:60], frame.taken_at), GREEN)
    assert len(call.notes) == 1
    assert call.notes[0].startswith("67% of window")

    call.desktop.destroy(cover)
    call.clock.advance(10)
    source.grab()
    call.desktop.open("Notes", PLACE, color=GREEN)
    call.clock.advance(10)
    source.grab()

    assert len(call.notes) == 2


def test_a_little_covering_is_not_worth_a_line(call: Call) -> None:
    source = call.follow()
    call.desktop.open("Notes", Box(40, 30, 50, 50), color=GREEN)
    call.clock.advance(10)

    source.grab()

    assert call.notes == []


@pytest.mark.parametrize("environment", [{"XDG_SESSION_TYPE": "wayland"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_on_wayland_the_line_says_what_to_do(call: Call, environment: dict[str, str]) -> None:
    with pytest.raises(CaptureError, match=r"Wayland.*X11"):
        open_window("zoom", clock=call.clock, note=print, display=call.display, environment=environment)
