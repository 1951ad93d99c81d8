"""Writes labelled faces as a folder of npz files, all or nothing, and never over what is there."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from classroom.datasets.fer2013 import FaceSet
from classroom.errors import OutputError


def write_splits(folder: Path, splits: Mapping[str, FaceSet]) -> None:
    """Writes `train.npz`, `validation.npz` ... into a new or empty folder.

    Raises:
        OutputError: there is something in the folder already, or it cannot be written; it is then as before.
    """
    target = Path(os.path.realpath(folder))  # a link stays one, and `.` gets a name
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise OutputError(f"{folder} is not empty: name a new folder; nothing is ever written over data")
        # Its own name in each process: what a killed run left behind is in nobody's way.
        parts = target.with_name(f".{target.name}.{os.getpid()}.part")
        parts.mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror}); name another place") from error
    try:
        for name, faces in splits.items():
            _write_npz(parts / f"{name}.npz", faces)
        if target.exists():
            target.rmdir()  # Windows renames onto nothing
        parts.rename(target)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror}); make room or name another place") from error
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _write_npz(path: Path, faces: FaceSet) -> None:
    if faces.votes is None:
        np.savez_compressed(path, images=faces.images, fer2013=faces.fer2013)
    else:
        np.savez_compressed(path, images=faces.images, fer2013=faces.fer2013, votes=faces.votes)
