"""Finding lines of text with RapidOCR, reading them with RapidOCR and the name network together.

RapidOCR's models lie inside its package: nothing is downloaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from classroom.domain import Box, Image
from classroom.errors import ModelError
from classroom.vision.bands import find_band
from classroom.vision.cards import NameCard, check_model
from classroom.vision.line_network import LEAST_PX, SHIPPED_MODEL, LineNetwork, load_line_network
from classroom.vision.networks import ORT_ERRORS
from classroom.vision.readings import TextLine, join_readings

__all__ = ["TextEngine", "TextLine"]

_LINE_PX = 48  # RapidOCR's input height
# Kept above and below the letters, in their heights: of 279 drawn labels 0.95 are then read exactly, with margins of
# 0.5 and 0.4 0.92 (marks are read in), of 1.0 and 0.85 0.92, with the cut left as the detector gave it 0.82.
_MARGINS = (0.65, 0.55)
_THREADS = 2
_MAX_DETECT_PX = 960  # longer side the detector works on; larger pictures are shrunk
_REPAIR = "install rapidocr again, or set names.enabled to false"


class TextEngine:
    """A text detector and two recognisers; the models (31 MB and 4 MB) are loaded at the first use."""

    def __init__(self, model: Path = SHIPPED_MODEL) -> None:
        self._model = model
        self._reader: LineNetwork | None = None
        self._engine: Any = None  # rapidocr ships no types

    def check(self) -> None:
        """Raises ModelError when a model is missing, or the name model altered; nothing is loaded."""
        check_model(self._model, NameCard)
        for kind in ("det", "rec"):
            _packaged_model(kind)

    def find_lines(self, image: Image) -> tuple[Box, ...]:
        """Boxes around lines of text in a (h, w, 3) uint8 BGR picture, px.

        Raises:
            ModelError: rapidocr or its models are missing or damaged.
        """
        with self._translated():
            boxes = self._loaded()(image, use_det=True, use_cls=False, use_rec=False).boxes
        return () if boxes is None else tuple(_around(corners) for corners in boxes)

    def read_line(self, image: Image) -> TextLine:
        """The text of a picture that holds one line, (h, w, 3) uint8 BGR of any size.

        Raises:
            ModelError: rapidocr, its models or the name model are missing or damaged.
        """
        if min(image.shape[:2]) < LEAST_PX:
            return TextLine("", 0.0)
        if self._reader is None:
            self._reader = load_line_network(self._model)
        # Each misses what the other reads, however sure it is: of 1 183 drawn labels the two together read 55 more.
        return join_readings(self._reader.read(image), self._read_with_rapidocr(image))

    def _read_with_rapidocr(self, image: Image) -> TextLine:
        top, bottom = find_band(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8), *_MARGINS)
        letters = image[top:bottom]
        scale = _LINE_PX / letters.shape[0]
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        line = cv2.resize(letters, (max(16, round(letters.shape[1] * scale)), _LINE_PX), interpolation=method)
        with self._translated():
            result = self._loaded()(line, use_det=False, use_cls=False, use_rec=True)
        if not result.txts:
            return TextLine("", 0.0)
        return TextLine(" ".join(str(result.txts[0]).split()), float(result.scores[0]))

    def _loaded(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
                    # Named files are never downloaded, even when they are missing.
                    "Det.model_path": str(_packaged_model("det")),
                    "Det.limit_type": "max",
                    "Det.limit_side_len": _MAX_DETECT_PX,
                    "Rec.model_path": str(_packaged_model("rec")),
                    # Narrow lines are not padded to 320 px: 10 instead of 15 ms a name.
                    "Rec.rec_img_shape": [3, _LINE_PX, 96],
                }
            )
        return self._engine

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except ImportError as error:
            raise ModelError(f"names cannot be read, rapidocr is missing ({error}): {_REPAIR}") from error
        except _engine_errors() as error:
            reason = str(error).strip().splitlines() or [type(error).__name__]
            raise ModelError(f"names cannot be read, the text model failed ({reason[-1]}): {_REPAIR}") from error


def _around(corners: np.ndarray) -> Box:
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    return Box(int(left), int(top), max(1, int(right - left)), max(1, int(bottom - top)))


def _packaged_model(kind: str) -> Path:
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModelError(f"names cannot be read, rapidocr is missing: {_REPAIR}")
    found = sorted((Path(spec.origin).parent / "models").glob(f"*_{kind}_*.onnx"))
    if not found:
        raise ModelError(f"names cannot be read, rapidocr lacks its {kind} model: {_REPAIR}")
    return found[-1]


def _engine_errors() -> tuple[type[Exception], ...]:
    """What rapidocr and onnxruntime raise."""
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    return (OSError, ValueError, LookupError, ArithmeticError, RuntimeError, ONNXRuntimeError, *ORT_ERRORS)
