"""A model that is missing or altered is told at the start; a stage that fails in mid-class leaves its field empty."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import EPFail, Fail, RuntimeException

from classroom.agent import Pace, Parts, record
from classroom.config import EmotionSettings, FaceSettings
from classroom.domain import Box, Face, Frame, Image, Tile
from classroom.errors import AnalysisError, ModelError
from classroom.synthetic import ZOOM_DARK, draw_gallery
from classroom.vision import emotions, face_network, ocr
from classroom.vision.names import NameReader
from classroom.vision.ocr import TextEngine, TextLine
from tests.synthetic.scenes import make_scene
from tests.test_agent import SimulatedClock, Watch
from tests.vision.galleries import frame_at, shipped_settings, true_faces
from tests.vision.test_pipeline import AlwaysHappy, Numbering, make_pipeline

FAILURES = [
    cv2.error("bad size"),
    MemoryError(),
    ZeroDivisionError("division by zero"),
    IndexError("out of range"),
    ValueError("bad shape"),
    RuntimeError("bad allocation"),
    ModelError("the network failed"),
]
SCENE = make_scene(4, ZOOM_DARK)


class Failing:
    """A detector, classifier or name reader that fails on one frame, in its own way."""

    crop_scale = 1.0

    def __init__(self, error: Exception, faces: Sequence[Face] = (), on: int = 1) -> None:
        self._error = error
        self._faces = tuple(faces)
        self._left = on

    def detect(self, image: Image) -> tuple[Face, ...]:
        self._count()
        return self._faces

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        return ()

    def classify(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        self._count()
        return AlwaysHappy().classify(chips)

    def read(self, image: Image, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
        self._count()
        return Numbering().read(image, tiles)

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise self._error


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_expressions_or_names_that_fail_are_empty_on_that_frame_alone(error: Exception) -> None:
    drawing = draw_gallery(SCENE)
    pipeline = make_pipeline(true_faces(drawing), Failing(error), Failing(error))

    first = pipeline.analyze(frame_at(drawing.image, 0))
    second = pipeline.analyze(frame_at(drawing.image, 3))

    assert len(first.tiles) == len(second.tiles) == 4
    assert [tile.name for tile in first.tiles] == [None] * 4
    assert all(tile.reading is None or tile.reading.probabilities is None for tile in first.tiles)
    assert [tile.name for tile in second.tiles] == [f"Student {number}" for number in range(1, 5)]
    assert all(tile.reading is not None for tile in second.tiles)


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_a_frame_on_which_the_detector_fails_is_left_out_and_the_class_goes_on(error: Exception) -> None:
    drawing = draw_gallery(SCENE)
    pipeline = make_pipeline(())
    pipeline._detector = Failing(error, true_faces(drawing), on=3)
    clock, watch = SimulatedClock(), Watch()

    class Screen:
        description, live, frame_count = "drawn", True, None

        def grab(self) -> Frame:
            return frame_at(drawing.image, clock.seconds)

        def close(self) -> None: ...

    parts = Parts(Screen(), pipeline, watch, watch, watch.save, watch.reports.append, watch.notes.append)
    record(parts, Pace(3.0, 18.0, 60.0, clock.monotonic), clock)

    assert len(watch.saved) == 5
    (line,) = [note for note in watch.notes if "left out" in note]
    assert "\n" not in line


@pytest.mark.parametrize("kind", [Fail, EPFail, RuntimeException])
def test_whatever_onnxruntime_raises_is_told_as_ours(kind: type[Exception]) -> None:
    class Session:
        def run(self, *_: object) -> None:
            raise kind("the kernel failed\nwith a long trace")

    classifier = emotions.load_classifier(EmotionSettings(model="shipped", threads=1))
    classifier._network._session = Session()

    with pytest.raises(ModelError, match="the kernel failed") as caught:
        classifier.classify(np.zeros((1, 48, 48), np.uint8))

    assert "\n" not in str(caught.value)


class OneUnreadable(TextEngine):
    """An engine that fails on the third label it is given, and on no other."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: list[bytes] = []

    def read_line(self, image: Image) -> TextLine:
        key = image.tobytes()
        if key not in self._seen:
            self._seen.append(key)
        if self._seen.index(key) == 2:
            raise cv2.error("a label nobody can read")
        return TextLine(f"Student {self._seen.index(key)}", 0.99)


def test_one_label_that_fails_leaves_one_name_empty() -> None:
    drawing = draw_gallery(SCENE)
    pipeline = make_pipeline(true_faces(drawing), None, NameReader(shipped_settings().names, OneUnreadable()))

    names = [tile.name for tile in pipeline.analyze(frame_at(drawing.image, 0)).tiles]

    assert sorted(name or "" for name in names) == ["", "Student 0", "Student 1", "Student 3"]


# ---------------------------------------------------------------- models at the start


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for path in (emotions.SHIPPED_MODEL, face_network.SHIPPED_MODEL, ocr.SHIPPED_MODEL):
        shutil.copy(path, tmp_path)
        shutil.copy(path.with_suffix(".json"), tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", ["emotion", "face", "name"])
@pytest.mark.parametrize("fate", ["missing", "altered", "cut", "card missing"])
def test_a_missing_or_altered_model_is_one_line_at_the_start(models: Path, kind: str, fate: str) -> None:
    path = {
        "emotion": models / emotions.SHIPPED_MODEL.name,
        "face": models / face_network.SHIPPED_MODEL.name,
        "name": models / ocr.SHIPPED_MODEL.name,
    }[kind]
    spoil(path, fate)

    with pytest.raises(ModelError) as caught:
        load(kind, path)

    assert path.stem in str(caught.value)
    assert "\n" not in str(caught.value)


def spoil(path: Path, fate: str) -> None:
    data = bytearray(path.read_bytes())
    if fate == "missing":
        path.unlink()
    elif fate == "card missing":
        path.with_suffix(".json").unlink()
    elif fate == "cut":
        path.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


def load(kind: str, path: Path) -> None:
    if kind == "emotion":
        emotions.load_classifier(EmotionSettings(model=str(path), threads=1))
    elif kind == "face":
        settings: FaceSettings = shipped_settings().faces.model_copy(update={"model": str(path)})
        face_network.load_face_network(settings)
    else:
        NameReader(shipped_settings().names, TextEngine(path)).check()


def test_a_detector_that_fails_at_the_self_test_is_an_analysis_error() -> None:
    pipeline = make_pipeline(())
    pipeline._detector = Failing(ModelError("the network failed"))

    with pytest.raises(AnalysisError, match="the network failed"):
        pipeline.analyze(frame_at(draw_gallery(SCENE).image, 0))
