"""The detector trained for real on a few drawn heads, exported, and run as capture runs it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classroom.config import load_settings
from classroom.domain import Box
from classroom.errors import DataError, ModelError, OutputError
from classroom.training.faces.crops import CropDrawer
from classroom.training.faces.material import load_portraits
from classroom.vision.cards import FaceCard, check_model
from classroom.vision.face_network import load_face_network
from tests.training.faces.builders import write_portraits

pytest.importorskip("keras", reason="the train extra is not installed")
pytest.importorskip("tensorflow", reason="the train extra is not installed")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def train_heads(folder: Path, *, resume: bool = False, seed: int = 1, epochs: int = 2) -> tuple[Path, FaceCard]:
    """A tiny run on drawn heads."""
    from classroom.training.faces.runs import run_face_training

    if not (folder / "portraits").exists():
        write_portraits(folder / "portraits", count=24)
    return run_face_training(
        "face-tiny",
        folder / "portraits",
        folder / "run",
        epochs=epochs,
        seed=seed,
        resume=resume,
        on_progress=lambda line: None,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FaceCard]:
    return train_heads(tmp_path_factory.mktemp("faces"))


def test_the_written_detector_runs_in_capture(trained: tuple[Path, FaceCard]) -> None:
    model, card = trained
    settings = load_settings().faces.model_copy(update={"model": str(model), "min_score": 0.01})
    detector = load_face_network(settings)

    faces = detector.detect(np.full((180, 320, 3), 90, np.uint8))

    assert check_model(model, FaceCard) == card
    assert card.recipe in detector.version
    assert all(face.landmarks is not None and face.head_pose is None for face in faces)  # it was taught nothing
    assert detector.look_closer(np.zeros((90, 160, 3), np.uint8), Box(200, 0, 40, 40)) == ()


def test_the_card_says_how_well_it_finds_and_where_it_fails(trained: tuple[Path, FaceCard]) -> None:
    text = trained[0].with_suffix(".md").read_text(encoding="utf-8")

    assert "Validation recall" in text
    assert "no face recognition" in text


def test_an_overfitted_detector_finds_the_head_it_has_seen() -> None:
    import keras

    from classroom.training.faces.network import build_detector, detection_loss
    from classroom.training.faces.recipes import find_face_recipe
    from classroom.training.faces.targets import FaceLabels, encode_faces
    from classroom.training.faces.train import MAPS
    from classroom.vision.face_maps import decode_maps
    from tests.training.faces.builders import draw_head

    keras.utils.set_random_seed(1)
    canvas = np.full((128, 128, 3), 60, np.uint8)
    canvas[4:124, 4:124] = draw_head((90, 120, 190))
    box = np.array([[34.0, 24.0, 60.0, 80.0]], np.float32)
    points = np.zeros((1, 5, 2), np.float32) + 64
    labels = FaceLabels(box, points, np.zeros((1, 3), np.float32), np.zeros(1, np.float32), np.ones(1, bool))
    model = build_detector(replace(find_face_recipe("face-tiny"), crop_px=128))
    model.compile(keras.optimizers.Adam(5e-3), loss=dict.fromkeys(MAPS, detection_loss))
    images = np.repeat(canvas[None].astype(np.float32), 4, axis=0)
    maps = encode_faces(labels, 128)
    targets = {name: np.repeat(map_[None], 4, axis=0) for name, map_ in zip(MAPS, maps, strict=True)}

    model.fit(images, targets, epochs=60, verbose=0)

    outputs = model(images[:1], training=True)  # so few steps leave the running means behind
    found = decode_maps([keras.ops.convert_to_numpy(outputs[name])[0] for name in MAPS], 0.5)
    assert len(found) == 1
    np.testing.assert_allclose(found.boxes[0], box[0], atol=8)


def test_an_interrupted_run_goes_on_with_what_it_had(tmp_path: Path) -> None:
    train_heads(tmp_path)

    with pytest.raises(OutputError, match="holds a run already"):
        train_heads(tmp_path)
    assert train_heads(tmp_path, resume=True)[1].best_epoch == 2


def test_another_seed_or_other_portraits_do_not_resume_the_run(tmp_path: Path) -> None:
    train_heads(tmp_path, epochs=1)

    with pytest.raises(DataError, match="another run"):
        train_heads(tmp_path, epochs=1, resume=True, seed=2)
    (tmp_path / "run" / "checkpoints" / "last.keras").write_bytes(b"cut")
    with pytest.raises(ModelError, match="damaged"):
        train_heads(tmp_path, epochs=1, resume=True)


def test_too_few_portraits_are_refused(tmp_path: Path) -> None:
    from classroom.training.faces.runs import run_face_training

    write_portraits(tmp_path / "portraits", count=1)

    with pytest.raises(DataError, match="too few"):
        run_face_training(
            "face-tiny",
            tmp_path / "portraits",
            tmp_path / "run",
            epochs=1,
            seed=1,
            resume=False,
            on_progress=lambda line: None,
        )


def test_crops_of_the_same_seed_teach_the_same(tmp_path: Path) -> None:
    from classroom.training.faces.recipes import find_face_recipe
    from classroom.training.faces.train import DrawnCrops

    drawer = CropDrawer(load_portraits(write_portraits(tmp_path / "p", count=8)), 128)
    recipe = find_face_recipe("face-tiny")

    one, again, other = (DrawnCrops(drawer, recipe, seed=1, epoch=epoch)[0][0] for epoch in (0, 0, 1))

    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
