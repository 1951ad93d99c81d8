"""FER2013 with FER+ votes: labelled faces, checked, and what they teach."""

import hashlib
import lzma
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.archives import check_size
from classroom.domain import EMOTIONS, Emotion
from classroom.errors import DataError
from classroom.vision.preprocess import CHIP_PX

# FER+'s column order (Barsoum et al. 2016); contempt, unknown and not-a-face follow the seven.
VOTE_COLUMNS = (
    Emotion.NEUTRAL,
    Emotion.HAPPY,
    Emotion.SURPRISE,
    Emotion.SAD,
    Emotion.ANGRY,
    Emotion.DISGUST,
    Emotion.FEAR,
)
VOTE_COUNT = 10  # columns, and taggers per picture
MAJORITY = 5  # votes a FER+ majority needs to count as a label when accuracy is measured
# What an archive that was cut off or altered makes zipfile and numpy raise; RuntimeError = encrypted, or packed in a
# way Python does not know; TokenError = an array's header.
DAMAGED = (
    *(OSError, ValueError, TypeError, EOFError, MemoryError, OverflowError, RuntimeError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, tokenize.TokenError),
)

_SEVEN = tuple(VOTE_COLUMNS.index(emotion) for emotion in EMOTIONS)  # vote column of each Emotion
_TEN = (*_SEVEN, *range(len(VOTE_COLUMNS), VOTE_COUNT))
_NEEDED, _VOTES = ("images", "fer2013"), "votes"


@dataclass(frozen=True, slots=True, eq=False)
class FaceSet:
    """Labelled faces of one split."""

    images: NDArray[np.uint8]  # (n, 48, 48) grey
    fer2013: NDArray[np.uint8]  # (n,) index into EMOTIONS
    votes: NDArray[np.uint8] | None  # (n, 10) taggers' votes in FER+'s column order; None = nobody voted
    files: tuple[str, ...] | None = None  # each picture's file, relative to its split; None = they are no files

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """What a recipe learns from and is chosen on."""

    train: FaceSet
    validation: FaceSet
    digest: str  # sha256 over all arrays in order, as they lie on disk
    notes: tuple[str, ...] = ()  # lines for people: what was found when the data were checked


def read_npz(path: Path) -> FaceSet:
    """The faces of one npz file with the arrays `images`, `fer2013` and, if somebody voted, `votes`.

    Raises:
        DataError: the file is missing or damaged, or an array has the wrong name, size or range.
    """
    try:
        with path.open("rb") as stream:
            check_size(stream, path, (*_NEEDED, _VOTES))
            with np.load(stream, allow_pickle=False) as file:
                missing = [name for name in _NEEDED if name not in file.files]
                if missing:
                    raise DataError(f"{path}: array {missing[0]} is missing; images and fer2013 are needed")
                images, labels = (file[name] for name in _NEEDED)
                votes = file[_VOTES] if _VOTES in file.files else None
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file; FER2013 as npz files is needed") from error
    except DAMAGED as error:
        raise DataError(f"{path}: cannot be read as npz ({error}); copy it again") from error
    return check_set(images, labels, votes, path)


def check_set(images: NDArray[Any], labels: NDArray[Any], votes: NDArray[Any] | None, path: Path) -> FaceSet:
    """The arrays as a FaceSet.

    Raises:
        DataError: one has the wrong shape, type or range.
    """
    count = len(images) if images.ndim else 0
    if images.shape != (count, CHIP_PX, CHIP_PX) or images.dtype != np.uint8 or count == 0:
        found = f"{images.shape} {images.dtype}"
        raise DataError(f"{path}: images must be (n, {CHIP_PX}, {CHIP_PX}) uint8, found {found}")
    if labels.shape != (count,) or not np.issubdtype(labels.dtype, np.integer):
        raise DataError(f"{path}: fer2013 must be {count} whole numbers, found {labels.shape} {labels.dtype}")
    if labels.min() < 0 or labels.max() >= len(EMOTIONS):
        raise DataError(f"{path}: fer2013 must lie in 0-{len(EMOTIONS) - 1}, found {labels.min()} to {labels.max()}")
    return FaceSet(images, labels.astype(np.uint8), None if votes is None else check_votes(votes, count, path))


def check_votes(votes: NDArray[Any], count: int, path: Path) -> NDArray[np.uint8]:
    """The votes of `count` pictures.

    Raises:
        DataError: they have the wrong shape, type or range.
    """
    if votes.shape != (count, VOTE_COUNT) or not np.issubdtype(votes.dtype, np.integer):
        raise DataError(
            f"{path}: votes must be ({count}, {VOTE_COUNT}) whole numbers, found {votes.shape} {votes.dtype}"
        )
    if votes.min() < 0 or votes.max() > VOTE_COUNT:
        raise DataError(f"{path}: votes must lie in 0-{VOTE_COUNT}, found {votes.min()} to {votes.max()}")
    return votes.astype(np.uint8)


def check_classes(faces: FaceSet, folder: Path, when: str = "") -> None:
    """Raises DataError when an emotion has no picture; `when` is a part of the message that says when it has none."""
    counts = np.bincount(faces.fer2013, minlength=len(EMOTIONS))
    empty = [emotion.value for emotion, count in zip(EMOTIONS, counts, strict=True) if count == 0]
    if empty:
        raise DataError(f"{folder}: no training picture is labelled {empty[0]}{when}; all seven emotions are needed")


def join_sets(parts: list[FaceSet]) -> FaceSet:
    """The parts one after the other; their votes and file names only when all parts have them."""
    votes = [part.votes for part in parts if part.votes is not None]
    files = [part.files for part in parts if part.files is not None]
    return FaceSet(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.fer2013 for part in parts]),
        np.concatenate(votes) if len(votes) == len(parts) else None,
        tuple(name for names in files for name in names) if len(files) == len(parts) else None,
    )


def digest_sets(sets: tuple[FaceSet, ...]) -> str:
    """sha256 over the sets' arrays, as hexadecimal."""
    digest = hashlib.sha256()
    for faces in sets:
        for array in (faces.images, faces.fer2013, faces.votes):
            if array is not None:
                digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def vote_shares(votes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The taggers' distribution, (n, 10): the seven in Emotion order, then contempt, unknown, not-a-face.

    A row sums to 1, or is all zero where nobody voted: the picture then teaches nothing.
    """
    shares = votes[:, _TEN].astype(np.float32)
    return np.asarray(shares / np.maximum(shares.sum(axis=1, keepdims=True), 1), np.float32)


def majority_labels(votes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The emotion at least half of the taggers chose, (n,) index into EMOTIONS; -1 = none."""
    seven = votes[:, _SEVEN]
    return np.where(seven.max(axis=1) >= MAJORITY, seven.argmax(axis=1), -1)


def taught_shares(faces: FaceSet) -> NDArray[np.float32]:
    """What the votes head learns, (n, 10): the taggers' distribution, or the label alone where nobody voted."""
    if faces.votes is not None:
        return vote_shares(faces.votes)
    return np.eye(VOTE_COUNT, dtype=np.float32)[faces.fer2013]


def reading_labels(faces: FaceSet) -> NDArray[np.int64]:
    """What the product should read, (n,): the taggers' majority (-1 = none), or the label where nobody voted."""
    return faces.fer2013.astype(np.int64) if faces.votes is None else majority_labels(faces.votes)
