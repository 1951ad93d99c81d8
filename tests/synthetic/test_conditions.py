"""Every part of a richer scene shows in the picture and in the truth."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from classroom.domain import Box, ParticipantState
from classroom.synthetic import (
    Absence,
    Backdrop,
    Badge,
    Bars,
    Camera,
    CameraOff,
    Companion,
    Cover,
    Drawing,
    GalleryStyle,
    LabelPlace,
    LabelStyle,
    MutePlace,
    Panel,
    Pose,
    Poster,
    Scene,
    SceneTile,
    Shared,
    SpeakerBorder,
    StripSide,
    draw_gallery,
    load_portraits,
)
from tests.synthetic.scenes import make_person, make_scene

OFF = ParticipantState.CAMERA_OFF


def draw_one(tile: SceneTile, style: GalleryStyle | None = None, **scene: float) -> Drawing:
    return draw_gallery(replace(Scene(640, 360, (tile,), style or GalleryStyle()), **scene))


def differs(first: Drawing, second: Drawing, box: Box) -> bool:
    part = (slice(box.top, box.bottom), slice(box.left, box.right))
    return not np.array_equal(first.image[part], second.image[part])


def test_landmarks_lie_in_the_face_in_the_order_of_the_domain() -> None:
    truth = draw_one(SceneTile(make_person(0))).truth[0]

    assert truth.face_box is not None
    assert truth.landmarks is not None
    assert truth.landmarks.shape == (5, 2)
    assert all(truth.face_box.contains(float(x), float(y)) for x, y in truth.landmarks)
    right_eye, left_eye, nose, right_mouth, left_mouth = truth.landmarks
    assert right_eye[0] < nose[0] < left_eye[0]
    assert right_mouth[0] < left_mouth[0]
    assert right_eye[1] < nose[1] < right_mouth[1]


@pytest.mark.parametrize("style", [style for style in LabelStyle if style is not LabelStyle.NONE])
@pytest.mark.parametrize("place", list(LabelPlace))
def test_labels_are_drawn_where_the_style_has_them(style: LabelStyle, place: LabelPlace) -> None:
    tile = SceneTile(make_person(0, "Ann Lee"))
    shown = draw_one(tile, GalleryStyle(label=style, label_place=place))
    bare = draw_one(tile, GalleryStyle(label=LabelStyle.NONE, label_place=place))

    box = shown.truth[0].box
    parts = {
        LabelPlace.BOTTOM_LEFT: Box(box.left, box.bottom - 40, 90, 40),
        LabelPlace.BOTTOM_CENTRE: Box(box.left + box.width // 2 - 20, box.bottom - 40, 40, 40),
        LabelPlace.TOP_LEFT: Box(box.left, box.top, 90, 40),
        LabelPlace.BELOW: Box(box.left, box.bottom, box.width, 20),
    }
    assert shown.truth[0].label == "Ann Lee"
    assert differs(shown, bare, parts[place])


def test_the_label_keeps_pronouns_and_the_truth_the_bare_name() -> None:
    tile = SceneTile(make_person(0, "Ann Lee"), label="Ann Lee (she/her)", before=(Badge.HAND,), after=(Badge.HEART,))

    truth = draw_one(tile).truth[0]

    assert (truth.name, truth.label) == ("Ann Lee", "Ann Lee (she/her)")
    assert truth.label_px is not None
    assert 6 <= truth.label_px <= 24


@pytest.mark.parametrize("badge", list(Badge))
def test_each_sign_is_seen(badge: Badge) -> None:
    tile = SceneTile(make_person(0, "Ann Lee"))

    plain, signed = draw_one(tile), draw_one(replace(tile, after=(badge,)))

    assert differs(plain, signed, plain.truth[0].box)
    assert plain.truth == signed.truth


@pytest.mark.parametrize("place", list(MutePlace))
def test_a_muted_participant_shows_it(place: MutePlace) -> None:
    style = GalleryStyle(mute_place=place)

    loud, muted = (draw_one(SceneTile(make_person(0), muted=is_muted), style) for is_muted in (False, True))

    assert differs(loud, muted, loud.truth[0].box)


@pytest.mark.parametrize("border", list(SpeakerBorder))
def test_the_speaker_has_a_border(border: SpeakerBorder) -> None:
    style = GalleryStyle(speaker_border=border, margin_px=20, speaker_color=(10, 250, 10))

    drawing = draw_one(SceneTile(make_person(0), speaking=True), style)

    box = drawing.truth[0].box
    y = box.top + box.height // 2
    inside, outside = drawing.image[y, box.left], drawing.image[y, box.left - 1]
    assert (outside if border is not SpeakerBorder.INSIDE else inside)[1] > 150


@pytest.mark.parametrize("kind", list(CameraOff))
def test_without_a_camera_there_is_no_face_but_pictures_to_ignore(kind: CameraOff) -> None:
    drawing = draw_one(SceneTile(make_person(0), OFF, camera_off=kind))

    truth = drawing.truth[0]
    assert truth.face_box is None
    assert truth.landmarks is None
    assert bool(drawing.ignore) == (kind in (CameraOff.PICTURE, CameraOff.DISC_PICTURE, CameraOff.FULL_PICTURE))
    assert all(box.intersection(truth.box) == box.area for box in drawing.ignore)
    shown = drawing.image[truth.box.top : truth.box.bottom, truth.box.left : truth.box.right]
    assert shown.std() > 3


def test_a_poster_is_to_be_ignored_and_nobody() -> None:
    poster = Poster(load_portraits()[1], x=0.12, y=0.25, height=0.4)

    drawing = draw_one(SceneTile(make_person(0), posters=(poster,)))

    assert len(drawing.ignore) == 1
    assert drawing.ignore[0].center[0] < 640 * 0.3
    assert drawing.truth[0].other_faces == ()


def test_a_second_person_is_another_face() -> None:
    other = Companion(make_person(1), Pose(x=0.8, face_height=0.3))

    truth = draw_one(SceneTile(make_person(0), pose=Pose(x=0.3), companion=other)).truth[0]

    assert truth.face_box is not None
    assert len(truth.other_faces) == 1
    assert truth.other_faces[0].left > truth.face_box.right
    assert truth.other_faces[0].height < truth.face_box.height


def test_a_second_person_behind_the_participant_is_not_seen() -> None:
    other = Companion(make_person(1), Pose(x=0.5, face_height=0.3))

    truth = draw_one(SceneTile(make_person(0), companion=other)).truth[0]

    assert truth.other_faces == ()


@pytest.mark.parametrize("cover", list(Cover))
def test_something_before_a_face_hides_part_of_it_and_leaves_the_truth(cover: Cover) -> None:
    bare, covered = draw_one(SceneTile(make_person(0))), draw_one(SceneTile(make_person(0), cover=cover))

    assert covered.truth == bare.truth
    face = bare.truth[0].face_box
    assert face is not None
    assert differs(bare, covered, Box(face.left, face.top + face.height // 2, face.width, face.height // 2))
    assert not differs(bare, covered, Box(face.left, face.top, face.width, face.height // 5))


@pytest.mark.parametrize("absence", list(Absence))
def test_who_is_away_has_no_face(absence: Absence) -> None:
    drawing = draw_one(SceneTile(make_person(0), ParticipantState.NO_FACE, absence=absence))

    assert drawing.truth[0].face_box is None
    assert (drawing.image.mean() < 30) == (absence is Absence.COVERED)


@pytest.mark.parametrize("backdrop", list(Backdrop))
def test_every_room_can_be_behind_a_person(backdrop: Backdrop) -> None:
    person = make_person(0)
    tile = SceneTile(replace(person, look=replace(person.look, backdrop=backdrop)))

    assert draw_one(tile).truth[0].face_box is not None


@pytest.mark.parametrize(
    "camera",
    [
        pytest.param(Camera(gain=(0.8, 1.0, 1.2)), id="colour cast"),
        pytest.param(Camera(gamma=1.4), id="dark"),
        pytest.param(Camera(lines=90, jpeg_quality=20), id="compressed"),
    ],
)
def test_a_camera_changes_pixels_and_no_truth(camera: Camera) -> None:
    plain, taken = draw_one(SceneTile(make_person(0))), draw_one(SceneTile(make_person(0), camera=camera))

    assert differs(plain, taken, plain.truth[0].box)
    assert plain.truth == taken.truth


def test_a_frozen_video_still_shows_its_face() -> None:
    truth = draw_one(SceneTile(make_person(0), ParticipantState.FROZEN)).truth[0]

    assert truth.state is ParticipantState.FROZEN
    assert truth.face_box is not None


@pytest.mark.parametrize("scale", [0.75, 1.25, 1.5, 2.0])
def test_a_zoomed_display_keeps_picture_and_truth_together(scale: float) -> None:
    scene = make_scene(4, GalleryStyle(margin_px=10), 1280, 720)

    drawing = draw_gallery(replace(scene, scale=scale))

    assert drawing.image.shape == (720, 1280, 3)
    for tile in drawing.truth:
        x, y = tile.box.left, tile.box.top + tile.box.height // 2
        outside, inside = (drawing.image[y, x + step].astype(int) for step in (-3, 3))
        assert np.abs(outside - (26, 26, 26)).max() <= 2
        assert np.abs(inside - (26, 26, 26)).max() > 20
        assert tile.face_box is not None
        assert tile.face_box.height == pytest.approx(0.42 * tile.box.height, abs=3)
        assert tile.landmarks is not None
        assert all(tile.face_box.contains(float(a), float(b)) for a, b in tile.landmarks)


@pytest.mark.parametrize("side", list(StripSide))
@pytest.mark.parametrize("shared", list(Shared))
def test_a_film_strip_lies_in_one_line_beside_what_is_shared(side: StripSide, shared: Shared) -> None:
    style = GalleryStyle(shared=shared, strip=side)

    drawing = draw_gallery(make_scene(4, style))

    boxes = [tile.box for tile in drawing.truth]
    across = side in (StripSide.ABOVE, StripSide.BELOW)
    assert all((a.top == b.top) if across else (a.left == b.left) for a, b in pairwise(boxes))
    assert boxes[0].width < 1280 / 4
    assert len(drawing.ignore) == (1 if shared is Shared.SPEAKER else 0)


@pytest.mark.parametrize("bars", list(Bars))
@pytest.mark.parametrize("panel", list(Panel))
def test_everything_around_the_tiles_leaves_them_whole(bars: Bars, panel: Panel) -> None:
    style = GalleryStyle(
        bars=bars, panel=panel, side_panel_px=260, panel_pictures=True, title_bar_px=40, toolbar_px=60,
        browser_px=70, page_arrows=True, corner_logo=True, window=Box(100, 40, 1100, 640),
    )  # fmt: skip
    stage = Box(100, 40 + 70 + 40, 1100 - 260, 640 - 70 - 40 - 60)

    drawing = draw_gallery(replace(make_scene(6, style), windows_behind=2))

    assert all(tile.box.intersection(stage) == tile.box.area for tile in drawing.truth)
    assert all(box.left >= stage.right for box in drawing.ignore)
    assert bool(drawing.ignore) == (panel is Panel.PARTICIPANTS)


def test_a_recording_is_compressed_as_a_whole() -> None:
    scene = make_scene(2)

    clean, sent = draw_gallery(scene), draw_gallery(replace(scene, jpeg_quality=40))

    assert clean.truth == sent.truth
    assert 0 < np.abs(clean.image.astype(int) - sent.image).mean() < 12


def test_labels_below_the_tiles_have_their_own_room() -> None:
    drawing = draw_gallery(make_scene(9, GalleryStyle(label_place=LabelPlace.BELOW, gutter_px=0)))

    rows = sorted({tile.box.top for tile in drawing.truth})
    assert all(below - above >= drawing.truth[0].box.height + 20 for above, below in pairwise(rows))
