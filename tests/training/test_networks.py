"""Every recipe's network: its two heads, its size, and that it can be read back."""

from pathlib import Path

import numpy as np
import pytest

from classroom.training.recipes import HEAD_UNITS, RECIPES, find_recipe
from tests.training.keras_warnings import IGNORED, need_keras
from tests.training.parameters import PARAMETERS

need_keras()
pytestmark = IGNORED

HEAVY = ("classroom-2", "resnet34", "resnet50", "mobilenet")  # are built, but not run here


def test_every_recipe_has_a_row_here() -> None:
    assert sorted(PARAMETERS) == sorted(RECIPES)


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_a_network_has_two_heads_and_its_number_of_parameters(name: str) -> None:
    from classroom.training.recipes import build_network

    network = build_network(find_recipe(name))

    assert network.count_params() == PARAMETERS[name]
    assert {head: tensor.shape[-1] for head, tensor in network.output.items()} == HEAD_UNITS
    assert all(tensor.dtype == "float32" for tensor in network.output.values())


@pytest.mark.parametrize("name", sorted(set(PARAMETERS) - set(HEAVY)))
def test_a_network_reads_chips(name: str) -> None:
    from classroom.training.recipes import build_network

    chips = np.random.default_rng(1).integers(0, 256, (2, 48, 48, 1)).astype(np.float32)

    logits = {head: np.asarray(rows) for head, rows in build_network(find_recipe(name))(chips).items()}

    assert {head: rows.shape for head, rows in logits.items()} == {"votes": (2, 10), "fer2013": (2, 7)}
    assert all(np.isfinite(rows).all() for rows in logits.values())


@pytest.mark.parametrize("name", ["xception", "dexpression", "classroom-1"])
def test_a_network_that_ends_in_a_mean_takes_smaller_pictures_too(name: str) -> None:
    from classroom.training.recipes import build_network

    logits = build_network(find_recipe(name))(np.zeros((1, 36, 36, 1), np.float32))

    assert logits["votes"].shape == (1, 10)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_only_networks_for_any_size_are_trained_on_small_pictures(name: str) -> None:
    from classroom.training.recipes import build_network

    recipe = find_recipe(name)
    if any(stage.px != 48 for stage in recipe.stages):
        assert build_network(recipe).input_shape == (None, None, None, 1)


def test_weights_penalised_by_the_seed_are_penalised_here() -> None:
    from classroom.training.recipes import build_network

    chips = np.zeros((1, 48, 48, 1), np.float32)
    losses = {}
    for name in ("dcnn-6", "cnn-4x5"):
        network = build_network(find_recipe(name))
        network(chips)
        losses[name] = len(network.losses)

    assert losses == {"dcnn-6": 8, "cnn-4x5": 0}  # six convolutions and two dense layers


def test_a_saved_network_reads_as_before(tmp_path: Path) -> None:
    from classroom.training.recipes import build_network
    from classroom.training.train import compile_network, load_weights

    recipe = find_recipe("xception")
    network = build_network(recipe, precision="float32")
    compile_network(network, recipe, 1e-3)
    network.optimizer.build(network.trainable_variables)
    network.save(tmp_path / "n.keras")
    chips = np.random.default_rng(1).integers(0, 256, (2, 48, 48, 1)).astype(np.float32)

    again = load_weights(recipe, tmp_path / "n.keras")

    np.testing.assert_allclose(np.asarray(again(chips)["votes"]), np.asarray(network(chips)["votes"]), atol=1e-5)


@pytest.mark.parametrize("name", ["mobilenet", "cnn-4", "classroom-1"])
def test_a_network_that_is_asked_does_not_behave_as_in_training(name: str) -> None:
    from classroom.training.recipes import build_network

    network = build_network(find_recipe(name), precision="float32")
    chips = np.random.default_rng(0).uniform(0, 255, (2, 48, 48, 1)).astype(np.float32)

    asked, inferred = network(chips)["votes"], network(chips, training=False)["votes"]

    np.testing.assert_allclose(np.asarray(asked), np.asarray(inferred), atol=1e-5)
