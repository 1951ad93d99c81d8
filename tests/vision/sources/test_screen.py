from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from mss import darwin

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources import open_screen
from classroom.vision.sources.grabber import use_full_resolution
from tests.vision.sources.conftest import SCREEN_SIZE, HandClock
from tests.xvfb import NO_SCREEN, paint, paint_mask, set_monitor, virtual_screen

on_a_screen = pytest.mark.display
WIDTH, HEIGHT = SCREEN_SIZE


@on_a_screen
def test_colours_arrive_in_bgr_order(display: str, clock: HandClock) -> None:
    paint(display, "#336699")
    with closing(open_screen(monitor=1, region=None, clock=clock, display=display)) as source:
        frame = source.grab()

    assert frame.image.shape == (HEIGHT, WIDTH, 3)
    assert np.all(frame.image == (0x99, 0x66, 0x33))


@on_a_screen
def test_a_region_is_cut_at_its_exact_pixels(display: str, clock: HandClock, tmp_path: Path) -> None:
    mask = np.random.default_rng(7).random((HEIGHT, WIDTH)) < 0.5
    paint_mask(display, mask, tmp_path, on="#ff0000", off="#0000ff")
    region = Box(37, 11, 101, 53)

    with closing(open_screen(monitor=1, region=region, clock=clock, display=display)) as source:
        frame = source.grab()

    assert source.description == "screen region 101x53 at 37,11"
    assert np.array_equal(frame.image[:, :, 2] == 255, mask[11:64, 37:138])
    assert np.array_equal(frame.image[:, :, 0] == 255, ~mask[11:64, 37:138])


@on_a_screen
def test_each_monitor_is_grabbed_by_its_number(display: str, clock: HandClock, tmp_path: Path) -> None:
    mask = np.zeros((HEIGHT, WIDTH), dtype=bool)
    mask[:, 200:] = True
    paint_mask(display, mask, tmp_path, on="#ffffff", off="#000000")
    set_monitor(display, "left", "200/60x240/60+0+0", "screen")
    set_monitor(display, "right", "120/40x240/60+200+0")

    means = {}
    for number in (0, 1, 2):
        with closing(open_screen(monitor=number, region=None, clock=clock, display=display)) as source:
            means[source.description] = float(source.grab().image.mean())

    assert means == {
        "all monitors (320x240)": pytest.approx(255 * 120 / 320),
        "monitor 1 (200x240)": 0.0,
        "monitor 2 (120x240)": 255.0,
    }


@on_a_screen
@pytest.mark.parametrize("number", [2, 9, -1])
def test_an_unknown_monitor_is_refused_with_those_there_are(display: str, clock: HandClock, number: int) -> None:
    with pytest.raises(CaptureError, match=rf"^monitor {number} does not exist: choose one of 1: 320x240 "):
        open_screen(monitor=number, region=None, clock=clock, display=display)


@on_a_screen
@pytest.mark.parametrize(
    "region", [Box(400, 0, 10, 10), Box(300, 0, 21, 10), Box(-1, 0, 10, 10), Box(0, 0, 0, 10), Box(0, 0, 10, -5)]
)
def test_a_region_not_wholly_on_the_screen_is_refused_with_the_screens_bounds(
    display: str, clock: HandClock, region: Box
) -> None:
    with pytest.raises(CaptureError, match="0,0,320,240"):
        open_screen(monitor=1, region=region, clock=clock, display=display)


@pytest.mark.parametrize(
    ("environment", "display", "told"),
    [
        ({}, None, "DISPLAY is not set"),
        ({"DISPLAY": ":64999"}, None, "display :64999 cannot be reached"),
        ({}, "nonsense", "display nonsense cannot be reached"),
        ({"XDG_SESSION_TYPE": "wayland"}, None, "Wayland .*Xorg"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":64999"}, None, "Wayland .*Xorg"),
    ],
)
def test_a_missing_display_is_told_in_one_line(
    clock: HandClock, environment: Mapping[str, str], display: str | None, told: str
) -> None:
    with pytest.raises(CaptureError, match=told) as caught:
        open_screen(monitor=1, region=None, clock=clock, display=display, environment=environment)

    assert "\n" not in str(caught.value)


@on_a_screen
@pytest.mark.skipif(bool(NO_SCREEN), reason=NO_SCREEN or "Xvfb is there")
def test_a_screen_that_goes_away_is_an_error_until_it_is_back(clock: HandClock) -> None:
    with virtual_screen(WIDTH, HEIGHT) as display:
        source = open_screen(monitor=1, region=None, clock=clock, display=display)
        source.grab()
    for _ in range(2):
        with pytest.raises(CaptureError, match=r"cannot be (grabbed|reached)") as caught:
            source.grab()
        assert "\n" not in str(caught.value)

    with virtual_screen(WIDTH // 2, HEIGHT, display) as again, closing(source):
        paint(again, "#010203")
        frame = source.grab()

    assert frame.image.shape == (HEIGHT, WIDTH // 2, 3)
    assert tuple(frame.image[0, 0]) == (3, 2, 1)


@on_a_screen
def test_a_monitor_resized_during_a_class_is_noticed(display: str, clock: HandClock) -> None:
    with closing(open_screen(monitor=1, region=None, clock=clock, display=display)) as source:
        source.grab()
        set_monitor(display, "small", "160/60x120/60+0+0", "screen")
        clock.advance(60)
        frame = source.grab()

    assert frame.image.shape == (120, 160, 3)
    assert source.nominal_size == (160, 120)


def test_a_retina_screen_is_grabbed_in_its_real_pixels() -> None:
    use_full_resolution("Darwin")

    assert darwin.IMAGE_OPTIONS & darwin.kCGWindowImageNominalResolution == 0
    assert darwin.IMAGE_OPTIONS & darwin.kCGWindowImageShouldBeOpaque
