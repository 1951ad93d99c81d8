"""Checkpoints of a run in one folder: written beside, then renamed, so that a full disk or Ctrl-C costs nothing."""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from classroom.errors import DataError, ModelError, OutputError

STATE_FILE = "state.json"


@dataclass(frozen=True, slots=True)
class EpochFigures:
    """What one epoch gave, on validation."""

    epoch: int  # 1, 2, ...
    px: int  # side of the training pictures
    loss: float
    votes_accuracy: float  # against the FER+ majority
    fer2013_accuracy: float
    seconds: float
    learning_rate: float | None = None  # in the epoch's last step; None = an older run
    train_votes_accuracy: float | None = None  # on some of the pictures learned from, as they are
    train_fer2013_accuracy: float | None = None

    @property
    def merit(self) -> float:
        """What the best checkpoint is chosen by."""
        return (self.votes_accuracy + self.fer2013_accuracy) / 2


@dataclass(frozen=True, slots=True)
class RunState:
    """Which run this is and how far it came."""

    recipe: str
    seed: int
    epochs: int
    data: str  # digest
    weights: str = "none"  # what a borrowed trunk started from: imagenet, none, or a file's digest
    fold: int | None = None  # of a cross-validation, 1, 2, ...; None = the data's own split
    folds: int | None = None
    last: str | None = None  # checkpoint file
    best: str | None = None
    history: tuple[EpochFigures, ...] = field(default=())

    @property
    def done(self) -> int:
        """Finished epochs."""
        return len(self.history)

    @property
    def merits(self) -> tuple[float, ...]:
        """What each finished epoch was worth."""
        return tuple(figures.merit for figures in self.history)

    @property
    def best_epoch(self) -> int:
        """The epoch (1, 2, ...) of the best checkpoint; 0 before the first."""
        return max(self.history, key=lambda figures: figures.merit).epoch if self.history else 0


def make_folder(folder: Path) -> None:
    """Makes the folder of a run.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error}; name another place") from error


def read_state(folder: Path) -> RunState | None:
    """The state of the run in the folder; None when there is none.

    Raises:
        ModelError: the state is damaged.
    """
    path = folder / STATE_FILE
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        history = tuple(EpochFigures(**figures) for figures in raw.pop("history"))
        return RunState(**raw, history=history)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path} is damaged ({error}); remove the folder and train again") from error


def check_resume(state: RunState, wanted: RunState, folder: Path) -> None:
    """Raises DataError when the folder's run is another one than the wanted."""
    for name in ("recipe", "seed", "epochs", "data", "weights", "fold", "folds"):
        found, asked = getattr(state, name), getattr(wanted, name)
        if found != asked:
            raise DataError(
                f"{folder} holds a run with {name} {found}, not {asked}; resume with the same, or choose another folder"
            )


def save_checkpoint(model: Any, state: RunState, figures: EpochFigures, folder: Path) -> RunState:
    """The state with the epoch added, after model and state are safely on disk; older files are removed.

    Raises:
        OutputError: the disk is full or not writable; the checkpoint before is intact.
    """
    best_so_far = max((f.merit for f in state.history), default=-1.0)
    name = f"epoch-{figures.epoch:03d}.keras"
    best = name if figures.merit > best_so_far else state.best
    after = replace(state, last=name, best=best, history=(*state.history, figures))
    temporary = folder / f".{name}.part.keras"
    try:
        model.save(temporary)
        temporary.replace(folder / name)
        write_whole(folder / STATE_FILE, json.dumps(asdict(after), indent=1))
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"{folder / name} cannot be written: {error}; the checkpoint before is intact") from error
    for old in folder.glob("epoch-*.keras"):
        if old.name not in (after.last, after.best):
            old.unlink(missing_ok=True)
    return after


def write_whole(path: Path, text: str) -> None:
    """Replaces the file in one step."""
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
