"""Trains the face detector on drawn crops; imported only where keras is installed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.training.drawn_runs import DrawnRun, run_epochs, spare_norms, start_run
from classroom.training.faces.crops import CropDrawer
from classroom.training.faces.measure import DetectorFigures, measure_finds
from classroom.training.faces.network import build_detector, detection_loss
from classroom.training.faces.recipes import FaceRecipe
from classroom.training.faces.targets import FaceLabels, encode_faces
from classroom.training.interruption import StopBetweenBatches
from classroom.vision.face_maps import LEVELS, FoundFaces, decode_maps

VALIDATION_CROPS = 240
MIN_SCORE = 0.5  # of a find that counts in validation
CLIP_NORM = 5.0
WARM_UP = 0.05  # of all steps
MAPS = tuple(f"s{level.stride}" for level in LEVELS)


FaceRun = DrawnRun[DetectorFigures]


class DrawnCrops(keras.utils.PyDataset):  # type: ignore[misc]  # keras has no types
    """One epoch's batches, drawn anew; the same for the same seed and epoch."""

    def __init__(self, drawer: CropDrawer, recipe: FaceRecipe, *, seed: int, epoch: int) -> None:
        super().__init__(workers=1, max_queue_size=4)
        self._drawer = drawer
        self._recipe = recipe
        self._seed = (seed, epoch)

    def __len__(self) -> int:
        return self._recipe.crops // self._recipe.batch

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
        random = np.random.default_rng((*self._seed, number + 1))
        pairs = [self._drawer.draw(random) for _ in range(self._recipe.batch)]
        targets = [encode_faces(labels, self._recipe.crop_px) for _, labels in pairs]
        images = np.stack([image for image, _ in pairs]).astype(np.float32)
        return images, {name: np.stack([maps[place] for maps in targets]) for place, name in enumerate(MAPS)}


@dataclass(frozen=True, slots=True, eq=False)
class Drawers:
    """Where crops come from."""

    learned: CropDrawer  # draws what is learned from
    held_out: CropDrawer  # draws what the run is measured on, from other portraits
    digest: str  # of all portraits; a run goes on only with the same


def train_detector(
    recipe: FaceRecipe,
    drawers: Drawers,
    folder: Path,
    *,
    epochs: int,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> tuple[Any, FaceRun]:
    """The trained network, in float32, and its run; the last epoch's checkpoint lies in `folder`.

    Raises:
        DataError: the folder holds another run, or one that was not asked to be resumed.
        OutputError: a checkpoint cannot be written.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    keras.utils.set_random_seed(seed)
    run, model = start_run(
        DrawnRun(recipe.name, seed, epochs, drawers.digest),
        folder,
        resume=resume,
        figures=DetectorFigures,
        begin=lambda: _compile(recipe, epochs),
        losses={"detection_loss": detection_loss},
    )
    crops = draw_validation(drawers.held_out)

    def learn(done: int, interruption: StopBetweenBatches) -> DetectorFigures:
        batches = DrawnCrops(drawers.learned, recipe, seed=seed, epoch=done)
        fit = model.fit(batches, epochs=1, verbose=0, shuffle=False, callbacks=[interruption])
        figures = measure_finds(find_faces(model, crops), [labels for _, labels in crops])
        return replace(figures, loss=float(fit.history["loss"][-1]))

    run = run_epochs(run, model, folder, learn, on_progress)
    final = build_detector(recipe, precision="float32")
    final.set_weights(model.get_weights())
    return final, run


def draw_validation(drawer: CropDrawer) -> list[tuple[NDArray[np.uint8], FaceLabels]]:
    """The crops every run is measured on."""
    random = np.random.default_rng(2024)
    return [drawer.draw(random) for _ in range(VALIDATION_CROPS)]


def find_faces(model: Any, crops: list[tuple[NDArray[np.uint8], FaceLabels]]) -> list[FoundFaces]:
    """What the network finds in each crop."""
    found = []
    for at in range(0, len(crops), 16):
        maps = model(np.stack([image for image, _ in crops[at : at + 16]]).astype(np.float32))
        arrays = [keras.ops.convert_to_numpy(maps[name]) for name in MAPS]
        found += [decode_maps([array[row] for array in arrays], MIN_SCORE) for row in range(len(crops[at : at + 16]))]
    return found


def _compile(recipe: FaceRecipe, epochs: int) -> Any:
    model = build_detector(recipe)
    steps = max(2, epochs * (recipe.crops // recipe.batch))
    warm = max(1, round(steps * WARM_UP))
    schedule = keras.optimizers.schedules.CosineDecay(
        recipe.learning_rate / 20, steps - warm, alpha=1e-3, warmup_target=recipe.learning_rate, warmup_steps=warm
    )
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=recipe.weight_decay, global_clipnorm=CLIP_NORM)
    model.compile(
        spare_norms(optimizer), loss=dict.fromkeys(MAPS, detection_loss), jit_compile=keras.backend.backend() == "jax"
    )
    return model
