from datetime import timedelta

import numpy as np

from classroom.domain import Box, Image, ParticipantState, Tile
from classroom.vision.stillness import StillScreen, StillTiles
from tests.vision.galleries import START, grey_screen

LEFT, RIGHT = Box(0, 0, 320, 360), Box(320, 0, 320, 360)


def _noise(seed: int) -> Image:
    return np.random.default_rng(seed).integers(0, 255, (360, 640, 3), dtype=np.uint8)


def test_an_unchanged_screen_is_still_since_its_first_frame() -> None:
    screen = StillScreen()

    times = [screen.still_s(grey_screen(), START + timedelta(seconds=second)) for second in (0, 3, 6)]

    assert times == [0, 3, 6]


def test_a_change_starts_the_count_anew_but_compression_noise_does_not() -> None:
    screen = StillScreen()
    screen.still_s(grey_screen(level=120), START)

    noisy = screen.still_s(grey_screen(level=122), START + timedelta(seconds=3))
    changed = screen.still_s(_noise(1), START + timedelta(seconds=6))

    assert (noisy, changed) == (3, 0)


def test_a_tile_that_stands_still_while_another_moves_is_frozen() -> None:
    still = StillTiles(after_s=6)
    tiles = (Tile(LEFT, ParticipantState.VISIBLE), Tile(RIGHT, ParticipantState.VISIBLE))
    frozen = _noise(0)
    states = []
    for second in (0, 3, 6):
        image = frozen.copy()
        image[:, 320:] = _noise(second + 1)[:, 320:]
        marked = still.mark(image, tiles, START + timedelta(seconds=second))
        states.append([tile.state for tile in marked])

    assert states[1] == [ParticipantState.VISIBLE] * 2
    assert states[2] == [ParticipantState.FROZEN, ParticipantState.VISIBLE]


def test_a_photo_between_plain_sides_that_never_moved_is_a_camera_that_is_off() -> None:
    still = StillTiles(after_s=60)
    photo = grey_screen()
    photo[:, 70:250] = _noise(0)[:, 70:250]
    states = play(still, photo, LEFT, (0, 3, 6))

    assert states == [ParticipantState.VISIBLE, ParticipantState.VISIBLE, ParticipantState.CAMERA_OFF]


def test_a_known_photo_is_known_at_once_where_it_appears_again() -> None:
    still = StillTiles(after_s=60)
    photo = grey_screen()
    photo[:, 70:250] = _noise(0)[:, 70:250]
    play(still, photo, LEFT, (0, 3, 6))
    moved = grey_screen()
    moved[:, 320:] = photo[:, :320]

    assert play(still, moved, RIGHT, (9,)) == [ParticipantState.CAMERA_OFF]


def test_a_video_that_stops_is_frozen_only_after_the_set_time() -> None:
    still = StillTiles(after_s=12)
    play(still, _noise(1), LEFT, (0,))

    states = play(still, _noise(2), LEFT, (3, 9, 15))

    assert states == [ParticipantState.VISIBLE, ParticipantState.VISIBLE, ParticipantState.FROZEN]


def play(still: StillTiles, picture: Image, where: Box, seconds: tuple[int, ...]) -> list[ParticipantState]:
    """The states of the tile that shows the picture, while the other tile moves."""
    other = RIGHT if where is LEFT else LEFT
    states = []
    for second in seconds:
        image = picture.copy()
        image[:, other.left : other.right] = _noise(1000 + second)[:, :320]
        tiles = (Tile(where, ParticipantState.VISIBLE), Tile(other, ParticipantState.VISIBLE))
        states.append(still.mark(image, tiles, START + timedelta(seconds=second))[0].state)
    return states


def test_a_camera_that_is_off_stays_off() -> None:
    still = StillTiles(after_s=3)
    tiles = (Tile(LEFT, ParticipantState.CAMERA_OFF), Tile(RIGHT, ParticipantState.VISIBLE))
    for second in (0, 3, 6):
        image = grey_screen()
        image[:, 320:] = _noise(second)[:, 320:]
        marked = still.mark(image, tiles, START + timedelta(seconds=second))

    assert marked[0].state is ParticipantState.CAMERA_OFF
