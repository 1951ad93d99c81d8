"""A run of a face recipe: labelled portraits -> detector and card. Keras is imported inside."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from classroom.errors import DataError
from classroom.training.faces.crops import CropDrawer
from classroom.training.faces.material import LabelledPortrait, load_portraits
from classroom.training.faces.recipes import FaceRecipe, find_face_recipe
from classroom.training.occupancy import occupy
from classroom.training.runs import CHECKPOINTS, check_extra, telling_what_is_kept
from classroom.vision.cards import FaceCard

MODEL_FILE = "face.onnx"  # in the run's folder, its card beside it


def run_face_training(
    recipe: str,
    data: Path,
    out: Path,
    *,
    epochs: int | None,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> tuple[Path, FaceCard]:
    """The detector's file in `out` and its card.

    Args:
        recipe: name of a face recipe.
        data: folder with `images/` and `faces.csv`.
        epochs: None = the recipe's own number.

    Raises:
        ModelError: the recipe does not exist, or a checkpoint is damaged.
        DataError: the portraits have the wrong form, or the checkpoints are another run's.
        OutputError: model or checkpoint cannot be written; the checkpoint before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    chosen = find_face_recipe(recipe)
    check_extra()
    with occupy(out):
        return out / MODEL_FILE, _run(chosen, data, out, epochs, seed, resume, on_progress)


def _run(
    chosen: FaceRecipe,
    data: Path,
    out: Path,
    epochs: int | None,
    seed: int,
    resume: bool,
    on_progress: Callable[[str], None],
) -> FaceCard:
    portraits = load_portraits(data)
    learned, held_out = split_portraits(portraits, data)
    on_progress(f"{len(learned)} portraits to learn from, {len(held_out)} kept for validation")
    from classroom.training.faces.export import Pictures, export_detector
    from classroom.training.faces.train import Drawers, draw_validation, train_detector

    side = chosen.crop_px
    drawers = Drawers(CropDrawer(learned, side), CropDrawer(held_out, side), digest_portraits(portraits))
    with telling_what_is_kept(out / CHECKPOINTS, on_progress):
        model, run = train_detector(
            chosen,
            drawers,
            out / CHECKPOINTS,
            epochs=epochs or chosen.epochs,
            seed=seed,
            resume=resume,
            on_progress=on_progress,
        )
    pictures = Pictures(draw_validation(drawers.held_out), drawers.learned)
    return export_detector(model, run, pictures, out / MODEL_FILE)


def split_portraits(
    portraits: Sequence[LabelledPortrait], data: Path
) -> tuple[list[LabelledPortrait], list[LabelledPortrait]]:
    """Those to learn from, and those kept for validation.

    Raises:
        DataError: one of the two is empty.
    """
    learned = [portrait for portrait in portraits if not portrait.held_out]
    held_out = [portrait for portrait in portraits if portrait.held_out]
    if not learned or not held_out:
        raise DataError(f"{data}: {len(portraits)} portraits are too few to keep some for validation; a few dozen do")
    return learned, held_out


def digest_portraits(portraits: Sequence[LabelledPortrait]) -> str:
    """sha256 over all names, pixels and boxes, hexadecimal."""
    digest = hashlib.sha256()
    for portrait in portraits:
        digest.update(portrait.name.encode())
        digest.update(portrait.image.tobytes())
        for face in portrait.faces:
            digest.update(face.box.tobytes())
    return digest.hexdigest()
