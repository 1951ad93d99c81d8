"""Trains a recipe on checked data; imported only where keras is installed."""

import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from classroom.datasets.fer2013 import TrainingData
from classroom.errors import ModelError, OutputError
from classroom.training.batches import VariedFaces, count_steps
from classroom.training.checkpoints import RunState, check_resume, make_folder, read_state, save_checkpoint
from classroom.training.interruption import hear_interruption
from classroom.training.layers import ChipScaling
from classroom.training.losses import soft_cross_entropy
from classroom.training.measuring import EpochRun, describe_epoch, measure_epoch
from classroom.training.networks.transfer import freeze_trunk, load_transfer
from classroom.training.networks.trunks import NONE, TransferTrunk
from classroom.training.optimizers import CLIP_NORM, SparingAdamW
from classroom.training.rates import TabledRate, make_rate
from classroom.training.recipes import Recipe, build_network, stage_px
from classroom.training.schedules import Plateau, is_exhausted, plateau_rate

Progress = Callable[[str], None]
OWN_CLASSES = {
    "ChipScaling": ChipScaling,
    "soft_cross_entropy": soft_cross_entropy,
    "SparingAdamW": SparingAdamW,
    "TabledRate": TabledRate,
}
# What a file that was cut off or altered makes Keras, zipfile and h5py raise.
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNetwork:
    """The best network of a run, with the run's figures."""

    model: Any  # keras.Model, float32, logits `votes` (n, 10) and `fer2013` (n, 7)
    state: RunState


@dataclass(frozen=True, slots=True)
class Plan:
    """How one run is trained: the recipe, and what was asked of it."""

    recipe: Recipe
    epochs: int
    seed: int
    weights: str = NONE  # of a borrowed trunk: imagenet, none, or a file
    weights_digest: str = NONE  # the same, but a file by its content
    patience: int | None = None  # epochs; None = never stop early
    fold: int | None = None
    folds: int | None = None

    @property
    def thaw(self) -> int:
        """Epochs (of the first) in which only a borrowed trunk's last layers learn; 0 = all learn from the start."""
        trunk = self.recipe.trunk
        if not isinstance(trunk, TransferTrunk) or self.weights == NONE:
            return 0
        return round(trunk.frozen_share * self.epochs)

    def begin(self, data: TrainingData) -> RunState:
        """The run before its first epoch."""
        return RunState(
            self.recipe.name, self.seed, self.epochs, data.digest, self.weights_digest, self.fold, self.folds
        )

    def recent(self, state: RunState) -> tuple[float, ...]:
        """Merits of the epochs since the layers that learn were chosen last: patience counts these alone."""
        return state.merits[self.thaw :] if state.done >= self.thaw else state.merits

    def is_over(self, state: RunState) -> bool:
        """Whether the run has no more epochs to do."""
        stuck = state.done >= self.thaw and is_exhausted(self.recent(state), self.patience)
        return state.done >= self.epochs or stuck


def train(plan: Plan, data: TrainingData, folder: Path, *, resume: bool, on_progress: Progress) -> TrainedNetwork:
    """The network of the run's best epoch; checkpoints lie in `folder` and outlive an interruption.

    Raises:
        DataError: the folder holds another run.
        ModelError: weights for a borrowed trunk are not to be had, or a checkpoint is damaged.
        OutputError: the folder holds a run that was not asked to be resumed, or cannot be written.
        KeyboardInterrupt: Ctrl-C; what was learned up to the epoch before is kept.
    """
    recipe = plan.recipe
    keras.utils.set_random_seed(plan.seed)
    state, model = start_run(plan, data, folder, resume=resume)
    with hear_interruption() as interruption:
        while not plan.is_over(state):
            begun = time.monotonic()
            prepare_epoch(model, plan, state, len(data.train))
            seed_dropout(model, plan.seed, state.done)
            px = stage_px(recipe, state.done, plan.epochs)
            batches = VariedFaces(data.train, recipe, seed=plan.seed, epoch=state.done, px=px)
            fit = model.fit(batches, epochs=1, verbose=0, shuffle=False, callbacks=[interruption])
            figures = measure_epoch(model, data, EpochRun(state.done + 1, px, float(fit.history["loss"][-1]), begun))
            state = save_checkpoint(model, state, figures, folder)
            on_progress(describe_epoch(figures, plan.epochs))
    if state.done < plan.epochs:
        on_progress(f"stopped early: none of the last {plan.patience} epochs was better")
    return TrainedNetwork(load_weights(recipe, folder / str(state.best)), state)


def start_run(plan: Plan, data: TrainingData, folder: Path, *, resume: bool) -> tuple[RunState, Any]:
    """The state and model to go on with: fresh, or from the last checkpoint."""
    wanted = plan.begin(data)
    make_folder(folder)
    state = read_state(folder)
    if state is None or state.last is None:
        return wanted, begin_network(plan)
    if not resume:
        raise OutputError(f"{folder} holds a run already; resume it, or choose another folder")
    check_resume(state, wanted, folder)
    return state, load_checkpoint(folder / state.last)


def begin_network(plan: Plan) -> Any:
    """The plan's untrained network, borrowed weights in their place, not compiled."""
    model = build_network(plan.recipe)
    if isinstance(plan.recipe.trunk, TransferTrunk):
        load_transfer(model, plan.recipe.trunk, plan.weights)
        freeze_trunk(model, plan.recipe.trunk, frozen=plan.thaw > 0)
    return model


def prepare_epoch(model: Any, plan: Plan, state: RunState, pictures: int) -> None:
    """Makes the model ready for its next epoch: compiled where a part of the run begins, with the epoch's rate."""
    recipe = plan.recipe
    if state.done in (0, plan.thaw):
        epochs = plan.thaw if state.done < plan.thaw else plan.epochs - plan.thaw
        if isinstance(recipe.trunk, TransferTrunk):
            freeze_trunk(model, recipe.trunk, frozen=state.done < plan.thaw)
        steps = max(2, epochs * count_steps(pictures, recipe.batch))
        compile_network(model, recipe, make_rate(recipe.schedule, recipe.learning_rate, steps))
    if isinstance(recipe.schedule, Plateau):
        model.optimizer.learning_rate = plateau_rate(plan.recent(state), recipe.learning_rate, recipe.schedule)


def seed_dropout(model: Any, seed: int, epoch: int) -> None:
    """Makes the epoch's dropout the same whether the run was resumed or not: checkpoints do not hold its state."""
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout) and layer.rate > 0]
    for number, layer in enumerate(dropouts):
        state = np.random.SeedSequence((seed, epoch, number)).generate_state(2, np.uint32)
        layer.seed_generator.state.assign(state)


def compile_network(model: Any, recipe: Recipe, rate: Any) -> None:
    """Gives the model its optimiser, AdamW at this rate or Keras schedule, and its losses, in place."""
    optimizer = SparingAdamW(learning_rate=rate, weight_decay=recipe.weight_decay, global_clipnorm=CLIP_NORM)
    loss = {"votes": soft_cross_entropy, "fer2013": soft_cross_entropy}
    model.compile(optimizer=optimizer, loss=loss, jit_compile=keras.backend.backend() == "jax")


def load_checkpoint(path: Path) -> Any:
    """The compiled model of a checkpoint, with its optimiser's state.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        return keras.saving.load_model(path, custom_objects=OWN_CLASSES)
    except DAMAGED as error:
        raise ModelError(f"{path} cannot be loaded ({error}); remove the folder and train again") from error


def load_weights(recipe: Recipe, path: Path) -> Any:
    """The checkpoint's weights in a network that computes in float32."""
    model = build_network(recipe, precision="float32")
    model.set_weights(load_checkpoint(path).get_weights())
    return model
