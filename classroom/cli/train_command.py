"""`classroom train`: make an emotion model from data."""

from pathlib import Path

import click

from classroom.cli.options import config_option, current_settings


@click.command("train")
@click.option("--recipe", required=True, help="Name of the recipe, e.g. cnn-4.")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder with FER2013 as npz files.")
@click.option("--epochs", type=click.IntRange(min=1), help="Epochs; default: the recipe's.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of all randomness.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for checkpoints and the model.")
@click.option("--resume", is_flag=True, help="Continue from the last checkpoint in --out.")
@config_option
def command(recipe: str, data: Path, epochs: int | None, seed: int, out: Path, resume: bool) -> None:
    """Train a model on DATA and write it as ONNX with its card to --out."""
    from classroom.training import run_training

    current_settings()
    result = run_training(recipe, data, epochs=epochs, seed=seed, out=out, resume=resume, on_progress=click.echo)
    click.echo(f"Wrote {result.model}")
