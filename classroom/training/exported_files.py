"""The files of an exported network, written whole or not at all; imported only where keras is installed."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras

from classroom.errors import ModelError, OutputError
from classroom.training.checkpoints import write_whole
from classroom.vision.cards import FaceCard, ModelCard, NameCard, card_path


@contextmanager
def trial_folder(out: Path) -> Iterator[Path]:
    """A folder beside `out` for networks that may take its place; gone afterwards.

    Raises:
        OutputError: something cannot be written, there or at `out`.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error}; name another place") from error


def write_onnx(network: Any, path: Path) -> None:
    """Writes a Keras model that was called once as an ONNX file.

    Raises:
        ModelError: the backend the run was trained with has no exporter here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # Keras' patch of tf2onnx asks numpy for np.object
            warnings.simplefilter("ignore", DeprecationWarning)
            network.export(path, format="onnx", verbose=False)
    except ImportError as error:  # with JAX, Keras wants a package of which the extra knows nothing
        raise ModelError(
            f"{keras.backend.backend()} networks cannot be exported here ({error}); the run is finished and kept: "
            "the same command with --resume and KERAS_BACKEND=tensorflow exports it"
        ) from error


def keep_network(chosen: Path, card: FaceCard | ModelCard | NameCard, out: Path) -> None:
    """Puts a network in its place, `out`, its card and what people read of it beside it."""
    chosen.replace(out)
    write_whole(card_path(out), card.to_json())
    write_whole(out.with_suffix(".md"), card.to_markdown())
