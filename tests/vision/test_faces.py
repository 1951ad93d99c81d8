import cv2
import numpy as np
import pytest

from classroom.domain import Box, Face
from classroom.synthetic import ZOOM_DARK, draw_gallery
from classroom.vision.faces import HaarDetector, suppress_overlaps
from tests.synthetic.scenes import make_scene
from tests.vision.galleries import shipped_settings


@pytest.fixture(scope="module")
def detector() -> HaarDetector:
    return HaarDetector(shipped_settings().faces)


def test_most_faces_of_a_gallery_are_found_in_its_tiles(detector: HaarDetector) -> None:
    drawing = draw_gallery(make_scene(9, ZOOM_DARK))
    boxes = [tile.face_box for tile in drawing.truth if tile.face_box is not None]

    faces = detector.detect(drawing.image)

    found = sum(any(face.box.contains(*box.center) for face in faces) for box in boxes)
    assert found >= 8
    assert all(0.5 <= face.score <= 1 and face.landmarks is None for face in faces)


def test_a_closer_look_gives_boxes_in_the_frames_pixels(detector: HaarDetector) -> None:
    drawing = draw_gallery(make_scene(30, ZOOM_DARK))
    truth = drawing.truth[17]

    faces = detector.look_closer(drawing.image, truth.box)

    assert truth.face_box is not None
    assert len(faces) == 1
    assert faces[0].box.iou(truth.face_box) > 0.3


def test_initials_on_a_disc_are_no_face(detector: HaarDetector) -> None:
    image = np.full((180, 320, 3), 40, np.uint8)
    cv2.circle(image, (160, 90), 50, (180, 90, 60), cv2.FILLED, cv2.LINE_AA)
    cv2.putText(image, "B", (142, 108), 0, 1.8, (255, 255, 255), 3, cv2.LINE_AA)

    assert detector.detect(image) == ()
    assert detector.look_closer(image, Box(0, 0, 320, 180)) == ()


def test_an_empty_picture_has_no_faces(detector: HaarDetector) -> None:
    assert detector.detect(np.zeros((64, 64, 3), np.uint8)) == ()


def test_of_overlapping_finds_the_best_stays() -> None:
    worse, better, other = (
        Face(Box(10, 10, 40, 40), 0.6, None),
        Face(Box(14, 12, 40, 40), 0.9, None),
        Face(Box(100, 10, 40, 40), 0.7, None),
    )

    assert suppress_overlaps([worse, better, other]) == (better, other)
