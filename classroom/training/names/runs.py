"""A run of a name recipe: fonts and backgrounds -> recogniser and card. Keras is imported inside."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classroom.errors import DataError
from classroom.training.names.fonts import HELD_OUT, LabelFont, digest_fonts, load_fonts
from classroom.training.names.grounds import Grounds, load_pictures
from classroom.training.names.lines import DrawnLine, LineDrawer
from classroom.training.names.recipes import NameRecipe, find_name_recipe
from classroom.training.occupancy import occupy
from classroom.training.runs import check_extra
from classroom.vision.cards import NameCard

MODEL_FILE = "name.onnx"  # in the run's folder, its card beside it
CHECKPOINTS = "checkpoints"
VALIDATION_LINES = 400  # in fonts learned from
UNKNOWN_LINES = 300  # in fonts kept apart, where the machine has some


def run_name_training(
    recipe: str,
    data: Path,
    out: Path,
    *,
    epochs: int | None,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> tuple[Path, NameCard]:
    """The recogniser's file in `out` and its card.

    Args:
        recipe: name of a name recipe.
        data: folder with further fonts and with pictures for backgrounds, at any depth; either may be missing.
        epochs: None = the recipe's own number.

    Raises:
        ModelError: the recipe does not exist, or a checkpoint is damaged.
        DataError: the folder does not exist, there is no font to draw with, or the checkpoints are another run's.
        OutputError: model or checkpoint cannot be written; the checkpoint before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    chosen = find_name_recipe(recipe)
    check_extra()
    with occupy(out):
        return out / MODEL_FILE, _run(chosen, data, out, epochs, seed, resume, on_progress)


def _run(
    chosen: NameRecipe,
    data: Path,
    out: Path,
    epochs: int | None,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> NameCard:
    if not data.is_dir():
        raise DataError(
            f"{data} is no folder; name one with further fonts and pictures for backgrounds, or an empty one"
        )
    fonts, pictures = load_fonts(data), load_pictures(data)
    learned, held_out = split_fonts(fonts)
    on_progress(f"{len(learned)} fonts to learn from, {len(held_out)} kept apart, {len(pictures)} backgrounds")
    from classroom.training.names.export import Lines, export_reader
    from classroom.training.names.train import Drawers, train_reader

    drawer = LineDrawer(learned, Grounds(pictures))
    validation = draw_validation(drawer, LineDrawer(held_out, Grounds(pictures)) if held_out else None)
    digest = hashlib.sha256(digest_fonts(fonts).encode() + digest_pictures(pictures).encode()).hexdigest()
    try:
        model, run = train_reader(
            chosen,
            Drawers(drawer, validation, digest),
            out / CHECKPOINTS,
            epochs=epochs or chosen.epochs,
            seed=seed,
            resume=resume,
            on_progress=on_progress,
        )
    except KeyboardInterrupt:
        on_progress(f"stopped; every finished epoch is kept in {out / CHECKPOINTS}: resume to go on")
        raise
    return export_reader(model, run, Lines(validation, drawer), out / MODEL_FILE)


def split_fonts(fonts: Sequence[LabelFont]) -> tuple[list[LabelFont], list[LabelFont]]:
    """Those to learn from, and those of families kept apart."""
    learned = [font for font in fonts if not font.family.startswith(HELD_OUT)]
    held_out = [font for font in fonts if font.family.startswith(HELD_OUT) and font.is_text]
    return learned, held_out


def draw_validation(learned: LineDrawer, held_out: LineDrawer | None) -> tuple[DrawnLine, ...]:
    """The lines every run is measured on."""
    random = np.random.default_rng(2024)
    lines = [learned.draw(random) for _ in range(VALIDATION_LINES)]
    if held_out is not None:
        lines += [held_out.draw(random) for _ in range(UNKNOWN_LINES)]
    return tuple(lines)


def digest_pictures(pictures: Sequence[NDArray[np.uint8]]) -> str:
    """sha256 over all pixels, hexadecimal."""
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(picture.tobytes())
    return digest.hexdigest()
