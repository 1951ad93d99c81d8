"""All faces of one picture read, whoever they belong to: no gallery is looked for and no name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from classroom.config import QualitySettings
from classroom.domain import Box, Face, Image, Reading
from classroom.errors import AnalysisError
from classroom.vision.faces import FaceDetector
from classroom.vision.pipeline import MIN_PICTURE_PX, ExpressionClassifier
from classroom.vision.preprocess import cut_chip
from classroom.vision.quality import is_readable, measure_quality

SAME_ROW = 0.6  # of a face's height that another's centre may lie lower and still be beside it


@dataclass(frozen=True, slots=True, eq=False)
class ReadFace:
    face: Face  # with its quality
    reading: Reading | None  # None = below the quality gate, or nothing reads faces


def read_every_face(
    image: Image, detector: FaceDetector, classifier: ExpressionClassifier | None, quality: QualitySettings
) -> tuple[ReadFace, ...]:
    """The faces of (h, w, 3) uint8 BGR by row, then from left to right; without a classifier, no expressions.

    Raises:
        AnalysisError: something about this picture is beyond us.
        ModelError: a network failed.
    """
    if min(image.shape[:2]) < MIN_PICTURE_PX:
        return ()
    try:
        whole = Box(0, 0, image.shape[1], image.shape[0])
        found = detector.detect(image) or detector.look_closer(image, whole)
        faces = [replace(face, quality=measure_quality(image, face.box)) for face in _by_rows(found)]
        return _read(image, faces, classifier, quality)
    except (cv2.error, ArithmeticError, LookupError, ValueError) as error:
        height, width = image.shape[:2]
        raise AnalysisError(f"the picture ({width}x{height}) cannot be analysed: {error!r}; try another") from error


def _read(
    image: Image, faces: Sequence[Face], classifier: ExpressionClassifier | None, settings: QualitySettings
) -> tuple[ReadFace, ...]:
    readable = [face for face in faces if face.quality and is_readable(face.quality, face.score, settings)]
    if classifier is None or not readable:
        rows: list[tuple[float, ...] | None] = [None] * len(readable)
    else:
        chips = np.stack([cut_chip(image, face.box, classifier.crop_scale) for face in readable])
        rows = [tuple(float(value) for value in row) for row in classifier.classify(chips)]
    readings = {
        id(face): Reading(row, face.head_pose, face.eyes_closed) for face, row in zip(readable, rows, strict=True)
    }
    return tuple(ReadFace(face, readings.get(id(face))) for face in faces)


def _by_rows(faces: Sequence[Face]) -> list[Face]:
    """The faces in reading order."""
    rows: list[list[Face]] = []
    for face in sorted(faces, key=_middle):
        beside = rows and _middle(face) - _middle(rows[-1][0]) < SAME_ROW * rows[-1][0].box.height
        if beside:
            rows[-1].append(face)
        else:
            rows.append([face])
    return [face for row in rows for face in sorted(row, key=_left)]


def _middle(face: Face) -> float:
    return face.box.center[1]


def _left(face: Face) -> int:
    return face.box.left
