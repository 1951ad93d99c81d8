"""Borrowed trunks: where their weights come from, and which layers learn when. Nothing is downloaded."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classroom.errors import ModelError
from classroom.training.checkpoints import EpochFigures, RunState
from classroom.training.networks.trunks import TransferTrunk
from classroom.training.recipes import find_recipe
from tests.training.keras_warnings import IGNORED, need_keras

need_keras()
pytestmark = IGNORED

TRUNK = TransferTrunk("MobileNet", 32, 0.5, (8,), 0.0, last_trained=4, frozen_share=0.5)
RECIPE = replace(find_recipe("mobilenet"), trunk=TRUNK)


@cache
def borrowed(seed: int) -> Any:
    """MobileNet without its top, random weights."""
    import keras

    keras.utils.set_random_seed(seed)
    return keras.applications.MobileNet(include_top=False, weights=None, input_shape=(32, 32, 3), pooling="avg")


@pytest.fixture(scope="module")
def network() -> Any:
    from classroom.training.recipes import build_network

    return build_network(RECIPE)


def trunk_weights(network: Any) -> list[np.ndarray[Any, Any]]:
    weights: list[np.ndarray[Any, Any]] = network.get_layer("transfer").get_weights()
    return weights


def assert_equal_weights(network: Any, source: Any) -> None:
    for found, wanted in zip(trunk_weights(network), source.get_weights(), strict=True):
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(("name", "seed"), [("m.weights.h5", 1), ("m.keras", 2)])
def test_weights_come_from_a_file(network: Any, tmp_path: Path, name: str, seed: int) -> None:
    from classroom.training.networks.transfer import load_transfer

    source = borrowed(seed)
    (source.save if name.endswith(".keras") else source.save_weights)(tmp_path / name)

    load_transfer(network, TRUNK, str(tmp_path / name))

    assert_equal_weights(network, source)


def test_imagenet_weights_come_from_keras(network: Any) -> None:
    from classroom.training.networks.transfer import load_transfer

    load_transfer(network, TRUNK, "imagenet", download=lambda trunk: borrowed(3))

    assert_equal_weights(network, borrowed(3))


def test_without_the_network_the_message_says_what_to_do(network: Any) -> None:
    from classroom.training.networks.transfer import load_transfer

    def fail(trunk: TransferTrunk) -> Any:
        raise Exception("URL fetch failure on https://weights.example/m.h5: None")  # noqa: TRY002  # as Keras does

    with pytest.raises(ModelError, match=r"cannot be fetched.*--weights FILE.*--weights none"):
        load_transfer(network, TRUNK, "imagenet", download=fail)


def test_from_scratch_the_weights_are_left_alone(network: Any) -> None:
    from classroom.training.networks.transfer import load_transfer

    before = trunk_weights(network)

    load_transfer(network, TRUNK, "none")

    for found, wanted in zip(trunk_weights(network), before, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_a_missing_file_is_named(network: Any, tmp_path: Path) -> None:
    from classroom.training.networks.transfer import load_transfer

    with pytest.raises(ModelError, match=r"gone\.h5: no such weights file"):
        load_transfer(network, TRUNK, str(tmp_path / "gone.h5"))


@pytest.mark.parametrize("name", ["other.weights.h5", "other.keras"])
def test_another_networks_weights_are_refused(network: Any, tmp_path: Path, name: str) -> None:
    import keras

    from classroom.training.networks.transfer import load_transfer

    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    (other.save if name.endswith(".keras") else other.save_weights)(tmp_path / name)

    with pytest.raises(ModelError, match="does not hold weights of MobileNet"):
        load_transfer(network, TRUNK, str(tmp_path / name))


@pytest.mark.parametrize("name", ["m.weights.h5", "m.keras", "m.h5", "m.pt"])
def test_a_file_that_holds_no_weights_is_refused(network: Any, tmp_path: Path, name: str) -> None:
    from classroom.training.networks.transfer import load_transfer

    (tmp_path / name).write_bytes(b"half of the weights")

    with pytest.raises(ModelError, match="does not hold weights of MobileNet"):
        load_transfer(network, TRUNK, str(tmp_path / name))


def test_a_truncated_file_is_refused(network: Any, tmp_path: Path) -> None:
    from classroom.training.networks.transfer import load_transfer

    path = tmp_path / "m.weights.h5"
    borrowed(1).save_weights(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(ModelError, match="does not hold weights of MobileNet"):
        load_transfer(network, TRUNK, str(path))


def reach(*merits: float) -> RunState:
    history = tuple(EpochFigures(n + 1, 48, 1.0, merit, merit, 2.0) for n, merit in enumerate(merits))
    return RunState("mobilenet", 1, 4, "abc", history=history)


@pytest.mark.parametrize(("done", "learning"), [(0, "last"), (2, "all")])
def test_the_last_layers_learn_first_then_all(network: Any, done: int, learning: str) -> None:
    from classroom.training.train import Plan, prepare_epoch

    plan = Plan(RECIPE, epochs=4, seed=1, weights="imagenet")

    prepare_epoch(network, plan, reach(*done * [0.5]), pictures=64)

    layers = network.get_layer("transfer").layers
    frozen = [layer.name for layer in layers if not layer.trainable]
    assert frozen == ([layer.name for layer in layers[:-4]] if learning == "last" else [])


def test_from_scratch_all_layers_learn_from_the_start() -> None:
    from classroom.training.train import Plan

    assert Plan(RECIPE, epochs=4, seed=1, weights="none").thaw == 0
    assert Plan(RECIPE, epochs=4, seed=1, weights="imagenet").thaw == 2


def test_patience_counts_anew_when_all_layers_learn() -> None:
    from classroom.training.train import Plan

    plan = Plan(RECIPE, epochs=8, seed=1, weights="imagenet", patience=2)

    assert not plan.is_over(reach(0.5, 0.4, 0.4))  # the last layers have had enough, but the others come
    assert not plan.is_over(reach(0.5, 0.4, 0.4, 0.4, 0.3, 0.2))
    assert plan.is_over(reach(0.5, 0.4, 0.4, 0.4, 0.3, 0.2, 0.2))
