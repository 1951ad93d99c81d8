from pathlib import Path

import numpy as np
import pytest

from classroom.domain import ParticipantState
from classroom.errors import DataError
from classroom.synthetic import Backdrop, Look, Person, PortraitFolder, Pose, Scene, SceneTile, draw_gallery
from classroom.synthetic.people import cut_out
from tests.synthetic.folder import write_portrait_folder


def test_a_folder_gives_its_portraits_in_name_order_with_landmarks_and_pose(tmp_path: Path) -> None:
    folder = PortraitFolder(write_portrait_folder(tmp_path / "p"))

    assert [portrait.credit for portrait in folder] == ["a0.png", "a1.png"]
    first = folder[0]
    assert first.head_pose == (4.0, -2.0, 1.5)
    assert first.landmarks is not None
    assert all(first.face.contains(float(x), float(y)) for x, y in first.landmarks)
    assert first.photo is not None
    assert not first.recolourable


def test_the_person_is_cut_out_around_the_face(tmp_path: Path) -> None:
    portrait = PortraitFolder(write_portrait_folder(tmp_path / "p"))[0]

    x, y = (int(value) for value in portrait.face.center)
    assert portrait.segments[y, x] > 0
    assert portrait.segments[0, 0] == 0
    assert portrait.segments[-1, x] > 0  # shoulders


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("score", "0.5", id="unsure"),
        pytest.param("height", "300", id="tight"),
        pytest.param("height", "40", id="small"),
        pytest.param("y", "5", id="no room for hair"),
    ],
)
def test_portraits_that_cannot_sit_in_a_tile_are_left_out(tmp_path: Path, column: str, value: str) -> None:
    with pytest.raises(DataError, match="no portrait with one sure face"):
        PortraitFolder(write_portrait_folder(tmp_path / "p", **{column: value}))


def test_a_missing_pose_is_none_not_zero(tmp_path: Path) -> None:
    folder = PortraitFolder(write_portrait_folder(tmp_path / "p", yaw=""))

    assert folder[0].head_pose is None


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"faces\.csv: no such file"):
        PortraitFolder(tmp_path)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    folder = write_portrait_folder(tmp_path / "p")
    (folder / "images" / "a1.png").unlink()

    with pytest.raises(DataError, match=r"a1\.png"):
        PortraitFolder(folder)


def test_a_mirror_turns_landmarks_and_pose(tmp_path: Path) -> None:
    portrait = PortraitFolder(write_portrait_folder(tmp_path / "p"))[0]

    plain, mirrored = cut_out(portrait, Look()), cut_out(portrait, Look(mirror=True))

    assert mirrored.head_pose == (-4.0, -2.0, -1.5)
    assert plain.landmarks is not None
    assert mirrored.landmarks is not None
    assert mirrored.landmarks[0, 0] < mirrored.landmarks[1, 0]  # the person's right eye is still at the left
    width = plain.image.shape[1]
    assert mirrored.landmarks[2, 0] == pytest.approx(width - 1 - plain.landmarks[2, 0])


@pytest.mark.parametrize("backdrop", [Backdrop.WALL, Backdrop.OWN])
def test_the_truth_follows_a_photo_into_the_tile(tmp_path: Path, backdrop: Backdrop) -> None:
    portrait = PortraitFolder(write_portrait_folder(tmp_path / "p"))[0]
    person = Person("Ann Lee", portrait, Look(backdrop=backdrop))

    drawing = draw_gallery(Scene(640, 360, (SceneTile(person, pose=Pose(face_height=0.5, roll_deg=10)),)))

    truth = drawing.truth[0]
    assert truth.state is ParticipantState.VISIBLE
    assert truth.face_box is not None
    assert truth.head_pose == (4.0, -2.0, pytest.approx(11.5))
    assert truth.landmarks is not None
    assert all(truth.face_box.contains(float(x), float(y)) for x, y in truth.landmarks)
    right_eye, left_eye = truth.landmarks[:2]
    slope = np.degrees(np.arctan2(right_eye[1] - left_eye[1], left_eye[0] - right_eye[0]))
    assert slope == pytest.approx(10, abs=1.5)  # counter-clockwise
