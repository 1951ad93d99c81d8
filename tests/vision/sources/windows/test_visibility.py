import pytest

from classroom.domain import Box
from classroom.vision.sources.windows.visibility import hidden_share, visible_part

SMALL, LARGE = Box(0, 0, 100, 100), Box(100, 0, 200, 200)
SCREEN = Box(0, 0, 300, 200)  # nobody sees the corner below the small monitor


@pytest.mark.parametrize(
    ("box", "part"),
    [
        (Box(10, 10, 50, 50), Box(10, 10, 50, 50)),
        (Box(-20, -10, 50, 50), Box(0, 0, 30, 40)),
        (Box(280, 180, 50, 50), Box(280, 180, 20, 20)),
        (Box(50, 50, 100, 100), Box(50, 50, 100, 100)),
        (Box(10, 110, 50, 50), None),
        (Box(400, 0, 50, 50), None),
        (Box(-50, 0, 50, 50), None),
    ],
)
def test_only_what_lies_on_a_monitor_is_grabbed(box: Box, part: Box | None) -> None:
    assert visible_part(box, SCREEN, (SMALL, LARGE)) == part


@pytest.mark.parametrize(
    ("in_front", "share"),
    [
        ((), 0.0),
        ((Box(0, 0, 40, 80),), 0.5),
        ((Box(0, 0, 40, 80), Box(0, 0, 40, 80)), 0.5),
        ((Box(0, 0, 40, 80), Box(40, 0, 100, 40)), 0.75),
        ((Box(-10, -10, 200, 200),), 1.0),
        ((Box(80, 0, 50, 50),), 0.0),
    ],
)
def test_windows_in_front_hide_their_share(in_front: tuple[Box, ...], share: float) -> None:
    assert hidden_share(Box(0, 0, 80, 80), in_front, (SMALL,)) == pytest.approx(share)


def test_what_lies_off_every_monitor_is_hidden() -> None:
    assert hidden_share(Box(50, 0, 100, 200), (), (SMALL, LARGE)) == pytest.approx(0.25)
