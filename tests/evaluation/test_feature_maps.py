"""What the shipped network's convolutions make of a drawn face."""

import sys
from pathlib import Path

import numpy as np
import pytest

from classroom.errors import ModelError
from classroom.evaluation.feature_maps import choose_face, read_feature_maps
from classroom.evaluation.mosaics import show_maps
from classroom.vision.emotions import SHIPPED_MODEL
from tests.datasets.builders import draw_shapes

FACE = draw_shapes(1, seed=1).images[0]


def test_every_convolution_gives_maps_that_depend_on_the_face() -> None:
    pytest.importorskip("onnx", reason="the extra 'train' is not installed")

    layers = read_feature_maps(SHIPPED_MODEL, FACE)
    others = read_feature_maps(SHIPPED_MODEL, draw_shapes(2, seed=2).images[1])

    assert len(layers) >= 4
    assert layers[0].maps.shape[1:] == (48, 48)
    assert all(layer.maps.ndim == 3 for layer in layers)
    assert all(layer.maps.min() >= 0 for layer in layers)  # after the activation
    assert any(np.abs(one.maps - other.maps).max() > 0.01 for one, other in zip(layers, others, strict=True))
    assert show_maps(FACE, layers, "classroom").count("<img") == 1 + len(layers)


def test_without_onnx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)

    with pytest.raises(ModelError, match=r"'\.\[train\]'"):
        read_feature_maps(SHIPPED_MODEL, FACE)


def test_a_network_without_convolutions_is_told(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="the extra 'train' is not installed")
    chip = onnx.helper.make_tensor_value_info("chip", onnx.TensorProto.FLOAT, ["n", 48, 48, 1])
    out = onnx.helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, ["n", 48, 48, 1])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["chip"], ["out"])], "plain", [chip], [out])
    onnx.save(onnx.helper.make_model(graph), str(tmp_path / "plain.onnx"))

    with pytest.raises(ModelError, match="no convolution layers"):
        read_feature_maps(tmp_path / "plain.onnx", FACE)


def test_the_face_shown_is_one_that_people_agreed_on() -> None:
    faces = draw_shapes(3, seed=1)
    assert faces.votes is not None
    faces.votes[0, :2] = (5, 5)
    faces.votes[0, 2:] = 0

    np.testing.assert_array_equal(choose_face({"train": faces}), faces.images[1])
