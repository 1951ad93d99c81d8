"""`classroom train`: make an emotion model from data."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from classroom.cli.options import config_option, current_settings

if TYPE_CHECKING:
    from classroom.training import TrainingRequest


@click.command("train")
@click.option("--recipe", required=True, help="Name of the recipe, e.g. classroom-2, face-1 or name-1.")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, readable=False),
    help="FER2013 as a folder of npz files or of class folders, or as the published csv.",
)
@click.option("--epochs", type=click.IntRange(min=1), help="Epochs; default: the recipe's.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of all randomness.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for checkpoints and the model.")
@click.option("--resume", is_flag=True, help="Continue from the last checkpoint in --out.")
@click.option("--patience", type=click.IntRange(min=1), help="Stop after so many epochs without a better one.")
@click.option("--folds", type=click.IntRange(min=2, max=20), help="Cross-validate with so many folds; makes no model.")
@click.option("--find-rate", is_flag=True, help="Try rising learning rates and suggest one; makes no model.")
@click.option("--weights", help="Of resnet50 and mobilenet: imagenet (default), none, or a weights file.")
@config_option
def command(folds: int | None, *, find_rate: bool, **asked: Any) -> None:  # as TrainingRequest's fields
    """Train a model on DATA and write it as ONNX with its card to --out."""
    from classroom.training import TrainingRequest, cross_validate, find_learning_rate, run_training
    from classroom.training.faces.recipes import FACE_RECIPES
    from classroom.training.names.recipes import NAME_RECIPES

    current_settings()
    request = TrainingRequest(**asked)
    own = {**dict.fromkeys(FACE_RECIPES, _train_faces), **dict.fromkeys(NAME_RECIPES, _train_names)}
    if request.recipe in own:
        if find_rate or folds or request.weights or request.patience:
            kind = request.recipe.split("-")[0]
            raise click.UsageError(f"a {kind} recipe knows neither --find-rate nor --folds, --weights or --patience")
        own[request.recipe](request)
        return
    if find_rate and (folds is not None or request.resume):
        raise click.UsageError("--find-rate is a short test of its own: leave --folds and --resume away")
    if find_rate:
        find_learning_rate(request, click.echo)
    elif folds is not None:
        click.echo(f"Wrote {cross_validate(request, folds, click.echo)}")
    else:
        click.echo(f"Wrote {run_training(request, click.echo).model}")


def _train_faces(request: "TrainingRequest") -> None:
    from classroom.training.faces.runs import run_face_training

    model, _card = run_face_training(
        request.recipe,
        request.data,
        request.out,
        epochs=request.epochs,
        seed=request.seed,
        resume=request.resume,
        on_progress=click.echo,
    )
    click.echo(f"Wrote {model}")


def _train_names(request: "TrainingRequest") -> None:
    from classroom.training.names.runs import run_name_training

    model, _card = run_name_training(
        request.recipe,
        request.data,
        request.out,
        epochs=request.epochs,
        seed=request.seed,
        resume=request.resume,
        on_progress=click.echo,
    )
    click.echo(f"Wrote {model}")
