from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
import pytest

from classroom.domain import Frame
from classroom.vision.selftest import check_frame, check_screen

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BLACK_BELOW = 8.0


def grey_frame(value: int, width: int = 320, height: int = 200) -> Frame:
    return Frame(np.full((height, width, 3), value, np.uint8), NOW)


@pytest.mark.parametrize(
    ("environment", "platform", "verdicts"),
    [
        ({"DISPLAY": ":0"}, "linux", {"display :0": True}),
        ({}, "linux", {"no display: DISPLAY is not set": False}),
        (
            {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"},
            "linux",
            {"display :0": True, "Wayland desktop: most windows cannot be grabbed and stay black": False},
        ),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, "linux", {"display :0": True}),
        ({}, "win32", {"Windows desktop": True}),
        ({}, "darwin", {"macOS": True}),
    ],
)
def test_the_desktop_is_judged_by_its_environment(
    environment: Mapping[str, str], platform: str, verdicts: dict[str, bool]
) -> None:
    findings = check_screen(environment, platform)

    assert {finding.what: finding.ok for finding in findings} == verdicts
    assert all(finding.advice for finding in findings if not finding.ok)


def test_a_mac_is_told_about_the_recording_permission() -> None:
    (finding,) = check_screen({}, "darwin")

    assert finding.advice is not None
    assert "Screen & System Audio Recording" in finding.advice


def test_a_moving_picture_in_use_passes() -> None:
    findings = check_frame(grey_frame(90), grey_frame(91), BLACK_BELOW)

    assert [finding.what for finding in findings] == ["picture 320x200", "brightness 90 of 255", "the picture moves"]
    assert all(finding.ok for finding in findings)


@pytest.mark.parametrize(("platform", "told"), [("linux", "unlock the screen"), ("darwin", "Audio Recording")])
def test_a_black_picture_fails_with_advice(platform: str, told: str) -> None:
    findings = check_frame(grey_frame(2), None, BLACK_BELOW, platform=platform)

    (failed,) = [finding for finding in findings if not finding.ok]
    assert failed.what.startswith("the picture is black")
    assert failed.advice is not None
    assert told in failed.advice


def test_an_unchanged_picture_is_noticed() -> None:
    findings = check_frame(grey_frame(90), grey_frame(90), BLACK_BELOW)

    (failed,) = [finding for finding in findings if not finding.ok]
    assert failed.what == "the picture did not change between two grabs"


@pytest.mark.parametrize(("is_window", "told"), [(False, "--monitor"), (True, "--window")])
def test_the_advice_fits_what_is_recorded(is_window: bool, told: str) -> None:
    findings = check_frame(grey_frame(90), grey_frame(90), BLACK_BELOW, is_window=is_window)

    (advice,) = [finding.advice for finding in findings if not finding.ok]
    assert advice is not None
    assert [option for option in ("--monitor", "--window") if option in advice] == [told]


def test_a_picture_of_another_size_has_changed() -> None:
    findings = check_frame(grey_frame(90), grey_frame(90, width=100), BLACK_BELOW)

    assert all(finding.ok for finding in findings)


def test_without_a_second_picture_nothing_is_said_about_change() -> None:
    assert len(check_frame(grey_frame(90), None, BLACK_BELOW)) == 2


@pytest.mark.parametrize(
    ("nominal", "told"),
    [((160, 100), "picture 320x200 (HiDPI, scale 2)"), ((320, 200), "picture 320x200"), (None, "picture 320x200")],
)
def test_a_hidpi_scale_is_reported(nominal: tuple[int, int] | None, told: str) -> None:
    findings = check_frame(grey_frame(90), None, BLACK_BELOW, nominal_size=nominal)

    assert findings[0].what == told
