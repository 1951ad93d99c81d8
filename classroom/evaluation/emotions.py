"""An emotion model's figures on labelled faces, as capture runs it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, majority_labels
from classroom.domain import EMOTIONS
from classroom.evaluation.changes import (
    CHANGES,
    FACE_SIZES,
    GROWN,
    SHIFT,
    SHRUNK,
    change_faces,
    move_boxes,
    resize_faces,
)
from classroom.evaluation.metrics import (
    ClassFigures,
    ReliabilityBin,
    Rows,
    bin_reliability,
    count_confusions,
    measure_accuracy,
    measure_classes,
    measure_ece,
    measure_macro_f1,
    measure_top,
)

BATCH = 256
TIMED_BATCH = 25  # faces of one frame
TIMED_RUNS = 40
Faces = NDArray[np.uint8]  # (n, 48, 48) grey
Labels = NDArray[np.int64]  # (n,) index into EMOTIONS, -1 = none
Table = tuple[tuple[int, ...], ...]


class Reader(Protocol):
    """A model: faces -> probabilities. Ours has two heads, another library's one."""

    @property
    def name(self) -> str:
        """What to call it in a report."""

    def read(self, faces: Faces) -> Rows:
        """The product's reading, (n, 7)."""

    def read_original(self, faces: Faces) -> Rows:
        """What FER2013's own labels are compared with, (n, 7)."""


@dataclass(frozen=True, slots=True)
class EmotionFigures:
    """The public contract of `classroom evaluate emotions --json`; None = cannot be computed from these data."""

    n: int
    accuracy: float  # against `fer2013`, by the head for that label set
    macro_f1: float
    plus_n: int | None  # pictures with a FER+ majority among the seven
    plus_accuracy: float | None  # the product's reading against that majority
    plus_macro_f1: float | None
    ece: float | None  # of the product's reading
    top2: float  # of the fer2013 head
    labels: tuple[str, ...]  # order of the tables
    per_class: Mapping[str, ClassFigures]
    plus_per_class: Mapping[str, ClassFigures] | None
    confusion: Table  # rows true, columns read
    plus_confusion: Table | None
    reliability: tuple[ReliabilityBin, ...] | None
    by_face_px: Mapping[str, float]
    by_degradation: Mapping[str, float]
    ms_per_face: float

    def as_json(self) -> dict[str, object]:
        """The figures as JSON can hold them."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Figures, and the readings they were computed from."""

    figures: EmotionFigures
    readings: Rows  # (n, 7) the product's
    originals: Rows  # (n, 7) the fer2013 head's
    majorities: Labels | None  # None = nobody voted


def evaluate_reader(
    reader: Reader, faces: FaceSet, on_progress: Callable[[str], None], clock: Callable[[], float] = perf_counter
) -> Evaluation:
    """All figures of a reader on labelled faces.

    Sizes and degradations are measured on the product's reading against the FER+ majority; where nobody
    voted, on the other head against FER2013's labels.
    """
    on_progress(f"{reader.name}: reading {len(faces)} faces")
    originals = read_all(reader.read_original, faces.images)
    readings = read_all(reader.read, faces.images)
    majorities = None if faces.votes is None else majority_labels(faces.votes)
    truth = faces.fer2013.astype(np.int64)
    score = _Score(reader, truth, majorities)
    confusion = count_confusions(originals, truth)
    plus = None if majorities is None else count_confusions(readings, majorities)
    figures = EmotionFigures(
        n=len(faces),
        accuracy=measure_accuracy(originals, truth),
        macro_f1=measure_macro_f1(confusion),
        plus_n=None if majorities is None else int((majorities >= 0).sum()),
        plus_accuracy=None if majorities is None else measure_accuracy(readings, majorities),
        plus_macro_f1=None if plus is None else measure_macro_f1(plus),
        ece=None if majorities is None else measure_ece(readings, majorities),
        top2=measure_top(originals, truth, 2),
        labels=tuple(emotion.value for emotion in EMOTIONS),
        per_class=_name(measure_classes(confusion)),
        plus_per_class=None if plus is None else _name(measure_classes(plus)),
        confusion=_table(confusion),
        plus_confusion=None if plus is None else _table(plus),
        reliability=None if majorities is None else bin_reliability(readings, majorities),
        by_face_px=measure_sizes(score, faces.images, on_progress),
        by_degradation=measure_changes(score, faces.images, on_progress),
        ms_per_face=time_reader(reader, faces.images, clock),
    )
    return Evaluation(figures, readings, originals, majorities)


class _Score:
    """Accuracy of a reader on changed faces whose labels stay."""

    def __init__(self, reader: Reader, truth: Labels, majorities: Labels | None) -> None:
        self._read = reader.read_original if majorities is None else reader.read
        self._labels = truth if majorities is None else majorities

    def __call__(self, images: Faces) -> float:
        return measure_accuracy(read_all(self._read, images), self._labels)


def measure_sizes(
    score: Callable[[Faces], float], images: Faces, on_progress: Callable[[str], None]
) -> dict[str, float]:
    """Accuracy by height of the face, px; 48 is the pictures' own."""
    figures = {}
    for size in FACE_SIZES:
        on_progress(f"faces of {size} px")
        figures[str(size)] = score(resize_faces(images, size))
    return figures


def measure_changes(
    score: Callable[[Faces], float], images: Faces, on_progress: Callable[[str], None]
) -> dict[str, float]:
    """Accuracy after each of the changes a call makes, and with boxes that are a little off."""
    figures = {}
    for name in CHANGES:
        on_progress(f"faces after {name.replace('_', ' ')}")
        figures[name] = score(change_faces(images, name))
    on_progress("faces in boxes that are a little off")
    sides = ((SHIFT, 0.0), (-SHIFT, 0.0), (0.0, SHIFT), (0.0, -SHIFT))
    figures["box_shifted"] = float(np.mean([score(move_boxes(images, *side)) for side in sides]))
    figures["box_larger"] = score(move_boxes(images, 0.0, 0.0, GROWN))
    figures["box_smaller"] = score(move_boxes(images, 0.0, 0.0, SHRUNK))
    return figures


def time_reader(reader: Reader, images: Faces, clock: Callable[[], float]) -> float:
    """Milliseconds a face takes in a batch of 25, all passes; the median of 40 batches."""
    batch = np.resize(images, (TIMED_BATCH, *images.shape[1:]))
    reader.read(batch)
    times = []
    for _ in range(TIMED_RUNS):
        begun = clock()
        reader.read(batch)
        times.append(clock() - begun)
    return median(times) * 1000 / TIMED_BATCH


def read_all(read: Callable[[Faces], Rows], images: Faces) -> Rows:
    """Readings of any number of faces, a batch at a time."""
    return np.concatenate([read(images[at : at + BATCH]) for at in range(0, len(images), BATCH)])


def _name(figures: Sequence[ClassFigures]) -> dict[str, ClassFigures]:
    return {emotion.value: one for emotion, one in zip(EMOTIONS, figures, strict=True)}


def _table(counts: NDArray[np.int64]) -> Table:
    return tuple(tuple(int(value) for value in row) for row in counts)
