"""What `classroom train` does: one run, a cross-validation, a range test. Keras is imported inside the functions."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.datasets import TrainingData, load_training_data
from classroom.errors import ModelError
from classroom.training.checkpoints import make_folder, read_state
from classroom.training.networks.trunks import IMAGENET, NONE, TransferTrunk
from classroom.training.occupancy import occupy
from classroom.training.recipes import RECIPES, Recipe, find_recipe
from classroom.vision.cards import ModelCard, file_digest

if TYPE_CHECKING:
    from classroom.training.range_finder import RateRange
    from classroom.training.train import Plan, TrainedNetwork

MODEL_FILE = "emotion.onnx"  # in the run's folder, its card beside it
CHECKPOINTS = "checkpoints"  # folder in the run's folder
NEEDED = ("keras", "tensorflow", "tf2onnx", "onnx")

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What is to be trained, and where it goes."""

    recipe: str  # name
    data: Path  # folder of npz files or class folders, or FER2013's csv
    out: Path  # folder of the run
    epochs: int | None = None  # None = the recipe's own number
    seed: int = 0
    resume: bool = False  # go on with the run whose checkpoints lie in `out`
    weights: str | None = None  # of a borrowed trunk: imagenet, none or a file; None = imagenet
    patience: int | None = None  # epochs without a better one before the run stops; None = the recipe's


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """What a run leaves behind."""

    model: Path  # the ONNX file, its card beside it
    card: ModelCard
    checkpoints: Path  # folder; may be deleted


def run_training(request: TrainingRequest, on_progress: Progress) -> TrainingResult:
    """The trained model in the folder `out`, with its card and curves.

    Args:
        request: what to train on what.
        on_progress: gets one line per epoch and step.

    Raises:
        ModelError: the recipe does not exist, the `train` extra is not installed, or weights or a checkpoint
            are damaged or not to be had.
        DataError: the data have the wrong form, or the checkpoints are another run's.
        OutputError: model or checkpoint cannot be written; the checkpoint before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    recipe = check_request(request)
    with occupy(request.out):
        data = read_data(request, on_progress)
        from classroom.training.export import export_network

        trained = train_in(request.out, make_plan(recipe, request), data, request.resume, on_progress)
        card = export_network(trained, data, request.out / MODEL_FILE)
    on_progress(f"epoch {card.best_epoch} was the best")
    return TrainingResult(request.out / MODEL_FILE, card, request.out / CHECKPOINTS)


def cross_validate(request: TrainingRequest, folds: int, on_progress: Progress) -> Path:
    """A table of each fold's best figures, `folds.csv` in `out`; each fold's run lies in `fold-1`, `fold-2` ...

    The validation split takes no part. No model is exported.

    Raises: as `run_training` does.
    """
    recipe = check_request(request)
    from classroom.training.curves import write_table
    from classroom.training.folds import FOLDS_FILE, FoldFigures, best_of, cut_folds, describe_folds

    figures = []
    with occupy(request.out):
        data = read_data(request, on_progress)
        for fold, part in enumerate(cut_folds(data, folds, request.seed), start=1):
            on_progress(f"fold {fold} of {folds}")
            plan = replace(make_plan(recipe, request), fold=fold, folds=folds)
            trained = train_in(request.out / f"fold-{fold}", plan, part, request.resume, on_progress)
            figures.append(best_of(fold, trained.state.history))
        names = [field.name for field in fields(FoldFigures)]
        write_table(request.out / FOLDS_FILE, [asdict(one) for one in figures], names)
    on_progress(describe_folds(figures))
    return request.out / FOLDS_FILE


def find_learning_rate(request: TrainingRequest, on_progress: Progress) -> "RateRange":
    """The range test of the recipe on the data, with `rate.csv` and `rate.html` in `out`; keeps no model.

    Raises: as `run_training` does.
    """
    recipe = check_request(request)
    data = read_data(request, on_progress)
    from classroom.training.curves import write_rates
    from classroom.training.range_finder import find_rate

    make_folder(request.out)  # before the work, not after it
    found = find_rate(make_plan(recipe, request), data, on_progress)
    write_rates(request.out, found.rates, found.losses, found.suggested)
    on_progress(f"suggested peak: {found.suggested:.1e} (the recipe has {recipe.learning_rate:.1e})")
    return found


def check_request(request: TrainingRequest) -> Recipe:
    """The recipe, after what training needs was found to be installed.

    Raises:
        ModelError: there is no such recipe, something is not installed, or weights are asked for that nobody reads.
    """
    recipe = find_recipe(request.recipe)
    check_extra()
    if request.weights and not isinstance(recipe.trunk, TransferTrunk):
        others = " or ".join(one.name for one in RECIPES.values() if isinstance(one.trunk, TransferTrunk))
        raise ModelError(f"{recipe.name} borrows no trunk: leave --weights away, or choose {others}")
    return recipe


def check_extra() -> None:
    """Raises ModelError when what training needs is not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"{missing[0]} is not installed: training needs the extra: pip install '.[train]' in the project's folder"
        )
    # TensorFlow's notes about the processor are of no use to whoever trains.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@contextmanager
def telling_what_is_kept(folder: Path, on_progress: Progress) -> Iterator[None]:
    """Whoever stops the run within is told how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        on_progress(f"stopped; every finished epoch is kept in {folder}: resume to go on")
        raise


def read_data(request: TrainingRequest, on_progress: Progress) -> TrainingData:
    """The checked data, what was found in them told."""
    data = load_training_data(request.data)
    for note in data.notes:
        on_progress(note)
    return data


def make_plan(recipe: Recipe, request: TrainingRequest) -> "Plan":
    """The run that was asked for, gaps filled from the recipe."""
    from classroom.training.train import Plan

    weights = (request.weights or IMAGENET) if isinstance(recipe.trunk, TransferTrunk) else NONE
    file = Path(weights).expanduser()
    return Plan(
        recipe,
        epochs=request.epochs or recipe.epochs,
        seed=request.seed,
        weights=weights,
        weights_digest=file_digest(file) if weights not in (IMAGENET, NONE) and file.is_file() else weights,
        patience=request.patience or recipe.patience,
    )


def train_in(out: Path, plan: "Plan", data: TrainingData, resume: bool, on_progress: Progress) -> "TrainedNetwork":
    """The trained network of one run, its checkpoints and curves in `out`; the curves of a broken-off run too."""
    from classroom.training.curves import write_curves
    from classroom.training.train import train

    folder = out / CHECKPOINTS
    with telling_what_is_kept(folder, on_progress):
        try:
            trained = train(plan, data, folder, resume=resume, on_progress=on_progress)
        except KeyboardInterrupt:
            state = read_state(folder)
            if state is not None:
                write_curves(out, plan.recipe.name, state.history)
            raise
    write_curves(out, plan.recipe.name, trained.state.history)
    return trained
