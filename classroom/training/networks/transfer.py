"""Borrowed weights for the recipes that start from them; imported only where keras is installed."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras

from classroom.errors import ModelError
from classroom.training.networks.builders import TRANSFER
from classroom.training.networks.trunks import IMAGENET, NONE, TransferTrunk

IMAGENET_PX = 224  # the size the weights were made at; they fit any other
Download = Callable[[TransferTrunk], Any]  # -> the application with ImageNet's weights


def load_transfer(model: Any, trunk: TransferTrunk, weights: str, download: Download | None = None) -> None:
    """Puts weights into the model's borrowed trunk, in place.

    Args:
        model: as `build_network` makes it, of a recipe with a borrowed trunk.
        trunk: that trunk.
        weights: `imagenet` (from Keras, online or from its cache), `none`, or the path of a weights file.
        download: where ImageNet's weights come from; None = Keras.

    Raises:
        ModelError: the weights are not to be had, or are another network's.
    """
    if weights == NONE:
        return
    borrowed = model.get_layer(TRANSFER)
    if weights == IMAGENET:
        borrowed.set_weights(fetch_imagenet(trunk, download or download_imagenet))
    else:
        read_weights(borrowed, Path(weights).expanduser(), trunk)


def fetch_imagenet(trunk: TransferTrunk, download: Download) -> Any:
    """The arrays of ImageNet's weights for the trunk.

    Raises:
        ModelError: they cannot be downloaded.
    """
    try:
        return download(trunk).get_weights()
    except Exception as error:  # Keras raises a bare Exception when a download fails
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(
            f"ImageNet weights of {trunk.application} cannot be fetched ({reason}); "
            "go online once, name a file with --weights FILE, or train from scratch with --weights none"
        ) from error


def download_imagenet(trunk: TransferTrunk) -> Any:
    """The application with the weights that Keras offers, downloaded once and kept in Keras' own cache."""
    return getattr(keras.applications, trunk.application)(
        include_top=False, weights=IMAGENET, input_shape=(IMAGENET_PX, IMAGENET_PX, 3), pooling="avg"
    )


def read_weights(borrowed: Any, path: Path, trunk: TransferTrunk) -> None:
    """Fills the borrowed network from a file: .weights.h5, .h5 or .keras, of that network without its top.

    Raises:
        ModelError: the file is missing, damaged or another network's.
    """
    if not path.is_file():
        raise ModelError(f"{path}: no such weights file; name another, or --weights none to train from scratch")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # Keras only warns when it finds no weights for a layer
            if path.suffix == ".keras":
                borrowed.set_weights(keras.saving.load_model(path, compile=False).get_weights())
            else:
                borrowed.load_weights(path)
    except (OSError, ValueError, KeyError, TypeError, UserWarning) as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelError(f"{path} does not hold weights of {trunk.application} without its top ({reason})") from error


def freeze_trunk(model: Any, trunk: TransferTrunk, *, frozen: bool) -> None:
    """Lets only the trunk's last layers learn, or all; the model must be compiled afterwards."""
    layers = model.get_layer(TRANSFER).layers
    first = len(layers) - trunk.last_trained
    for place, layer in enumerate(layers):
        layer.trainable = not frozen or place >= first
