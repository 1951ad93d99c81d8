"""Other libraries, played by small ones with the same doors."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.evaluation.peers import load_peer
from tests.datasets.builders import draw_shapes

FACES = draw_shapes(3, seed=1).images


class FakeFer:
    """`fer.fer.FER`: its network's door, and what came through it."""

    seen: np.ndarray

    def __init__(self, *, mtcnn: bool) -> None:
        assert not mtcnn

    def _classify_emotions(self, gray_faces: np.ndarray) -> list[list[float]]:
        FakeFer.seen = gray_faces
        return [[0.1, 0, 0, 0.6, 0, 0, 0.3]] * len(gray_faces)


def analyze(img_path: np.ndarray, actions: list[str], **options: Any) -> list[dict[str, Any]]:
    """`DeepFace.analyze` for one BGR picture: percents by name, in an order of its own."""
    assert img_path.shape == (48, 48, 3)
    assert actions == ["emotion"]
    assert options == {"detector_backend": "skip", "enforce_detection": False, "silent": True}
    print("Action: emotion: 100%")
    percents = {emotion.value: 0.0 for emotion in reversed(EMOTIONS)} | {"happy": 60.0, "surprise": 40.0}
    return [{"emotion": percents, "region": {}, "dominant_emotion": "happy"}]


def play(**modules: object) -> Callable[[str], Any]:
    """An `import_module` that knows these alone."""

    def load(name: str) -> Any:
        if name.replace(".", "_") not in modules:
            package = name.partition(".")[0]
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return modules[name.replace(".", "_")]

    return load


def test_fer_is_given_whole_faces_of_its_networks_size_and_range() -> None:
    rows = load_peer("fer", play(fer_fer=SimpleNamespace(FER=FakeFer))).read(FACES).product

    assert FakeFer.seen.shape == (3, 64, 64)
    assert FakeFer.seen.dtype == np.float32
    assert -1 <= FakeFer.seen.min() < 0 < FakeFer.seen.max() <= 1
    np.testing.assert_allclose(rows[0], [0.1, 0, 0, 0.6, 0, 0, 0.3], atol=1e-6)


def test_deepface_percents_are_put_into_our_order() -> None:
    deepface = SimpleNamespace(DeepFace=SimpleNamespace(analyze=analyze))

    readings = load_peer("deepface", play(deepface=deepface)).read(FACES)

    assert readings.product.shape == (3, 7)
    np.testing.assert_array_equal(readings.product, readings.original)
    np.testing.assert_allclose(
        readings.product[0][[EMOTIONS.index("happy"), EMOTIONS.index("surprise")]], [0.6, 0.4], atol=1e-6
    )


def test_what_a_library_prints_stays_out_of_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    load_peer("deepface", play(deepface=SimpleNamespace(DeepFace=SimpleNamespace(analyze=analyze))))

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["fer", "deepface"])
def test_a_library_that_is_not_installed_is_named(name: str) -> None:
    with pytest.raises(ModelError, match=f"{name} is not installed; pip install {name}"):
        load_peer(name, play())


def fail_with(error: Exception) -> Callable[[str], Any]:
    def load(_name: str) -> Any:
        raise error

    return load


@pytest.mark.parametrize(
    ("load", "said"),
    [
        pytest.param(
            fail_with(ModuleNotFoundError("No module named 'moviepy'", name="moviepy")), "needs moviepy", id="part"
        ),
        pytest.param(fail_with(ImportError("cannot import name")), "cannot import name", id="import"),
        pytest.param(play(fer_fer=SimpleNamespace()), "has no attribute 'FER'", id="version"),
        pytest.param(fail_with(ValueError("weights could not\nbe downloaded")), r"weights could not\)", id="weights"),
        pytest.param(
            play(fer_fer=SimpleNamespace(FER=lambda mtcnn: SimpleNamespace(_classify_emotions=lambda x: x[:, 0, :3]))),
            "gave no emotion",
            id="other classes",
        ),
        pytest.param(
            play(
                fer_fer=SimpleNamespace(FER=lambda mtcnn: SimpleNamespace(_classify_emotions=lambda x: x[:, 0, :7] * 0))
            ),
            "gave no emotion",
            id="no answer",
        ),
    ],
)
def test_a_library_that_does_not_work_is_one_clear_line(load: Callable[[str], Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        load_peer("fer", load)
