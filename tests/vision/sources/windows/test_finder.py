import pytest

from classroom.domain import Box
from classroom.errors import CaptureError
from classroom.vision.sources.windows import WindowInfo, choose_window, open_finder
from classroom.vision.sources.windows.finder import clean_title, is_dashboard, without_own
from dashboard import texts


def window(number: int, title: str, *, app: str = "zoom", pid: int | None = None) -> WindowInfo:
    return WindowInfo(number, title, app, Box(0, 0, 640, 480), shown=True, pid=pid)


ZOOM, WORKPLACE, MEET = window(1, "Zoom Meeting"), window(2, "Zoom Workplace"), window(3, "Meet – abc - Chromium")
WINDOWS = (ZOOM, WORKPLACE, MEET)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("meeting", ZOOM),
        ("ZOOM WORK", WORKPLACE),
        ("meet – ABC", MEET),
        ("Zoom  Meeting", ZOOM),
        ("id:2", WORKPLACE),
        ("#3", MEET),
        (" ID: 1 ", ZOOM),
    ],
)
def test_a_part_of_a_title_in_any_case_means_its_window(wanted: str, found: WindowInfo) -> None:
    assert choose_window(WINDOWS, wanted) == found


def test_the_whole_title_wins_over_a_part_of_another() -> None:
    longer = window(9, "Zoom Meeting - Participants")

    assert choose_window((longer, ZOOM), "zoom meeting") == ZOOM


def test_several_windows_are_listed_with_their_numbers() -> None:
    with pytest.raises(CaptureError) as caught:
        choose_window(WINDOWS, "zoom")

    line = str(caught.value)
    assert 'id:1 "Zoom Meeting"' in line
    assert 'id:2 "Zoom Workplace"' in line
    assert "Meet" not in line.replace("Zoom Meeting", "")
    assert "\n" not in line


def test_no_such_window_names_those_there_are() -> None:
    with pytest.raises(CaptureError, match='"Zoom Meeting"; "Zoom Workplace"; "Meet – abc - Chromium"'):
        choose_window(WINDOWS, "Teams")


def test_a_desktop_without_windows_says_so() -> None:
    with pytest.raises(CaptureError, match="there are no windows"):
        choose_window((), "Teams")


def test_a_crowded_desktop_gives_a_line_of_some_length() -> None:
    with pytest.raises(CaptureError, match="and 88 more") as caught:
        choose_window([window(number, f"Document {number} " + "x" * 200) for number in range(100)], "Teams")

    assert len(str(caught.value)) < 1200


@pytest.mark.parametrize(
    ("title", "ours"),
    [
        (f"Sessions · {texts.PRODUCT}", True),
        (f"Sessions · {texts.PRODUCT} - Chromium", True),
        (f"Physics 101 · {texts.PRODUCT} — Mozilla Firefox", True),
        (texts.PRODUCT, True),
        (f"{texts.PRODUCT} 5b - Zoom", False),
        (f"My {texts.PRODUCT} | Microsoft Teams", False),
        ("Zoom Meeting", False),
    ],
)
def test_the_dashboard_is_known_by_its_title(title: str, ours: bool) -> None:
    assert is_dashboard(title) is ours


def test_our_own_terminal_and_dashboard_are_never_offered() -> None:
    terminal = window(4, "classroom start --window zoom", pid=77)
    xterm = window(5, "classroom start --window zoom")
    dashboard = window(6, f"Class · {texts.PRODUCT} - Chromium")

    left = without_own((terminal, xterm, dashboard, ZOOM), lambda: frozenset({77}), frozenset({5}))

    assert left == (ZOOM,)


def test_a_title_with_control_characters_is_one_printable_line() -> None:
    assert clean_title("Zoom\x1b[31m\nMeeting\t ") == "Zoom [31m Meeting"


def test_a_wayland_desktop_says_what_to_do_instead() -> None:
    with pytest.raises(CaptureError, match=r"Wayland.*Xorg.*--monitor or --region") as caught:
        open_finder(display=":0", wayland=True, platform="linux")

    assert "\n" not in str(caught.value)


def test_without_a_display_windows_are_not_looked_for() -> None:
    with pytest.raises(CaptureError, match="DISPLAY is not set"):
        open_finder(display=None, wayland=False, platform="linux")


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("id:junk", "'id:junk' is no window's number, such as id:123"),
        ("id:", "'id:' is no window's number, such as id:123"),
        ("id:-1", "'id:-1' is no window's number, such as id:123"),
        ("id:٣", "'id:٣' is no window's number, such as id:123"),
        ("id:" + "9" * 5000, "is no window's number, such as id:123"),
        ("id:99999999999999999999", "no window has the number 99999999999999999999"),
        ("x" * 5000, "xxx…' "),
    ],
)
def test_junk_in_place_of_a_number_is_one_short_line(wanted: str, line: str) -> None:
    with pytest.raises(CaptureError) as caught:
        choose_window(WINDOWS, wanted)

    assert line.strip() in str(caught.value)
    assert len(str(caught.value)) < 600
