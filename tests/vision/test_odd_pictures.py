"""Pictures nobody expects: tiny, thin, noisy, cut up; each gives an answer, never a crash."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classroom.config import load_settings
from classroom.domain import Frame, FrameStatus, Image
from classroom.errors import AnalysisError
from classroom.vision.annotate import annotate
from classroom.vision.faces import FaceDetector, HaarDetector
from classroom.vision.pipeline import GalleryPipeline

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SETTINGS = load_settings()


def pipeline_with(detector: FaceDetector, *, whole: bool = False) -> GalleryPipeline:
    return GalleryPipeline(
        detector,
        None,
        None,
        capture=SETTINGS.capture,
        gallery=SETTINGS.gallery,
        quality=SETTINGS.quality,
        whole_frame_is_tile=whole,
    )


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (1, 1000), (1000, 1), (2, 1280), (15, 200), (31, 31), (33, 40)])
def test_a_tiny_picture_shows_no_gallery(size: tuple[int, int], whole: bool) -> None:
    image = np.full((*size, 3), 120, np.uint8)

    analysis = pipeline_with(HaarDetector(SETTINGS.faces), whole=whole).analyze(Frame(image, NOW))

    assert analysis.status is (FrameStatus.GALLERY if whole and min(size) >= 16 else FrameStatus.NO_GALLERY)
    assert annotate(image, analysis).shape == image.shape


def draw(seed: int, height: int, width: int, rectangles: int) -> Image:
    """Noise of some strength with rectangles on it."""
    rng = np.random.default_rng(seed)
    base = rng.integers(0, 256, 3)
    image = np.clip(base + rng.normal(0, rng.choice([0, 2, 40]), (height, width, 3)), 0, 255).astype(np.uint8)
    for _ in range(rectangles):
        left, top = int(rng.integers(0, width)), int(rng.integers(0, height))
        image[top : top + int(rng.integers(1, height + 1)), left : left + int(rng.integers(1, width + 1))] = (
            rng.integers(0, 256, 3)
        )
    return image


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.integers(1, 360), st.integers(1, 640), st.integers(0, 30))
def test_any_picture_gets_an_answer(seed: int, height: int, width: int, rectangles: int) -> None:
    image = draw(seed, height, width, rectangles)

    analysis = pipeline_with(HaarDetector(SETTINGS.faces)).analyze(Frame(image, NOW))

    for tile in analysis.tiles:
        assert tile.box.left >= 0
        assert tile.box.top >= 0
        assert tile.box.right <= width
        assert tile.box.bottom <= height


class Broken:
    """A detector that fails on every picture."""

    def detect(self, image: Image) -> tuple[()]:
        raise ValueError("bad pixels")

    def look_closer(self, image: Image, tile: object) -> tuple[()]:
        return ()


def test_what_cannot_be_analysed_is_one_clear_error() -> None:
    with pytest.raises(AnalysisError, match=r"the picture \(640x480\) cannot be analysed"):
        pipeline_with(Broken()).analyze(Frame(np.full((480, 640, 3), 120, np.uint8), NOW))
