"""Trains a recipe on checked data; imported only where keras is installed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, TrainingData, reading_labels, taught_shares
from classroom.domain import EMOTIONS
from classroom.errors import ModelError, OutputError
from classroom.evaluation.metrics import measure_accuracy
from classroom.training.augment import vary_faces
from classroom.training.checkpoints import EpochFigures, RunState, check_resume, read_state, save_checkpoint
from classroom.training.interruption import hear_interruption
from classroom.training.layers import ChipScaling
from classroom.training.losses import soft_cross_entropy
from classroom.training.recipes import HEAD_UNITS, Recipe, build_network, stage_px

Progress = Callable[[str], None]
BATCH_TO_PREDICT = 256
WARM_UP = 0.05  # of all steps
CLIP_NORM = 2.0  # of all gradients together


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNetwork:
    """The best network of a run, with the run's figures."""

    model: Any  # keras.Model, float32, logits `votes` (n, 10) and `fer2013` (n, 7)
    state: RunState


class VariedFaces(keras.utils.PyDataset):  # type: ignore[misc]  # keras has no types
    """One epoch's batches: shuffled, varied, with both heads' targets; the same for the same seed and epoch."""

    def __init__(self, faces: FaceSet, recipe: Recipe, *, seed: int, epoch: int, px: int) -> None:
        super().__init__(workers=1)
        self._faces = faces
        self._batch = recipe.batch
        self._seed = (seed, epoch)
        self._px = px
        self._order = np.random.default_rng(self._seed).permutation(len(faces))
        self._votes = taught_shares(faces)
        one_hot = np.eye(len(EMOTIONS), dtype=np.float32)[faces.fer2013]
        self._original = one_hot * (1 - recipe.smoothing) + recipe.smoothing / len(EMOTIONS)

    def __len__(self) -> int:
        return max(1, len(self._faces) // self._batch)

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
        rows = self._order[number * self._batch : (number + 1) * self._batch]
        rng = np.random.default_rng((*self._seed, number + 1))
        chips = vary_faces(self._faces.images[rows], rng, self._px).astype(np.float32)[..., None]
        return chips, {"votes": self._votes[rows], "fer2013": self._original[rows]}


def train(
    recipe: Recipe,
    data: TrainingData,
    folder: Path,
    *,
    epochs: int,
    seed: int,
    resume: bool,
    on_progress: Progress,
) -> TrainedNetwork:
    """The network of the run's best epoch; checkpoints lie in `folder` and outlive an interruption.

    Raises:
        DataError: the folder holds another run, or one that was not asked to be resumed.
        OutputError: the folder or a checkpoint cannot be written.
        KeyboardInterrupt: Ctrl-C; what was learned up to the epoch before is kept.
    """
    keras.utils.set_random_seed(seed)
    state, model = start_run(recipe, data, folder, epochs=epochs, seed=seed, resume=resume)
    with hear_interruption() as interruption:
        while state.done < epochs:
            begun = time.monotonic()
            px = stage_px(recipe, state.done, epochs)
            batches = VariedFaces(data.train, recipe, seed=seed, epoch=state.done, px=px)
            fit = model.fit(batches, epochs=1, verbose=0, shuffle=False, callbacks=[interruption])
            loss = float(fit.history["loss"][-1])
            state = save_checkpoint(
                model, state, measure_epoch(model, data.validation, state.done + 1, px, loss, begun), folder
            )
            on_progress(describe_epoch(state.history[-1], epochs))
    return TrainedNetwork(load_weights(recipe, folder / str(state.best)), state)


def start_run(
    recipe: Recipe, data: TrainingData, folder: Path, *, epochs: int, seed: int, resume: bool
) -> tuple[RunState, Any]:
    """The state and compiled model to go on with: fresh, or from the last checkpoint."""
    wanted = RunState(recipe.name, seed, epochs, data.digest)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error}") from error
    state = read_state(folder)
    if state is None or state.last is None:
        return wanted, compile_network(recipe, len(data.train), epochs)
    if not resume:
        raise OutputError(f"{folder} holds a run already; resume it, or choose another folder")
    check_resume(state, wanted, folder)
    return state, load_checkpoint(folder / state.last)


def compile_network(recipe: Recipe, pictures: int, epochs: int) -> Any:
    """The recipe's network with its optimiser: AdamW with warm-up and cosine."""
    model = build_network(recipe)
    steps = max(2, epochs * max(1, pictures // recipe.batch))
    warm = max(1, round(steps * WARM_UP))
    schedule = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 20,
        decay_steps=steps - warm,
        warmup_target=recipe.learning_rate,
        warmup_steps=warm,
        alpha=1e-3,
    )
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=recipe.weight_decay, global_clipnorm=CLIP_NORM)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    loss = {"votes": soft_cross_entropy, "fer2013": soft_cross_entropy}
    model.compile(optimizer=optimizer, loss=loss, jit_compile=keras.backend.backend() == "jax")
    return model


def load_checkpoint(path: Path) -> Any:
    """The compiled model of a checkpoint, with its optimiser's state.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        return keras.saving.load_model(
            path, custom_objects={"ChipScaling": ChipScaling, "soft_cross_entropy": soft_cross_entropy}
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path} cannot be loaded ({error}); remove the folder and train again") from error


def load_weights(recipe: Recipe, path: Path) -> Any:
    """The checkpoint's weights in a network that computes in float32."""
    model = build_network(recipe, precision="float32")
    model.set_weights(load_checkpoint(path).get_weights())
    return model


def predict_logits(model: Any, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Both heads' logits over the seven emotions for (n, 48, 48) uint8 pictures, (n, 7) each."""
    chips = images.astype(np.float32)[..., None]
    parts = [
        {name: keras.ops.convert_to_numpy(rows) for name, rows in model(chips[at : at + BATCH_TO_PREDICT]).items()}
        for at in range(0, len(chips), BATCH_TO_PREDICT)
    ]
    return {name: np.concatenate([part[name] for part in parts])[:, : len(EMOTIONS)] for name in HEAD_UNITS}


def measure_epoch(model: Any, faces: FaceSet, epoch: int, px: int, loss: float, begun: float) -> EpochFigures:
    """The epoch's figures on validation, always at the pictures' own size."""
    logits = predict_logits(model, faces.images)
    return EpochFigures(
        epoch=epoch,
        px=px,
        loss=loss,
        votes_accuracy=measure_accuracy(logits["votes"], reading_labels(faces)),
        fer2013_accuracy=measure_accuracy(logits["fer2013"], faces.fer2013),
        seconds=time.monotonic() - begun,
    )


def describe_epoch(figures: EpochFigures, epochs: int) -> str:
    """One line for people."""
    return (
        f"epoch {figures.epoch}/{epochs} ({figures.px} px, {figures.seconds:.0f} s): loss {figures.loss:.3f}, "
        f"validation {figures.votes_accuracy:.3f} on FER+, {figures.fer2013_accuracy:.3f} on FER2013"
    )
