"""Trains the name recogniser on drawn lines; imported only where keras is installed."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from classroom.training.drawn_runs import DrawnRun, run_epochs, spare_norms, start_run
from classroom.training.interruption import StopBetweenBatches
from classroom.training.names.alphabet import LETTERS
from classroom.training.names.drawers import Drawers
from classroom.training.names.lines import DrawnLine, LineDrawer, mark_steps, vary_line
from classroom.training.names.measure import ReaderFigures, measure_reading
from classroom.training.names.network import ANYTHING, HEAD, MOST_LETTERS, build_reader, placing_loss, reading_loss
from classroom.training.names.recipes import NameRecipe
from classroom.vision.line_network import LINE_PX, STEP_PX, spell
from classroom.vision.readings import TextLine

CLIP_NORM = 5.0
WARM_UP = 0.5  # epochs
DECAY = 0.95  # of the epochs, the last ones, in which the rate falls
TUNING = 0.12  # of the epochs, the last ones, in which CTC teaches too
LEAST_RATE = 0.02  # of the recipe's, at the end
GROUP = 8  # batches drawn together, so that lines of about one width share a batch
USES = 3  # how often a drawn line is learned from, about
FEWEST, MOST = 1024, 6000  # lines kept for that
LOSSES = {loss.__name__: loss for loss in (placing_loss, reading_loss)}


NameRun = DrawnRun[ReaderFigures]


class LinePool:
    """The lines drawn last: each is learned from a few times, varied, because drawing takes as long as learning."""

    def __init__(self, drawer: LineDrawer) -> None:
        self._drawer = drawer
        self._lines: list[DrawnLine] = []

    def take(self, random: np.random.Generator, count: int) -> list[DrawnLine]:
        """So many lines, the narrowest first; one in three is new."""
        new = [self._drawer.draw(random) for _ in range(count // USES if len(self._lines) >= FEWEST else count)]
        self._lines = [*self._lines, *new][-MOST:]
        places = random.choice(len(self._lines), count - len(new), replace=False)
        lines = [vary_line(random, line) for line in [*new, *(self._lines[int(place)] for place in places)]]
        return sorted(lines, key=lambda line: line.picture.shape[1])


class DrawnLines(keras.utils.PyDataset):  # type: ignore[misc]  # keras has no types
    """One epoch's batches, to be asked for in their order; lines of about one width share a batch."""

    def __init__(self, pool: LinePool, recipe: NameRecipe, *, seed: int, epoch: int) -> None:
        super().__init__(workers=1, max_queue_size=2 * GROUP)
        self._pool = pool
        self._batch = recipe.batch
        self._length = recipe.lines // recipe.batch
        self._seed = (seed, epoch)
        self._group: tuple[int, list[list[DrawnLine]]] = (-1, [])

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        at, place = divmod(number, GROUP)
        if self._group[0] != at:
            self._group = (at, self._take_group(at))
        return stack_lines(self._group[1][place])

    def _take_group(self, number: int) -> list[list[DrawnLine]]:
        random = np.random.default_rng((*self._seed, number + 1))
        lines = self._pool.take(random, GROUP * self._batch)
        batches = [lines[at : at + self._batch] for at in range(0, len(lines), self._batch)]
        return [batches[place] for place in random.permutation(GROUP)]


def stack_lines(lines: Sequence[DrawnLine]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Pictures (n, 32, w, 1), filled up to the widest, and `reading_loss`'s targets."""
    wide = max(line.picture.shape[1] for line in lines)
    pictures = np.zeros((len(lines), LINE_PX, wide, 1), np.float32)
    targets = np.full((len(lines), HEAD + MOST_LETTERS + wide // STEP_PX), ANYTHING, np.int32)
    targets[:, HEAD : HEAD + MOST_LETTERS] = 0
    for row, line in enumerate(lines):
        across = line.picture.shape[1]
        pictures[row, :, :across, 0] = line.picture
        targets[row, :HEAD] = len(line.numbers), across // STEP_PX
        targets[row, HEAD : HEAD + len(line.numbers)] = line.numbers
        start = HEAD + MOST_LETTERS
        targets[row, start : start + across // STEP_PX] = mark_steps(line, STEP_PX)
    return pictures, targets


def train_reader(
    recipe: NameRecipe,
    drawers: Drawers,
    folder: Path,
    *,
    epochs: int,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> tuple[Any, NameRun]:
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
        figures=ReaderFigures,
        begin=lambda: _compile(recipe),
        losses=LOSSES,
    )
    steps = recipe.lines // recipe.batch
    pool = LinePool(drawers.learned)

    def learn(done: int, interruption: StopBetweenBatches) -> ReaderFigures:
        rate = _Rate([rate_at(recipe, done + step / steps, epochs) for step in range(steps)])
        _set_loss(model, reading_loss if done >= epochs * (1 - TUNING) else placing_loss)
        batches = DrawnLines(pool, recipe, seed=seed, epoch=done)
        fit = model.fit(batches, epochs=1, verbose=0, shuffle=False, callbacks=[rate, interruption])
        figures = measure_reading(read_lines(model, drawers.validation), drawers.validation)
        return replace(figures, loss=float(fit.history["loss"][-1]))

    run = run_epochs(run, model, folder, learn, on_progress)
    final = build_reader(recipe, precision="float32")
    final.set_weights(model.get_weights())
    return final, run


def _set_loss(model: Any, loss: Callable[[Any, Any], Any]) -> None:
    """Lets the model learn by another loss; what its optimizer has gathered stays."""
    if model.loss is not loss:
        model.compile(model.optimizer, loss=loss, jit_compile=keras.backend.backend() == "jax")


class _Rate(keras.callbacks.Callback):  # type: ignore[misc]  # keras has no types
    """Sets the learning rate before each batch."""

    def __init__(self, rates: Sequence[float]) -> None:
        super().__init__()
        self._rates = rates

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        self.model.optimizer.learning_rate.assign(self._rates[batch])


def rate_at(recipe: NameRecipe, epoch: float, epochs: int) -> float:
    """The learning rate after so many epochs: a short rise, level, and half a cosine down at the end."""
    decay = epochs * DECAY
    rise = min(1.0, 0.05 + epoch / WARM_UP)
    fall = min(1.0, max(0.0, (epoch - (epochs - decay)) / decay))
    return recipe.learning_rate * rise * (LEAST_RATE + (1 - LEAST_RATE) * (1 + math.cos(math.pi * fall)) / 2)


def read_lines(model: Any, lines: Sequence[DrawnLine]) -> list[TextLine]:
    """What the network reads in each picture."""
    found = []
    for at in range(0, len(lines), 16):
        part = lines[at : at + 16]
        logits = model(stack_lines(part)[0], training=False)
        rows = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
        found += [spell(row[: line.picture.shape[1] // STEP_PX], LETTERS) for row, line in zip(rows, part, strict=True)]
    return found


def _compile(recipe: NameRecipe) -> Any:
    model = build_reader(recipe)
    optimizer = keras.optimizers.AdamW(
        recipe.learning_rate, weight_decay=recipe.weight_decay, beta_2=0.98, global_clipnorm=CLIP_NORM
    )
    model.compile(spare_norms(optimizer), loss=placing_loss, jit_compile=keras.backend.backend() == "jax")
    return model
