"""A trained network -> the ONNX file and card that capture runs; imported only where keras is installed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.config import EmotionSettings
from classroom.datasets.fer2013 import FaceSet, TrainingData, reading_labels
from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.evaluation.metrics import fit_temperature, measure_accuracy, measure_ece
from classroom.training.checkpoints import RunState
from classroom.training.exported_files import keep_network, trial_folder, write_onnx
from classroom.training.layers import Temperature
from classroom.training.measuring import predict_logits
from classroom.training.networks.trunks import IMAGENET, NONE
from classroom.training.quantize import calibration_batches, quantize_network
from classroom.training.recipes import find_recipe
from classroom.training.train import TrainedNetwork
from classroom.vision.cards import CARD_FORMAT, PREPROCESSING, ModelCard, card_path, file_digest
from classroom.vision.emotions import load_classifier
from classroom.vision.preprocess import CHIP_PX

HEADS = ("votes", "fer2013")  # the first is the product's reading
# FER2013's pictures are Haar boxes themselves: on 400 of them, padded, the cascade's box has 0.99 of the picture's
# side at the median and the same centre. docs/models.md has the figures.
CROP_SCALE = 1.0
PASSES = 1  # 2 = mean with the mirror image; docs/models.md says what it would give and cost
COMPARED = 64  # pictures on which Keras and the exported file must agree
TOLERANCE = 1e-3  # between Keras' and onnxruntime's probabilities
# The 8-bit network is shipped only when it is as good as the float one, on validation.
MOST_LOST = 0.005  # accuracy of either head
MOST_MOVED = 0.02  # mean change of a probability

DATA = (
    "FER2013 (Goodfellow et al. 2013), 48 px grey web pictures, training split, "
    "with FER+ votes (Barsoum et al. 2016); chosen on the PublicTest split"
)
LICENCE = (
    "Weights trained by this project, MIT. FER2013 was published for research; FER+ labels are Microsoft's, MIT. "
    "Whether weights inherit the pictures' terms is unsettled: ask before commercial use."
)
LIMITS = (
    "Reads facial expression, not feeling; never for grading or discipline.",
    "Trained on acted and spontaneous web pictures; no tests per age, skin tone, gender or disability were made.",
    "Anger, sadness and neutral, and fear and surprise, are often confused; disgust is rare in the data.",
    "Frontal faces of 24 px and more; turned heads, masks and hands before the face are read badly.",
    "Metrics are of the split the checkpoint was chosen and calibrated on, so slightly too good.",
)


def export_network(trained: TrainedNetwork, data: TrainingData, out: Path) -> ModelCard:
    """The card of the written model: `out` (.onnx), its .json and a readable .md beside it, checked against Keras.

    The network is written in 8-bit whole numbers when it then reads as well as in float, else in float.

    Raises:
        ModelError: what onnxruntime computes is not what Keras computes.
        OutputError: the files cannot be written.
    """
    labels = validation_labels(data.validation)
    logits = predict_logits(trained.model, data.validation.images)
    network = add_calibration(trained.model, {name: fit_temperature(logits[name], labels[name]) for name in HEADS})
    with trial_folder(out) as folder:
        exact, small = folder / "float32.onnx", folder / "int8.onnx"
        write_onnx(network, exact)
        card = describe_model(trained, data, "float32", exact)
        figures = try_model(exact, card, data.validation, labels)
        compare_outputs(figures.rows, network, data.validation.images[:COMPARED])
        quantize_network(exact, small, calibration_batches(data.train.images))
        rounded = try_model(small, describe_model(trained, data, "int8", small), data.validation, labels)
        if reads_as_well(rounded, figures):
            card, figures, exact = describe_model(trained, data, "int8", small), rounded, small
        card = replace(card, metrics=figures.metrics)
        keep_network(exact, card, out)
    return card


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What a written model gave on validation."""

    rows: Mapping[str, NDArray[np.float32]]  # probabilities (n, 7) by head
    metrics: Mapping[str, float]


def try_model(model: Path, card: ModelCard, faces: FaceSet, labels: Mapping[str, NDArray[np.int64]]) -> Trial:
    """Accuracy and calibration error of each head, as capture runs the model."""
    card_path(model).write_text(card.to_json(), encoding="utf-8")
    classifier = load_classifier(EmotionSettings(model=str(model), threads=1))
    parts = [classifier.classify_heads(faces.images[at : at + 256]) for at in range(0, len(faces), 256)]
    rows = {name: np.concatenate([part[name] for part in parts]) for name in HEADS}
    figures: dict[str, float] = {}
    for name in HEADS:
        figures[f"validation_{name}_accuracy"] = round(measure_accuracy(rows[name], labels[name]), 4)
        figures[f"validation_{name}_ece"] = round(measure_ece(rows[name], labels[name]), 4)
        figures[f"validation_{name}_pictures"] = int((labels[name] >= 0).sum())
    return Trial(rows, figures)


def reads_as_well(rounded: Trial, exact: Trial) -> bool:
    """Whether the 8-bit network may stand for the float one."""
    return all(
        rounded.metrics[f"validation_{name}_accuracy"] >= exact.metrics[f"validation_{name}_accuracy"] - MOST_LOST
        and float(np.abs(rounded.rows[name] - exact.rows[name]).mean()) <= MOST_MOVED
        for name in HEADS
    )


def validation_labels(faces: FaceSet) -> dict[str, NDArray[np.int64]]:
    """Each head's true labels, (n,) index into EMOTIONS; -1 = none."""
    return {"votes": reading_labels(faces), "fer2013": faces.fer2013.astype(np.int64)}


def add_calibration(model: Any, temperatures: Mapping[str, float]) -> Any:  # keras has no types
    """The network with probabilities instead of logits: what is exported, (n, 48, 48, 1) float32 in."""
    chip = keras.Input((CHIP_PX, CHIP_PX, 1), dtype="float32", name="chip")
    logits = model(chip)
    outputs = {
        name: Temperature(temperatures[name], name=f"{name}_probability")(logits[name][:, : len(EMOTIONS)])
        for name in HEADS
    }
    network = keras.Model(chip, outputs, name=model.name)
    network(np.zeros((1, CHIP_PX, CHIP_PX, 1), np.float32))  # the exporter wants a model that was called
    return network


def compare_outputs(rows: Mapping[str, NDArray[np.float32]], network: Any, images: NDArray[np.uint8]) -> None:
    """Raises ModelError when the exported file computes anything but the Keras network."""
    chips = images.astype(np.float32)[..., None]
    passes = [network(chips), network(chips[:, :, ::-1])][:PASSES]
    for name in HEADS:
        wanted = np.mean([keras.ops.convert_to_numpy(one[name]) for one in passes], axis=0)
        gap = float(np.abs(rows[name][: len(images)] - wanted).max())
        if not gap < TOLERANCE:
            raise ModelError(f"the exported model's {name} differ from the network's by {gap:.4f}; nothing was written")


def describe_model(trained: TrainedNetwork, data: TrainingData, precision: str, path: Path) -> ModelCard:
    """The model's card, its metrics still empty."""
    return ModelCard(
        format=CARD_FORMAT,
        recipe=trained.state.recipe,
        created=datetime.now(UTC).date().isoformat(),
        labels=tuple(emotion.value for emotion in EMOTIONS),
        input=f"chip: (n, {CHIP_PX}, {CHIP_PX}, 1) float32, grey 0-255",
        outputs=HEADS,
        preprocessing=PREPROCESSING,
        chip_px=CHIP_PX,
        crop_scale=CROP_SCALE,
        passes=PASSES,
        precision=precision,
        seed=trained.state.seed,
        epochs=trained.state.epochs,
        best_epoch=trained.state.best_epoch,
        parameters=int(trained.model.count_params()),
        data=f"{DATA}; {len(data.train)} pictures for training, {len(data.validation)} for validation",
        data_sha256=data.digest,
        metrics={},
        licence=LICENCE,
        limits=(*LIMITS, *list_own_limits(trained.state)),
        sha256=file_digest(path),
    )


def list_own_limits(state: RunState) -> list[str]:
    """What a reader of the card must know of this run: what it started from, and whether it was cut short."""
    recipe = find_recipe(state.recipe)
    limits = []
    if recipe.imagenet and state.weights == NONE:
        limits.append("Trained from scratch; the system the recipe is named after started from ImageNet weights.")
    elif state.weights == IMAGENET:
        limits.append("Started from ImageNet weights, as Keras offers them; their pictures have terms of their own.")
    elif recipe.imagenet:
        limits.append(f"Started from weights in a file with the sha256 {state.weights}.")
    if state.epochs < recipe.epochs:
        limits.append(f"Trained briefly: {state.epochs} of the recipe's {recipe.epochs} epochs.")
    return limits
