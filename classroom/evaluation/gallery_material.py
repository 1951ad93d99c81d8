"""The labelled pictures of a folder, in the order in which they are looked at."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classroom.domain import Image
from classroom.errors import CaptureError, DataError
from classroom.evaluation.truth import TruthPicture
from classroom.evaluation.truth_files import read_truth
from classroom.vision.pictures import PICTURE_SUFFIXES, read_picture
from classroom.vision.sources.folder import natural_key

TRUTH_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture with a truth file; both are read when it is its turn."""

    path: Path
    name: str  # below the folder

    def read(self) -> tuple[Image, TruthPicture]:
        """Raises CaptureError or DataError: one of the two cannot be used, or they do not fit."""
        truth = read_truth(_truth_path(self.path))
        image = read_picture(self.path)
        height, width = image.shape[:2]
        if (width, height) != (truth.width, truth.height):
            raise DataError(
                f"picture {self.path} is {width}x{height} and its truth file is for {truth.width}x{truth.height}: "
                "they do not belong together"
            )
        return image, truth


@dataclass(frozen=True, slots=True)
class Material:
    """What a folder holds."""

    runs: tuple[tuple[Labelled, ...], ...]  # each goes through one pipeline: a sequence, or a single picture
    skipped: tuple[str, ...]  # a line for each picture or truth file that cannot be used

    @property
    def count(self) -> int:
        return sum(len(run) for run in self.runs)

    @property
    def files(self) -> tuple[Path, ...]:
        """All pictures and their truth files."""
        pictures = [one.path for run in self.runs for one in run]
        return (*pictures, *(_truth_path(path) for path in pictures))


def find_material(folder: Path) -> Material:
    """All labelled pictures of a folder and the folders in it; hidden ones are left out.

    Raises:
        DataError: no such folder, or nothing in it that can be used.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder: name a folder of pictures with truth files")
    sequences: dict[tuple[Path, str], list[tuple[float, Labelled]]] = {}
    runs: list[tuple[Labelled, ...]] = []
    skipped: list[str] = []
    for path in _walk(folder):
        one = Labelled(path, path.relative_to(folder).as_posix())
        try:
            truth = _read_truth_of(path)
        except DataError as error:
            skipped.append(str(error))
            continue
        if truth.sequence is None or truth.time_s is None:
            runs.append((one,))
        else:
            sequences.setdefault((path.parent, truth.sequence), []).append((truth.time_s, one))
    skipped += _list_lonely(folder)
    if not runs and not sequences:
        reason = skipped[0] if skipped else f"it holds no pictures ({', '.join(PICTURE_SUFFIXES)})"
        raise DataError(f"nothing in {folder} can be measured: {reason}")
    ordered = [tuple(one for _, one in sorted(pictures, key=_time)) for pictures in sequences.values()]
    return Material((*runs, *ordered), tuple(skipped))


def _time(item: tuple[float, Labelled]) -> float:
    return item[0]


def _truth_path(picture: Path) -> Path:
    return picture.with_suffix(TRUTH_SUFFIX)


def _read_truth_of(picture: Path) -> TruthPicture:
    path = _truth_path(picture)
    if not path.is_file():
        raise DataError(f"picture {picture} has no truth file {path.name} beside it: write one, or take it away")
    return read_truth(path)


def _list_lonely(folder: Path) -> Iterator[str]:
    """A line for each truth file without a picture; other JSON files are none of ours."""
    for path in _walk(folder, (TRUTH_SUFFIX,)):
        if any(path.with_suffix(suffix).exists() for suffix in PICTURE_SUFFIXES):
            continue
        try:
            read_truth(path)
        except DataError:
            continue
        yield f"truth file {path} has no picture beside it: put it there, or take the file away"


def _walk(folder: Path, suffixes: Sequence[str] = PICTURE_SUFFIXES) -> Iterator[Path]:
    """Files with such an ending, folder by folder, in natural order of their names."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=natural_key)
        for name in sorted(files, key=natural_key):
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes:
                yield Path(place) / name


def read_labelled(one: Labelled) -> tuple[Image, TruthPicture] | str:
    """The picture with its truth, or why it has to be left out."""
    try:
        return one.read()
    except (CaptureError, DataError) as error:
        return str(error)
