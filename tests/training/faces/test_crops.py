"""Drawn crops: the same for the same seed, with their faces where they say."""

from pathlib import Path

import numpy as np
import pytest

from classroom.training.faces.crops import CropDrawer
from classroom.training.faces.material import load_portraits
from classroom.training.faces.people import draw_back_of_head, draw_person
from classroom.training.faces.rooms import Rooms
from tests.training.faces.builders import write_portraits

SIDE = 160


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> CropDrawer:
    return CropDrawer(load_portraits(write_portraits(tmp_path_factory.mktemp("p") / "portraits")), SIDE)


def test_the_same_seed_draws_the_same_crops(drawer: CropDrawer) -> None:
    (one, faces), (again, same) = (drawer.draw(np.random.default_rng(5)) for _ in range(2))

    np.testing.assert_array_equal(one, again)
    np.testing.assert_array_equal(faces.boxes, same.boxes)


def test_wanted_faces_lie_mostly_inside_with_landmarks_in_their_boxes(drawer: CropDrawer) -> None:
    random, seen = np.random.default_rng(3), 0
    for _ in range(60):
        image, faces = drawer.draw(random)
        assert image.shape == (SIDE, SIDE, 3)
        for box, points, wanted in zip(faces.boxes, faces.landmarks, faces.wanted, strict=True):
            middle = box[:2] + box[2:] / 2
            assert (np.abs(points - middle) <= 0.75 * box[3]).all()
            if wanted:
                seen += 1
                assert ((middle >= -1) & (middle <= SIDE + 1)).all()
    assert seen > 30


def test_a_mirrored_head_keeps_its_own_right_side_first(tmp_path: Path) -> None:
    portrait = load_portraits(write_portraits(tmp_path / "p"))[0]
    rooms = Rooms([portrait])
    turned = []
    for seed in range(40):
        sight = draw_person(np.random.default_rng(seed), portrait, rooms, (160, 90), 0.5)
        turned += [(face.landmarks[0][0] < face.landmarks[1][0], face.angles[0]) for face in sight.faces]

    assert all(right_eye_is_left for right_eye_is_left, _ in turned)
    assert {round(float(yaw)) for _, yaw in turned} == {5, -5}


def test_a_head_seen_from_behind_is_no_face(tmp_path: Path) -> None:
    portrait = load_portraits(write_portraits(tmp_path / "p"))[0]

    sight = draw_back_of_head(np.random.default_rng(1), portrait, Rooms([portrait]), (160, 90))

    assert sight.faces == ()
    assert sight.image.shape == (90, 160, 3)
