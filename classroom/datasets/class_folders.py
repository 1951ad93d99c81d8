"""Faces as one folder of pictures per emotion, the layout of FER2013 on Kaggle."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, check_set
from classroom.domain import EMOTIONS, Emotion
from classroom.errors import DataError
from classroom.vision.preprocess import CHIP_PX, resize_chip

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
OTHER_NAMES = {
    "anger": Emotion.ANGRY,
    "disgusted": Emotion.DISGUST,
    "fearful": Emotion.FEAR,
    "afraid": Emotion.FEAR,
    "happiness": Emotion.HAPPY,
    "sadness": Emotion.SAD,
    "surprised": Emotion.SURPRISE,
}
NAMED = 5  # unreadable pictures that are named one by one
MOST_STRETCH = 1.1  # side lengths that still count as square


def find_class_folders(folder: Path) -> Mapping[Emotion, Path]:
    """The emotions' folders in a folder; empty when there is none."""
    if not folder.is_dir():
        return {}
    names = {**{emotion.value: emotion for emotion in EMOTIONS}, **OTHER_NAMES}
    found = (entry for entry in sorted(folder.iterdir()) if entry.is_dir() and entry.name.lower() in names)
    return {names[entry.name.lower()]: entry for entry in found}


def read_class_folders(folders: Mapping[Emotion, Path], root: Path, notes: list[str]) -> FaceSet:
    """All pictures of the emotions' folders, grey and 48 px; nobody voted on them.

    Args:
        notes: gets a line about pictures that cannot be read, and one about those that had another size.

    Raises:
        DataError: there is no picture, or none can be read.
    """
    images: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    broken: list[str] = []
    resized = 0
    for emotion in (one for one in EMOTIONS if one in folders):
        for path in sorted(entry for entry in folders[emotion].iterdir() if _is_picture(entry)):
            picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            if picture is None or max(picture.shape) > MOST_STRETCH * min(picture.shape):
                broken.append(str(path.relative_to(root)))
                continue
            resized += picture.shape != (CHIP_PX, CHIP_PX)
            same = picture.shape == (CHIP_PX, CHIP_PX)
            images.append(np.asarray(picture, np.uint8) if same else resize_chip(np.asarray(picture, np.uint8)))
            labels.append(EMOTIONS.index(emotion))
    if not images:
        raise DataError(f"{root}: no picture can be read; put png or jpg files of 48 px into folders named by emotion")
    notes += _describe(root, broken, resized)
    return check_set(np.stack(images), np.array(labels), None, root)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def _describe(root: Path, broken: list[str], resized: int) -> list[str]:
    notes = []
    if broken:
        more = f" and {len(broken) - NAMED} more" if len(broken) > NAMED else ""
        notes.append(f"{root}: {len(broken)} pictures cannot be read: {', '.join(broken[:NAMED])}{more}")
    if resized:
        notes.append(f"{root}: {resized} pictures had another size and were scaled to {CHIP_PX} px")
    return notes
