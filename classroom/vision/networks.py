"""ONNX networks in onnxruntime, its many errors told as one of ours."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from classroom.errors import ModelError

# onnxruntime's errors have no base class of their own, and their number grows with its versions.
ORT_ERRORS: tuple[type[Exception], ...] = tuple(
    kind for kind in vars(ort_errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
)

Floats = NDArray[np.float32]


class Network:
    """A loaded ONNX network with one input."""

    def __init__(self, path: Path, threads: int) -> None:
        """Raises ModelError when the file cannot be loaded."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # its own messages go nowhere: what matters is raised
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # no busy waiting between two grabs
        try:
            self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except ORT_ERRORS as error:
            raise ModelError(f"{path} cannot be loaded ({_first_line(error)}); reinstall it or train again") from error
        self._path = path
        self._inputs = self._session.get_inputs()

    @property
    def input_shape(self) -> Sequence[int | str | None] | None:
        """The one float32 input's shape, a name or None for a free axis; None = other inputs."""
        one = len(self._inputs) == 1 and self._inputs[0].type == "tensor(float)"
        return list(self._inputs[0].shape) if one else None

    @property
    def output_shapes(self) -> Mapping[str, Sequence[int | str | None]]:
        """Each output's shape by its name."""
        return {output.name: output.shape for output in self._session.get_outputs()}

    def run(self, batch: Floats, outputs: Sequence[str]) -> list[Floats]:
        """The named outputs for a float32 batch.

        Raises:
            ModelError: the network failed on it.
        """
        try:
            return list(self._session.run(list(outputs), {self._inputs[0].name: batch}))
        except ORT_ERRORS as error:
            raise ModelError(f"{self._path} failed ({_first_line(error)}); reinstall it or train again") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
