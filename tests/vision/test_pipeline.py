import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from classroom.domain import Box, Face, FrameStatus, HeadPose, Image, ParticipantState, Tile
from classroom.errors import ModelError
from classroom.synthetic import ZOOM_DARK, draw_gallery
from classroom.vision.pipeline import ExpressionClassifier, GalleryPipeline, LabelReader
from tests.synthetic.scenes import make_scene
from tests.vision.galleries import KnownFaces, draw_mixed, frame_at, grey_screen, shipped_settings, true_faces

SHIPPED = shipped_settings()


class AlwaysHappy:
    """A classifier that counts its runs."""

    crop_scale = 1.0

    def __init__(self) -> None:
        self.batches: list[int] = []

    def classify(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.batches.append(len(chips))
        return np.tile(np.array([0, 0, 0, 1, 0, 0, 0], np.float32), (len(chips), 1))


class Broken:
    """A classifier and name reader that fails on every frame."""

    crop_scale = 1.0

    def classify(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        raise ModelError("the model broke: reinstall it")

    def read(self, image: Image, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
        raise ModelError("the reader broke: reinstall it")


class Numbering:
    """A name reader that names tiles by their place."""

    def read(self, image: Image, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
        return tuple(replace(tile, name=f"Student {number}") for number, tile in enumerate(tiles, 1))


def make_pipeline(
    faces: Sequence[Face],
    classifier: ExpressionClassifier | None = None,
    reader: LabelReader | None = None,
    *,
    whole_frame: bool = False,
) -> GalleryPipeline:
    return GalleryPipeline(
        KnownFaces(faces),
        classifier,
        reader,
        capture=SHIPPED.capture,
        gallery=SHIPPED.gallery,
        quality=SHIPPED.quality,
        whole_frame_is_tile=whole_frame,
    )


def test_all_faces_of_a_frame_are_read_in_one_run() -> None:
    drawing = draw_mixed(16, ZOOM_DARK, 1920, 1080)
    classifier = AlwaysHappy()

    analysis = make_pipeline(true_faces(drawing), classifier, Numbering()).analyze(frame_at(drawing.image))

    visible = [tile for tile in analysis.tiles if tile.state is ParticipantState.VISIBLE]
    assert analysis.status is FrameStatus.GALLERY
    assert classifier.batches == [len(visible)] == [6]
    assert all(tile.reading is not None and tile.face is not None and tile.face.quality for tile in visible)
    assert [tile.name for tile in analysis.tiles] == [f"Student {number}" for number in range(1, 17)]
    assert set(analysis.timings_ms) == {"faces", "tiles", "names", "emotions", "total"}


def test_without_a_classifier_nothing_is_read() -> None:
    drawing = draw_mixed(8, ZOOM_DARK)

    analysis = make_pipeline(true_faces(drawing)).analyze(frame_at(drawing.image))

    assert len(analysis.tiles) == 8
    assert all(tile.reading is None for tile in analysis.tiles)


@pytest.mark.parametrize("classifier", [None, AlwaysHappy(), Broken()], ids=["policy off", "on", "broken"])
def test_head_pose_and_eyes_are_read_whatever_becomes_of_expressions(classifier: ExpressionClassifier | None) -> None:
    drawing = draw_mixed(8, ZOOM_DARK)
    pose = HeadPose(10.0, -5.0, 2.0)
    faces = [replace(face, head_pose=pose, eyes_closed=0.25) for face in true_faces(drawing)]

    analysis = make_pipeline(faces, classifier).analyze(frame_at(drawing.image))

    readings = [tile.reading for tile in analysis.tiles if tile.reading is not None]
    assert len(readings) == sum(tile.state is ParticipantState.VISIBLE for tile in analysis.tiles) > 0
    assert {(reading.head_pose, reading.eyes_closed) for reading in readings} == {(pose, 0.25)}
    assert all((reading.probabilities is not None) == isinstance(classifier, AlwaysHappy) for reading in readings)


def test_a_stage_that_fails_leaves_its_field_empty_and_the_frame_goes_on() -> None:
    drawing = draw_mixed(8, ZOOM_DARK)

    analysis = make_pipeline(true_faces(drawing), Broken(), Broken()).analyze(frame_at(drawing.image))

    assert len(analysis.tiles) == 8
    assert all(tile.name is None and tile.reading is None for tile in analysis.tiles)


def test_a_small_face_is_too_small_and_is_not_read() -> None:
    drawing = draw_gallery(make_scene(30, ZOOM_DARK, 900, 560))
    classifier = AlwaysHappy()
    faces = [replace(face, box=replace(face.box, height=20, width=18)) for face in true_faces(drawing)]

    analysis = make_pipeline(faces, classifier).analyze(frame_at(drawing.image))

    assert {tile.state for tile in analysis.tiles} == {ParticipantState.TOO_SMALL}
    assert classifier.batches == []


@pytest.mark.parametrize(
    ("image", "status"),
    [
        pytest.param(grey_screen(level=0), FrameStatus.BLACK, id="black"),
        pytest.param(grey_screen(level=90), FrameStatus.NO_GALLERY, id="empty desktop"),
    ],
)
def test_a_frame_without_tiles_says_why(image: Image, status: FrameStatus) -> None:
    analysis = make_pipeline(()).analyze(frame_at(image))

    assert (analysis.status, analysis.tiles) == (status, ())


def test_a_screen_that_does_not_change_for_long_is_frozen() -> None:
    drawing = draw_mixed(8, ZOOM_DARK)
    pipeline = make_pipeline(true_faces(drawing))

    statuses = [pipeline.analyze(frame_at(drawing.image, second)).status for second in (0, 30, 61)]

    assert statuses == [FrameStatus.GALLERY, FrameStatus.GALLERY, FrameStatus.FROZEN]


def test_a_webcams_picture_is_one_tile() -> None:
    image = np.random.default_rng(5).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    face = Face(Box(250, 150, 120, 120), 0.9, None)

    analysis = make_pipeline((face,), AlwaysHappy(), whole_frame=True).analyze(frame_at(image))

    assert [tile.box for tile in analysis.tiles] == [Box(0, 0, 640, 480)]
    assert analysis.tiles[0].reading is not None


def test_importing_the_pipeline_is_cheap() -> None:
    code = "import sys, classroom.vision.pipeline; sys.exit('onnxruntime' in sys.modules or 'rapidocr' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
