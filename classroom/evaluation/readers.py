"""Whose readings are measured: our own model's, and those of other libraries where they are installed."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import EMOTIONS, Emotion
from classroom.errors import ModelError
from classroom.evaluation.metrics import Rows
from classroom.vision.emotions import EmotionClassifier

Faces = NDArray[np.uint8]  # (n, 48, 48) grey
ORIGINAL_HEAD = "fer2013"
PEER_NAMES = {"surprised": Emotion.SURPRISE}
PEER_PX = 96  # other libraries want larger colour pictures


class OwnReader:
    """The ONNX model as capture runs it."""

    def __init__(self, classifier: EmotionClassifier) -> None:
        self._classifier = classifier

    @property
    def name(self) -> str:
        return self._classifier.card.recipe

    def read(self, faces: Faces) -> Rows:
        return self._classifier.classify(faces)

    def read_original(self, faces: Faces) -> Rows:
        """The head for FER2013's labels; a model without one is judged by its only reading."""
        heads = self._classifier.classify_heads(faces)
        return heads.get(ORIGINAL_HEAD, heads[self._classifier.card.outputs[0]])


class PeerReader:
    """Another library's emotions, asked face by face."""

    def __init__(self, name: str, ask: Callable[[NDArray[np.uint8]], Mapping[str, float]]) -> None:
        """`ask`: a (96, 96, 3) BGR face -> value by the library's own name of the emotion."""
        self.name = name
        self._ask = ask

    def read(self, faces: Faces) -> Rows:
        return np.stack([self._read_one(face) for face in faces])

    def read_original(self, faces: Faces) -> Rows:
        return self.read(faces)

    def _read_one(self, face: NDArray[np.uint8]) -> NDArray[np.float32]:
        large = cv2.resize(face, (PEER_PX, PEER_PX), interpolation=cv2.INTER_CUBIC)
        answer = self._ask(np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8))
        values = {PEER_NAMES.get(name.lower(), name.lower()): float(value) for name, value in answer.items()}
        row = np.array([values.get(emotion, 0.0) for emotion in EMOTIONS], np.float32)
        if row.sum() <= 0:
            raise ModelError(f"{self.name} gave no emotion for a face: its version does not fit this comparison")
        return np.asarray(row / row.sum(), np.float32)


def load_peer(name: str) -> PeerReader:
    """Another library's reader: `fer` or `deepface`.

    Raises:
        ModelError: the library is not installed.
    """
    if find_spec(name) is None:
        raise ModelError(f"{name} is not installed: pip install {name}, then compare again")
    return PeerReader(name, {"fer": _open_fer, "deepface": _open_deepface}[name]())


def _open_fer() -> Callable[[NDArray[np.uint8]], Mapping[str, float]]:
    # Its home moved inside the package between versions.
    module: Any = __import__("fer.fer", fromlist=["FER"])
    detector = module.FER(mtcnn=False)

    def ask(face: NDArray[np.uint8]) -> Mapping[str, float]:
        found = detector.detect_emotions(face, face_rectangles=[(0, 0, face.shape[1], face.shape[0])])
        emotions: Mapping[str, float] = found[0]["emotions"] if found else {}
        return emotions

    return ask


def _open_deepface() -> Callable[[NDArray[np.uint8]], Mapping[str, float]]:
    library: Any = __import__("deepface", fromlist=["DeepFace"]).DeepFace

    def ask(face: NDArray[np.uint8]) -> Mapping[str, float]:
        found = library.analyze(
            face, actions=["emotion"], detector_backend="skip", enforce_detection=False, silent=True
        )
        emotions: Mapping[str, float] = found[0]["emotion"]
        return emotions

    return ask
