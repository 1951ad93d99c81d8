"""A float network as ONNX -> the same in 8-bit whole numbers: a third of the time, a quarter of the file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from classroom.vision.preprocess import CHIP_PX

CALIBRATION_PICTURES = 1024  # of the training split: they set each layer's range
BATCH = 64
# Scaling, heads and softmax stay float: they cost nothing, and rounding them shows in the probabilities.
QUANTIZED = ("Conv", "MaxPool")


class Chips(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
    """Hands the calibrator batches of chips."""

    def __init__(self, images: NDArray[np.uint8], name: str) -> None:
        self._batches = _batches(images, name)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        return next(self._batches, None)


def quantize_network(source: Path, out: Path, images: NDArray[np.uint8]) -> None:
    """Writes the float network `source` to `out` with weights and activations of its convolutions in 8 bits.

    Weights use 7 bits of their 8 (`reduce_range`): processors without VNNI add two products in 16 bits, and
    full-range weights would overflow there without a word.

    Args:
        source: a float32 ONNX network.
        out: the file to write.
        images: (n, 48, 48) uint8 training pictures; up to 1024, evenly picked, set the ranges.
    """
    step = max(1, len(images) // CALIBRATION_PICTURES)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        folded = Path(folder) / "folded.onnx"
        fold_network(source, folded)
        graph = onnx.load(folded).graph
        quantize_static(
            folded,
            out,
            Chips(images[::step][:CALIBRATION_PICTURES], graph.input[0].name),
            quant_format=QuantFormat.QDQ,
            nodes_to_quantize=[node.name for node in graph.node if node.op_type in QUANTIZED],
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )


def fold_network(source: Path, out: Path) -> None:
    """Writes the network with normalisation folded into its convolutions, for any processor."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(out)
    options.log_severity_level = 4
    ort.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def _batches(images: NDArray[np.uint8], name: str) -> Iterator[dict[str, Any]]:
    for at in range(0, len(images), BATCH):
        yield {name: images[at : at + BATCH].astype(np.float32).reshape(-1, CHIP_PX, CHIP_PX, 1)}
