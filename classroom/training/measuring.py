"""What a network gives on labelled pictures after an epoch; imported only where keras is installed."""

import time
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, TrainingData, reading_labels
from classroom.datasets.validation import pick_faces
from classroom.domain import EMOTIONS
from classroom.evaluation.metrics import measure_accuracy
from classroom.training.checkpoints import EpochFigures
from classroom.training.recipes import HEAD_UNITS

BATCH_TO_PREDICT = 256
TRAIN_SAMPLE = 2000  # training pictures on which an epoch's training accuracy is measured


@dataclass(frozen=True, slots=True)
class EpochRun:
    """What is known of an epoch before it is measured."""

    number: int  # 1, 2, ...
    px: int  # side of its pictures
    loss: float
    begun: float  # by time.monotonic


def measure_epoch(model: Any, data: TrainingData, run: EpochRun) -> EpochFigures:
    """The epoch's figures on validation and on some training pictures, always at the pictures' own size."""
    votes, original = measure_heads(model, data.validation)
    train_votes, train_original = measure_heads(model, sample_faces(data.train, TRAIN_SAMPLE))
    return EpochFigures(
        epoch=run.number,
        px=run.px,
        loss=run.loss,
        votes_accuracy=votes,
        fer2013_accuracy=original,
        seconds=time.monotonic() - run.begun,
        learning_rate=float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)),
        train_votes_accuracy=train_votes,
        train_fer2013_accuracy=train_original,
    )


def measure_heads(model: Any, faces: FaceSet) -> tuple[float, float]:
    """Accuracy of the votes head and of the fer2013 head."""
    logits = predict_logits(model, faces.images)
    return (
        measure_accuracy(logits["votes"], reading_labels(faces)),
        measure_accuracy(logits["fer2013"], faces.fer2013),
    )


def predict_logits(model: Any, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Both heads' logits over the seven emotions for (n, 48, 48) uint8 pictures, (n, 7) each."""
    chips = images.astype(np.float32)[..., None]
    parts = [
        {name: keras.ops.convert_to_numpy(rows) for name, rows in model(chips[at : at + BATCH_TO_PREDICT]).items()}
        for at in range(0, len(chips), BATCH_TO_PREDICT)
    ]
    return {name: np.concatenate([part[name] for part in parts])[:, : len(EMOTIONS)] for name in HEAD_UNITS}


def sample_faces(faces: FaceSet, count: int) -> FaceSet:
    """At most so many faces of a set, evenly picked: the same ones each time."""
    if len(faces) <= count:
        return faces
    return pick_faces(faces, np.linspace(0, len(faces) - 1, count).astype(np.intp))


def describe_epoch(figures: EpochFigures, epochs: int) -> str:
    """One line for people."""
    return (
        f"epoch {figures.epoch}/{epochs} ({figures.px} px, {figures.seconds:.0f} s): loss {figures.loss:.3f}, "
        f"validation {figures.votes_accuracy:.3f} on FER+, {figures.fer2013_accuracy:.3f} on FER2013"
    )
