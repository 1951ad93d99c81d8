"""What the detector's maps should say, read back by what capture reads them with."""

import numpy as np
import pytest

from classroom.training.faces.targets import BOX_WEIGHT, EYES_WEIGHT, HEAT_WEIGHT, FaceLabels, encode_faces
from classroom.vision.face_maps import CHANNELS, EYES, LEVELS, SCORE, decode_maps

SIDE = 320


def label_faces(*boxes: tuple[float, float, float, float], wanted: bool = True, closed: float = 0.9) -> FaceLabels:
    """Faces with these boxes (left, top, width, height), all turned the same way."""
    rows = np.array(boxes, np.float32).reshape(-1, 4)
    parts = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]], np.float32)
    return FaceLabels(
        rows,
        rows[:, None, :2] + parts[None] * rows[:, None, 2:],
        np.tile(np.array([12.0, -6.0, 3.0], np.float32), (len(rows), 1)),
        np.full(len(rows), closed, np.float32),
        np.full(len(rows), wanted, bool),
    )


def as_output(targets: tuple[np.ndarray, ...]) -> list[np.ndarray]:
    """The targets as a network's maps would say them: logits instead of probabilities."""
    maps = []
    for target in targets:
        map_ = target[..., :CHANNELS].copy()
        map_[..., SCORE] = np.where(target[..., SCORE] >= 1, 5.0, -9.0)
        map_[..., EYES] = np.where(target[..., EYES] > 0.5, 3.0, -3.0)
        maps.append(map_)
    return maps


@pytest.mark.parametrize("height", [10.0, 24.0, 40.0, 60.0, 100.0, 200.0])
def test_a_face_of_any_size_is_read_back(height: float) -> None:
    labels = label_faces((101.0, 63.0, 0.75 * height, height))

    found = decode_maps(as_output(encode_faces(labels, SIDE)), 0.5)

    assert len(found) == 1
    np.testing.assert_allclose(found.boxes[0], labels.boxes[0], atol=0.05)
    np.testing.assert_allclose(found.landmarks[0], labels.landmarks[0], atol=0.05)
    np.testing.assert_allclose(found.angles[0], [12, -6, 3], atol=0.01)


def test_faces_side_by_side_are_all_read_back() -> None:
    labels = label_faces(*((20.0 + 40 * n, 50.0, 22.0, 30.0) for n in range(7)))

    assert len(decode_maps(as_output(encode_faces(labels, SIDE)), 0.5)) == 7


def test_an_unsure_face_is_neither_taught_nor_punished() -> None:
    targets = encode_faces(label_faces((100.0, 100.0, 30.0, 40.0), wanted=False), SIDE)

    assert all((target[..., SCORE] < 1).all() and (target[..., BOX_WEIGHT] == 0).all() for target in targets)
    assert targets[0][15, 14, HEAT_WEIGHT] == 0


def test_eyes_of_small_faces_teach_nothing() -> None:
    small, large = (encode_faces(label_faces((100.0, 100.0, 0.75 * h, h)), SIDE) for h in (18.0, 60.0))

    assert sum(target[..., EYES_WEIGHT].sum() for target in small) == 0
    assert sum(target[..., EYES_WEIGHT].sum() for target in large) > 0


def test_an_empty_picture_wants_nothing() -> None:
    targets = encode_faces(label_faces(), SIDE)

    assert [target.shape[0] for target in targets] == [SIDE // level.stride for level in LEVELS]
    assert all((target[..., SCORE] == 0).all() and (target[..., HEAT_WEIGHT] == 1).all() for target in targets)
