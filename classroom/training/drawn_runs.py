"""Runs that learn from pictures drawn anew in every epoch: their checkpoint, going on with it, and the loop.

Imported only where keras is installed. Such a run keeps its last epoch alone: what is drawn never repeats itself, so
that the last is the best.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import keras

from classroom.errors import DataError, ModelError, OutputError
from classroom.training.checkpoints import STATE_FILE, make_folder, write_whole
from classroom.training.interruption import StopBetweenBatches, hear_interruption

LAST = "last.keras"


class MeasuredEpoch(Protocol):
    """A frozen dataclass with the fields `loss` and `seconds`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def describe(self) -> str: ...


Figures = TypeVar("Figures", bound=MeasuredEpoch)


@dataclass(frozen=True, slots=True)
class DrawnRun(Generic[Figures]):
    """Which run this is and how far it came."""

    recipe: str
    seed: int
    epochs: int
    data: str  # digest
    history: tuple[Figures, ...] = ()


def start_run(
    wanted: DrawnRun[Figures],
    folder: Path,
    *,
    resume: bool,
    figures: type[Figures],
    begin: Callable[[], Any],
    losses: Mapping[str, Any],
) -> tuple[DrawnRun[Figures], Any]:
    """The run and the compiled model to go on with: fresh, or from the checkpoint.

    Args:
        figures: what an epoch of this run gives.
        begin: makes the untrained model.
        losses: the model's own losses by name.

    Raises:
        DataError: the folder holds another run.
        ModelError: the checkpoint is damaged.
        OutputError: the folder cannot be made, or holds a run that was not asked to be resumed.
    """
    make_folder(folder)
    path = folder / STATE_FILE
    if not path.exists():
        return wanted, begin()
    if not resume:
        raise OutputError(f"{folder} holds a run already; resume it, or choose another folder")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        run = DrawnRun(**{**raw, "history": tuple(figures(**epoch) for epoch in raw["history"])})
        model = keras.saving.load_model(folder / LAST, custom_objects=dict(losses))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{folder}: its checkpoint is damaged ({error}); remove the folder and train again") from error
    if replace(run, history=()) != wanted:
        found = f"{run.recipe}, seed {run.seed}, {run.epochs} epochs, data {run.data[:12]}"
        raise DataError(f"{folder} holds another run ({found}); resume with the same, or choose another folder")
    return run, model


def run_epochs(
    run: DrawnRun[Figures],
    model: Any,
    folder: Path,
    learn: Callable[[int, StopBetweenBatches], Figures],
    on_progress: Callable[[str], None],
) -> DrawnRun[Figures]:
    """The run after its last epoch; each finished one is in the folder.

    Args:
        learn: trains the model for the epoch of that number (0, 1, ...), heeding the callback; gives its figures.

    Raises:
        OutputError: a checkpoint cannot be written; the one before is intact.
        KeyboardInterrupt: Ctrl-C; finished epochs are kept.
    """
    with hear_interruption() as interruption:
        while len(run.history) < run.epochs:
            begun = time.monotonic()
            figures = learn(len(run.history), interruption)
            figures = replace(figures, seconds=time.monotonic() - begun)
            run = replace(run, history=(*run.history, figures))
            _save(model, run, folder)
            on_progress(f"epoch {len(run.history)}/{run.epochs}: {figures.describe()}")
    return run


def spare_norms(optimizer: Any) -> Any:
    """The optimizer, which lets biases and the scales of norms grow as they must."""
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _save(model: Any, run: DrawnRun[Figures], folder: Path) -> None:
    temporary = folder / f".{Path(LAST).stem}.part.keras"
    try:
        model.save(temporary)
        temporary.replace(folder / LAST)
        write_whole(folder / STATE_FILE, json.dumps(asdict(run), indent=1))
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{folder} cannot be written: {error}; the checkpoint before is intact") from error
