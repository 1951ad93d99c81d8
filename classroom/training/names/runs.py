"""A run of a name recipe: fonts and backgrounds -> recogniser and card. Keras is imported inside."""

from collections.abc import Callable, Sequence
from pathlib import Path

from classroom.training.names.drawers import Drawers, make_drawers
from classroom.training.names.fonts import PLACES
from classroom.training.names.recipes import NameRecipe, find_name_recipe
from classroom.training.occupancy import occupy
from classroom.training.runs import CHECKPOINTS, check_extra, telling_what_is_kept
from classroom.vision.cards import NameCard

MODEL_FILE = "name.onnx"  # in the run's folder, its card beside it


def run_name_training(
    recipe: str,
    data: Path,
    out: Path,
    *,
    epochs: int | None,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
    places: Sequence[str] = PLACES,
) -> tuple[Path, NameCard]:
    """The recogniser's file in `out` and its card.

    Args:
        recipe: name of a name recipe.
        data: folder with further fonts and with pictures for backgrounds, at any depth; either may be missing.
        epochs: None = the recipe's own number.
        places: folders of the machine's fonts.

    Raises:
        ModelError: the recipe does not exist, or a checkpoint is damaged.
        DataError: the folder does not exist, there is no font to draw with, or the checkpoints are another run's.
        OutputError: model or checkpoint cannot be written; the checkpoint before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    chosen = find_name_recipe(recipe)
    check_extra()
    with occupy(out):
        drawers = make_drawers(data, places, chosen.validation, on_progress)
        card = _run(chosen, drawers, out, epochs or chosen.epochs, seed, resume, on_progress)
        return out / MODEL_FILE, card


def _run(
    chosen: NameRecipe,
    drawers: Drawers,
    out: Path,
    epochs: int,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> NameCard:
    from classroom.training.names.export import Lines, export_reader
    from classroom.training.names.train import train_reader

    with telling_what_is_kept(out / CHECKPOINTS, on_progress):
        model, run = train_reader(
            chosen, drawers, out / CHECKPOINTS, epochs=epochs, seed=seed, resume=resume, on_progress=on_progress
        )
    return export_reader(model, run, Lines(drawers.validation, drawers.learned), out / MODEL_FILE)
