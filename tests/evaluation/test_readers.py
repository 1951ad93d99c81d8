"""Our own model's two heads, as capture runs them."""

import numpy as np
import pytest

from classroom.config import load_settings
from classroom.evaluation.readers import BATCH, OwnReader, read_all
from classroom.vision.emotions import EmotionClassifier, load_classifier
from tests.datasets.builders import draw_shapes
from tests.evaluation.readers import ByBrightness, draw_levels


@pytest.fixture(scope="module")
def classifier() -> EmotionClassifier:
    return load_classifier(load_settings().emotions)


def test_our_own_readings_are_captures(classifier: EmotionClassifier) -> None:
    faces = draw_shapes(3, seed=1).images

    readings = OwnReader(classifier).read(faces)

    np.testing.assert_array_equal(readings.product, classifier.classify(faces))
    np.testing.assert_array_equal(readings.original, classifier.classify_heads(faces)["fer2013"])


def test_faces_are_read_in_batches_and_in_order() -> None:
    faces = draw_levels(BATCH + 4).images
    reader = ByBrightness()

    readings = read_all(reader, faces)

    assert reader.asked == [BATCH, 4]
    np.testing.assert_array_equal(readings.product, ByBrightness().read(faces).product)
