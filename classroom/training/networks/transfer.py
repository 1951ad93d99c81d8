"""ImageNet weights for the recipes that start from them; imported only where keras is installed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras

from classroom.errors import ModelError
from classroom.training.networks.builders import TRANSFER
from classroom.training.networks.trunks import TransferTrunk

IMAGENET, NONE = "imagenet", "none"
Fetch = Callable[[TransferTrunk], Any]  # the application with ImageNet weights; needs the network, or Keras' cache


def load_transfer(model: Any, trunk: TransferTrunk, weights: str, fetch: Fetch | None = None) -> None:
    """Puts weights into the model's borrowed trunk, in place.

    Args:
        weights: `imagenet` (from Keras, online or from its cache), `none`, or the path of a weights file.
        fetch: where ImageNet's weights come from; None = Keras.

    Raises:
        ModelError: the weights are not to be had, or are another network's.
    """
    if weights == NONE:
        return
    borrowed = model.get_layer(TRANSFER)
    if weights == IMAGENET:
        borrowed.set_weights((fetch or fetch_imagenet)(trunk).get_weights())
        return
    path = Path(weights).expanduser()
    if not path.is_file():
        raise ModelError(f"{path}: no such weights file; name another, or --weights none to train from scratch")
    try:
        if path.suffix == ".keras":
            borrowed.set_weights(keras.saving.load_model(path).get_weights())
        else:
            borrowed.load_weights(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"{path} does not hold weights of {trunk.application} without its top ({reason})") from error


def fetch_imagenet(trunk: TransferTrunk) -> Any:
    """The application with the weights that Keras offers, downloaded once and kept in Keras' own cache."""
    try:
        return getattr(keras.applications, trunk.application)(
            include_top=False, weights=IMAGENET, input_shape=(trunk.px, trunk.px, 3), pooling="avg"
        )
    except Exception as error:  # Keras raises a bare Exception when a download fails
        raise ModelError(
            f"ImageNet weights of {trunk.application} cannot be fetched ({str(error).splitlines()[0]}); "
            "go online once, name a file with --weights FILE, or train from scratch with --weights none"
        ) from error


def freeze_trunk(model: Any, trunk: TransferTrunk, *, frozen: bool) -> None:
    """Lets only the trunk's last layers learn, or all; the model must be compiled afterwards."""
    layers = model.get_layer(TRANSFER).layers
    first = len(layers) - trunk.last_trained
    for place, layer in enumerate(layers):
        layer.trainable = not frozen or place >= first
