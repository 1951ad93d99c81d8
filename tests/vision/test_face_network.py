"""The shipped face network on drawn galleries, odd pictures and, where they are, real calls."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.config import FaceSettings
from classroom.domain import Box, Face
from classroom.errors import ModelError
from classroom.synthetic import MEET_LIGHT, ZOOM_DARK, GalleryStyle
from classroom.vision.cards import card_path
from classroom.vision.face_network import SHIPPED_MODEL, FaceNetwork, load_face_network
from tests.vision.galleries import draw_mixed, shipped_settings

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
SETTINGS = shipped_settings().faces


@pytest.fixture(scope="module")
def detector() -> FaceNetwork:
    return load_face_network(SETTINGS)


def inside(faces: tuple[Face, ...], box: Box) -> list[Face]:
    return [face for face in faces if box.contains(*face.box.center)]


@pytest.mark.parametrize("style", [ZOOM_DARK, MEET_LIGHT])
@pytest.mark.parametrize(("count", "width", "height"), [(9, 1280, 720), (25, 1920, 1080), (49, 1920, 1080)])
def test_every_visible_face_of_a_gallery_is_found_once(
    detector: FaceNetwork, style: GalleryStyle, count: int, width: int, height: int
) -> None:
    drawing = draw_mixed(count, style, width, height)

    faces = detector.detect(drawing.image)

    visible = [tile for tile in drawing.truth if tile.face_box is not None]
    found = [inside(faces, tile.face_box) for tile in visible if tile.face_box is not None]
    assert [len(faces) for faces in found] == [1] * len(visible)


def test_heads_seen_from_behind_and_empty_chairs_are_no_faces(detector: FaceNetwork) -> None:
    drawing = draw_mixed(16, ZOOM_DARK, 1920, 1080)

    faces = detector.detect(drawing.image)

    empty = [tile for tile in drawing.truth if tile.state == "no_face"]
    assert empty
    assert all(inside(faces, tile.box) == [] for tile in empty)


def test_a_closer_look_gives_boxes_and_landmarks_in_the_frames_pixels(detector: FaceNetwork) -> None:
    drawing = draw_mixed(25, ZOOM_DARK, 1920, 1080)
    truth = next(tile for tile in drawing.truth[8:] if tile.face_box is not None)

    faces = detector.look_closer(drawing.image, truth.box)

    assert truth.face_box is not None
    assert len(faces) == 1
    assert faces[0].box.iou(truth.face_box) > 0.3
    assert faces[0].landmarks is not None
    assert all(faces[0].box.contains(float(x), float(y)) for x, y in faces[0].landmarks)


@pytest.mark.parametrize("size", [(16, 16), (16, 900), (900, 16), (33, 47), (2160, 3840)])
def test_a_picture_of_any_size_without_faces_has_none(detector: FaceNetwork, size: tuple[int, int]) -> None:
    assert detector.detect(np.full((*size, 3), 120, np.uint8)) == ()


def test_boxes_end_where_the_picture_ends(detector: FaceNetwork) -> None:
    drawing = draw_mixed(1, ZOOM_DARK, 1280, 720)
    box = drawing.truth[0].face_box
    assert box is not None
    cut = np.ascontiguousarray(drawing.image[: box.bottom - box.height // 5, box.left + box.width // 6 :])

    for face in detector.detect(cut):
        assert face.box.left >= 0
        assert face.box.right <= cut.shape[1] + 1
        assert face.box.bottom <= cut.shape[0] + 1


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real screenshots are not part of the project")
@pytest.mark.parametrize(("name", "least"), [("zoom-call-6.png", 6), ("zoom-call-8.png", 7), ("zoom-call-16.jpg", 16)])
def test_faces_of_real_calls_are_found(detector: FaceNetwork, name: str, least: int) -> None:
    image = np.asarray(cv2.imread(str(SAMPLES / name)), np.uint8)

    assert sum(face.box.height >= 24 for face in detector.detect(image)) >= least


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    shutil.copy(card_path(SHIPPED_MODEL), tmp_path / "face.json")
    (tmp_path / "face.onnx").write_bytes(SHIPPED_MODEL.read_bytes()[:-1] + b"x")

    with pytest.raises(ModelError, match="damaged or altered"):
        load_face_network(with_model(tmp_path / "face.onnx"))


def test_an_emotion_model_is_no_face_model(tmp_path: Path) -> None:
    emotion = SHIPPED_MODEL.with_name("emotion.onnx")

    with pytest.raises(ModelError, match="in the model's card"):
        load_face_network(with_model(emotion))


def test_what_the_card_does_not_vouch_for_is_not_read(tmp_path: Path) -> None:
    card = json.loads(card_path(SHIPPED_MODEL).read_text(encoding="utf-8"))
    card["metrics"] |= {
        "validation_yaw_correlation": 0.9,
        "validation_pitch_correlation": 0.9,
        "validation_eyes_auc": 0.5,
    }
    shutil.copy(SHIPPED_MODEL, tmp_path / "face.onnx")
    (tmp_path / "face.json").write_text(json.dumps(card), encoding="utf-8")
    drawing = draw_mixed(4, ZOOM_DARK, 1280, 720)

    faces = load_face_network(with_model(tmp_path / "face.onnx")).detect(drawing.image)

    assert faces
    assert all(face.head_pose is not None and face.eyes_closed is None for face in faces)


def with_model(path: Path) -> FaceSettings:
    return SETTINGS.model_copy(update={"model": str(path)})
