"""Training: data -> network -> model file and card. Keras is imported inside the functions only."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from classroom.datasets import TrainingData, load_training_data
from classroom.errors import ModelError, OutputError
from classroom.training.networks.trunks import TransferTrunk
from classroom.training.recipes import RECIPES, Recipe, find_recipe
from classroom.vision.cards import ModelCard

if TYPE_CHECKING:
    from classroom.training.range_finder import RateRange
    from classroom.training.train import Plan

__all__ = ["RECIPES", "TrainingRequest", "TrainingResult", "cross_validate", "find_learning_rate", "run_training"]

MODEL_FILE = "emotion.onnx"  # in the run's folder, its card beside it
CHECKPOINTS = "checkpoints"  # folder in the run's folder
FOLDS_FILE = "folds.csv"
RATE_TABLE, RATE_PAGE = "rate.csv", "rate.html"
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
        on_progress: gets one line per epoch and step.

    Raises:
        ModelError: the recipe does not exist, the `train` extra is not installed, or weights or a checkpoint
            are damaged or not to be had.
        DataError: the data have the wrong form, or the checkpoints are another run's.
        OutputError: model or checkpoint cannot be written; the checkpoint before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    recipe = prepare(request)
    data = read_data(request, on_progress)
    from classroom.training.curves import write_curves
    from classroom.training.export import export_network
    from classroom.training.train import train

    folder = request.out / CHECKPOINTS
    try:
        trained = train(make_plan(recipe, request), data, folder, resume=request.resume, on_progress=on_progress)
    except KeyboardInterrupt:
        on_progress(f"stopped; every finished epoch is kept in {folder}: resume to go on")
        raise
    write_curves(request.out, recipe.name, trained.state.history)
    card = export_network(trained, data, request.out / MODEL_FILE)
    on_progress(f"epoch {card.best_epoch} was the best")
    return TrainingResult(request.out / MODEL_FILE, card, folder)


def cross_validate(request: TrainingRequest, folds: int, on_progress: Progress) -> Path:
    """A table of each fold's best figures, `folds.csv` in `out`; each fold's run lies in `fold-1`, `fold-2` ...

    Raises: as `run_training` does.
    """
    recipe = prepare(request)
    data = read_data(request, on_progress)
    from classroom.training.curves import write_curves, write_table
    from classroom.training.folds import FoldFigures, best_of, cut_folds, describe_folds
    from classroom.training.train import train

    figures = []
    for fold, part in enumerate(cut_folds(data, folds, request.seed), start=1):
        on_progress(f"fold {fold} of {folds}")
        plan = replace(make_plan(recipe, request), fold=fold, folds=folds)
        folder = request.out / f"fold-{fold}"
        resume = request.resume or folder.exists()  # a finished fold is not trained again
        trained = train(plan, part, folder / CHECKPOINTS, resume=resume, on_progress=on_progress)
        write_curves(folder, recipe.name, trained.state.history)
        figures.append(best_of(fold, trained.state.history))
    rows: list[dict[str, object]] = [asdict(one) for one in figures]
    write_table(request.out / FOLDS_FILE, rows, [field.name for field in fields(FoldFigures)])
    on_progress(describe_folds(figures))
    return request.out / FOLDS_FILE


def find_learning_rate(request: TrainingRequest, on_progress: Progress) -> "RateRange":
    """The range test of the recipe on the data, with `rate.csv` and `rate.html` in `out`; keeps no model.

    Raises: as `run_training` does.
    """
    recipe = prepare(request)
    data = read_data(request, on_progress)
    from classroom.evaluation.files import write_file
    from classroom.training.curves import draw_rates, write_table
    from classroom.training.range_finder import find_rate

    found = find_rate(recipe, data, seed=request.seed, on_progress=on_progress)
    make_folder(request.out)
    pairs = zip(found.rates, found.losses, strict=True)
    rows: list[dict[str, object]] = [{"learning_rate": rate, "smoothed_loss": loss} for rate, loss in pairs]
    write_table(request.out / RATE_TABLE, rows, ("learning_rate", "smoothed_loss"))
    page = draw_rates(found.rates, found.losses, found.suggested).to_html(include_plotlyjs=True)
    write_file(request.out / RATE_PAGE, page)
    on_progress(f"suggested peak: {found.suggested:.1e} (the recipe has {recipe.learning_rate:.1e})")
    return found


def prepare(request: TrainingRequest) -> Recipe:
    """The recipe, after what training needs was found to be installed."""
    recipe = find_recipe(request.recipe)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ModelError(
            f"{missing[0]} is not installed: training needs the extra: pip install 'classroom-analytics[train]'"
        )
    # TensorFlow's notes about the processor are of no use to whoever trains.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if request.weights and not isinstance(recipe.trunk, TransferTrunk):
        raise ModelError(f"{recipe.name} borrows no trunk: leave --weights away, or choose resnet50 or mobilenet")
    return recipe


def read_data(request: TrainingRequest, on_progress: Progress) -> TrainingData:
    """The checked data, what was found in them told."""
    data = load_training_data(request.data)
    for note in data.notes:
        on_progress(note)
    return data


def make_plan(recipe: Recipe, request: TrainingRequest) -> "Plan":
    """The run that was asked for, gaps filled from the recipe."""
    from classroom.training.train import Plan

    weights = (request.weights or "imagenet") if isinstance(recipe.trunk, TransferTrunk) else "none"
    return Plan(
        recipe,
        epochs=request.epochs or recipe.epochs,
        seed=request.seed,
        weights=weights,
        weights_digest=digest_weights(weights),
        patience=request.patience or recipe.patience,
    )


def digest_weights(weights: str) -> str:
    """What tells a run's weights from another's: imagenet, none, or a file's sha256."""
    path = Path(weights).expanduser()
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else weights


def make_folder(folder: Path) -> None:
    """Makes the folder of a run.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error}") from error
