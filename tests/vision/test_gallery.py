from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.config import GallerySettings
from classroom.domain import Box, Face, Image, ParticipantState
from classroom.synthetic import MEET_LIGHT, TEAMS_DARK, ZOOM_DARK, ZOOM_TIGHT, GalleryStyle, draw_gallery, draw_slide
from classroom.vision.gallery import describe_tile, split_gallery
from tests.synthetic.scenes import make_scene
from tests.vision.galleries import draw_mixed, matched, shipped_settings, true_faces

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.fixture
def settings() -> GallerySettings:
    return shipped_settings().gallery


@pytest.mark.parametrize("count", [2, 3, 5, 8, 12, 20, 30, 49])
@pytest.mark.parametrize(
    "style",
    [
        pytest.param(ZOOM_DARK, id="zoom"),
        pytest.param(ZOOM_TIGHT, id="touching tiles"),
        pytest.param(MEET_LIGHT, id="light, rounded"),
        pytest.param(TEAMS_DARK, id="beside a panel"),
    ],
)
def test_every_tile_of_a_gallery_is_found_and_nothing_else(
    settings: GallerySettings, style: GalleryStyle, count: int
) -> None:
    drawing = draw_mixed(count, style, 1920, 1080)

    tiles = split_gallery(drawing.image, true_faces(drawing), settings)

    assert len(matched(tiles, drawing)) == len(tiles) == count


@pytest.mark.parametrize(
    "style",
    [
        pytest.param(replace(ZOOM_DARK, aspect=4 / 3), id="4:3"),
        pytest.param(GalleryStyle(window=Box(400, 120, 1100, 700)), id="a window on the desktop"),
        pytest.param(replace(ZOOM_DARK, centre_last_row=False), id="last row at the left"),
        pytest.param(replace(ZOOM_DARK, gutter_px=0), id="no gutter"),
    ],
)
def test_a_gallery_may_be_arranged_in_other_ways(settings: GallerySettings, style: GalleryStyle) -> None:
    drawing = draw_mixed(11, style, 1920, 1080)

    tiles = split_gallery(drawing.image, true_faces(drawing), settings)

    assert len(matched(tiles, drawing)) == len(tiles) == 11


@pytest.mark.parametrize(("width", "height"), [(640, 400), (1366, 768), (3840, 2160)])
def test_a_gallery_is_found_on_screens_of_every_size(settings: GallerySettings, width: int, height: int) -> None:
    drawing = draw_mixed(9, ZOOM_DARK, width, height)

    tiles = split_gallery(drawing.image, true_faces(drawing), settings)

    assert len(matched(tiles, drawing, 0.9)) == len(tiles) == 9


def test_tiles_come_by_row_and_from_left_to_right(settings: GallerySettings) -> None:
    drawing = draw_mixed(11, ZOOM_DARK)

    tiles = split_gallery(drawing.image, true_faces(drawing), settings)

    assert [tile.box.iou(truth.box) > 0.8 for tile, truth in zip(tiles, drawing.truth, strict=True)] == [True] * 11


def test_a_gallery_cut_off_by_the_screens_edge_keeps_its_cut_tiles(settings: GallerySettings) -> None:
    drawing = draw_gallery(make_scene(9, replace(ZOOM_TIGHT, gutter_px=0)))
    cut = 60
    faces = tuple(
        replace(face, box=replace(face.box, left=face.box.left - cut))
        for face in true_faces(drawing)
        if face.box.left > cut
    )

    tiles = split_gallery(drawing.image[:, cut:], faces, settings)

    assert len(tiles) == 9
    assert min(tile.box.left for tile in tiles) == 0


def test_states_tell_faces_empty_chairs_and_cameras_that_are_off(settings: GallerySettings) -> None:
    drawing = draw_mixed(16, ZOOM_DARK)

    tiles = split_gallery(drawing.image, true_faces(drawing), settings)

    assert [tile.state for tile in tiles] == [truth.state for truth in drawing.truth]


def test_a_closer_look_finds_the_face_that_was_missed(settings: GallerySettings) -> None:
    drawing = draw_mixed(8, ZOOM_DARK)
    first, *others = true_faces(drawing)

    def look_closer(image: Image, tile: Box) -> tuple[Face, ...]:
        return (first,) if tile.contains(*first.box.center) else ()

    tiles = split_gallery(drawing.image, others, settings, look_closer)

    assert tiles[0].face is first


def test_a_grid_without_people_is_no_gallery(settings: GallerySettings) -> None:
    drawing = draw_gallery(make_scene(9))

    assert split_gallery(drawing.image, (), settings) == ()


def test_the_strip_beside_a_speaker_is_no_gallery(settings: GallerySettings) -> None:
    strip = draw_gallery(make_scene(4, replace(ZOOM_TIGHT, columns=4), width=1280, height=180))
    screen = np.full((720, 1280, 3), 60, np.uint8)
    screen[:180] = strip.image
    speaker = Face(Box(500, 300, 260, 320), 0.9, None)

    assert split_gallery(screen, (*true_faces(strip), speaker), settings) == ()


def _text_page() -> Image:
    page = np.full((720, 1280, 3), 250, np.uint8)
    for line in range(30):
        cv2.putText(page, "lorem ipsum dolor sit amet " * 2, (80, 40 + 22 * line), 0, 0.6, (40, 40, 40), 1)
    return page


def _cards() -> Image:
    page = np.full((720, 1280, 3), 248, np.uint8)
    for row in range(2):
        for column in range(3):
            left, top = 20 + 420 * column, 60 + 330 * row
            cv2.rectangle(page, (left, top), (left + 400, top + 300), (255, 255, 255), cv2.FILLED)
            cv2.rectangle(page, (left, top), (left + 400, top + 300), (210, 210, 210), 1)
            cv2.putText(page, "Engagement", (left + 16, top + 30), 0, 0.7, (40, 40, 40), 1)
            heights = np.abs(np.sin(np.arange(20) * (row + column + 1))) * 150
            for bar, height in enumerate(heights):
                foot = (left + 20 + 18 * bar, top + 280)
                cv2.rectangle(page, foot, (foot[0] + 12, foot[1] - int(height)), (240, 154, 51), cv2.FILLED)
    return page


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param(
            draw_slide(1280, 720, "Motion", ("Force is mass times acceleration", "Units", "Questions")), id="slide"
        ),
        pytest.param(_text_page(), id="text"),
        pytest.param(_cards(), id="dashboard cards"),
        pytest.param(np.full((720, 1280, 3), 90, np.uint8), id="empty desktop"),
        pytest.param(np.random.default_rng(1).integers(0, 255, (720, 1280, 3), dtype=np.uint8), id="noise"),
    ],
)
def test_other_screens_are_no_gallery(settings: GallerySettings, screen: Image) -> None:
    assert split_gallery(screen, (), settings) == ()


def test_the_larger_face_in_the_middle_is_the_participants() -> None:
    box = Box(0, 0, 320, 180)
    image = np.random.default_rng(2).integers(0, 255, (180, 320, 3), dtype=np.uint8)
    near, far = Face(Box(120, 40, 80, 80), 0.9, None), Face(Box(20, 50, 30, 30), 0.99, None)

    tile = describe_tile(image, box, (far, near))

    assert tile.face is near
    assert tile.extra_faces == 1
    assert tile.state is ParticipantState.VISIBLE


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real screenshots are not part of the project")
@pytest.mark.parametrize(("name", "count"), [("zoom-call-6.png", 6), ("zoom-call-8.png", 8), ("zoom-call-16.jpg", 16)])
def test_real_galleries_are_split(settings: GallerySettings, name: str, count: int) -> None:
    from classroom.vision.faces import HaarDetector

    image = np.asarray(cv2.imread(str(SAMPLES / name)), dtype=np.uint8)
    detector = HaarDetector(shipped_settings().faces)

    tiles = split_gallery(image, detector.detect(image), settings, detector.look_closer)

    assert len(tiles) == count


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real screenshots are not part of the project")
def test_a_real_speaker_view_is_no_gallery(settings: GallerySettings) -> None:
    from classroom.vision.faces import HaarDetector

    image = np.asarray(cv2.imread(str(SAMPLES / "zoom-speaker-view-5.png")), dtype=np.uint8)
    detector = HaarDetector(shipped_settings().faces)

    assert split_gallery(image, detector.detect(image), settings, detector.look_closer) == ()


@pytest.mark.parametrize("numbered", [False, True])
def test_a_calendar_of_plain_cells_is_no_gallery(settings: GallerySettings, numbered: bool) -> None:
    image = np.full((720, 1280, 3), 235, np.uint8)
    for row in range(5):
        for column in range(7):
            left, top = 40 + column * 172, 90 + row * 120
            cv2.rectangle(image, (left, top), (left + 164, top + 112), (250, 250, 250), -1)
            if numbered:
                text = str(row * 7 + column + 1)
                cv2.putText(image, text, (left + 6, top + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (90, 90, 90), 1)

    assert split_gallery(image, (), settings) == ()
