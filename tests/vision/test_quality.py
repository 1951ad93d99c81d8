from dataclasses import replace

import cv2
import numpy as np
import pytest

from classroom.domain import Box, FaceQuality
from classroom.vision.quality import is_readable, measure_quality
from tests.vision.galleries import shipped_settings

GOOD = FaceQuality(height_px=60, sharpness=80.0, brightness=120.0)


def test_a_blurred_face_is_less_sharp_than_the_same_face_in_focus() -> None:
    rng = np.random.default_rng(3)
    image = cv2.resize(rng.integers(0, 255, (30, 30, 3), dtype=np.uint8), (120, 120), interpolation=cv2.INTER_CUBIC)
    blurred = cv2.GaussianBlur(image, (0, 0), 8)
    box = Box(10, 10, 90, 100)

    sharp, soft = (measure_quality(np.asarray(each, dtype=np.uint8), box) for each in (image, blurred))

    assert sharp.sharpness > 10 * soft.sharpness
    assert sharp.height_px == soft.height_px == 100
    assert sharp.brightness == pytest.approx(soft.brightness, abs=10)


@pytest.mark.parametrize(
    ("quality", "score", "readable"),
    [
        (GOOD, 0.9, True),
        (replace(GOOD, height_px=23), 0.9, False),
        (replace(GOOD, sharpness=1.0), 0.9, False),
        (GOOD, 0.3, False),
    ],
)
def test_a_face_is_read_only_above_every_limit(quality: FaceQuality, score: float, readable: bool) -> None:
    assert is_readable(quality, score, shipped_settings().quality) is readable
