"""A float network as ONNX -> the same in 8-bit whole numbers: a third of the time, a quarter of the file."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

CALIBRATION_PICTURES = 512  # of the training split: they set each layer's range
BATCH = 16
PERCENTILE = 99.99  # of a layer's values that its range holds
BATCHES_AT_ONCE = 4  # whose values are held in memory
# Scaling, heads and softmax stay float: they cost nothing, and rounding them shows in the probabilities.
QUANTIZED = ("Conv", "MaxPool")


@dataclass(frozen=True, slots=True)
class Rounding:
    """What of a network is computed in 8 bits, and how the ranges are set."""

    kinds: tuple[str, ...] = QUANTIZED  # ONNX operators
    float_channels: int | None = None  # convolutions with so many outputs stay in float: one range would not fit all
    percentile: float | None = PERCENTILE  # of a layer's values that its range holds; None = all


class Batches(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
    """Hands the calibrator batches of pictures."""

    def __init__(self, batches: Iterable[NDArray[np.float32]], name: str) -> None:
        self._batches = iter(batches)
        self._name = name

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        batch = next(self._batches, None)
        return None if batch is None else {self._name: batch}


DEFAULT = Rounding()


def quantize_network(
    source: Path, out: Path, batches: Iterable[NDArray[np.float32]], rounding: Rounding = DEFAULT
) -> None:
    """Writes the float network `source` to `out` with weights and activations of its convolutions in 8 bits.

    Weights use 7 bits of their 8 (`reduce_range`): processors without VNNI add two products in 16 bits, and
    full-range weights would overflow there without a word.

    Args:
        source: a float32 ONNX network.
        out: the file to write.
        batches: of training pictures as the network takes them; they set each layer's range.
        rounding: what is computed in 8 bits.
    """
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        folded = Path(folder) / "folded.onnx"
        fold_network(source, folded)
        with redirect_stdout(StringIO()):  # the calibrator prints its steps, which say nothing to whoever trains
            _quantize(folded, out, batches, rounding)


def _quantize(folded: Path, out: Path, batches: Iterable[NDArray[np.float32]], rounding: Rounding) -> None:
    graph = onnx.load(folded).graph
    channels = {weights.name: weights.dims[0] for weights in graph.initializer if weights.dims}
    percentile = rounding.percentile
    options = {"CalibPercentile": percentile, "CalibMaxIntermediateOutputs": BATCHES_AT_ONCE} if percentile else {}
    quantize_static(
        folded,
        out,
        Batches(batches, graph.input[0].name),
        quant_format=QuantFormat.QDQ,
        nodes_to_quantize=[
            node.name
            for node in graph.node
            if node.op_type in rounding.kinds
            and not (node.op_type == "Conv" and channels.get(node.input[1]) == rounding.float_channels)
        ],
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        # docs/models.md has the figures.
        calibrate_method=CalibrationMethod.MinMax if percentile is None else CalibrationMethod.Percentile,
        extra_options=options,
    )


def fold_network(source: Path, out: Path) -> None:
    """Writes the network with normalisation folded into its convolutions, for any processor."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(out)
    options.log_severity_level = 4
    ort.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def calibration_batches(images: NDArray[np.uint8]) -> Iterator[NDArray[np.float32]]:
    """Up to 512 of (n, 48, 48) chips, evenly picked, as batches (16, 48, 48, 1); all alike, as the calibrator wants."""
    step = max(1, len(images) // CALIBRATION_PICTURES)
    picked = images[::step][:CALIBRATION_PICTURES]
    size = min(BATCH, len(picked))
    for at in range(0, len(picked) - size + 1, size):
        yield picked[at : at + size].astype(np.float32)[..., None]
