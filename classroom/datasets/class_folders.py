"""Faces as one folder of pictures per emotion, the layout of FER2013 on Kaggle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, check_set
from classroom.datasets.validation import count_things
from classroom.domain import EMOTIONS, Emotion
from classroom.errors import CaptureError, DataError
from classroom.vision.pictures import PICTURE_SUFFIXES, read_picture
from classroom.vision.preprocess import CHIP_PX, resize_chip

OTHER_NAMES = {
    "anger": Emotion.ANGRY,
    "disgusted": Emotion.DISGUST,
    "fearful": Emotion.FEAR,
    "afraid": Emotion.FEAR,
    "happiness": Emotion.HAPPY,
    "sadness": Emotion.SAD,
    "surprised": Emotion.SURPRISE,
}
NAMES: Mapping[str, Emotion] = {**{emotion.value: emotion for emotion in EMOTIONS}, **OTHER_NAMES}
NAMED = 5  # unreadable pictures that are named one by one
MOST_STRETCH = 1.1  # longer side through shorter side of what still counts as square


@dataclass(slots=True)
class _Pile:
    """What is read so far."""

    images: list[NDArray[np.uint8]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    resized: int = 0


def find_class_folders(folder: Path) -> Mapping[Emotion, Sequence[Path]]:
    """The emotions' folders in a folder, in English and in any case; empty when there is none."""
    found: dict[Emotion, list[Path]] = {}
    for entry in list_folder(folder):
        if entry.name.lower() in NAMES and entry.is_dir():
            found.setdefault(NAMES[entry.name.lower()], []).append(entry)
    return found


def list_folder(folder: Path) -> list[Path]:
    """What lies in a folder, by name, without hidden entries; nothing when it is no folder.

    Raises:
        DataError: it cannot be read.
    """
    try:
        (folder / "..").stat()  # to list a folder is one right, to look at what is in it another
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DataError(f"{folder} cannot be read ({error.strerror}); check the path and its access rights") from error


def read_class_folders(folders: Mapping[Emotion, Sequence[Path]], root: Path, notes: list[str]) -> FaceSet:
    """All pictures of the emotions' folders, grey and 48 px; nobody voted on them.

    Args:
        root: the folder they lie in; the faces' `files` are relative to it.
        notes: gets a line about pictures that cannot be read, one about those that had another size, and one
            about folders that name no emotion.

    Raises:
        DataError: there is no picture, or none can be read.
    """
    pile = _Pile()
    for emotion in (one for one in EMOTIONS if one in folders):
        for folder in folders[emotion]:
            for path in list_folder(folder):
                if path.suffix.lower() in PICTURE_SUFFIXES and not path.is_dir():
                    _read_one(path, emotion, root, pile)
    if not pile.images:
        more = f"; {_name_some(pile.broken)} cannot be read" if pile.broken else ""
        raise DataError(
            f"{root}: no picture can be read{more}; put png or jpg files of 48 px into folders named by emotion"
        )
    notes += _describe(root, pile)
    faces = check_set(np.stack(pile.images), np.array(pile.labels), None, root)
    return FaceSet(faces.images, faces.fer2013, None, tuple(pile.files))


def _read_one(path: Path, emotion: Emotion, root: Path, pile: _Pile) -> None:
    name = path.relative_to(root).as_posix()
    try:
        grey = np.asarray(cv2.cvtColor(read_picture(path), cv2.COLOR_BGR2GRAY), np.uint8)
    except CaptureError:
        pile.broken.append(name)
        return
    if max(grey.shape) > MOST_STRETCH * min(grey.shape):
        pile.broken.append(f"{name} ({grey.shape[1]}x{grey.shape[0]} is not square)")
        return
    other = grey.shape != (CHIP_PX, CHIP_PX)
    pile.resized += other
    pile.images.append(resize_chip(grey) if other else grey)
    pile.labels.append(EMOTIONS.index(emotion))
    pile.files.append(name)


def _describe(root: Path, pile: _Pile) -> list[str]:
    notes = []
    if pile.broken:
        notes.append(f"{root}: {count_things(len(pile.broken))} cannot be read: {_name_some(pile.broken)}")
    if pile.resized:
        notes.append(f"{root}: {count_things(pile.resized)} had another size and were scaled to {CHIP_PX} px")
    strange = [entry.name for entry in list_folder(root) if entry.name.lower() not in NAMES and entry.is_dir()]
    if strange:
        notes.append(f"{root}: folders that name none of the seven emotions were not read: {_name_some(strange)}")
    return notes


def _name_some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
