"""What the product is measured against: itself with other face detectors, and the `fer` package."""

import os
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import cv2
import numpy as np

from classroom.config import load_settings
from classroom.domain import Box, Face, Frame, Image
from classroom.evaluation.gallery_matching import FaceWatch
from classroom.vision.face_network import TILE_PX, WORK_PIXELS
from classroom.vision.faces import FaceDetector
from classroom.vision.pipeline import build_pipeline, load_detector

YUNET_VARIABLE = "BENCHMARK_YUNET"  # path of YuNet's ONNX file, which is not shipped
Look = Callable[[Frame], tuple[Mapping[str, float], Sequence[Box]]]  # frame -> ms by stage with "total", faces


class YuNet:
    """OpenCV's FaceDetectorYN over the frame at the size the product searches, and over single tiles likewise."""

    def __init__(self, path: Path, min_score: float) -> None:
        self._net = cv2.FaceDetectorYN.create(str(path), "", (320, 320), min_score, 0.3, 5000)

    def detect(self, image: Image) -> tuple[Face, ...]:
        return self._search(image, min(1.0, (WORK_PIXELS / (image.shape[0] * image.shape[1])) ** 0.5), (0, 0))

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        cut = image[max(tile.top, 0) : tile.bottom, max(tile.left, 0) : tile.right]
        return self._search(cut, min(TILE_PX / cut.shape[0], 2.0), (max(tile.left, 0), max(tile.top, 0)))

    def _search(self, image: Image, scale: float, origin: tuple[int, int]) -> tuple[Face, ...]:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=method)
        self._net.setInputSize((small.shape[1], small.shape[0]))
        rows = self._net.detect(small)[1]
        return tuple(_to_face(row / scale, float(row[14]), origin) for row in (() if rows is None else rows))


def _to_face(row: Any, score: float, origin: tuple[int, int]) -> Face:
    left, top, width, height = (round(float(value)) for value in row[:4])
    box = Box(left + origin[0], top + origin[1], max(1, width), max(1, height))
    return Face(box, score, np.asarray(row[4:14].reshape(5, 2) + origin, np.float32))


def _pipeline(make: Callable[[Any], FaceDetector]) -> Look:
    settings = load_settings()
    watch = FaceWatch(make(settings.faces))
    pipeline = build_pipeline(settings, detector=watch)

    def look(frame: Frame) -> tuple[Mapping[str, float], Sequence[Box]]:
        analysis = pipeline.analyze(frame)
        watch.take()
        return analysis.timings_ms, [tile.face.box for tile in analysis.tiles if tile.face is not None]

    return look


def _haar(settings: Any) -> FaceDetector:
    return load_detector(settings.model_copy(update={"detector": "haar"}))


def _yunet(settings: Any) -> FaceDetector:
    return YuNet(Path(os.environ[YUNET_VARIABLE]), settings.min_score)


def _fer() -> Look:
    from fer.fer import FER  # type: ignore[import-not-found]

    reader = FER(mtcnn=False)

    def look(frame: Frame) -> tuple[Mapping[str, float], Sequence[Box]]:
        start = perf_counter()
        answers = reader.detect_emotions(frame.image)
        total = (perf_counter() - start) * 1000
        return {"total": total}, [Box(*(int(value) for value in answer["box"])) for answer in answers]

    return look


PEERS: Mapping[str, Callable[[], Look]] = {
    "product": lambda: _pipeline(load_detector),
    "haar": lambda: _pipeline(_haar),
    "yunet": lambda: _pipeline(_yunet),
    "fer": _fer,
}


def why_not(peer: str) -> str | None:
    """Why a peer cannot be measured here; None = it can."""
    if peer == "yunet":
        path = os.environ.get(YUNET_VARIABLE)
        return None if path and Path(path).is_file() else f"YuNet: name its ONNX file in {YUNET_VARIABLE}"
    if peer == "fer" and find_spec("fer") is None:
        return "fer: not installed (pip install fer)"
    return None
