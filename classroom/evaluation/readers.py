"""Who reads faces: what any reader offers, and our own model as capture runs it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classroom.evaluation.metrics import Rows
from classroom.vision.emotions import EmotionClassifier

ORIGINAL_HEAD = "fer2013"
BATCH = 256

Faces = NDArray[np.uint8]  # (n, 48, 48) grey


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Both heads' probabilities for the same faces; a model with one head gives it twice."""

    product: Rows  # (n, 7) what capture shows
    original: Rows  # (n, 7) what is compared with FER2013's own labels


class Reader(Protocol):
    """A model: faces -> probabilities."""

    @property
    def name(self) -> str:
        """What to call it in a report."""

    def read(self, faces: Faces) -> Readings:
        """Both heads' probabilities for (n, 48, 48) faces."""


class OwnReader:
    """The ONNX model as capture runs it, with the passes its card names."""

    def __init__(self, classifier: EmotionClassifier) -> None:
        self._classifier = classifier

    @property
    def name(self) -> str:
        return self._classifier.card.recipe

    def read(self, faces: Faces) -> Readings:
        heads = self._classifier.classify_heads(faces)
        product = heads[self._classifier.card.outputs[0]]
        return Readings(product, heads.get(ORIGINAL_HEAD, product))


def read_all(reader: Reader, faces: Faces) -> Readings:
    """Readings of any number of faces, a batch at a time."""
    parts = [reader.read(faces[at : at + BATCH]) for at in range(0, len(faces), BATCH)]
    return Readings(np.concatenate([part.product for part in parts]), np.concatenate([part.original for part in parts]))
