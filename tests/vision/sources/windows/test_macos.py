import pytest

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows.macos import MacFinder
from tests.vision.sources.windows.fake_macos import FakeMac, entry


def finder(mac: FakeMac) -> MacFinder:
    return MacFinder(mac.graphics(), mac.foundation())


def test_windows_come_front_first_then_those_out_of_sight() -> None:
    mac = FakeMac(
        [
            entry(9, "Zoom Meeting", kCGWindowBounds=(-1280.0, 25.5, 1280.0, 720.0)),
            entry(2, "Minimised", shown=False),
            entry(4, "Notes", kCGWindowOwnerName="Notes", kCGWindowOwnerPID=12),
        ]
    )

    found = finder(mac).list_windows()

    assert [(one.id, one.title, one.app, one.pid, one.shown) for one in found] == [
        (9, "Zoom Meeting", "zoom.us", 4000, True),
        (4, "Notes", "Notes", 12, True),
        (2, "Minimised", "zoom.us", 4000, False),
    ]
    assert found[0].box == Box(-1280, 26, 1280, 720)


@pytest.mark.parametrize(
    "window",
    [
        entry(1, "Dock", layer=20),
        entry(1, "Wallpaper", layer=-2147483624),
        entry(1, None),
        entry(1, ""),
        entry(1, "Icon", kCGWindowBounds=(0.0, 0.0, 24.0, 24.0)),
    ],
)
def test_what_is_no_window_for_people_is_not_listed(window: dict[str, object]) -> None:
    assert finder(FakeMac([window])).list_windows() == ()


def test_a_call_kept_on_top_is_listed() -> None:
    assert [one.title for one in finder(FakeMac([entry(1, "Zoom", layer=3)])).list_windows()] == ["Zoom"]


def test_without_the_permission_the_line_says_where_to_give_it() -> None:
    mac = FakeMac([entry(1, None)], permitted=False)

    with pytest.raises(CaptureError, match=r"System Settings > Privacy & Security > Screen"):
        finder(mac).list_windows()


def test_an_older_mac_without_the_permission_lists_titles() -> None:
    mac = FakeMac([entry(1, "Zoom")])
    graphics = mac.graphics()
    del graphics.CGPreflightScreenCaptureAccess

    assert len(MacFinder(graphics, mac.foundation()).list_windows()) == 1


def test_outside_the_desktop_session_the_line_says_so() -> None:
    with pytest.raises(CaptureError, match="own desktop"):
        finder(FakeMac(has_session=False)).list_windows()


def test_everything_that_was_copied_is_released() -> None:
    mac = FakeMac([entry(1, "Zoom"), entry(2, None)])
    found = finder(mac)

    found.list_windows()
    found.locate(1)
    found.locate(7)

    assert mac.owned == set()
