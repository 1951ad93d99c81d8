import numpy as np

from classroom.domain import Box, Face, FrameAnalysis, FrameStatus, ParticipantState, Reading, Tile
from classroom.vision.annotate import annotate
from tests.vision.galleries import START, grey_screen

READING = Reading((0.0, 0.0, 0.0, 0.8, 0.0, 0.0, 0.2), None, None)
FACE = Face(Box(100, 80, 60, 60), 0.9, None)
SEEN = Tile(Box(10, 10, 300, 200), ParticipantState.VISIBLE, "Zoë Müller", FACE, READING, extra_faces=1)


def _analysis(*tiles: Tile) -> FrameAnalysis:
    status = FrameStatus.GALLERY if tiles else FrameStatus.NO_GALLERY
    return FrameAnalysis(START, 640, 360, status, tiles, {"total": 1.0})


def test_the_picture_itself_is_left_alone() -> None:
    image = grey_screen()

    drawn = annotate(image, _analysis(SEEN))

    assert (image == 120).all()
    assert drawn.shape == image.shape


def test_only_the_tile_is_drawn_on() -> None:
    drawn = annotate(grey_screen(), _analysis(SEEN))

    assert (drawn[10:210, 10:310] != 120).any()
    assert (drawn[220:] == 120).all()
    assert (drawn[:, 320:] == 120).all()


def test_a_frame_without_tiles_says_so() -> None:
    drawn = annotate(grey_screen(), _analysis())

    assert np.count_nonzero(drawn != 120) > 100
