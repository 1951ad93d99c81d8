"""Other libraries' emotion networks as readers, where they are installed: `fer` and `deepface`."""

import contextlib
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.evaluation.metrics import Rows
from classroom.evaluation.readers import Faces, Readings
from classroom.vision.preprocess import CHIP_PX

FER_PX = 64  # its network's input
# What a library of another version, with missing parts or without its weights raises.
_FOREIGN_ERRORS = (ImportError, AttributeError, OSError, RuntimeError, TypeError, ValueError, LookupError)


class FerReader:
    """The network of `fer` (its labels are in Emotion order), given whole faces: its own detector cuts nothing off."""

    name = "fer"

    def __init__(self, load: Callable[[str], Any]) -> None:
        self._detector = load("fer.fer").FER(mtcnn=False)

    def read(self, faces: Faces) -> Readings:
        large = np.stack([cv2.resize(face, (FER_PX, FER_PX)) for face in faces]).astype(np.float32)
        # -1 to 1, as `detect_emotions` does; that one also widens the box by 10 px of grey and rounds to 2 digits.
        rows = np.asarray(self._detector._classify_emotions((large / 255 - 0.5) * 2), np.float32)  # noqa: SLF001
        return _as_readings(rows, self.name)


class DeepFaceReader:
    """`DeepFace.analyze` with its detector switched off: the picture is the face."""

    name = "deepface"

    def __init__(self, load: Callable[[str], Any]) -> None:
        self._analyze = load("deepface").DeepFace.analyze

    def read(self, faces: Faces) -> Readings:
        return _as_readings(np.stack([self._read_one(face) for face in faces]), self.name)

    def _read_one(self, face: NDArray[np.uint8]) -> Rows:
        answers = self._analyze(
            cv2.cvtColor(face, cv2.COLOR_GRAY2BGR),
            actions=["emotion"],
            detector_backend="skip",
            enforce_detection=False,
            silent=True,
        )
        percents: Mapping[str, float] = answers[0]["emotion"]
        return np.array([percents[emotion.value] for emotion in EMOTIONS], np.float32)


PeerReader = FerReader | DeepFaceReader
PEERS: Mapping[str, type[PeerReader]] = {peer.name: peer for peer in (FerReader, DeepFaceReader)}


def load_peer(name: str, load: Callable[[str], Any] = import_module) -> PeerReader:
    """The named library's reader, after it has read one grey picture.

    Raises:
        ModelError: the library is not installed, or does not work here.
    """
    with keep_stdout():
        try:
            reader = PEERS[name](load)
            reader.read(np.full((1, CHIP_PX, CHIP_PX), 128, np.uint8))
        except ModuleNotFoundError as error:
            if error.name != name:
                raise ModelError(f"{name} does not work here: it needs {error.name}; install that too") from error
            raise ModelError(f"{name} is not installed; pip install {name}, or compare without it") from error
        except _FOREIGN_ERRORS as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"{name} does not work here ({reason}); repair it, or compare without it") from error
    return reader


def keep_stdout() -> contextlib.redirect_stdout[Any]:
    """Within it, what other libraries print goes to standard error: standard output is for the figures."""
    return contextlib.redirect_stdout(sys.stderr)


def _as_readings(rows: Rows, name: str) -> Readings:
    """Rows that sum to 1; a library has one head."""
    if rows.shape[1:] != (len(EMOTIONS),) or not np.isfinite(rows).all() or (rows.sum(axis=1) <= 0).any():
        raise ModelError(f"{name} gave no emotion for a face; its version does not fit this comparison")
    shares = np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float32)
    return Readings(shares, shares)
