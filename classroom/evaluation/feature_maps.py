"""What the convolutions of an ONNX network make of a face; needs the package `onnx`."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.datasets import FaceSet
from classroom.datasets.fer2013 import VOTE_COUNT
from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.vision.networks import Network

CONVOLUTIONS = ("Conv", "ConvInteger", "QLinearConv")
# What may follow a convolution before its activation; it belongs to the same layer.
ADDED = ("Add", "BatchNormalization", "Mul", "Cast", "QuantizeLinear", "DequantizeLinear")
ACTIVATIONS = ("Relu", "LeakyRelu", "PRelu", "Clip", "Elu", "HardSwish", "Sigmoid", "Tanh")


@dataclass(frozen=True, slots=True, eq=False)
class LayerMaps:
    """One convolution's answer to one face, after its activation."""

    name: str  # of the tensor in the file
    maps: NDArray[np.float32]  # (channels, h, w)


def choose_face(splits: Mapping[str, FaceSet]) -> NDArray[np.uint8]:
    """The first face all ten people voted alike on, or else the first of all, (48, 48) grey."""
    for faces in splits.values():
        seven = None if faces.votes is None else faces.votes[:, : len(EMOTIONS)]
        if seven is not None and (seven == VOTE_COUNT).any():
            return np.asarray(faces.images[(seven == VOTE_COUNT).any(axis=1).argmax()], np.uint8)
    return np.asarray(next(iter(splits.values())).images[0], np.uint8)


def read_feature_maps(model: Path, face: NDArray[np.uint8]) -> tuple[LayerMaps, ...]:
    """The maps of every convolution layer, from the face to the heads.

    Args:
        model: an ONNX file that was checked against its card.
        face: (48, 48) grey.

    Raises:
        ModelError: the package `onnx` is not installed, or the file has no convolutions or cannot be run.
    """
    if find_spec("onnx") is None:
        raise ModelError(
            "onnx is not installed: feature maps need the extra: pip install '.[train]' in the project's folder"
        )
    import onnx

    network = onnx.load(str(model))
    names = [_activation_of(node, network.graph.node) for node in network.graph.node if node.op_type in CONVOLUTIONS]
    if not names:
        raise ModelError(f"{model} has no convolution layers: nothing can be shown of it")
    known = {output.name for output in network.graph.output}
    network.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in known)
    answers = _run(network, face, names, model)
    layers = zip(names, answers, strict=True)
    return tuple(LayerMaps(name, np.asarray(maps[0], np.float32)) for name, maps in layers if maps.ndim == 4)


def _activation_of(convolution: Any, nodes: Any) -> str:  # NodeProto
    """The last tensor of the layer that a convolution begins."""
    output: str = convolution.output[0]
    while True:
        readers = [node for node in nodes if output in node.input]
        if len(readers) != 1 or readers[0].op_type not in (*ADDED, *ACTIVATIONS):
            return output
        output = readers[0].output[0]
        if readers[0].op_type in ACTIVATIONS:
            return output


def _run(network: Any, face: NDArray[np.uint8], names: list[str], model: Path) -> list[NDArray[np.float32]]:
    import onnx

    try:
        with TemporaryDirectory() as folder:
            changed = Path(folder, "network.onnx")
            onnx.save(network, str(changed))
            return Network(changed, threads=1).run(face.astype(np.float32)[None, :, :, None], names)
    except (ModelError, OSError) as error:
        raise ModelError(f"{model} cannot be looked into: {error}") from error
