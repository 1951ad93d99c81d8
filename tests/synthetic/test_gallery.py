from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.domain import Box, ParticipantState
from classroom.errors import DataError
from classroom.synthetic import (
    MEET_LIGHT,
    TEAMS_DARK,
    ZOOM_DARK,
    ZOOM_TIGHT,
    GalleryStyle,
    LabelStyle,
    Pose,
    Scene,
    SceneTile,
    draw_gallery,
    draw_slide,
    load_portraits,
)
from tests.synthetic.scenes import make_mixed_scene, make_person, make_scene

STYLES = pytest.mark.parametrize(
    "style",
    [
        pytest.param(ZOOM_DARK, id="zoom"),
        pytest.param(ZOOM_TIGHT, id="tight"),
        pytest.param(MEET_LIGHT, id="meet"),
        pytest.param(TEAMS_DARK, id="teams"),
        pytest.param(GalleryStyle(window=Box(100, 60, 900, 560)), id="small window"),
    ],
)


@STYLES
def test_the_same_scene_gives_the_same_pixels(style: GalleryStyle) -> None:
    first = draw_gallery(make_mixed_scene(style))
    second = draw_gallery(make_mixed_scene(style))

    assert np.array_equal(first.image, second.image)
    assert first.truth == second.truth


@STYLES
@pytest.mark.parametrize("count", [1, 2, 5, 12, 25, 49])
def test_tiles_lie_inside_the_screen_and_apart(style: GalleryStyle, count: int) -> None:
    drawing = draw_gallery(make_scene(count, style))

    boxes = [tile.box for tile in drawing.truth]
    screen = style.window or Box(0, 0, 1280, 720)
    assert len(boxes) == count
    assert len({(box.width, box.height) for box in boxes}) == 1
    assert all(box.intersection(screen) == box.area for box in boxes)
    assert all(a.intersection(b) == 0 for i, a in enumerate(boxes) for b in boxes[:i])


@STYLES
def test_faces_lie_inside_their_tiles(style: GalleryStyle) -> None:
    drawing = draw_gallery(make_scene(9, style))

    for tile in drawing.truth:
        assert tile.face_box is not None
        assert tile.face_box.intersection(tile.box) == tile.face_box.area
        assert tile.face_box.height == pytest.approx(0.42 * tile.box.height, abs=2)


def test_only_visible_participants_have_a_face() -> None:
    drawing = draw_gallery(make_mixed_scene())

    assert [tile.face_box is not None for tile in drawing.truth] == [True] * 3 + [False] * 5
    assert [tile.state for tile in drawing.truth[3:]] == [ParticipantState.NO_FACE] * 2 + [
        ParticipantState.CAMERA_OFF
    ] * 3


def test_a_last_row_that_is_not_full_is_centred_if_wanted() -> None:
    centred = draw_gallery(make_scene(5, GalleryStyle(columns=3))).truth
    left = draw_gallery(make_scene(5, GalleryStyle(columns=3, centre_last_row=False))).truth

    middle = (centred[3].box.left + centred[4].box.right) / 2
    assert middle == pytest.approx((centred[0].box.left + centred[2].box.right) / 2, abs=1)
    assert left[3].box.left == left[0].box.left


def test_opencv_finds_the_drawn_faces() -> None:
    drawing = draw_gallery(make_scene(12, ZOOM_DARK))
    cascades = Path(cv2.__file__).parent / "data"
    cascade = cv2.CascadeClassifier(str(cascades / "haarcascade_frontalface_default.xml"))

    found = [Box(*map(int, box)) for box in cascade.detectMultiScale(cv2.cvtColor(drawing.image, cv2.COLOR_BGR2GRAY))]

    faces = [tile.face_box for tile in drawing.truth if tile.face_box is not None]
    assert sum(any(face.iou(box) > 0.4 for box in found) for face in faces) == len(faces)


def test_a_long_name_is_cut_with_dots_and_the_truth_keeps_both() -> None:
    person = make_person(0, "Maximiliana Constantinopolitana Featherstonehaugh")
    tiles = (SceneTile(person),) * 49

    truth = draw_gallery(Scene(1280, 720, tiles, ZOOM_DARK)).truth[0]

    assert truth.name == person.name
    assert truth.label is not None
    assert truth.label.endswith("...")
    assert person.name.startswith(truth.label.removesuffix("..."))


def test_a_style_without_labels_says_so() -> None:
    truth = draw_gallery(make_scene(2, GalleryStyle(label=LabelStyle.NONE))).truth

    assert [tile.label for tile in truth] == [None, None]


def test_a_face_mostly_outside_its_tile_is_no_face() -> None:
    tile = SceneTile(make_person(0), pose=Pose(x=1.05))

    truth = draw_gallery(Scene(640, 360, (tile, tile), GalleryStyle())).truth

    assert truth[0].face_box is None


def test_a_pose_moves_the_pixels_and_the_truth() -> None:
    tile = SceneTile(make_person(0))
    moved = replace(tile, pose=Pose(x=0.6, roll_deg=8, brightness=0.7, blur_px=1.0))

    drawing = draw_gallery(Scene(640, 200, (tile, moved), GalleryStyle(columns=2)))

    still, other = drawing.truth
    assert still.face_box is not None
    assert other.face_box is not None
    assert other.face_box.left - other.box.left > still.face_box.left - still.box.left
    halves = [drawing.image[t.box.top : t.box.bottom, t.box.left : t.box.right].mean() for t in drawing.truth]
    assert halves[1] < halves[0]


@pytest.mark.parametrize("count", [0, 50])
def test_an_impossible_number_of_tiles_is_refused(count: int) -> None:
    with pytest.raises(DataError, match="1 to 49"):
        draw_gallery(make_scene(count))


def test_a_state_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(DataError, match="off_page"):
        draw_gallery(Scene(640, 360, (SceneTile(make_person(0), ParticipantState.OFF_PAGE),)))


def test_portraits_are_small_credited_and_segmented() -> None:
    portraits = load_portraits()

    assert len(portraits) == 2
    for portrait in portraits:
        assert max(portrait.image.shape) <= 400
        assert portrait.segments.shape == portrait.image.shape[:2]
        x, y = portrait.face.center
        assert portrait.segments[int(y), int(x)] == 255
        assert portrait.credit


def test_a_slide_fills_the_screen() -> None:
    slide = draw_slide(1280, 720, "Projectile motion", ("No air", "Constant g"))

    assert slide.shape == (720, 1280, 3)
    assert slide.mean() > 150
