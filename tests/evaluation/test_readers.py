"""Readers: our own model's two heads, and other libraries' answers put into our order."""

import numpy as np
import pytest

from classroom.config import load_settings
from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.evaluation.readers import OwnReader, PeerReader, load_peer
from classroom.vision.emotions import load_classifier
from tests.datasets.builders import draw_shapes

FACES = draw_shapes(3, seed=1).images


def test_our_own_readings_are_captures() -> None:
    classifier = load_classifier(load_settings().emotions)
    reader = OwnReader(classifier)

    np.testing.assert_array_equal(reader.read(FACES), classifier.classify(FACES))
    np.testing.assert_array_equal(reader.read_original(FACES), classifier.classify_heads(FACES)["fer2013"])


def test_a_peers_answer_is_put_into_our_order() -> None:
    asked = []

    def ask(face: np.ndarray) -> dict[str, float]:
        asked.append(face.shape)
        return {"Happy": 60.0, "surprised": 40.0}

    rows = PeerReader("peer", ask).read(FACES)

    assert asked == [(96, 96, 3)] * 3
    np.testing.assert_allclose(rows[0][[EMOTIONS.index("happy"), EMOTIONS.index("surprise")]], [0.6, 0.4], atol=1e-6)


def test_a_peer_without_an_answer_is_an_error_not_a_neutral_face() -> None:
    with pytest.raises(ModelError, match="gave no emotion"):
        PeerReader("peer", lambda _face: {}).read(FACES)


@pytest.mark.parametrize("name", ["fer", "deepface"])
def test_a_peer_that_is_not_installed_is_named(name: str) -> None:
    if __import__("importlib.util").util.find_spec(name) is not None:
        pytest.skip(f"{name} is installed")

    with pytest.raises(ModelError, match=f"pip install {name}"):
        load_peer(name)
