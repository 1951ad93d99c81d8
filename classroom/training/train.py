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
from classroom.datasets.validation import pick_faces
from classroom.domain import EMOTIONS
from classroom.errors import ModelError, OutputError
from classroom.evaluation.metrics import measure_accuracy
from classroom.training.augment import vary_faces
from classroom.training.checkpoints import EpochFigures, RunState, check_resume, read_state, save_checkpoint
from classroom.training.interruption import hear_interruption
from classroom.training.layers import ChipScaling
from classroom.training.losses import soft_cross_entropy
from classroom.training.networks.transfer import freeze_trunk, load_transfer
from classroom.training.networks.trunks import TransferTrunk
from classroom.training.rates import OneCycle, make_rate
from classroom.training.recipes import HEAD_UNITS, Recipe, build_network, stage_px
from classroom.training.schedules import Plateau, is_exhausted, plateau_rate

Progress = Callable[[str], None]
BATCH_TO_PREDICT = 256
CLIP_NORM = 2.0  # of all gradients together
TRAIN_SAMPLE = 2000  # training pictures on which an epoch's training accuracy is measured


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


@dataclass(frozen=True, slots=True)
class Plan:
    """How one run is trained: the recipe, and what was asked of it."""

    recipe: Recipe
    epochs: int
    seed: int
    weights: str = "none"  # of a borrowed trunk: imagenet, none, or a file
    weights_digest: str = "none"  # the same, but a file by its content
    patience: int | None = None  # epochs; None = never stop early
    fold: int | None = None
    folds: int | None = None

    def state(self, data: TrainingData) -> RunState:
        """The run before its first epoch."""
        return RunState(
            self.recipe.name, self.seed, self.epochs, data.digest, self.weights_digest, self.fold, self.folds
        )


def train(plan: Plan, data: TrainingData, folder: Path, *, resume: bool, on_progress: Progress) -> TrainedNetwork:
    """The network of the run's best epoch; checkpoints lie in `folder` and outlive an interruption.

    Raises:
        DataError: the folder holds another run, or one that was not asked to be resumed.
        ModelError: weights for a borrowed trunk are not to be had, or a checkpoint is damaged.
        OutputError: the folder or a checkpoint cannot be written.
        KeyboardInterrupt: Ctrl-C; what was learned up to the epoch before is kept.
    """
    recipe = plan.recipe
    keras.utils.set_random_seed(plan.seed)
    state, model = start_run(plan, data, folder, resume=resume)
    with hear_interruption() as interruption:
        while state.done < plan.epochs and not is_exhausted(state.merits, plan.patience):
            begun = time.monotonic()
            model = prepare_epoch(model, plan, state, len(data.train))
            px = stage_px(recipe, state.done, plan.epochs)
            batches = VariedFaces(data.train, recipe, seed=plan.seed, epoch=state.done, px=px)
            fit = model.fit(batches, epochs=1, verbose=0, shuffle=False, callbacks=[interruption])
            figures = measure_epoch(model, data, EpochRun(state.done + 1, px, float(fit.history["loss"][-1]), begun))
            state = save_checkpoint(model, state, figures, folder)
            on_progress(describe_epoch(figures, plan.epochs))
    if state.done < plan.epochs:
        on_progress(f"stopped early: no better epoch in the last {plan.patience}")
    return TrainedNetwork(load_weights(recipe, folder / str(state.best)), state)


def start_run(plan: Plan, data: TrainingData, folder: Path, *, resume: bool) -> tuple[RunState, Any]:
    """The state and compiled model to go on with: fresh, or from the last checkpoint."""
    wanted = plan.state(data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error}") from error
    state = read_state(folder)
    if state is None or state.last is None:
        model = build_network(plan.recipe)
        if isinstance(plan.recipe.trunk, TransferTrunk):
            load_transfer(model, plan.recipe.trunk, plan.weights)
        return wanted, model
    if not resume:
        raise OutputError(f"{folder} holds a run already; resume it, or choose another folder")
    check_resume(state, wanted, folder)
    return state, load_checkpoint(folder / state.last)


def prepare_epoch(model: Any, plan: Plan, state: RunState, pictures: int) -> Any:
    """The model ready for its next epoch: compiled at the start of each of its parts, with the epoch's rate."""
    recipe, trunk = plan.recipe, plan.recipe.trunk
    melts = 0
    if isinstance(trunk, TransferTrunk) and trunk.frozen_share and plan.weights != "none":
        melts = round(trunk.frozen_share * plan.epochs)
    if state.done in (0, melts):
        if isinstance(trunk, TransferTrunk):
            freeze_trunk(model, trunk, frozen=state.done < melts)
        compile_network(model, recipe, pictures, plan.epochs)
    if isinstance(recipe.schedule, Plateau):
        model.optimizer.learning_rate = plateau_rate(state.merits, recipe.learning_rate, recipe.schedule)
    return model


def compile_network(model: Any, recipe: Recipe, pictures: int, epochs: int) -> None:
    """Gives the model its optimiser, AdamW with the recipe's schedule, and its losses, in place."""
    steps = max(2, epochs * max(1, pictures // recipe.batch))
    rate = make_rate(recipe.schedule, recipe.learning_rate, steps)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, global_clipnorm=CLIP_NORM)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    loss = {"votes": soft_cross_entropy, "fer2013": soft_cross_entropy}
    model.compile(optimizer=optimizer, loss=loss, jit_compile=keras.backend.backend() == "jax")


def load_checkpoint(path: Path) -> Any:
    """The compiled model of a checkpoint, with its optimiser's state.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        return keras.saving.load_model(
            path,
            custom_objects={
                "ChipScaling": ChipScaling,
                "soft_cross_entropy": soft_cross_entropy,
                "OneCycle": OneCycle,
            },
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


@dataclass(frozen=True, slots=True)
class EpochRun:
    """What is known of an epoch before it is measured."""

    number: int  # 1, 2, ...
    px: int  # side of its pictures
    loss: float
    begun: float  # by time.monotonic


def measure_epoch(model: Any, data: TrainingData, run: EpochRun) -> EpochFigures:
    """The epoch's figures on validation and on some training pictures, always at the pictures' own size."""
    sample = data.train if len(data.train) <= TRAIN_SAMPLE else sample_faces(data.train, TRAIN_SAMPLE)
    votes, original = measure_heads(model, data.validation)
    train_votes, train_original = measure_heads(model, sample)
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


def sample_faces(faces: FaceSet, count: int) -> FaceSet:
    """Evenly picked faces of a set."""
    return pick_faces(faces, np.linspace(0, len(faces) - 1, count).astype(np.intp))


def describe_epoch(figures: EpochFigures, epochs: int) -> str:
    """One line for people."""
    return (
        f"epoch {figures.epoch}/{epochs} ({figures.px} px, {figures.seconds:.0f} s): loss {figures.loss:.3f}, "
        f"validation {figures.votes_accuracy:.3f} on FER+, {figures.fer2013_accuracy:.3f} on FER2013"
    )
