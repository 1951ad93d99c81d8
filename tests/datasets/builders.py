"""Small made-up training data: two shapes instead of faces."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from classroom.datasets.csv_table import VOTE_NAMES
from classroom.datasets.fer2013 import VOTE_COLUMNS, VOTE_COUNT, FaceSet, join_sets
from classroom.domain import EMOTIONS, Emotion
from classroom.vision.preprocess import CHIP_PX

SHAPES = (Emotion.HAPPY, Emotion.SAD)  # a disc means happy, bars mean sad


def draw_disc(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A bright disc on noise, (48, 48) uint8."""
    rows, columns = np.mgrid[:CHIP_PX, :CHIP_PX]
    y, x, radius = rng.uniform(18, 30), rng.uniform(18, 30), rng.uniform(9, 14)
    return _with_noise((np.hypot(rows - y, columns - x) < radius) * 120.0, rng)


def draw_bars(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Bright level bars on noise, (48, 48) uint8."""
    rows = np.arange(CHIP_PX)[:, None] + rng.uniform(0, 12)
    return _with_noise(np.broadcast_to((rows % 12 < 5) * 120.0, (CHIP_PX, CHIP_PX)), rng)


def _with_noise(drawing: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.uint8]:
    return np.clip(drawing + rng.uniform(40, 90) + rng.normal(0, 12, drawing.shape), 0, 255).astype(np.uint8)


def draw_shapes(count: int, seed: int) -> FaceSet:
    """`count` discs and bars in turn, labelled happy and sad by all ten taggers."""
    rng = np.random.default_rng(seed)
    images = np.stack([(draw_disc, draw_bars)[n % 2](rng) for n in range(count)])
    return label_set(images, np.array([EMOTIONS.index(SHAPES[n % 2]) for n in range(count)]))


def label_set(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> FaceSet:
    """The pictures with these labels, and votes that agree with them."""
    votes = np.zeros((len(labels), VOTE_COUNT), np.uint8)
    columns = [VOTE_COLUMNS.index(EMOTIONS[label]) for label in labels]
    votes[np.arange(len(labels)), columns] = VOTE_COUNT
    return FaceSet(images, labels.astype(np.uint8), votes)


def add_others(faces: FaceSet) -> FaceSet:
    """The set with one noise picture for each emotion, since a set without an emotion is refused."""
    rng = np.random.default_rng(7)
    noise = rng.integers(0, 256, (len(EMOTIONS), CHIP_PX, CHIP_PX), dtype=np.uint8)
    others = label_set(noise, np.arange(len(EMOTIONS)))
    return join_sets([faces, others])


def write_npz(path: Path, faces: FaceSet) -> None:
    """Writes the set as the data folder's files are; without votes where nobody voted."""
    if faces.votes is None:
        np.savez(path, images=faces.images, fer2013=faces.fer2013)
    else:
        np.savez(path, images=faces.images, fer2013=faces.fer2013, votes=faces.votes)


def write_folder(folder: Path, train: FaceSet, validation: FaceSet) -> Path:
    """A data folder with both splits, the training split in two parts."""
    folder.mkdir(parents=True, exist_ok=True)
    half = len(train) // 2
    for number, rows in enumerate((slice(half), slice(half, None))):
        votes = None if train.votes is None else train.votes[rows]
        part = FaceSet(train.images[rows], train.fer2013[rows], votes)
        write_npz(folder / f"train-{number}.npz", part)
    write_npz(folder / "validation.npz", validation)
    return folder


def write_table(path: Path, sets: dict[str, FaceSet], *, blanks: bool = False) -> Path:
    """The sets by usage (Training, PublicTest, PrivateTest) as FER2013's published csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    gap = " " if blanks else ""
    lines = [f"emotion,{gap}Usage,{gap}pixels" if blanks else "emotion,pixels,Usage"]
    for usage, faces in sets.items():
        for image, label in zip(faces.images, faces.fer2013, strict=True):
            pixels = " ".join(str(value) for value in image.ravel())
            lines.append(f"{label},{usage},{pixels}" if blanks else f"{label},{pixels},{usage}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_votes(path: Path, sets: dict[str, FaceSet]) -> Path:
    """The sets' votes by usage as FER+'s csv."""
    lines = [",".join(["Usage", "Image name", *VOTE_NAMES])]
    for usage, faces in sets.items():
        assert faces.votes is not None
        lines += [",".join([usage, f"fer{n:07d}.png", *map(str, votes)]) for n, votes in enumerate(faces.votes)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_pictures(folder: Path, faces: FaceSet, names: tuple[str, ...] = EMOTIONS) -> Path:
    """The set as one folder of png files per emotion."""
    for number, (image, label) in enumerate(zip(faces.images, faces.fer2013, strict=True)):
        path = folder / names[label] / f"{number:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), image)
    return folder
