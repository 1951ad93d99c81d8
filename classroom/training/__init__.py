"""Training: data -> network -> model file and card. Keras is imported inside `run_training` only."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from classroom.datasets import load_training_data
from classroom.errors import ModelError
from classroom.training.recipes import RECIPES, find_recipe
from classroom.vision.cards import ModelCard

__all__ = ["RECIPES", "TrainingResult", "run_training"]

MODEL_FILE = "emotion.onnx"  # in the run's folder, its card beside it
CHECKPOINTS = "checkpoints"  # folder in the run's folder
NEEDED = ("keras", "tensorflow", "tf2onnx", "onnx")


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """What a run leaves behind."""

    model: Path  # the ONNX file, its card beside it
    card: ModelCard
    checkpoints: Path  # folder; may be deleted


def run_training(
    recipe: str,
    data: Path,
    *,
    epochs: int | None,
    seed: int,
    out: Path,
    resume: bool,
    on_progress: Callable[[str], None],
) -> TrainingResult:
    """The model trained by a named recipe on a folder of FER2013 npz files, in the folder `out` with its card.

    Args:
        epochs: None = the recipe's own number.
        resume: go on with the run whose checkpoints lie in `out`.
        on_progress: gets one line per epoch and step.

    Raises:
        ModelError: the recipe does not exist, the `train` extra is not installed, or a checkpoint is damaged.
        DataError: the data have the wrong form, or the checkpoints are another run's.
        OutputError: model or checkpoint cannot be written; the checkpoint before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    chosen = find_recipe(recipe)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"{missing[0]} is not installed: training needs the extra: pip install 'classroom-analytics[train]'"
        )
    faces = load_training_data(data)
    for note in faces.notes:
        on_progress(note)
    # TensorFlow's notes about the processor are of no use to whoever trains.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from classroom.training.export import export_network
    from classroom.training.train import train

    folder, model = out / CHECKPOINTS, out / MODEL_FILE
    try:
        trained = train(
            chosen, faces, folder, epochs=epochs or chosen.epochs, seed=seed, resume=resume, on_progress=on_progress
        )
    except KeyboardInterrupt:
        on_progress(f"stopped; every finished epoch is kept in {folder}: resume to go on")
        raise
    card = export_network(trained, faces, model)
    on_progress(f"epoch {card.best_epoch} was the best")
    return TrainingResult(model, card, folder)
